"""Assignments of a wave, and what can be chosen for them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from mysteryshop.domain.access import SITUATIONS
from mysteryshop.domain.audit_states import STATES_THAT_DO_NOT_COUNT
from mysteryshop.domain.windows import Window
from mysteryshop.extensions import db
from mysteryshop.models import (
    Area,
    Assignment,
    Audit,
    Location,
    Membership,
    Scorecard,
    ScorecardVersion,
    User,
    WaveShopper,
)


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    id: int
    location_id: int
    location_name: str
    area_name: str  # the narrowest
    city: str
    situation: str
    channel: str
    scorecard_name: str
    version_number: int
    window: Window
    language: str
    state: str
    shopper_name: str | None
    shopper_number: int | None
    audit_id: UUID | None  # the one that counts
    audit_state: str | None
    held_audits: int  # sent for it and waiting for a manager to let them in

    def is_overdue(self, now: datetime) -> bool:
        """The window is over and nothing has been sent."""
        return self.state in ("open", "assigned", "started") and self.window.judge(now) == "over"


@dataclass(frozen=True, slots=True)
class VersionChoice:
    """A published version that can be assigned."""

    id: int
    scorecard_id: int
    scorecard_name: str
    number: int
    situations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShopperChoice:
    id: int
    name: str
    language: str | None


def list_assignments(
    brand_id: int,
    wave_id: int,
    *,
    state: str = "",
    shopper_id: int | None = None,
    area_id: int | None = None,
    assignment_id: int | None = None,
) -> list[AssignmentRow]:
    """Assignments by area and location; each filter is left out when it is blank."""
    statement = (
        select(Assignment, Location, Area.name, Scorecard.name, ScorecardVersion.number, User.name,
               WaveShopper.number, Audit.id, Audit.state)
        .join(Location, Location.id == Assignment.location_id)
        .join(Area, Area.id == Location.area_id)
        .join(ScorecardVersion, ScorecardVersion.id == Assignment.scorecard_version_id)
        .join(Scorecard, Scorecard.id == ScorecardVersion.scorecard_id)
        .outerjoin(User, User.id == Assignment.shopper_id)
        .outerjoin(
            WaveShopper,
            (WaveShopper.wave_id == Assignment.wave_id) & (WaveShopper.shopper_id == Assignment.shopper_id),
        )
        .outerjoin(Audit, (Audit.assignment_id == Assignment.id) &
        Audit.state.not_in(STATES_THAT_DO_NOT_COUNT)) .where(Assignment.brand_id == brand_id,
        Assignment.wave_id == wave_id) .order_by(Area.name, Location.name, Assignment.window_until,
        Assignment.id)
    )  # fmt: skip
    if state:
        statement = statement.where(Assignment.state == state)
    if shopper_id is not None:
        statement = statement.where(Assignment.shopper_id == shopper_id)
    if area_id is not None:
        statement = statement.where(Area.path.contains(f"/{area_id}/", autoescape=True))
    if assignment_id is not None:
        statement = statement.where(Assignment.id == assignment_id)
    held = _held_audits(brand_id, wave_id)
    return [_row(*columns, held.get(columns[0].id, 0)) for columns in db.session.execute(statement)]


def _held_audits(brand_id: int, wave_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(Audit.assignment_id, func.count())
        .join(Assignment, Assignment.id == Audit.assignment_id)
        .where(Audit.brand_id == brand_id, Assignment.wave_id == wave_id, Audit.state == "held")
        .group_by(Audit.assignment_id)
    )
    return dict(rows.all())


def _row(
    assignment: Assignment,
    location: Location,
    area_name: str,
    scorecard_name: str,
    version_number: int,
    shopper_name: str | None,
    shopper_number: int | None,
    audit_id: UUID | None,
    audit_state: str | None,
    held_audits: int,
) -> AssignmentRow:
    return AssignmentRow(
        assignment.id,
        location.id,
        location.name,
        area_name,
        location.city,
        assignment.situation,
        assignment.channel,
        scorecard_name,
        version_number,
        window_of(assignment),
        assignment.language,
        assignment.state,
        shopper_name,
        shopper_number,
        audit_id,
        audit_state,
        held_audits,
    )


def window_of(assignment: Assignment) -> Window:
    return Window(assignment.window_from, assignment.window_until, assignment.time_zone)


def find_assignment(brand_id: int, assignment_id: int) -> Assignment | None:
    return db.session.scalars(
        select(Assignment).where(Assignment.brand_id == brand_id, Assignment.id == assignment_id)
    ).one_or_none()


def newest_versions(brand_id: int) -> list[VersionChoice]:
    """The newest published version of every scorecard that is in use, by the scorecard's name."""
    newest = (
        select(ScorecardVersion.scorecard_id, func.max(ScorecardVersion.number).label("number"))
        .where(ScorecardVersion.brand_id == brand_id)
        .group_by(ScorecardVersion.scorecard_id)
        .subquery()
    )
    rows = db.session.execute(
        select(ScorecardVersion, Scorecard.name)
        .join(
            newest,
            (newest.c.scorecard_id == ScorecardVersion.scorecard_id)
            & (newest.c.number == ScorecardVersion.number),
        )
        .join(Scorecard, Scorecard.id == ScorecardVersion.scorecard_id)
        .where(ScorecardVersion.brand_id == brand_id, Scorecard.archived_at.is_(None))
        .order_by(Scorecard.name, Scorecard.id)
    )
    return [
        VersionChoice(version.id, version.scorecard_id, name, version.number, situations_of(version.document))
        for version, name in rows
    ]


def situations_of(document: str) -> tuple[str, ...]:
    """The situations that a published document serves, as it names them; absent means the five."""
    return tuple(json.loads(document).get("situations") or SITUATIONS)


def shoppers_of(brand_id: int) -> list[ShopperChoice]:
    """Active shoppers of this brand, by name."""
    rows = db.session.execute(
        select(User.id, User.name, User.language)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.brand_id == brand_id, Membership.role == "shopper", User.active)
        .order_by(User.name, User.id)
    )
    return [ShopperChoice(*row) for row in rows]


def locations_with(
    brand_id: int, wave_id: int, situation: str, channel: str, scorecard_version_id: int
) -> frozenset[int]:
    """Locations that have such an assignment in the wave already, of any version of the same scorecard."""
    scorecard = select(ScorecardVersion.scorecard_id).where(ScorecardVersion.id == scorecard_version_id)
    versions = select(ScorecardVersion.id).where(ScorecardVersion.scorecard_id == scorecard.scalar_subquery())
    return frozenset(
        db.session.scalars(
            select(Assignment.location_id).where(
                Assignment.brand_id == brand_id,
                Assignment.wave_id == wave_id,
                Assignment.situation == situation,
                Assignment.channel == channel,
                Assignment.scorecard_version_id.in_(versions),
                Assignment.state != "cancelled",
            )
        )
    )


def locations_by_id(brand_id: int, location_ids: Sequence[int]) -> list[Location]:
    """Those of the ids that are locations of the brand."""
    return list(
        db.session.scalars(
            select(Location)
            .where(Location.brand_id == brand_id, Location.id.in_(location_ids))
            .order_by(Location.name, Location.id)
        )
    )
