"""The sections and questions of one audit, each line worded: the part of the audit report that is a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mysteryshop.domain.privacy import Sight
from mysteryshop.reports import answers as wording
from mysteryshop.reports import words
from mysteryshop.reports.words import gettext

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditPhoto:
    """One stored photo: `source` is its name among the PDF's photos, None when it cannot be read."""

    question_key: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Photo:
    source: str | None
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    number: str
    text: str
    answer: str
    state: str  # met, missed, bonus, na, hidden, unanswered, unscored
    points: str
    why: str
    failed: str  # what failing this critical question did; empty when it did not fail
    critical: bool
    comment: str
    photos: tuple[Photo, ...]


@dataclass(frozen=True, slots=True)
class SectionLine:
    letter: str
    title: str
    value: float | None  # 0..100 and above, as printed; None: no score
    score: str
    computed: float | None  # before critical effects, when it differs
    target: float | None
    own_target: bool
    points: str
    weight: str
    note: str
    questions: tuple[QuestionLine, ...]


def section_lines(
    document: Document, answers: Document, result: Document, sight: Sight, photos: Sequence[AuditPhoto]
) -> tuple[SectionLine, ...]:
    numbers = wording.number_questions(document)
    kept: dict[str, list[AuditPhoto]] = {}
    for photo in photos:
        kept.setdefault(photo.question_key, []).append(photo)
    sections = []
    for i, (section, scored) in enumerate(zip(document["sections"], result["sections"], strict=True)):
        lines = tuple(
            _line(question, line, document, answers, result, sight, numbers, kept.get(question["key"], []))
            for question, line in zip(section["questions"], scored["questions"], strict=True)
        )
        sections.append(_section(i, section, scored, document, result["complete"], lines))
    return tuple(sections)


def _section(
    index: int,
    section: Document,
    scored: Document,
    document: Document,
    complete: bool,
    lines: tuple[QuestionLine, ...],
) -> SectionLine:
    own = section.get("pass_mark")
    value = as_float(scored["score"]) if complete else None
    differs = complete and scored["computed"] != scored["score"]
    return SectionLine(
        letter=wording.section_letter(index),
        title=wording.text_of(section["title"], document["language"]),
        value=value,
        score=words.score(value),
        computed=as_float(scored["computed"]) if differs else None,
        target=as_float(own if own is not None else document.get("pass_mark")),
        own_target=own is not None,
        points=f"{words.points(scored['earned'])} / {words.points(scored['possible'])}"
        if scored["possible"]
        else words.DASH,
        weight=gettext("weight %(weight)s", weight=words.points(section.get("weight", 1))),
        note=_section_note(value, scored, lines, differs),
        questions=lines,
    )


def _section_note(value: float | None, scored: Document, lines: Sequence[QuestionLine], differs: bool) -> str:
    if differs:
        return gettext("critical failure; %(score)s without it", score=words.score(scored["computed"]))
    if value is not None:
        return ""
    if lines and all(line.state == "hidden" for line in lines):
        return gettext("no score: not part of this situation")
    if not scored["possible"]:
        return gettext("no score: nothing here applied")
    return gettext("no score")


def _line(
    question: Document,
    line: Document,
    document: Document,
    answers: Document,
    result: Document,
    sight: Sight,
    numbers: Mapping[str, str],
    photos: Sequence[AuditPhoto],
) -> QuestionLine:
    key, language = question["key"], document["language"]
    shown = line["state"] != "hidden"
    hidden = question["kind"] == "staff" and not sight.staff_answers
    failed = key in result["critical_failures"]
    number = numbers[key]
    text = wording.text_of(question["text"], language)
    comment = ((answers.get("comments") or {}).get(key) or "").strip() if shown and not hidden else ""
    return QuestionLine(
        number=number,
        text=text,
        answer=wording.answer_in_words(question, answers["answers"].get(key), language, sight)
        if shown
        else "",
        state=_state(line, failed),
        points=wording.points_in_words(question, line),
        why=wording.why(question, line, document, answers["situation"], numbers),
        failed=wording.what_failing_did(question) if failed else "",
        critical=question.get("critical") is not None,
        comment=comment,
        photos=tuple(
            Photo(
                photo.source,
                wording.photo_caption(number, i, len(photos)),
                gettext("Photo for question %(number)s: %(text)s", number=number, text=text),
            )
            for i, photo in enumerate(photos if shown and not hidden else (), start=1)
        ),
    )


def _state(line: Document, failed: bool) -> str:
    if failed:
        return "missed"
    if line["state"] == "scored":
        if line["earned"] < line["possible"]:
            return "missed"
        return "met" if line["possible"] else "bonus"
    return "missed" if line["state"] == "unanswered" and line["possible"] else str(line["state"])


def as_float(value: Any) -> float | None:
    """A number of a document (int, float or Decimal), or None."""
    return None if value is None else float(value)
