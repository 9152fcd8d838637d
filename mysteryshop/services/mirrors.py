"""Drafts of phones, mirrored to the server: the only defence against a lost phone and a cleared cache."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mysteryshop.domain.audit_states import next_assignment_state
from mysteryshop.domain.errors import N_, NotAllowed, NotFound
from mysteryshop.domain.scorecard_json import canonical_json, parse_json
from mysteryshop.domain.visits import merged, new_filled
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Assignment, Audit, Draft, ScorecardVersion
from mysteryshop.services.audits import reopened_keys
from mysteryshop.services.drafts import AlreadySent, carried_on


class OtherDevice(NotAllowed):
    """The server holds a revision that this phone has not seen; both copies are kept."""


@dataclass(frozen=True, slots=True)
class DraftOfPhone:
    """What a phone says of its draft. `part` is read from the raw fields by the web layer."""

    uuid: UUID
    assignment_id: int
    scorecard_version_id: int
    round: int
    rev: int
    base_rev: int
    device_id: str
    section: str | None
    started_at: datetime | None
    part: Mapping[str, Mapping[str, Any]]
    keys: tuple[str, ...]


def mirror_draft(sent: DraftOfPhone, *, shopper_id: int, now: datetime) -> int:
    """Keep a phone's draft, if it continues what the server holds.

    A draft that the server does not know is begun under the phone's UUID; one of the round that a return asked for
    carries on from what was sent, and takes the reopened questions only. The same revision again changes nothing.

    :returns: the revision held now.
    :raises NotFound: not this shopper's; :raises OtherDevice: `base_rev` is not the revision held, and nothing was
        changed; :raises AlreadySent: the round was sent.
    """
    with transaction():
        if sent.round > 1:
            _carry_on(sent.uuid, sent.base_rev, now)
        draft = db.session.get(Draft, sent.uuid, with_for_update=True)
        if draft is None:
            draft = _begin(sent, shopper_id, now)
        if draft.shopper_id != shopper_id or draft.assignment_id != sent.assignment_id:
            raise NotFound(N_("This visit does not exist."))
        if draft.sent_at is not None or draft.round != sent.round:
            raise AlreadySent(N_("This has been sent already, so nothing was changed."))
        if draft.rev == sent.rev and draft.device_id == sent.device_id:
            return draft.rev
        if draft.rev != sent.base_rev or sent.rev <= draft.rev:
            raise OtherDevice(N_("This visit is also open somewhere else. Both copies are kept."))
        keys = sent.keys if draft.round == 1 else tuple(set(sent.keys) & set(_reopened(draft)))
        filled = merged(parse_json(draft.document), sent.part, keys, now)
        draft.document, draft.rev, draft.saved_at = canonical_json(filled), sent.rev, now
        draft.section, draft.device_id, draft.removed_at = sent.section, sent.device_id, None
        return draft.rev


def _carry_on(audit_id: UUID, base_rev: int, now: datetime) -> None:
    """Open the draft of a returned audit's next round, when the phone is the first to write in it. Whether it is this
    shopper's and this round is judged of the draft, like any other.

    The audit is locked before the draft, as in sending: a round that is sent meanwhile comes before or after this.
    """
    audit = db.session.get(Audit, audit_id, with_for_update=True)
    if audit is None or audit.state != "returned":
        return
    draft = carried_on(audit, now)
    if draft.rev == 0:  # nothing was written in it that could be overwritten
        draft.rev = base_rev


def _begin(sent: DraftOfPhone, shopper_id: int, now: datetime) -> Draft:
    assignment = db.session.scalars(
        select(Assignment)
        .where(Assignment.id == sent.assignment_id, Assignment.shopper_id == shopper_id)
        .with_for_update()
    ).one_or_none()
    version = db.session.get(ScorecardVersion, sent.scorecard_version_id)
    if assignment is None or version is None or version.brand_id != assignment.brand_id:
        raise NotFound(N_("This visit does not exist."))
    if sent.round != 1 or db.session.get(Audit, sent.uuid) is not None:
        raise AlreadySent(N_("This has been sent already, so nothing was changed."))
    if assignment.state in ("assigned", "started"):
        assignment.state = next_assignment_state(assignment.state, "start")
    draft = Draft(
        id=sent.uuid,
        brand_id=assignment.brand_id,
        assignment_id=assignment.id,
        shopper_id=shopper_id,
        scorecard_version_id=version.id,
        round=1,
        rev=sent.base_rev,
        document=canonical_json(new_filled(assignment.situation)),
        started_at=min(sent.started_at or now, now),
        saved_at=now,
    )
    db.session.add(draft)
    return draft


def _reopened(draft: Draft) -> list[str]:
    document = parse_json(db.session.get_one(ScorecardVersion, draft.scorecard_version_id).document)
    return reopened_keys(draft.id, draft.round - 1, document)
