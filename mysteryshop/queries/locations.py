"""Areas and locations of a brand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from mysteryshop.domain.location_plan import KnownLocation
from mysteryshop.extensions import db
from mysteryshop.models import Area, Location


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A node of the tree. `names` leads from the root to it; `location_count` counts what lies anywhere
    below.
    """

    id: int
    parent_id: int | None
    name: str
    path: str
    names: tuple[str, ...]
    location_count: int

    @property
    def depth(self) -> int:
        return len(self.names) - 1

    @property
    def full_name(self) -> str:
        return " › ".join(self.names)


@dataclass(frozen=True, slots=True)
class LocationRow:
    id: int
    name: str
    external_id: str | None
    area_id: int
    area_name: str  # from the root, "Sverige › Syd"
    city: str
    time_zone: str
    opened_on: date | None
    closed_on: date | None


def area_tree(brand_id: int) -> list[AreaRow]:
    """Every area of the brand, each before what lies below it, siblings by name."""
    areas = list(db.session.scalars(select(Area).where(Area.brand_id == brand_id)))
    by_id = {area.id: area for area in areas}
    names = {
        area.id: tuple(by_id[int(part)].name for part in area.path.strip("/").split("/")) for area in areas
    }
    directly = dict(
        db.session.execute(
            select(Location.area_id, func.count())
            .where(Location.brand_id == brand_id, Location.closed_on.is_(None))
            .group_by(Location.area_id)
        ).all()
    )
    counts: dict[int, int] = dict.fromkeys(by_id, 0)
    for area_id, count in directly.items():
        for part in by_id[area_id].path.strip("/").split("/"):
            counts[int(part)] += count
    rows = [AreaRow(a.id, a.parent_id, a.name, a.path, names[a.id], counts[a.id]) for a in areas]
    return sorted(rows, key=lambda row: [name.casefold() for name in row.names])


def area_names(brand_id: int) -> Mapping[int, str]:
    """Area id -> its name from the root."""
    return {area.id: area.full_name for area in area_tree(brand_id)}


def find_area(brand_id: int, area_id: int) -> Area | None:
    return db.session.scalars(select(Area).where(Area.brand_id == brand_id, Area.id == area_id)).one_or_none()


def find_location(brand_id: int, location_id: int) -> Location | None:
    return db.session.scalars(
        select(Location).where(Location.brand_id == brand_id, Location.id == location_id)
    ).one_or_none()


def list_locations(
    brand_id: int, *, area_id: int | None = None, search: str = "", closed: bool | None = False
) -> list[LocationRow]:
    """Locations by area and name.

    :param area_id: this area and everything below it.
    :param search: part of the name, number or city; upper and lower case are one in every language, which
        SQLite's own LIKE does not know, so it is done here.
    :param closed: False: open ones, True: closed ones, None: both.
    """
    areas = {area.id: area for area in area_tree(brand_id)}
    statement = select(Location).where(Location.brand_id == brand_id)
    if area_id is not None:
        inside = [area.id for area in areas.values() if f"/{area_id}/" in area.path]
        statement = statement.where(Location.area_id.in_(inside))
    if closed is not None:
        statement = statement.where(
            Location.closed_on.is_not(None) if closed else Location.closed_on.is_(None)
        )
    wanted = search.strip().casefold()
    rows = [
        LocationRow(
            place.id,
            place.name,
            place.external_id,
            place.area_id,
            areas[place.area_id].full_name,
            place.city,
            place.time_zone,
            place.opened_on,
            place.closed_on,
        )
        for place in db.session.scalars(statement)
        if not wanted or wanted in f"{place.name}\n{place.external_id or ''}\n{place.city}".casefold()
    ]
    return sorted(rows, key=lambda row: (row.area_name.casefold(), row.name.casefold()))


def known_locations(brand_id: int) -> list[KnownLocation]:
    """Every location, closed ones included, as an import compares them with its rows."""
    names = {area.id: area.names for area in area_tree(brand_id)}
    return [
        KnownLocation(
            place.id,
            place.name,
            place.external_id,
            names[place.area_id],
            {
                "address": place.address,
                "postcode": place.postcode,
                "city": place.city,
                "latitude": place.lat,
                "longitude": place.lon,
                "time_zone": place.time_zone,
                "opened_on": place.opened_on,
                "closed_on": place.closed_on,
                "peer_group": place.peer_group,
            },
        )
        for place in db.session.scalars(
            select(Location).where(Location.brand_id == brand_id).order_by(Location.id)
        )
    ]


def time_zones_of(brand_id: int) -> list[str]:
    """The time zones that the brand's locations use, the commonest first."""
    return list(
        db.session.scalars(
            select(Location.time_zone)
            .where(Location.brand_id == brand_id)
            .group_by(Location.time_zone)
            .order_by(func.count().desc(), Location.time_zone)
        )
    )
