"""Approved audits as their readers see them. Who the shopper is and when exactly leaves here only for the agency."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select

from mysteryshop.domain.access import Scope
from mysteryshop.domain.periods import Period, PeriodKind
from mysteryshop.domain.privacy import PartOfDay, Sight, part_of_day
from mysteryshop.extensions import db
from mysteryshop.models import Area, Assignment, Audit, Location, User, Wave, WaveShopper
from mysteryshop.queries.scope import location_in_scope


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An approved audit in a list.

    :param visited_at: the location's own clock; None where the reader may not know, then `part` is all.
    :param shopper_name: None where the reader may not know, then "Shopper `shopper_number`".
    :param score_tenths: tenths of a per cent, None = no score.
    """

    id: UUID
    location_id: int
    location: str
    area: str
    wave: str
    situation: str
    channel: str
    visited_on: date
    visited_at: time | None
    part: PartOfDay | None
    shopper_name: str | None
    shopper_number: int | None
    score_tenths: int | None
    outcome: str | None


def latest_audits(
    scope: Scope,
    sight: Sight,
    *,
    period: Period | None = None,
    location_id: int | None = None,
    limit: int = 20,
    offset: int = 0,
) -> list[AuditRow]:
    """Approved audits inside the scope, newest visit first.

    :param period: only these; :param location_id: only this one, still inside the scope.
    """
    query = _narrowed(_select(scope), period, location_id)
    rows = db.session.execute(
        query.order_by(Audit.visited_on.desc(), Audit.decided_at.desc(), Audit.id).limit(limit).offset(offset)
    )
    return [_row(row, sight) for row in rows]


def count_audits(scope: Scope, *, period: Period | None = None, location_id: int | None = None) -> int:
    """How many `latest_audits` could show in all."""
    query = _narrowed(_select(scope), period, location_id)
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def find_approved_audit(audit_id: UUID, scope: Scope, sight: Sight) -> AuditRow | None:
    """One approved audit inside the scope; None for any other, which looks the same as no audit."""
    row = db.session.execute(_select(scope).where(Audit.id == audit_id)).one_or_none()
    return _row(row, sight) if row else None


def find_location(location_id: int, scope: Scope) -> Location | None:
    """A location inside the scope."""
    return db.session.scalar(select(Location).where(Location.id == location_id, location_in_scope(scope)))


def location_ids_in(scope: Scope) -> list[int]:
    """The ids of the locations inside the scope."""
    return list(db.session.scalars(select(Location.id).where(location_in_scope(scope))))


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Audit.id,
            Location.id.label("location_id"),
            Location.name.label("location"),
            Area.name.label("area"),
            Wave.name.label("wave"),
            Audit.situation,
            Assignment.channel,
            Audit.visited_on,
            Audit.visited_at,
            User.name.label("shopper_name"),
            WaveShopper.number.label("shopper_number"),
            Audit.score_tenths,
            Audit.outcome,
        )
        .join(Assignment, Assignment.id == Audit.assignment_id)
        .join(Location, Location.id == Assignment.location_id)
        .join(Area, Area.id == Location.area_id)
        .join(Wave, Wave.id == Assignment.wave_id)
        .join(User, User.id == Audit.shopper_id)
        .outerjoin(
            WaveShopper,
            and_(WaveShopper.wave_id == Assignment.wave_id, WaveShopper.shopper_id == Audit.shopper_id),
        )
        .where(Audit.brand_id == scope.brand_id, Audit.state == "approved", location_in_scope(scope))
    )


def _narrowed(query: Select[*tuple[Any, ...]], period: Period | None, location_id: int | None) -> Select[Any]:
    if location_id is not None:
        query = query.where(Location.id == location_id)
    if period is None:
        return query
    if period.kind is PeriodKind.WAVE:
        return query.where(Assignment.wave_id == period.wave_id)
    return query.where(Audit.visited_on.between(period.since, period.until))


def _row(row: Row[Any], sight: Sight) -> AuditRow:
    found = row._mapping
    moment = found["visited_at"]
    return AuditRow(
        id=found["id"],
        location_id=found["location_id"],
        location=found["location"],
        area=found["area"],
        wave=found["wave"],
        situation=found["situation"],
        channel=found["channel"],
        visited_on=found["visited_on"],
        visited_at=moment.time() if moment and sight.visit_time else None,
        part=part_of_day(moment.time()) if moment else None,
        shopper_name=found["shopper_name"] if sight.shopper_name else None,
        shopper_number=found["shopper_number"],
        score_tenths=found["score_tenths"],
        outcome=found["outcome"],
    )
