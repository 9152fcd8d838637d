"""What if a shopper answered like this: the score of a preview, never stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from mysteryshop.domain.scorecard import (
    Document,
    check,
    question_by_key,
    questions_of,
    source_language,
    text_in,
)
from mysteryshop.domain.scorecard_reading import band_in
from mysteryshop.domain.scoring import score_document
from mysteryshop.reports.fieldwork_words import Badge, outcome_badge
from mysteryshop.web.brand.scorecard_pages import Preview
from mysteryshop.web.brand.scorecard_words import page_language


@dataclass(frozen=True, slots=True)
class Trial:
    """The result of a tried visit, or why there is none."""

    problem: str | None = None
    score_tenths: int | None = None
    outcome: Badge | None = None
    band: str | None = None
    sections: list[tuple[str, int | None]] = field(default_factory=list)
    """Title and score in tenths of each section that has one."""
    unanswered: list[str] = field(default_factory=list)
    """The words of the questions for which something is missing: the score is provisional."""


def try_answers(document: Document, preview: Preview, posted: Mapping[str, str]) -> Trial:
    """Score what was ticked in the preview; wanted photos count as taken.

    :param posted: the form; `preview.form` shows it again afterwards.
    """
    readable = preview.form.read(posted)
    if not check(document).ok:
        return Trial(_("The score can be tried as soon as nothing is left to put right."))
    if not readable:
        return Trial(_("Some answers cannot be read. They are marked below."))
    answers = preview.form.answers_document()
    answers["evidence"] = {question["key"]: 1 for _section, question in questions_of(document)}
    return _told(document, score_document(document, answers))


def _told(document: Document, result: dict[str, Any]) -> Trial:
    own, language = source_language(document), page_language()
    titles = {section["key"]: text_in(section["title"], language, own) for section in document["sections"]}
    missing = dict.fromkeys(entry["question"] for entry in result["missing"])
    questions = [question_by_key(document, key) for key in missing]
    return Trial(
        score_tenths=_tenths(result["score"]),
        outcome=outcome_badge(result["outcome"]),
        band=band_in(document, result["band"], language),
        sections=[
            (titles[s["key"]], _tenths(s["score"])) for s in result["sections"] if s["score"] is not None
        ],
        unanswered=[text_in(question["text"], language, own) for question in questions if question],
    )


def _tenths(score: float | None) -> int | None:
    return None if score is None else round(score * 10)
