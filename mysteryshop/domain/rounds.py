"""What differs between two rounds of an audit, and what a return opens again.

A round is one sending: an answers document as the scoring knows it (`situation`, `answers`, `comments`,
`evidence`). Round 1 is never changed; whatever is put right later is another round beside it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mysteryshop.domain.errors import N_, DomainError

MAX_NOTE = 1000
PARTS = ("answers", "comments", "evidence")


class BadReturn(DomainError):
    """A return that asks for nothing, or asks without saying what."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One question whose answer, comment or number of photos is not what it was; None = there was none."""

    question: str
    answer_before: Any
    answer_after: Any
    comment_before: str | None
    comment_after: str | None
    evidence_before: int
    evidence_after: int

    @property
    def answer_changed(self) -> bool:
        return not _same(self.answer_before, self.answer_after)

    @property
    def comment_changed(self) -> bool:
        return self.comment_before != self.comment_after

    @property
    def evidence_changed(self) -> bool:
        return self.evidence_before != self.evidence_after


def questions_in_order(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every question of a scorecard document, section after section."""
    return [question for section in document["sections"] for question in section["questions"]]


def differences(
    document: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Difference]:
    """What two rounds say differently: question key -> Difference, in the document's order.

    Null, blank and absent are the same; the order in which several options were chosen means nothing; 2 and
    2.0 are one number, but True is not 1.
    """
    found: dict[str, Difference] = {}
    for question in questions_in_order(document):
        key = question["key"]
        difference = Difference(
            key,
            _answer(before, key),
            _answer(after, key),
            _comment(before, key),
            _comment(after, key),
            _evidence(before, key),
            _evidence(after, key),
        )
        if difference.answer_changed or difference.comment_changed or difference.evidence_changed:
            found[key] = difference
    return found


def check_return(document: Mapping[str, Any], notes: Mapping[str, str]) -> dict[str, str]:
    """The notes of a return, trimmed, in the document's order.

    :param notes: question key -> what the shopper should put right.
    :raises BadReturn: no question, a note that is blank or too long, or a key that names no question.
    """
    if not notes:
        raise BadReturn(N_("Choose at least one question to return, and say what to put right."))
    texts = {
        question["key"]: question["text"][document["language"]] for question in questions_in_order(document)
    }
    for key, note in notes.items():
        if key not in texts:
            raise BadReturn(N_("One of the questions is not on this scorecard. Nothing was changed."))
        if not note.strip():
            raise BadReturn(N_("Say what to put right in “%(question)s”."), question=texts[key])
        if len(note) > MAX_NOTE:
            raise BadReturn(
                N_("The note for “%(question)s” is longer than %(most)s characters."),
                question=texts[key],
                most=MAX_NOTE,
            )
    return {key: notes[key].strip() for key in texts if key in notes}


def reopened_questions(document: Mapping[str, Any], noted: Collection[str]) -> list[str]:
    """The questions that a return opens, in the document's order.

    Those with a note, and those that hang on one of them by `show_if`, also at second hand: another answer
    may show them for the first time, and they could not be answered otherwise.
    """
    opened: set[str] = set()
    for question in questions_in_order(document):
        show_if = question.get("show_if")
        if question["key"] in noted or (show_if and show_if["question"] in opened):
            opened.add(question["key"])
    return [question["key"] for question in questions_in_order(document) if question["key"] in opened]


def next_round(
    previous: Mapping[str, Any], incoming: Mapping[str, Any], reopened: Collection[str]
) -> dict[str, dict[str, Any] | Any]:
    """The answers document of the next round: reopened questions as they come in, all others as they were.

    What a phone sends for a question that nobody reopened is not taken: it would change an answer that the
    manager has seen and let stand. The situation stays the first round's.
    """
    merged: dict[str, Any] = {"situation": previous["situation"]}
    for part in PARTS:
        kept = {key: value for key, value in (previous.get(part) or {}).items() if key not in reopened}
        new = {key: value for key, value in (incoming.get(part) or {}).items() if key in reopened}
        merged[part] = kept | new
    return merged


def _answer(round_: Mapping[str, Any], key: str) -> Any:
    value = (round_.get("answers") or {}).get(key)
    return None if isinstance(value, str) and not value.strip() else value


def _comment(round_: Mapping[str, Any], key: str) -> str | None:
    return ((round_.get("comments") or {}).get(key) or "").strip() or None


def _evidence(round_: Mapping[str, Any], key: str) -> int:
    return int((round_.get("evidence") or {}).get(key) or 0)


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return set(before) == set(after)
    if _is_number(before) and _is_number(after):
        return bool(before == after)
    return type(before) is type(after) and bool(before == after)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
