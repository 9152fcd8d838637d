"""Areas and locations: add, change, close, and what an import brings."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from mysteryshop.domain.errors import N_, DomainError, NotFound
from mysteryshop.domain.location_plan import PLAIN_FIELDS, PlannedRow
from mysteryshop.domain.windows import check_time_zone
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Area, Assignment, Location, Membership
from mysteryshop.queries.locations import area_tree, find_area, find_location
from mysteryshop.services.history import record_change


class NameTaken(DomainError):
    """Another area beside it, or another location, has this name or number."""


class AreaInUse(DomainError):
    """An area cannot be removed while something lies in it."""


@dataclass(frozen=True, slots=True)
class LocationDetails:
    """What a person enters about a location; the fields of the table."""

    name: str
    area_id: int
    time_zone: str
    external_id: str | None = None
    address: str = ""
    postcode: str = ""
    city: str = ""
    lat: Decimal | None = None
    lon: Decimal | None = None
    peer_group: str | None = None
    opened_on: date | None = None


def add_area(brand_id: int, name: str, parent_id: int | None, *, by: int, now: datetime) -> int:
    """:returns: the new area's id. :raises NameTaken: a sibling is called so; :raises NotFound: no such
    parent.
    """
    with transaction():
        return _add_area(brand_id, name, parent_id, by=by, now=now)


def _add_area(brand_id: int, name: str, parent_id: int | None, *, by: int, now: datetime) -> int:
    parent = _area(brand_id, parent_id) if parent_id is not None else None
    _refuse_taken_name(brand_id, name, parent_id)
    area = Area(brand_id=brand_id, parent_id=parent_id, name=name, path="")
    db.session.add(area)
    db.session.flush()
    area.path = f"{parent.path if parent else '/'}{area.id}/"
    db.session.flush()
    record_change("area.added", "area", area.id, user_id=by, brand_id=brand_id, now=now, after={"name": name})
    return area.id


def rename_area(brand_id: int, area_id: int, name: str, *, by: int, now: datetime) -> None:
    """:raises NameTaken: a sibling is called so; :raises NotFound: no such area of the brand."""
    with transaction():
        area = _area(brand_id, area_id)
        before = area.name
        if name != before:
            _refuse_taken_name(brand_id, name, area.parent_id, but=area_id)
            area.name = name
            names = {"before": {"name": before}, "after": {"name": name}}
            record_change("area.renamed", "area", area_id, user_id=by, brand_id=brand_id, now=now, **names)


def remove_area(brand_id: int, area_id: int, *, by: int, now: datetime) -> None:
    """:raises AreaInUse: areas, locations (closed ones too) or people's rights lie in it."""
    with transaction():
        area = _area(brand_id, area_id)
        uses = (
            select(func.count()).select_from(Area).where(Area.parent_id == area_id),
            select(func.count()).select_from(Location).where(Location.area_id == area_id),
            select(func.count()).select_from(Membership).where(Membership.area_id == area_id),
        )
        if any(db.session.scalar(use) for use in uses):
            raise AreaInUse(
                N_(
                    "“%(name)s” is not empty. Move or close what is in it first: areas, locations, people's rights."
                ),
                name=area.name,
            )
        before = {"name": area.name}
        db.session.delete(area)
        record_change("area.removed", "area", area_id, user_id=by, brand_id=brand_id, now=now, before=before)


def add_location(brand_id: int, details: LocationDetails, *, by: int, now: datetime) -> int:
    """:returns: its id. :raises NameTaken: the number belongs to another location; UnknownTimeZone;
    NotFound.
    """
    with transaction():
        _check(brand_id, details)
        location = Location(brand_id=brand_id, created_at=now, **asdict(details))
        db.session.add(location)
        db.session.flush()
        after = _told(asdict(details))
        record_change(
            "location.added", "location", location.id, user_id=by, brand_id=brand_id, now=now, after=after
        )
        return location.id


def change_location(
    brand_id: int, location_id: int, details: LocationDetails, *, by: int, now: datetime
) -> None:
    """Change what is given; an entry in the history names only what differs. Raises as `add_location`.

    Windows of assignments keep the zone they were made with.
    """
    with transaction():
        location = _location(brand_id, location_id)
        _check(brand_id, details, but=location_id)
        _change(location, asdict(details), by=by, now=now)


def close_location(brand_id: int, location_id: int, closed_on: date, *, by: int, now: datetime) -> int:
    """Close a location from this day on. Its audits and figures stay.

    :returns: how many of its assignments are still open, assigned or started: they are not cancelled by this.
    :raises DomainError: the day lies before the opening.
    """
    with transaction():
        location = _location(brand_id, location_id)
        if location.opened_on and closed_on < location.opened_on:
            raise DomainError(N_("The location would have closed before it opened."))
        _change(location, {"closed_on": closed_on}, by=by, now=now, action="location.closed")
        left = db.session.scalar(
            select(func.count())
            .select_from(Assignment)
            .where(
                Assignment.location_id == location_id, Assignment.state.in_(("open", "assigned", "started"))
            )
        )
        return left or 0


def reopen_location(brand_id: int, location_id: int, *, by: int, now: datetime) -> None:
    """:raises NotFound: no such location of the brand."""
    with transaction():
        location = _location(brand_id, location_id)
        _change(location, {"closed_on": None}, by=by, now=now, action="location.reopened")


def apply_plan(brand_id: int, planned: Sequence[PlannedRow], *, by: int, now: datetime) -> None:
    """Add and change locations as an import planned it, inside the transaction at hand.

    Areas that do not exist are made. A new location of which no area is known goes into the brand's only root area,
    or, where there is none or several, into one called “Locations”.
    """
    areas = {tuple(name.casefold() for name in area.names): area.id for area in area_tree(brand_id)}
    for plan in planned:
        if plan.action == "same":
            continue
        values = _values_of(plan)
        if plan.row.area_path and (plan.location_id is None or "area_path" in plan.changes):
            values["area_id"] = _area_of_path(brand_id, plan.row.area_path, areas, by=by, now=now)
        if plan.location_id is not None:
            _change(_location(brand_id, plan.location_id), values, by=by, now=now)
            continue
        if "area_id" not in values:
            values["area_id"] = _default_area(brand_id, areas, by=by, now=now)
        location = Location(brand_id=brand_id, created_at=now, **values)
        db.session.add(location)
        db.session.flush()
        after = {"name": location.name, "external_id": location.external_id, "source": "import"}
        record_change(
            "location.added", "location", location.id, user_id=by, brand_id=brand_id, now=now, after=after
        )


_COLUMN_OF = {"latitude": "lat", "longitude": "lon"}


def _values_of(plan: PlannedRow) -> dict[str, Any]:
    """Columns of the table and what they are to hold; for a location that exists only what changes."""
    fields = PLAIN_FIELDS if plan.location_id is None else [f for f in plan.changes if f != "area_path"]
    return {_COLUMN_OF.get(field, field): getattr(plan.row, field) for field in fields}


def _area_of_path(
    brand_id: int, path: tuple[str, ...], areas: dict[tuple[str, ...], int], *, by: int, now: datetime
) -> int:
    parent: int | None = None
    for depth in range(1, len(path) + 1):
        key = tuple(name.casefold() for name in path[:depth])
        if key not in areas:
            areas[key] = _add_area(brand_id, path[depth - 1], parent, by=by, now=now)
        parent = areas[key]
    assert parent is not None, "a path has at least one area"
    return parent


def _default_area(brand_id: int, areas: dict[tuple[str, ...], int], *, by: int, now: datetime) -> int:
    roots = [key for key in areas if len(key) == 1]
    if len(roots) == 1:
        return areas[roots[0]]
    return _area_of_path(brand_id, ("Locations",), areas, by=by, now=now)


def _change(
    location: Location, values: dict[str, Any], *, by: int, now: datetime, action: str = "location.changed"
) -> None:
    before = {
        field: getattr(location, field)
        for field, value in values.items()
        if getattr(location, field) != value
    }
    if not before:
        return
    for field in before:
        setattr(location, field, values[field])
    after = {field: values[field] for field in before}
    record_change(
        action,
        "location",
        location.id,
        user_id=by,
        brand_id=location.brand_id,
        now=now,
        before=_told(before),
        after=_told(after),
    )


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in values.items() if value not in (None, "")}


def _check(brand_id: int, details: LocationDetails, but: int | None = None) -> None:
    _area(brand_id, details.area_id)
    check_time_zone(details.time_zone)
    if details.external_id:
        taken = db.session.scalars(
            select(Location).where(Location.brand_id == brand_id, Location.external_id == details.external_id)
        ).one_or_none()
        if taken is not None and taken.id != but:
            raise NameTaken(
                N_("The number %(number)s belongs to %(name)s already."),
                number=details.external_id,
                name=taken.name,
            )


def _refuse_taken_name(brand_id: int, name: str, parent_id: int | None, but: int | None = None) -> None:
    siblings = db.session.scalars(select(Area).where(Area.brand_id == brand_id, Area.parent_id == parent_id))
    if any(area.id != but and area.name.casefold() == name.casefold() for area in siblings):
        raise NameTaken(N_("There is an area “%(name)s” here already."), name=name)


def _area(brand_id: int, area_id: int) -> Area:
    area = find_area(brand_id, area_id)
    if area is None:
        raise NotFound(N_("This area does not exist."))
    return area


def _location(brand_id: int, location_id: int) -> Location:
    location = find_location(brand_id, location_id)
    if location is None:
        raise NotFound(N_("This location does not exist."))
    return location
