"""Choosing many locations at once: whole areas, single locations, or both."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mysteryshop.queries.locations import AreaRow, LocationRow


@dataclass(frozen=True, slots=True)
class LocationGroup:
    """An area with the locations that lie directly in it; `total` counts those below it too."""

    area: AreaRow
    locations: list[LocationRow]
    total: int


def grouped_locations(areas: Sequence[AreaRow], places: Sequence[LocationRow]) -> list[LocationGroup]:
    """Areas in the order of the tree; those without any open location below are left out."""
    directly: dict[int, list[LocationRow]] = {}
    for place in places:
        directly.setdefault(place.area_id, []).append(place)
    return [
        LocationGroup(area, directly.get(area.id, []), area.location_count)
        for area in areas
        if area.location_count
    ]


def chosen_locations(
    areas: Sequence[AreaRow],
    places: Sequence[LocationRow],
    area_ids: Collection[int],
    location_ids: Collection[int],
) -> list[int]:
    """The ids of what was chosen, each once: the locations themselves and all that lie below the areas."""
    paths = [area.path for area in areas if area.id in area_ids]
    inside = {area.id for area in areas if any(area.path.startswith(path) for path in paths)}
    return [place.id for place in places if place.id in location_ids or place.area_id in inside]
