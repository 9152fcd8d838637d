"""The review queue, and what is shown beside one audit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from mysteryshop.domain.access import Viewer
from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.domain.scoring import CannotScore, score_document
from mysteryshop.extensions import db
from mysteryshop.models import (
    Answer,
    Area,
    Assignment,
    Audit,
    Brand,
    Change,
    Location,
    Payload,
    Photo,
    ReturnNote,
    Round,
    ScorecardVersion,
    User,
    Wave,
)
from mysteryshop.queries.assignments import window_of
from mysteryshop.queries.audit_contents import answers_document
from mysteryshop.queries.scope import brand_reached

WAITING = ("submitted", "held")
QUEUES = {"waiting": WAITING, "returned": ("returned",), "approved": ("approved",), "rejected": ("rejected",)}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """An audit in the list. `received_at` is when its current round came in."""

    audit_id: UUID
    brand_id: int
    brand_name: str
    location_name: str
    area_name: str
    situation: str
    channel: str
    state: str
    held_reason: str | None
    round: int
    received_at: datetime
    time_zone: str
    score_tenths: int | None
    outcome: str | None
    is_complete: bool
    photos_to_come: int
    conflicts: int  # bodies that arrived and are no round
    sent_late: bool  # round 1 came in after the window


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    happened_at: datetime
    action: str
    person: str | None  # None: the program itself
    after: str | None  # JSON


@dataclass(frozen=True, slots=True)
class Note:
    number: int  # the round that was returned
    question_key: str | None
    note: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """A body that arrived and did not become a round."""

    id: int
    number: int
    sent_by: str
    received_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class SentRound:
    """One sending with its answers document; `texts` is the evidence pasted as text."""

    number: int
    cause: str
    person: str
    received_at: datetime
    answers: dict[str, Any]
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReviewPhoto:
    """A piece of evidence; `print_key` is None while it is to come, or when it has no preview."""

    id: UUID
    question_key: str
    state: str
    print_key: str | None
    stored_key: str | None
    device_taken_at: datetime | None  # the phone's clock
    lat: Decimal | None
    lon: Decimal | None


def review_queue(
    viewer: Viewer,
    queue: str = "waiting",
    *,
    brand_id: int | None = None,
    wave_id: int | None = None,
    limit: int = 200,
) -> list[QueueRow]:
    """Audits of the viewer's brands, the longest waiting first; decided ones the latest first.

    :param queue: a key of `QUEUES`.
    """
    newest_first = queue in ("approved", "rejected")
    statement = _queue_rows().where(brand_reached(viewer, "manage brand"), Audit.state.in_(QUEUES[queue]))
    if brand_id is not None:
        statement = statement.where(Audit.brand_id == brand_id)
    if wave_id is not None:
        statement = statement.where(Assignment.wave_id == wave_id)
    order = Audit.decided_at.desc() if newest_first else Round.received_at
    found = db.session.execute(statement.order_by(order, Audit.id).limit(limit)).all()
    ids = [audit.id for audit, *_ in found]
    to_come, conflicts = _photos_to_come(ids), _conflict_counts(ids)
    return [
        QueueRow(
            audit.id,
            audit.brand_id,
            brand_name,
            location_name,
            area_name,
            audit.situation,
            assignment.channel,
            audit.state,
            audit.held_reason,
            audit.current_round,
            received_at,
            assignment.time_zone,
            audit.score_tenths,
            audit.outcome,
            audit.is_complete,
            to_come.get(audit.id, 0),
            conflicts.get(audit.id, 0),
            window_of(assignment).judge(audit.submitted_at) == "over",
        )
        for audit, assignment, brand_name, location_name, area_name, received_at in found
    ]


def _queue_rows() -> Select[Audit, Assignment, str, str, str, datetime]:
    return (
        select(Audit, Assignment, Brand.name, Location.name, Area.name, Round.received_at)
        .join(Assignment, Assignment.id == Audit.assignment_id)
        .join(Brand, Brand.id == Audit.brand_id)
        .join(Location, Location.id == Assignment.location_id)
        .join(Area, Area.id == Location.area_id)
        .join(Round, (Round.audit_id == Audit.id) & (Round.number == Audit.current_round))
    )


def _photos_to_come(audit_ids: Collection[UUID]) -> dict[UUID, int]:
    rows = db.session.execute(
        select(Photo.submission_id, func.count())
        .where(Photo.submission_id.in_(audit_ids), Photo.state == "expected")
        .group_by(Photo.submission_id)
    )
    return dict(rows.all())


def _conflict_counts(audit_ids: Collection[UUID]) -> dict[UUID, int]:
    rows = db.session.execute(
        select(Payload.audit_id, func.count())
        .outerjoin(
            Round,
            (Round.audit_id == Payload.audit_id)
            & (Round.number == Payload.number)
            & (Round.body_sha256 == Payload.body_sha256),
        )
        .where(Payload.audit_id.in_(audit_ids), Round.audit_id.is_(None))
        .group_by(Payload.audit_id)
    )
    return dict(rows.all())


def critical_failures(audit_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the audits in which a critical question failed. Scores them again, so give it failed ones only."""
    rows = db.session.execute(
        select(Audit, Answer)
        .join(Answer, (Answer.audit_id == Audit.id) & (Answer.number == Audit.current_round))
        .where(Audit.id.in_(audit_ids))
    )
    answers: dict[UUID, list[Answer]] = {}
    audits: dict[UUID, Audit] = {}
    for audit, answer in rows:
        audits[audit.id] = audit
        answers.setdefault(audit.id, []).append(answer)
    documents: dict[int, dict[str, Any]] = {}
    found = set()
    for audit_id, audit in audits.items():
        version = audit.scorecard_version_id
        document = documents.setdefault(version, documents.get(version) or document_of(audit))
        try:
            result = score_document(document, answers_document(audit.situation, answers[audit_id]))
        except CannotScore:
            continue
        if result["critical_failures"]:
            found.add(audit_id)
    return frozenset(found)


def waiting_count(viewer: Viewer) -> int:
    """How many audits wait for a decision in the viewer's brands."""
    count = db.session.scalar(
        select(func.count())
        .select_from(Audit)
        .join(Brand, Brand.id == Audit.brand_id)
        .where(brand_reached(viewer, "manage brand"), Audit.state.in_(WAITING))
    )
    return count or 0


def find_audit(brand_id: int, audit_id: UUID) -> Audit | None:
    return db.session.scalars(
        select(Audit).where(Audit.id == audit_id, Audit.brand_id == brand_id)
    ).one_or_none()


def neighbours(viewer: Viewer, audit_id: UUID) -> tuple[int, int, UUID | None]:
    """The audit's place in the waiting queue (0: not in it), how many wait, and the one to look at next."""
    waiting = [row.audit_id for row in review_queue(viewer)]
    place = waiting.index(audit_id) + 1 if audit_id in waiting else 0
    others = waiting[place:] + waiting[: max(place - 1, 0)]
    return place, len(waiting), others[0] if others else None


def document_of(audit: Audit) -> dict[str, Any]:
    """The scorecard document that the audit was filled with."""
    document: dict[str, Any] = parse_json(
        db.session.get_one(ScorecardVersion, audit.scorecard_version_id).document
    )
    return document


def rounds_of(audit_id: UUID, situation: str) -> list[SentRound]:
    """Every round of the audit, oldest first. The caller has found the audit inside the viewer's brands."""
    answers: dict[int, list[Answer]] = {}
    for answer in db.session.scalars(select(Answer).where(Answer.audit_id == audit_id)):
        answers.setdefault(answer.number, []).append(answer)
    rows = db.session.execute(
        select(Round.number, Round.cause, User.name, Round.received_at)
        .join(User, User.id == Round.sent_by)
        .where(Round.audit_id == audit_id)
        .order_by(Round.number)
    )
    return [
        SentRound(
            number,
            cause,
            person,
            received_at,
            answers_document(situation, answers.get(number, [])),
            {row.question_key: row.evidence_text for row in answers.get(number, []) if row.evidence_text},
        )
        for number, cause, person, received_at in rows
    ]


def photos_of(audit_id: UUID, brand_id: int) -> list[ReviewPhoto]:
    """Every piece of evidence, the ones that are still to come too, in the order they were announced."""
    rows = db.session.scalars(
        select(Photo)
        .where(
            Photo.submission_id == audit_id,
            Photo.brand_id == brand_id,
            Photo.state.in_(("stored", "expected")),
        )
        .order_by(Photo.uploaded_at, Photo.id)
    )
    return [
        ReviewPhoto(
            row.id,
            row.question_key,
            row.state,
            row.print_key,
            row.stored_key,
            row.device_taken_at,
            row.lat,
            row.lon,
        )
        for row in rows
    ]


def return_notes(audit_id: UUID) -> list[Note]:
    """Everything that was asked of the shopper, oldest first."""
    rows = db.session.execute(
        select(ReturnNote.number, ReturnNote.question_key, ReturnNote.note, User.name, ReturnNote.written_at)
        .join(User, User.id == ReturnNote.written_by)
        .where(ReturnNote.audit_id == audit_id)
        .order_by(ReturnNote.number, ReturnNote.id)
    )
    return [Note(*row) for row in rows]


def conflicts_of(audit_id: UUID) -> list[Conflict]:
    """Bodies that arrived for the audit and became no round, oldest first."""
    rows = db.session.execute(
        select(Payload.id, Payload.number, User.name, Payload.received_at, Payload.body)
        .join(User, User.id == Payload.sent_by)
        .outerjoin(
            Round,
            (Round.audit_id == Payload.audit_id)
            & (Round.number == Payload.number)
            & (Round.body_sha256 == Payload.body_sha256),
        )
        .where(Payload.audit_id == audit_id, Round.audit_id.is_(None))
        .order_by(Payload.id)
    )
    return [Conflict(*row) for row in rows]


def history_of(subject_kind: str, subject_id: object) -> list[HistoryEntry]:
    """What happened to one thing, oldest first. The caller has looked the thing up with its owner."""
    rows = db.session.execute(
        select(Change.happened_at, Change.action, User.name, Change.after)
        .outerjoin(User, User.id == Change.user_id)
        .where(Change.subject_kind == subject_kind, Change.subject_id == str(subject_id))
        .order_by(Change.id)
    )
    return [HistoryEntry(*row) for row in rows]


def waves_of_brand(brand_id: int) -> list[tuple[int, str]]:
    """Id and name of the brand's waves, the latest first, for a filter."""
    rows = db.session.execute(
        select(Wave.id, Wave.name)
        .where(Wave.brand_id == brand_id)
        .order_by(Wave.starts_on.desc(), Wave.id.desc())
    )
    return [(wave_id, name) for wave_id, name in rows]
