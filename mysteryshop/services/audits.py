"""Receiving what a shopper sends. The page without JavaScript and the phone both end here.

Stored first, judged later: the body is committed as it came before anything is read in it. What is late,
cancelled or does not fit is held for a person to judge. The database's unique constraints find what was
sent before, however often and from how many tabs it comes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from mysteryshop.domain.audit_states import ASSIGNMENT_MOVES, next_assignment_state, next_audit_state
from mysteryshop.domain.errors import N_, NotAllowed, NotFound
from mysteryshop.domain.rounds import next_round, questions_in_order, reopened_questions
from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.domain.visits import (
    MalformedBody,
    RoundBody,
    RoundConflict,
    RoundNotOpen,
    held_reason,
    read_body,
    receipt_code,
    storable,
    visit_moment,
)
from mysteryshop.domain.windows import Window, as_local
from mysteryshop.extensions import db, insert_ignore, transaction
from mysteryshop.models import (
    Answer,
    Assignment,
    Audit,
    Draft,
    Location,
    Payload,
    ReturnNote,
    Round,
    ScorecardVersion,
    Wave,
)
from mysteryshop.services.history import record_change
from mysteryshop.services.photo_notes import note_photos
from mysteryshop.services.rounds import Judged, add_round, answers_document, judge


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server has it. The same sending always gets the same receipt."""

    audit_id: UUID
    number: int
    code: str
    received_at: datetime
    held_reason: str | None
    is_new: bool
    missing_photos: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sending:
    audit_id: UUID
    number: int
    sha256: str
    shopper_id: int
    now: datetime


def submit_round(audit_id: UUID, number: int, body: str, *, shopper_id: int, now: datetime) -> Receipt:
    """Receive one round of an audit.

    :param audit_id: the UUID born with the draft; :param number: 1 for the first sending, one more after
        each return.
    :param body: the exact text that was sent (`domain/visits.py: read_body`); kept whatever becomes of it.
    :raises MalformedBody: it is no round; :raises NotFound: not this shopper's; :raises RoundConflict:
    another content     came before under this identity (both are kept); :raises RoundNotOpen: nobody asked
    for this round.
    """
    sha256 = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
    sending = _Sending(audit_id, number, sha256, shopper_id, now)
    _keep(sending, body)
    sent = read_body(body)
    with transaction():
        receipt = _earlier(sending)
        if receipt is None:
            # The same sending on another connection may be received while this one waits for its turn.
            _wait_for_turn(sending, sent)
            receipt = _earlier(sending)
        if receipt is None:
            receipt = _first(sending, sent) if number == 1 else _next(sending, sent)
    return receipt


def _wait_for_turn(sending: _Sending, sent: RoundBody) -> None:
    """Lock what the sending is about, so that what is read from here on is what was committed before."""
    model, key = (Assignment, sent.assignment_id) if sending.number == 1 else (Audit, sending.audit_id)
    db.session.get(model, key, with_for_update=True)


def _keep(sending: _Sending, body: str) -> None:
    with transaction():
        db.session.execute(
            insert_ignore(Payload).values(
                audit_id=sending.audit_id,
                number=sending.number,
                sent_by=sending.shopper_id,
                body=storable(body),
                body_sha256=sending.sha256,
                received_at=sending.now,
            )
        )


def _earlier(sending: _Sending) -> Receipt | None:
    """The receipt of the same sending, when it was received before.

    :raises NotFound: the audit is somebody else's; :raises RoundConflict: the round was received with other
        content.
    """
    row = db.session.execute(
        select(Audit.shopper_id, Audit.held_reason, Round.body_sha256, Round.received_at)
        .outerjoin(Round, (Round.audit_id == Audit.id) & (Round.number == sending.number))
        .where(Audit.id == sending.audit_id)
    ).one_or_none()
    if row is None:
        return None
    if row.shopper_id != sending.shopper_id:
        raise NotFound(N_("This visit does not exist."))
    if row.body_sha256 is None:
        return None
    if row.body_sha256 != sending.sha256:
        raise RoundConflict(
            N_(
                "Other answers were received for this visit before. Both are kept, and a manager will look at them."
            )
        )
    return _receipt(sending, row.held_reason if sending.number == 1 else None, row.received_at, is_new=False)


def _receipt(
    sending: _Sending,
    reason: str | None,
    received_at: datetime,
    *,
    is_new: bool,
    missing: tuple[UUID, ...] = (),
) -> Receipt:
    code = receipt_code(sending.audit_id, sending.number, sending.sha256)
    return Receipt(sending.audit_id, sending.number, code, received_at, reason, is_new, missing)


def _first(sending: _Sending, sent: RoundBody) -> Receipt:
    row = db.session.execute(
        select(Assignment, Wave.state, Location.time_zone, Draft, ScorecardVersion)
        .join(Wave, Wave.id == Assignment.wave_id)
        .join(Location, Location.id == Assignment.location_id)
        .outerjoin(Draft, Draft.id == sending.audit_id)
        .outerjoin(
            ScorecardVersion,
            (ScorecardVersion.id == sent.scorecard_version_id)
            & (ScorecardVersion.brand_id == Assignment.brand_id),
        )
        .where(Assignment.id == sent.assignment_id)
        .with_for_update(of=Assignment)
    ).one_or_none()
    if row is None or not _may_send(row.Assignment, row.Draft, sending.shopper_id):
        raise NotFound(N_("This visit does not exist."))
    if row.ScorecardVersion is None:
        raise MalformedBody(N_("“%(name)s” is not what it should be. Nothing of it counts; send it again."),
                            name="scorecard_version_id")  # fmt: skip
    assignment: Assignment = row.Assignment
    document = parse_json(row.ScorecardVersion.document)
    judged = judge(document, sent.answers)
    visited_at = visit_moment(sent, sending.now)
    reason = held_reason(
        assignment_state=assignment.state,
        is_own=assignment.shopper_id == sending.shopper_id,
        wave_state=row.state,
        window=Window(assignment.window_from, assignment.window_until, assignment.time_zone),
        visited_at=visited_at,
        received_at=sending.now,
        fits=judged.fits,
        complete=judged.is_complete or (judged.result is None and judged.fits),
    )
    local = as_local(visited_at, row.time_zone)
    reason = _add_audit(sending, sent, assignment, judged, reason, local)
    add_round(
        sending.audit_id,
        1,
        cause="first",
        sent_by=sending.shopper_id,
        body_sha256=sending.sha256,
        document=document,
        answers=sent.answers,
        judged=judged,
        now=sending.now,
        texts=sent.texts,
        trail=sent.trail,
    )
    if reason is None and assignment.state in ASSIGNMENT_MOVES["send"]:
        state = next_assignment_state(assignment.state, "send")
        db.session.execute(update(Assignment).where(Assignment.id == assignment.id).values(state=state))
    _close_draft(sending)
    _record(sending, assignment.brand_id, {"round": 1, "held": reason})
    missing = note_photos(
        sending.audit_id, sending.number, sent, assignment.brand_id, sending.shopper_id, now=sending.now
    )
    return _receipt(sending, reason, sending.now, is_new=True, missing=missing)


def _may_send(assignment: Assignment, draft: Draft | None, shopper_id: int) -> bool:
    """Whose visit it is: the draft's owner's, else the one's to whom the assignment is given."""
    if draft is not None:
        return draft.shopper_id == shopper_id and draft.assignment_id == assignment.id
    return assignment.shopper_id == shopper_id


def _add_audit(
    sending: _Sending,
    sent: RoundBody,
    assignment: Assignment,
    judged: Judged,
    reason: str | None,
    local: datetime,
) -> str | None:
    """Insert the audit; the partial unique index decides whether it is the one that counts. Gives the
    reason why not.
    """
    values = {
        "id": sending.audit_id,
        "brand_id": assignment.brand_id,
        "assignment_id": assignment.id,
        "shopper_id": sending.shopper_id,
        "scorecard_version_id": sent.scorecard_version_id,
        "situation": storable(str(sent.answers["situation"])),
        "current_round": 1,
        "visited_on": local.date(),
        "visited_at": local,
        "submitted_at": sending.now,
        **judged.columns,
    }
    for tried in dict.fromkeys((reason, "second_report")):
        state = {"state": "submitted" if tried is None else "held", "held_reason": tried}
        added = db.session.execute(
            insert_ignore(Audit).values(**values, **state).returning(Audit.id)
        ).scalar()
        if added is not None:
            return tried
    raise NotAllowed(N_("This visit is being received already. Try again in a moment."))


def _next(sending: _Sending, sent: RoundBody) -> Receipt:
    audit = db.session.get(Audit, sending.audit_id, with_for_update=True)
    if audit is None:
        raise NotFound(N_("This visit does not exist."))
    if sending.number != audit.current_round + 1 or audit.state != "returned":
        raise RoundNotOpen(N_("Nothing more is asked for in this visit. What you had sent is kept."))
    document = parse_json(db.session.get_one(ScorecardVersion, audit.scorecard_version_id).document)
    before = list(
        db.session.scalars(
            select(Answer).where(Answer.audit_id == audit.id, Answer.number == audit.current_round)
        )
    )
    reopened = reopened_keys(audit.id, audit.current_round, document)
    answers = next_round(answers_document(audit.situation, before), sent.answers, reopened)
    texts = {row.question_key: row.evidence_text for row in before if row.evidence_text is not None}
    texts = {key: text for key, text in texts.items() if key not in reopened}
    texts |= {key: text for key, text in sent.texts.items() if key in reopened}
    judged = judge(document, answers)
    add_round(
        audit.id,
        sending.number,
        cause="returned",
        sent_by=sending.shopper_id,
        body_sha256=sending.sha256,
        document=document,
        answers=answers,
        judged=judged,
        now=sending.now,
        texts=texts,
        trail=sent.trail,
    )
    audit.state = next_audit_state(audit.state, "send_round")
    audit.current_round = sending.number
    for name, value in judged.columns.items():
        setattr(audit, name, value)
    _close_draft(sending)
    _record(sending, audit.brand_id, {"round": sending.number})
    missing = note_photos(
        sending.audit_id, sending.number, sent, audit.brand_id, sending.shopper_id, now=sending.now
    )
    return _receipt(sending, None, sending.now, is_new=True, missing=missing)


def reopened_keys(audit_id: UUID, number: int, document: Mapping[str, Any]) -> list[str]:
    """The questions that the return of a round opened; a return that names none opens all."""
    noted = db.session.scalars(
        select(ReturnNote.question_key).where(ReturnNote.audit_id == audit_id, ReturnNote.number == number)
    ).all()
    keys = [key for key in noted if key is not None]
    return reopened_questions(document, keys) if keys else [q["key"] for q in questions_in_order(document)]


def _close_draft(sending: _Sending) -> None:
    db.session.execute(
        update(Draft)
        .where(Draft.id == sending.audit_id, Draft.shopper_id == sending.shopper_id)
        .values(sent_at=sending.now, round=sending.number)
    )


def _record(sending: _Sending, brand_id: int, after: dict[str, Any]) -> None:
    record_change(
        "audit.sent",
        "audit",
        sending.audit_id,
        user_id=sending.shopper_id,
        brand_id=brand_id,
        now=sending.now,
        after=after,
    )
