"""Drafts on the server: started, saved section by section, started again, sent."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from mysteryshop.domain.audit_states import next_assignment_state
from mysteryshop.domain.errors import N_, NotAllowed, NotFound
from mysteryshop.domain.scorecard_json import canonical_json, parse_json
from mysteryshop.domain.visits import body_of, merged, new_filled
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Answer, Assignment, Audit, Draft, Photo, ScorecardVersion
from mysteryshop.services.audits import Receipt, reopened_keys, submit_round
from mysteryshop.services.rounds import answers_document


class AlreadySent(NotAllowed):
    """The draft was sent; what is in it stands."""


def start_draft(assignment_id: int, *, shopper_id: int, now: datetime) -> UUID:
    """The shopper's draft of an assignment: the one there is, else a new one with the UUID that the audit
    will have.

    :raises NotFound: not this shopper's; :raises NotAllowed: it was cancelled or sent.
    """
    with transaction():
        assignment = _own_assignment(assignment_id, shopper_id)
        draft = _open_draft(assignment_id, shopper_id)
        if draft is not None:
            return draft.id
        assignment.state = next_assignment_state(assignment.state, "start")
        return _new_draft(assignment, shopper_id, now).id


def save_part(
    draft_id: UUID,
    part: Mapping[str, Mapping[str, Any]],
    keys: Collection[str],
    *,
    section: str | None,
    shopper_id: int,
    now: datetime,
) -> dict[str, Any]:
    """Save what was entered on one page; the other pages' answers stay as they are, whoever saved them.

    :param part: `{"answers", "comments", "texts", "typed"}` of the questions in `keys`.
    :returns: what the draft holds now.
    :raises AlreadySent: nothing was changed.
    """
    with transaction():
        draft = _own_draft(draft_id, shopper_id)
        if draft.sent_at is not None:
            raise AlreadySent(N_("This has been sent already, so nothing was changed."))
        before = parse_json(draft.document)
        allowed = keys if draft.round == 1 else set(keys) & set(_reopened(draft))
        after: dict[str, Any] = merged(before, part, allowed, now)
        draft.section = section
        if canonical_json(after) != draft.document:
            draft.document, draft.rev, draft.saved_at = canonical_json(after), draft.rev + 1, now
    return after


def restart_draft(draft_id: UUID, *, shopper_id: int, now: datetime) -> UUID:
    """Begin again from nothing; the old draft is kept aside for seven days.

    :raises AlreadySent: it was sent, or is a round that a manager asked for.
    """
    with transaction():
        draft = _own_draft(draft_id, shopper_id)
        if draft.sent_at is not None or draft.round > 1:
            raise AlreadySent(N_("This has been sent already, so nothing was changed."))
        if draft.removed_at is None:
            draft.removed_at = now
            assignment = _own_assignment(draft.assignment_id, shopper_id)
            return _new_draft(assignment, shopper_id, now).id
        other = _open_draft(draft.assignment_id, shopper_id)
        return (other or draft).id


def open_next_round(audit_id: UUID, *, shopper_id: int, now: datetime) -> UUID:
    """Let the shopper put right what was returned: the draft carries on with the answers as they were sent.

    Pressed twice it changes nothing.

    :raises NotFound: not this shopper's; :raises NotAllowed: nothing is asked for.
    """
    with transaction():
        audit = db.session.get(Audit, audit_id, with_for_update=True)
        if audit is None or audit.shopper_id != shopper_id:
            raise NotFound(N_("This visit does not exist."))
        if audit.state != "returned":
            raise NotAllowed(N_("Nothing is asked for in this visit."))
        carried_on(audit, now)
    return audit_id


def carried_on(audit: Audit, now: datetime) -> Draft:
    """The draft of the round that the return of an audit asked for: the open one, else opened here with the answers
    as they were sent. Called inside another service's transaction, which has locked the audit.
    """
    draft = db.session.get(Draft, audit.id)
    is_open = draft is not None and draft.sent_at is None and draft.removed_at is None
    if draft is not None and is_open and draft.round == audit.current_round + 1:
        return draft
    document = canonical_json(_as_sent(audit))
    if draft is None:
        draft = Draft(
            id=audit.id,
            brand_id=audit.brand_id,
            assignment_id=audit.assignment_id,
            shopper_id=audit.shopper_id,
            scorecard_version_id=audit.scorecard_version_id,
            started_at=now,
        )
        db.session.add(draft)
    draft.round, draft.sent_at, draft.removed_at = audit.current_round + 1, None, None
    draft.document, draft.rev, draft.saved_at = document, 0, now
    draft.section, draft.device_id = None, None
    return draft


def _as_sent(audit: Audit) -> dict[str, Any]:
    rows = db.session.scalars(
        select(Answer).where(Answer.audit_id == audit.id, Answer.number == audit.current_round)
    ).all()
    filled = new_filled(audit.situation) | answers_document(audit.situation, rows)
    filled["texts"] = {row.question_key: row.evidence_text for row in rows if row.evidence_text}
    del filled["evidence"]
    return filled


def send_draft(draft_id: UUID, *, shopper_id: int, now: datetime) -> Receipt:
    """Send what the draft holds. However often it is called, one audit and one receipt.

    What is missing or cannot be read is for the page to say before; the service takes it and holds it.

    :raises NotFound: not this shopper's.
    """
    draft = db.session.get(Draft, draft_id)
    if draft is None or draft.shopper_id != shopper_id:
        raise NotFound(N_("This visit does not exist."))
    body = body_of(
        parse_json(draft.document),
        photo_counts(draft_id),
        assignment_id=draft.assignment_id,
        scorecard_version_id=draft.scorecard_version_id,
        rev=draft.rev,
        started_at=draft.started_at.isoformat(),
        finished_at=draft.saved_at.isoformat(),
    )
    return submit_round(draft_id, draft.round, body, shopper_id=shopper_id, now=now)


def photo_counts(draft_id: UUID) -> dict[str, int]:
    """Question key -> how many photos have arrived for it."""
    rows = db.session.execute(
        select(Photo.question_key, func.count())
        .where(Photo.submission_id == draft_id, Photo.state == "stored")
        .group_by(Photo.question_key)
    )
    return {row[0]: row[1] for row in rows}


def _own_assignment(assignment_id: int, shopper_id: int) -> Assignment:
    assignment = db.session.scalars(
        select(Assignment)
        .where(Assignment.id == assignment_id, Assignment.shopper_id == shopper_id)
        .with_for_update()
    ).one_or_none()
    if assignment is None:
        raise NotFound(N_("This visit does not exist."))
    return assignment


def _own_draft(draft_id: UUID, shopper_id: int) -> Draft:
    draft = db.session.scalars(
        select(Draft).where(Draft.id == draft_id, Draft.shopper_id == shopper_id).with_for_update()
    ).one_or_none()
    if draft is None:
        raise NotFound(N_("This visit does not exist."))
    return draft


def _open_draft(assignment_id: int, shopper_id: int) -> Draft | None:
    return db.session.scalars(
        select(Draft)
        .where(
            Draft.assignment_id == assignment_id,
            Draft.shopper_id == shopper_id,
            Draft.removed_at.is_(None),
            Draft.sent_at.is_(None),
        )
        .order_by(Draft.saved_at.desc())
        .limit(1)
    ).one_or_none()


def _new_draft(assignment: Assignment, shopper_id: int, now: datetime) -> Draft:
    draft = Draft(
        id=uuid4(),
        brand_id=assignment.brand_id,
        assignment_id=assignment.id,
        shopper_id=shopper_id,
        scorecard_version_id=assignment.scorecard_version_id,
        document=canonical_json(new_filled(assignment.situation)),
        started_at=now,
        saved_at=now,
    )
    db.session.add(draft)
    return draft


def _reopened(draft: Draft) -> list[str]:
    document = parse_json(db.session.get_one(ScorecardVersion, draft.scorecard_version_id).document)
    return reopened_keys(draft.id, draft.round - 1, document)
