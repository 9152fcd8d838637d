"""Where a sent visit stands, for its shopper. Reads only, but asks the disk too: so it lives here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from mysteryshop import storage
from mysteryshop.domain.visits import receipt_code
from mysteryshop.extensions import db
from mysteryshop.models import Audit, Photo, ReturnNote, Round


@dataclass(frozen=True, slots=True)
class SubmissionStatus:
    """Where a visit stands, for its shopper; no score and no decision in it but what is asked of them."""

    audit_id: UUID
    audit_state: str
    held_reason: str | None
    missing_photos: list[UUID]
    receipt: str
    received_at: datetime
    open_round: int | None  # the round that a return asks for
    return_notes: list[tuple[str | None, str]]  # question key (None: the whole visit), what to put right

    @property
    def state(self) -> str:
        """The phone's word: it may free its photos at complete and at held, never at incomplete."""
        if self.missing_photos:
            return "incomplete"
        return "held" if self.audit_state == "held" else "complete"


def submission_status(audit_id: UUID, shopper_id: int, number: int | None = None) -> SubmissionStatus | None:
    """The status of a shopper's own audit, or None. :param number: whose receipt; None is the latest round sent."""
    audit = db.session.scalars(
        select(Audit).where(Audit.id == audit_id, Audit.shopper_id == shopper_id)
    ).one_or_none()
    if audit is None:
        return None
    rounds = select(Round).where(Round.audit_id == audit_id, Round.sent_by == shopper_id)
    if number is not None:
        rounds = rounds.where(Round.number == number)
    sent = db.session.scalars(rounds.order_by(Round.number.desc()).limit(1)).one_or_none()
    if sent is None:
        return None
    returned = audit.state == "returned"
    notes = db.session.execute(
        select(ReturnNote.question_key, ReturnNote.note)
        .where(ReturnNote.audit_id == audit_id, ReturnNote.number == audit.current_round)
        .order_by(ReturnNote.id)
    )
    return SubmissionStatus(
        audit.id,
        audit.state,
        audit.held_reason,
        missing_photos(audit_id),
        receipt_code(audit.id, sent.number, sent.body_sha256),
        sent.received_at,
        audit.current_round + 1 if returned else None,
        [(row.question_key, row.note) for row in notes] if returned else [],
    )


def missing_photos(submission_id: UUID) -> list[UUID]:
    """The announced photos that have not come, and those whose file the disk no longer has: the phone may."""
    photos = db.session.execute(
        select(Photo.id, Photo.state, Photo.stored_key)
        .where(Photo.submission_id == submission_id, Photo.state.in_(("expected", "stored")))
        .order_by(Photo.id)
    )
    return [
        row.id
        for row in photos
        if row.state == "expected" or row.stored_key is None or not storage.holds(row.stored_key)
    ]
