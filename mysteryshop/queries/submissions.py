"""What a phone asks about its own visits: where each stands, which photos are still to come, which drafts there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mysteryshop import storage
from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.domain.visits import receipt_code
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit, Draft, Photo, ReturnNote, Round, ScorecardVersion


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


@dataclass(frozen=True, slots=True)
class DraftCopy:
    """A draft as the server holds it, to be restored on a phone."""

    uuid: UUID
    assignment_id: int
    round: int
    rev: int
    device_id: str | None
    section: str | None
    saved_at: datetime
    answers: Mapping[str, Any]  # `{"answers", "comments", "texts", "typed"}` by question key


def draft_copies(shopper_id: int) -> list[DraftCopy]:
    """The shopper's drafts that are neither sent nor set aside, newest first."""
    drafts = db.session.scalars(
        select(Draft)
        .where(Draft.shopper_id == shopper_id, Draft.sent_at.is_(None), Draft.removed_at.is_(None))
        .order_by(Draft.saved_at.desc())
    )
    return [copy_of(draft) for draft in drafts]


def draft_copy(draft_id: UUID, shopper_id: int) -> DraftCopy | None:
    """One draft of the shopper's own, or None."""
    draft = db.session.get(Draft, draft_id)
    return copy_of(draft) if draft is not None and draft.shopper_id == shopper_id else None


def copy_of(draft: Draft) -> DraftCopy:
    """A draft's row as a copy."""
    filled = parse_json(draft.document)
    parts = {name: filled.get(name) or {} for name in ("answers", "comments", "texts", "typed")}
    return DraftCopy(
        draft.id,
        draft.assignment_id,
        draft.round,
        draft.rev,
        draft.device_id,
        draft.section,
        draft.saved_at,
        parts,
    )


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What the form of a visit is built from."""

    document: dict[str, Any]
    situation: str
    channel: str
    language: str
    time_zone: str


def form_facts(assignment_id: int, version_id: int, draft_id: UUID, shopper_id: int) -> FormFacts | None:
    """The form of a shopper's own assignment at one version of the brand, or None."""
    row = db.session.execute(
        select(Assignment, ScorecardVersion.document)
        .join(
            ScorecardVersion,
            (ScorecardVersion.brand_id == Assignment.brand_id) & (ScorecardVersion.id == version_id),
        )
        .outerjoin(Draft, (Draft.id == draft_id) & (Draft.assignment_id == Assignment.id))
        .where(
            Assignment.id == assignment_id,
            (Assignment.shopper_id == shopper_id) | (Draft.shopper_id == shopper_id),
        )
    ).one_or_none()
    if row is None:
        return None
    each = row.Assignment
    return FormFacts(parse_json(row.document), each.situation, each.channel, each.language, each.time_zone)
