"""The sections and questions of one audit, each line worded: the part of the audit report that is a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mysteryshop.domain.name_hints import without_name
from mysteryshop.domain.privacy import Sight
from mysteryshop.reports import answers as wording
from mysteryshop.reports import words
from mysteryshop.reports.words import gettext

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditPhoto:
    """One stored photo: `source` is its name among the PDF's photos, None when it cannot be read, `is_missing` when
    that is because its file is gone.
    """

    question_key: str
    source: str | None
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Photo:
    source: str | None
    caption: str
    question: str
    alt: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class QuestionLine:
    number: str
    text: str
    answer: str
    state: str  # met, partly, missed, bonus, na, hidden, unanswered, unscored
    points: str
    why: str
    failed: str  # what failing this critical question did; empty when it did not fail
    critical: bool
    comment: str
    pasted: str  # a mail or chat that was pasted as evidence; empty for a brand
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


@dataclass(frozen=True, slots=True)
class AuditInput:
    """What the lines are made of.

    :param texts: question key -> a mail or chat that was pasted as evidence.
    :param shopper: (the shopper's name, what a reader who may not know it reads in its place).
    """

    document: Document
    answers: Document
    result: Document
    sight: Sight
    photos: Mapping[str, Sequence[AuditPhoto]]
    texts: Mapping[str, str]
    numbers: Mapping[str, str]
    shopper: tuple[str, str] = ("", "")


def section_lines(given: AuditInput) -> tuple[SectionLine, ...]:
    """Every section with every question, worded for one reader."""
    document, result = given.document, given.result
    sections = []
    for i, (section, scored) in enumerate(zip(document["sections"], result["sections"], strict=True)):
        lines = tuple(
            _line(question, line, given)
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


def _line(question: Document, line: Document, given: AuditInput) -> QuestionLine:
    key, sight, answers = question["key"], given.sight, given.answers
    is_shown = line["state"] != "hidden"
    is_open = is_shown and (question["kind"] != "staff" or sight.staff_answers)
    failed = key in given.result["critical_failures"]
    answer = answers["answers"].get(key) if is_shown else None
    words_said = wording.answer_in_words(question, answer, given.document["language"], sight)
    return QuestionLine(
        number=given.numbers[key],
        text=wording.text_of(question["text"], given.document["language"]),
        answer=_said(words_said, given) if question["kind"] in ("text", "staff") else words_said,
        state=_state(line, failed),
        points=wording.points_in_words(question, line),
        why=wording.why(question, line, given.document, answers["situation"], given.numbers),
        failed=wording.what_failing_did(question) if failed else "",
        critical=question.get("critical") is not None,
        comment=_said(((answers.get("comments") or {}).get(key) or "").strip(), given) if is_open else "",
        # A mail or chat ends with the shopper's name: it never leaves the agency.
        pasted=given.texts.get(key, "").strip() if is_open and sight.shopper_name else "",
        photos=_photos(question, given) if is_open else (),
    )


def _said(text: str, given: AuditInput) -> str:
    """What the shopper wrote; who must not know the shopper reads it without the shopper's own name."""
    return text if given.sight.shopper_name else without_name(text, *given.shopper)


def _photos(question: Document, given: AuditInput) -> tuple[Photo, ...]:
    number, photos = given.numbers[question["key"]], given.photos.get(question["key"], ())
    text = wording.text_of(question["text"], given.document["language"])
    alt = gettext("Photo for question %(number)s: %(text)s", number=number, text=text)
    return tuple(
        Photo(photo.source, wording.photo_caption(number, i, len(photos)), text, alt, photo.is_missing)
        for i, photo in enumerate(photos, start=1)
    )


def _state(line: Document, failed: bool) -> str:
    if failed:
        return "missed"
    if line["state"] == "scored":
        if line["earned"] < line["possible"]:
            return "partly" if line["earned"] > 0 else "missed"
        return "met" if line["possible"] else "bonus"
    return "missed" if line["state"] == "unanswered" and line["possible"] else str(line["state"])


def as_float(value: Any) -> float | None:
    """A number of a document (int, float or Decimal), or None."""
    return None if value is None else float(value)
