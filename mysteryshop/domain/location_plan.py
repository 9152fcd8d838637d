"""What an import of locations would do: add, change, or leave alone. Worked out before anything is written.

The same file a second time changes nothing, because every row then finds its location as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mysteryshop.domain.errors import N_
from mysteryshop.domain.location_rows import LocationRow, RowProblem

# What a row may change in a location that exists; the area path is compared beside them.
PLAIN_FIELDS = (
    "name", "external_id", "address", "postcode", "city", "latitude", "longitude", "time_zone", "opened_on",
    "closed_on", "peer_group",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownLocation:
    """A location that is there already, with the fields of a `LocationRow`."""

    id: int
    name: str
    external_id: str | None
    area_path: tuple[str, ...]
    values: Mapping[str, Any]  # the rest of PLAIN_FIELDS


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """`location_id` is None for one to add; `changes` is empty for one that stays as it is."""

    row: LocationRow
    location_id: int | None
    changes: Mapping[str, tuple[Any, Any]]  # field -> before, after; `area_path` among them

    @property
    def action(self) -> str:
        """ "add", "change" or "same"."""
        if self.location_id is None:
            return "add"
        return "change" if self.changes else "same"


def plan_import(
    known: Iterable[KnownLocation],
    rows: Sequence[LocationRow],
    mapped: Iterable[str],
    headings: Mapping[str, str],
) -> tuple[list[PlannedRow], list[RowProblem]]:
    """Find each row's location: by its number, else by its name where only one can be meant.

    :param mapped: the fields that have a column. Others, and blank cells, leave what is there.
    :param headings: field -> the column's heading, for the problems.
    :returns: what would be done, and the rows whose name fits several locations.
    """
    by_number: dict[str, KnownLocation] = {}
    by_name: dict[str, list[KnownLocation]] = {}
    for place in known:
        if place.external_id:
            by_number[place.external_id] = place
        by_name.setdefault(place.name.casefold(), []).append(place)
    taken: dict[int, int] = {}
    planned: list[PlannedRow] = []
    problems: list[RowProblem] = []
    for row in rows:
        fitting = _fitting(row, by_number, by_name)
        if len(fitting) > 1:
            reason = N_(
                "%(count)s locations have this name. Add a column with their numbers, or their areas."
            )
            problems.append(_problem(row, headings, reason, count=len(fitting)))
            continue
        location = fitting[0] if fitting else None
        if location and (first := taken.setdefault(location.id, row.row)) != row.row:
            reason = N_("The same location stands in row %(first)s already.")
            problems.append(_problem(row, headings, reason, first=first))
            continue
        planned.append(
            PlannedRow(row, location.id if location else None, _changes(location, row, set(mapped)))
        )
    return planned, problems


def _fitting(
    row: LocationRow, by_number: Mapping[str, KnownLocation], by_name: Mapping[str, list[KnownLocation]]
) -> list[KnownLocation]:
    if row.external_id and row.external_id in by_number:
        return [by_number[row.external_id]]
    same_name = by_name.get(row.name.casefold(), [])
    if row.external_id:  # a location that was added by hand and has no number yet gets this one
        same_name = [location for location in same_name if not location.external_id]
    if row.area_path:
        same_name = [location for location in same_name if _same_path(location.area_path, row.area_path)]
    return same_name


def _same_path(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return [name.casefold() for name in one] == [name.casefold() for name in other]


def _changes(
    location: KnownLocation | None, row: LocationRow, mapped: set[str]
) -> dict[str, tuple[Any, Any]]:
    if location is None:
        return {}
    changes: dict[str, tuple[Any, Any]] = {}
    if row.area_path and not _same_path(row.area_path, location.area_path):
        changes["area_path"] = (location.area_path, row.area_path)
    for field in PLAIN_FIELDS:
        before = getattr(location, field) if field in ("name", "external_id") else location.values[field]
        after = getattr(row, field)
        if field in mapped and after not in (None, "") and after != before:
            changes[field] = (before, after)
    return changes


def _problem(row: LocationRow, headings: Mapping[str, str], reason: str, **params: object) -> RowProblem:
    return RowProblem(row.row, headings.get("name", ""), row.name, reason, params)
