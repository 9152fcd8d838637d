"""What a shopper sees: the list, one visit with its draft, the receipt, what was returned. Always the shopper's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select

from mysteryshop.domain.rounds import reopened_questions
from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.domain.scorecard_reading import Document, estimated_effort, question_by_key
from mysteryshop.domain.visits import answers_of, progress, receipt_code
from mysteryshop.domain.windows import Window
from mysteryshop.extensions import db
from mysteryshop.models import (
    Assignment,
    Audit,
    Draft,
    Location,
    Photo,
    ReturnNote,
    Round,
    ScorecardVersion,
    Wave,
)


@dataclass(frozen=True, slots=True)
class VisitItem:
    """One assignment in the list, with how far it is. `stage`: new, started, returned, sent, approved, rejected,
    held or cancelled.
    """

    assignment_id: int
    brand_id: int
    location_name: str
    address: str  # one line, "" where the location has none
    lat: Decimal | None
    lon: Decimal | None
    situation: str
    channel: str
    window: Window
    stage: str
    briefing: str
    language: str  # in which the contact is made
    minutes: int | None
    questions: int | None
    draft_id: UUID | None
    saved_at: datetime | None
    answered: int
    asked: int
    audit_id: UUID | None
    received_at: datetime | None
    decided_at: datetime | None
    code: str | None
    notes: int
    decision_note: str | None


@dataclass(frozen=True, slots=True)
class VisitPhoto:
    photo_id: UUID
    question: str
    has_preview: bool
    removable: bool
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """A draft with everything its pages need. `only`: in a returned visit, the questions that are open again."""

    draft_id: UUID
    assignment_id: int
    brand_id: int
    round: int
    filled: dict[str, Any]
    document: Document
    situation: str
    channel: str
    location_name: str
    time_zone: str
    started_at: datetime
    saved_at: datetime
    rev: int
    is_sent: bool
    section: str | None
    only: frozenset[str] | None
    notes: Mapping[str, str] = field(default_factory=dict)
    whole_notes: tuple[str, ...] = ()
    photos: tuple[VisitPhoto, ...] = ()

    @property
    def answers(self) -> dict[str, Any]:
        """The answers document as it would be sent now."""
        counts: dict[str, int] = {}
        for photo in self.photos:
            counts[photo.question] = counts.get(photo.question, 0) + 1
        return answers_of(self.filled, counts)


@dataclass(frozen=True, slots=True)
class ReceiptView:
    audit_id: UUID
    location_name: str
    situation: str
    channel: str
    brand_id: int
    time_zone: str
    round: int
    received_at: datetime
    code: str
    state: str
    held_reason: str | None
    photos: int
    photos_to_come: int


def visits_of_shopper(
    shopper_id: int, *, since: date | None = None, assignment_id: int | None = None
) -> list[VisitItem]:
    """Everything assigned to the shopper in an opened wave, by the end of its window; five statements.

    :param since: what is done with and was due before is left out. :param assignment_id: only this one.
    """
    rows = _assignments(shopper_id, since, assignment_id)
    ids = [row.Assignment.id for row in rows]
    drafts = {
        draft.assignment_id: draft
        for draft in db.session.scalars(
            select(Draft)
            .where(Draft.assignment_id.in_(ids), Draft.shopper_id == shopper_id, Draft.removed_at.is_(None))
            .order_by(Draft.saved_at)
        )
    }
    audits = _audits(shopper_id, ids)
    return [_item(row, drafts.get(row.Assignment.id), audits.get(row.Assignment.id)) for row in rows]


def find_visit_item(assignment_id: int, shopper_id: int) -> VisitItem | None:
    """One assignment of the shopper."""
    return next(iter(visits_of_shopper(shopper_id, assignment_id=assignment_id)), None)


def find_visit(draft_id: UUID, shopper_id: int) -> Visit | None:
    """The shopper's own draft, or None; a removed one is none. Three statements, five when it was returned."""
    row = db.session.execute(
        select(Draft, Assignment, Location.name, Location.time_zone, ScorecardVersion.document)
        .join(Assignment, Assignment.id == Draft.assignment_id)
        .join(Location, Location.id == Assignment.location_id)
        .join(ScorecardVersion, ScorecardVersion.id == Draft.scorecard_version_id)
        .where(Draft.id == draft_id, Draft.shopper_id == shopper_id, Draft.removed_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    draft: Draft = row.Draft
    document = parse_json(row.document)
    filled = parse_json(draft.document)
    notes = _notes(draft.id, draft.round - 1) if draft.round > 1 else []
    by_question = {note.question_key: note.note for note in notes if note.question_key}
    only = None
    if draft.round > 1:
        opened = reopened_questions(document, by_question) if by_question else None
        only = frozenset(opened) if opened is not None else None
    return Visit(
        draft.id,
        draft.assignment_id,
        draft.brand_id,
        draft.round,
        filled,
        document,
        filled["situation"],
        row.Assignment.channel,
        row.name,
        row.time_zone,
        draft.started_at,
        draft.saved_at,
        draft.rev,
        draft.sent_at is not None,
        draft.section,
        only,
        by_question,
        tuple(note.note for note in notes if not note.question_key),
        tuple(_photos(draft.id, draft.round)),
    )


def find_receipt(audit_id: UUID, shopper_id: int) -> ReceiptView | None:
    """The receipt of the shopper's last sending of this audit."""
    row = db.session.execute(
        select(Audit, Assignment.channel, Location.name, Location.time_zone, Round)
        .join(Assignment, Assignment.id == Audit.assignment_id)
        .join(Location, Location.id == Assignment.location_id)
        .join(Round, (Round.audit_id == Audit.id) & (Round.sent_by == Audit.shopper_id))
        .where(Audit.id == audit_id, Audit.shopper_id == shopper_id)
        .order_by(Round.number.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    audit, sent = row.Audit, row.Round
    states = db.session.scalars(select(Photo.state).where(Photo.submission_id == audit_id)).all()
    return ReceiptView(
        audit.id,
        row.name,
        audit.situation,
        row.channel,
        audit.brand_id,
        row.time_zone,
        sent.number,
        sent.received_at,
        receipt_code(audit.id, sent.number, sent.body_sha256),
        audit.state,
        audit.held_reason,
        states.count("stored"),
        states.count("expected"),
    )


def notes_of_return(audit_id: UUID, shopper_id: int) -> list[tuple[str | None, str]] | None:
    """(the question's text in the document's language or None, the note) of a returned audit; None when it is not."""
    row = db.session.execute(
        select(Audit.current_round, ScorecardVersion.document)
        .join(ScorecardVersion, ScorecardVersion.id == Audit.scorecard_version_id)
        .where(Audit.id == audit_id, Audit.shopper_id == shopper_id, Audit.state == "returned")
    ).one_or_none()
    if row is None:
        return None
    document = parse_json(row.document)
    found: list[tuple[str | None, str]] = []
    for note in _notes(audit_id, row.current_round):
        question = question_by_key(document, note.question_key) if note.question_key else None
        found.append((question["text"][document["language"]] if question else None, note.note))
    return found


def _assignments(shopper_id: int, since: date | None, assignment_id: int | None) -> list[Row[Any]]:
    asked = (
        select(Assignment, Location, ScorecardVersion.document)
        .join(Location, Location.id == Assignment.location_id)
        .join(Wave, Wave.id == Assignment.wave_id)
        .join(ScorecardVersion, ScorecardVersion.id == Assignment.scorecard_version_id)
        .where(Assignment.shopper_id == shopper_id, Wave.state != "planned")
        .order_by(Assignment.window_until, Assignment.id)
    )
    if assignment_id is not None:
        asked = asked.where(Assignment.id == assignment_id)
    if since is not None:
        returned = exists().where(Audit.assignment_id == Assignment.id, Audit.state == "returned")
        is_to_do = Assignment.state.in_(("assigned", "started")) | returned
        asked = asked.where(is_to_do | (Assignment.window_until >= datetime.combine(since, time.min)))
    return list(db.session.execute(asked))


def _audits(shopper_id: int, assignment_ids: list[int]) -> dict[int, tuple[Audit, Round, int]]:
    """By assignment: the audit that says most (a held or rejected one only where there is no other)."""
    rows = db.session.execute(
        select(Audit, Round)
        .join(Round, (Round.audit_id == Audit.id) & (Round.sent_by == Audit.shopper_id))
        .where(Audit.shopper_id == shopper_id, Audit.assignment_id.in_(assignment_ids))
        .order_by(Audit.submitted_at, Round.number)
    ).all()
    returned = [row.Audit.id for row in rows if row.Audit.state == "returned"]
    notes = (
        list(db.session.scalars(select(ReturnNote).where(ReturnNote.audit_id.in_(returned))))
        if returned
        else []
    )
    found: dict[int, tuple[Audit, Round, int]] = {}
    for audit, sent in rows:
        known = found.get(audit.assignment_id)
        if known and known[0].id != audit.id and _counts(known[0]) and not _counts(audit):
            continue
        count = sum(note.audit_id == audit.id and note.number == audit.current_round for note in notes)
        found[audit.assignment_id] = (audit, sent, count)
    return found


def _counts(audit: Audit) -> bool:
    return audit.state not in ("held", "rejected", "withdrawn")


STAGES = {"submitted": "sent", "withdrawn": "rejected"}


def _item(row: Row[Any], draft: Draft | None, sent: tuple[Audit, Round, int] | None) -> VisitItem:
    assignment, location = row.Assignment, row.Location
    audit, round_, notes = sent or (None, None, 0)
    is_to_do = assignment.state in ("assigned", "started")
    if audit is not None and audit.state in ("rejected", "withdrawn") and is_to_do:
        audit = round_ = None  # to be visited again
    open_draft = draft if draft is not None and draft.sent_at is None else None
    if audit is not None:
        stage = STAGES.get(audit.state, audit.state)
    elif assignment.state == "cancelled":
        stage = "cancelled"
    else:
        stage = "started" if open_draft else "new"
    effort, done = None, []
    if stage == "new":
        effort = estimated_effort(parse_json(row.document), assignment.situation)
    elif stage == "started" and open_draft:
        done = progress(parse_json(row.document), parse_json(open_draft.document))
    place = [location.address, " ".join(part for part in (location.postcode, location.city) if part)]
    return VisitItem(
        assignment_id=assignment.id,
        brand_id=assignment.brand_id,
        location_name=location.name,
        address=", ".join(part for part in place if part),
        lat=location.lat,
        lon=location.lon,
        situation=assignment.situation,
        channel=assignment.channel,
        window=Window(assignment.window_from, assignment.window_until, assignment.time_zone),
        stage=stage,
        briefing=assignment.briefing,
        language=assignment.language,
        minutes=effort.minutes if effort else None,
        questions=effort.questions if effort else None,
        draft_id=open_draft.id if open_draft else None,
        saved_at=open_draft.saved_at if open_draft else None,
        answered=sum(section.answered for section in done),
        asked=sum(section.asked for section in done),
        audit_id=audit.id if audit else None,
        received_at=round_.received_at if round_ else None,
        decided_at=audit.decided_at if audit else None,
        code=receipt_code(audit.id, round_.number, round_.body_sha256) if audit and round_ else None,
        notes=notes,
        decision_note=audit.decision_note if audit else None,
    )


def _notes(audit_id: UUID, number: int) -> list[ReturnNote]:
    return list(
        db.session.scalars(
            select(ReturnNote)
            .where(ReturnNote.audit_id == audit_id, ReturnNote.number == number)
            .order_by(ReturnNote.id)
        )
    )


def _photos(draft_id: UUID, round_: int) -> list[VisitPhoto]:
    photos = db.session.scalars(
        select(Photo)
        .where(Photo.submission_id == draft_id, Photo.state == "stored")
        .order_by(Photo.uploaded_at, Photo.id)
    )
    return [
        VisitPhoto(p.id, p.question_key, p.print_key is not None, p.round == round_, p.uploaded_at)
        for p in photos
    ]
