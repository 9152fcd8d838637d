"""What a manager decides about an audit: one function, one decision, one transaction, one entry in the
history.

Every function takes the round that the manager looked at: when another round has come in between, or another
manager has decided, nothing is changed and the sentence says so.
"""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from mysteryshop.domain.audit_states import STATES_THAT_DO_NOT_COUNT, next_assignment_state, next_audit_state
from mysteryshop.domain.errors import N_, DomainError, NotAllowed, NotFound
from mysteryshop.domain.rounds import MAX_NOTE, check_return
from mysteryshop.domain.windows import Window
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Assignment, Audit, Draft, ReturnNote, ScorecardVersion, User
from mysteryshop.services.addresses import absolute_url
from mysteryshop.services.history import record_change
from mysteryshop.services.jobs import add_job
from mysteryshop.services.letters import returned_mail
from mysteryshop.services.mails import queue_mail
from mysteryshop.services.reports import mark_reports_stale


class ReasonMissing(DomainError):
    """A rejection without a reason, or with one too long to read."""


def approve_audit(brand_id: int, audit_id: UUID, *, seen_round: int, by: int, now: datetime) -> None:
    """Let the brand see the audit, and have its report made: the job is written in the same commit.

    :raises NotAllowed: it is not waiting for review, or something required is missing in it: its score would
        be provisional, and a provisional score is never printed.
    """
    with transaction():
        audit = locked_audit(brand_id, audit_id, seen_round)
        state = next_audit_state(audit.state, "approve")
        if not audit.is_complete:
            raise NotAllowed(
                N_("Something required is missing in this audit. Return or correct it. Not approved.")
            )
        _decide(audit, state, "audit.approved", by, now)
        mark_reports_stale(brand_id, audit.visited_on, now=now)
        key = f"render_audit_report:{audit.id}:{audit.current_round}"
        add_job("render_audit_report", audit.id, now=now, dedupe_key=key)


def return_audit(
    brand_id: int, audit_id: UUID, notes: dict[str, str], *, seen_round: int, by: int, now: datetime
) -> None:
    """Ask the shopper to put answers right: only these questions (and what hangs on them) open for the next
    round.

    :param notes: question key -> what to put right.
    :raises BadReturn: no question, or a note is missing; NotAllowed: it is not waiting for review.
    """
    with transaction():
        audit = locked_audit(brand_id, audit_id, seen_round)
        state = next_audit_state(audit.state, "return")
        version = db.session.get_one(ScorecardVersion, audit.scorecard_version_id)
        checked = check_return(json.loads(version.document), notes)
        for key, note in checked.items():
            db.session.add(
                ReturnNote(
                    audit_id=audit.id,
                    number=audit.current_round,
                    question_key=key,
                    note=note,
                    written_by=by,
                    written_at=now,
                )
            )
        move_audit(audit, state, "audit.returned", by, now, {"round": audit.current_round, "notes": checked})
        _tell_shopper(audit, len(checked), now)


def _tell_shopper(audit: Audit, notes: int, now: datetime) -> None:
    """Mail the shopper that something was returned; inside the transaction at hand."""
    shopper = db.session.get_one(User, audit.shopper_id)
    if not shopper.active:
        return
    assignment = db.session.get_one(Assignment, audit.assignment_id)
    window = Window(assignment.window_from, assignment.window_until, assignment.time_zone)
    mail = returned_mail(
        email=shopper.email,
        name=shopper.name,
        language=shopper.language or assignment.language,
        notes=notes,
        visited_on=audit.visited_on,
        until=None if window.judge(now) == "over" else window.closes,
        link=absolute_url("shopper.assignment", assignment_id=assignment.id),
    )
    queue_mail(mail, now=now)


def take_back_return(brand_id: int, audit_id: UUID, *, seen_round: int, by: int, now: datetime) -> None:
    """Stop waiting for the shopper: the audit is up for review again as it was.

    :raises NotAllowed: it is not with the shopper, who may just have sent the next round.
    """
    with transaction():
        audit = locked_audit(brand_id, audit_id, seen_round)
        move_audit(audit, next_audit_state(audit.state, "take_back"), "audit.return_taken_back", by, now)
        _set_draft_aside(audit, now)


def reject_audit(
    brand_id: int, audit_id: UUID, reason: str, *, seen_round: int, by: int, now: datetime
) -> None:
    """Discard the audit for a reason the shopper may read; its assignment is to be visited again.

    A held audit can be rejected too: then its assignment changes only if nothing else counts for it.

    :raises ReasonMissing: no reason, or over the length of a note; NotAllowed: it was decided already.
    """
    with transaction():
        audit = locked_audit(brand_id, audit_id, seen_round)
        state = next_audit_state(audit.state, "reject")
        reason = reason.strip()
        if not reason:
            raise ReasonMissing(N_("Say why the audit is rejected; the shopper reads it."))
        if len(reason) > MAX_NOTE:
            raise ReasonMissing(N_("The reason is longer than %(most)s characters."), most=MAX_NOTE)
        audit.held_reason = None
        audit.decision_note = reason
        _decide(audit, state, "audit.rejected", by, now, {"reason": reason})
        _set_draft_aside(audit, now)
        _set_assignment_free(audit, by, now)


def release_audit(brand_id: int, audit_id: UUID, *, seen_round: int, by: int, now: datetime) -> None:
    """Let a held audit in: it waits for review like any other, and its assignment is done.

    :raises NotAllowed: it is not held, or another audit of the assignment counts: of two, one is rejected
        first.
    """
    with transaction():
        audit = locked_audit(brand_id, audit_id, seen_round)
        state = next_audit_state(audit.state, "release")
        if _audit_that_counts(audit) is not None:
            raise NotAllowed(N_("Another audit of this assignment counts already. Reject that one first."))
        assignment = db.session.get_one(Assignment, audit.assignment_id, with_for_update=True)
        reason = audit.held_reason
        audit.held_reason = None
        if assignment.state != "done":
            assignment.shopper_id = assignment.shopper_id or audit.shopper_id
            _move_assignment(assignment, "accept_held", by, now)
        move_audit(audit, state, "audit.released", by, now, {"held_reason": reason})


def locked_audit(brand_id: int, audit_id: UUID, seen_round: int) -> Audit:
    """The audit, locked, inside the transaction at hand: of two managers who decide at once the second waits, and
    then finds it decided.

    :raises NotFound: no such audit of the brand; :raises NotAllowed: another round has come in meanwhile.
    """
    audit = db.session.scalars(
        select(Audit).where(Audit.brand_id == brand_id, Audit.id == audit_id).with_for_update()
    ).one_or_none()
    if audit is None:
        raise NotFound(N_("This audit does not exist."))
    if audit.current_round != seen_round:
        raise NotAllowed(
            N_("Round %(round)s of this audit has come in meanwhile. Look at it again. Nothing was changed."),
            round=audit.current_round,
        )
    return audit


def _decide(
    audit: Audit, state: str, action: str, by: int, now: datetime, more: dict[str, object] | None = None
) -> None:
    audit.decided_at, audit.decided_by = now, by
    move_audit(audit, state, action, by, now, {"round": audit.current_round} | (more or {}))


def move_audit(
    audit: Audit, state: str, action: str, by: int, now: datetime, more: dict[str, object] | None = None
) -> None:
    """Put the audit into a state, with an entry in the history; inside the transaction at hand."""
    before = audit.state
    audit.state = state
    record_change(
        action,
        "audit",
        audit.id,
        user_id=by,
        brand_id=audit.brand_id,
        now=now,
        before={"state": before},
        after={"state": state} | (more or {}),
    )


def _audit_that_counts(audit: Audit) -> UUID | None:
    return db.session.scalars(
        select(Audit.id).where(
            Audit.assignment_id == audit.assignment_id,
            Audit.id != audit.id,
            Audit.state.not_in(STATES_THAT_DO_NOT_COUNT),
        )
    ).one_or_none()


def _set_draft_aside(audit: Audit, now: datetime) -> None:
    """What the shopper was putting right is no longer asked for: a new visit must not begin with it."""
    db.session.execute(
        update(Draft).where(Draft.id == audit.id, Draft.sent_at.is_(None)).values(removed_at=now),
        execution_options={"synchronize_session": False},
    )


def _set_assignment_free(audit: Audit, by: int, now: datetime) -> None:
    if _audit_that_counts(audit) is not None:
        return
    assignment = db.session.get_one(Assignment, audit.assignment_id, with_for_update=True)
    if assignment.state == "done":
        _move_assignment(assignment, "redo", by, now)


def _move_assignment(assignment: Assignment, move: str, by: int, now: datetime) -> None:
    before = assignment.state
    assignment.state = next_assignment_state(before, move)
    record_change(
        f"assignment.{move}",
        "assignment",
        assignment.id,
        user_id=by,
        brand_id=assignment.brand_id,
        now=now,
        before={"state": before},
        after={"state": assignment.state},
    )
