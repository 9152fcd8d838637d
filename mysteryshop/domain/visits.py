"""What a shopper has filled in so far, the body in which it is sent, and where a sent one stands. Pure.

*Filled* is what a draft keeps: `{"situation", "answers", "comments", "texts", "typed", "trail"}`. The first three
are an answers document; `texts` is evidence pasted as text, `typed` what could not be read as an answer and must not
be lost, `trail` says when an answer was given and how often it was changed. Each is keyed by question.
"""

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from mysteryshop.domain.errors import N_, DomainError, NotAllowed
from mysteryshop.domain.scorecard_json import BadJson, canonical_json, parse_json
from mysteryshop.domain.scorecard_reading import Document, showable_sections, shown_questions
from mysteryshop.domain.windows import Window

Filled = dict[str, Any]
SAVED_PARTS = ("answers", "comments", "texts", "typed")
MAX_SKEW = timedelta(minutes=5)
LATE_AFTER = timedelta(days=14)  # a phone without a signal may send so long after the window

HELD_REASONS: Mapping[str, str] = {
    "cancelled": N_("The assignment had been cancelled."),
    "reassigned": N_("The assignment had been given to another shopper."),
    "closed": N_("The wave had been closed."),
    "early": N_("The visit was made before its window opened."),
    "late": N_("The visit was made or sent after its window."),
    "second_report": N_("There was already a report for this assignment."),
    "incomplete": N_("Something that is required is missing."),
    "does_not_fit": N_("Some answers do not fit the scorecard."),
}


class MalformedBody(DomainError):
    """What arrived is no round at all: kept among the payloads, answered with a sentence."""


class RoundConflict(NotAllowed):
    """Another content has been received under the same identity. Both are kept; the first stands."""


class RoundNotOpen(NotAllowed):
    """A round that nobody asked for."""


@dataclass(frozen=True, slots=True)
class SectionProgress:
    key: str
    position: int  # from 1, among the sections of this situation
    answered: int
    asked: int  # shown with these answers


@dataclass(frozen=True, slots=True)
class SentPhoto:
    photo_id: UUID
    question: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RoundBody:
    """One sending, read. What is not known here is kept in the payload."""

    assignment_id: int
    scorecard_version_id: int
    answers: dict[str, Any]  # situation, answers, comments, evidence
    texts: dict[str, str]
    trail: dict[str, Any]
    photos: list[SentPhoto] = field(default_factory=list)
    started_at: datetime | None = None
    finished_at: datetime | None = None
    device_now: datetime | None = None
    removed_photos: list[UUID] = field(default_factory=list)  # sent early, then taken away again


def new_filled(situation: str) -> Filled:
    """What an untouched draft holds."""
    return {"situation": situation, "answers": {}, "comments": {}, "texts": {}, "typed": {}, "trail": {}}


def merged(
    filled: Filled, part: Mapping[str, Mapping[str, Any]], keys: Collection[str], now: datetime
) -> Filled:
    """The draft after a part of it was saved; nothing of the other questions changes.

    :param part: as `filled`, for the questions in `keys` only; a question that is absent there was emptied.
    """
    result = dict(filled)
    for name in SAVED_PARTS:
        kept = {key: value for key, value in (filled.get(name) or {}).items() if key not in keys}
        result[name] = kept | {key: value for key, value in (part.get(name) or {}).items() if key in keys}
    result["trail"] = dict(filled.get("trail") or {})
    for key in keys:
        before, after = (filled.get("answers") or {}).get(key), result["answers"].get(key)
        if canonical_json(before) != canonical_json(after):
            earlier = result["trail"].get(key) or {"changed": -1}
            result["trail"][key] = {"at": now.astimezone(UTC).isoformat(), "changed": earlier["changed"] + 1}
    return result


def answers_of(filled: Mapping[str, Any], photos: Mapping[str, int]) -> dict[str, Any]:
    """The answers document of a draft. :param photos: question key -> how many there are; pasted text is one more."""
    texts = filled.get("texts") or {}
    pieces = {key: photos.get(key, 0) + (key in texts) for key in {*photos, *texts}}
    return {
        "situation": filled["situation"],
        "answers": dict(filled.get("answers") or {}),
        "comments": dict(filled.get("comments") or {}),
        "evidence": {key: count for key, count in sorted(pieces.items()) if count},
    }


def progress(
    document: Document, filled: Mapping[str, Any], only: Collection[str] | None = None
) -> list[SectionProgress]:
    """How far each section of this situation is; a section that branching hides altogether has asked 0.

    :param only: count these questions alone, and leave out sections without any (what was returned).
    """
    answers = filled.get("answers") or {}
    shown = set(shown_questions(document, filled["situation"], answers))
    sections: list[SectionProgress] = []
    for section, questions in showable_sections(document, filled["situation"]):
        keys = [q["key"] for q in questions if only is None or q["key"] in only]
        if keys:
            asked = [key for key in keys if key in shown]
            done = sum(answers.get(key) is not None for key in asked)
            sections.append(SectionProgress(section["key"], len(sections) + 1, done, len(asked)))
    return sections


def body_of(filled: Mapping[str, Any], evidence: Mapping[str, int], **facts: Any) -> str:
    """The exact text in which a draft of the server is sent: the same draft always gives the same text."""
    return canonical_json(
        answers_of(filled, evidence)
        | {"texts": dict(filled.get("texts") or {}), "trail": dict(filled.get("trail") or {})}
        | facts
    )


def read_body(body: str) -> RoundBody:
    """Read what a phone or a page sent.

    :raises MalformedBody: no JSON object, or one of its known fields is of the wrong kind. Answers that do not fit
        their questions are no such case: they are stored and held.
    """
    try:
        source = parse_json(body)
        canonical_json(source)  # refuses NaN and infinity, which Python reads
    except (BadJson, ValueError):
        raise MalformedBody(
            N_("What was sent is not readable. Nothing of it counts; send it again.")
        ) from None
    if not isinstance(source, dict):
        raise MalformedBody(N_("What was sent is not readable. Nothing of it counts; send it again."))
    answers = {"situation": source.get("situation")}
    for name in ("answers", "comments", "evidence"):
        answers[name] = _object(source, name)
    texts = {
        key: text for key, text in _object(source, "texts").items() if isinstance(text, str) and text.strip()
    }
    return RoundBody(
        _whole(source, "assignment_id"),
        _whole(source, "scorecard_version_id"),
        answers,
        texts,
        _object(source, "trail"),
        _photos(source),
        _instant(source, "started_at"),
        _instant(source, "finished_at"),
        _instant(source, "device_now"),
        _removed(source),
    )


def visit_moment(sent: RoundBody, received_at: datetime) -> datetime:
    """When the visit was made: the first answer given, else the start, by the phone's clock put right.

    A phone's clock that is more than five minutes off is corrected by the difference, and nothing lies after the
    moment of receiving.
    """
    given = [_as_instant(entry.get("at")) for entry in sent.trail.values() if isinstance(entry, dict)]
    first = min((moment for moment in given if moment), default=None) or sent.started_at or received_at
    skew = received_at - sent.device_now if sent.device_now else timedelta(0)
    try:
        corrected = first + skew if abs(skew) > MAX_SKEW else first
    except OverflowError:
        return received_at
    return min(corrected, received_at)


def held_reason(
    *,
    assignment_state: str,
    is_own: bool,
    wave_state: str,
    window: Window,
    visited_at: datetime,
    received_at: datetime,
    fits: bool,
    complete: bool,
) -> str | None:
    """Why a first round is kept for a person to judge instead of counting at once; None: it counts.

    Nothing is refused for being late: a visit is never lost.
    """
    if assignment_state == "cancelled":
        return "cancelled"
    if not is_own:
        return "reassigned"
    if wave_state == "closed":
        return "closed"
    if window.judge(visited_at) == "upcoming":
        return "early"
    if window.judge(visited_at) == "over" or received_at >= window.end_moment() + LATE_AFTER:
        return "late"
    if not fits:
        return "does_not_fit"
    return None if complete else "incomplete"


def receipt_code(audit_id: UUID, number: int, body_sha256: str) -> str:
    """What a shopper can read out on the phone: the same sending always has the same one, such as 7F3K-29QA."""
    digest = hashlib.sha256(f"{audit_id}/{number}/{body_sha256}".encode()).digest()
    letters = base64.b32encode(digest).decode().translate(str.maketrans("OI", "89"))
    return f"{letters[:4]}-{letters[4:8]}"


def storable(text: str) -> str:
    """The text without what PostgreSQL cannot keep: NUL, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _object(source: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = source.get(name, {})
    if not isinstance(value, dict):
        raise _odd(name)
    return value


def _whole(source: Mapping[str, Any], name: str) -> int:
    value = source.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**31:
        raise _odd(name)
    return value


def _instant(source: Mapping[str, Any], name: str) -> datetime | None:
    return _as_instant(source.get(name))


def _as_instant(value: object) -> datetime | None:
    """A clock's word is evidence, never a gate: what is no instant counts as not said."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _photos(source: Mapping[str, Any]) -> list[SentPhoto]:
    listed = source.get("photos", [])
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise _odd("photos")
    try:
        return [
            SentPhoto(UUID(each["photo_uuid"]), str(each["question"]), str(each["sha256"])) for each in listed
        ]
    except (TypeError, KeyError, ValueError, AttributeError):
        raise _odd("photos") from None


def _removed(source: Mapping[str, Any]) -> list[UUID]:
    listed = source.get("removed_photos", [])
    try:
        return [UUID(each) for each in listed]
    except (TypeError, ValueError, AttributeError):
        raise _odd("removed_photos") from None


def _odd(name: str) -> MalformedBody:
    return MalformedBody(
        N_("“%(name)s” is not what it should be. Nothing of it counts; send it again."), name=name
    )
