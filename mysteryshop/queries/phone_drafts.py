"""A shopper's drafts for their phones, and what the form of a draft is built from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Draft, ScorecardVersion


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
    return FormFacts(parse_json(row.document), each.situation, each.channel, each.time_zone)
