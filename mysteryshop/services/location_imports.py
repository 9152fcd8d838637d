"""Locations from a file: upload, columns, dry run, import. What reads the file runs in jobs, like customers' answers.

A job can be killed and run again: it does nothing unless the import is in its state.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import IO

from sqlalchemy import delete

from mysteryshop.domain.location_plan import PlannedRow, plan_import
from mysteryshop.domain.location_rows import (
    LocationMapping,
    RowProblem,
    check_mapping,
    guess_columns,
    read_locations,
    recognise,
)
from mysteryshop.domain.response_profile import headers_key, profile_of
from mysteryshop.domain.windows import check_time_zone
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Import, ImportMapping, ImportRow
from mysteryshop.queries.locations import known_locations, time_zones_of
from mysteryshop.services.import_steps import (
    finish_import,
    import_at_work,
    keep_problems,
    note_columns,
    set_while,
    table_of,
)
from mysteryshop.services.imports import drop_import, locked_import, remember_mapping, store_upload
from mysteryshop.services.jobs import add_job
from mysteryshop.services.locations import apply_plan
from mysteryshop.tabular import Table

KIND = "locations"
FIRST_ZONE = "Europe/Stockholm"  # offered to a brand without locations; the page asks


@dataclass(frozen=True, slots=True)
class _Read:
    """What the rows of a file would do."""

    planned: list[PlannedRow]
    problems: list[list[RowProblem]]  # those of one row together

    @property
    def same(self) -> int:
        return sum(plan.action == "same" for plan in self.planned)


def upload_locations(brand_id: int, stream: IO[bytes], file_name: str, *, by: int, now: datetime) -> int:
    """Store the file and have it read.

    :param stream: seekable. :returns: the import's id.
    :raises TableRefused: what can be told from the size and the first bytes.
    """
    return store_upload(brand_id, KIND, "read_locations", stream, file_name, by=by, now=now)


def choose_location_columns(
    brand_id: int, import_id: int, mapping: LocationMapping, *, now: datetime
) -> None:
    """Remember what the columns mean and start the dry run.

    :raises BadMapping: it cannot work; UnknownTimeZone; NotAllowed: rows are being read or imported already.
    """
    check_mapping(dict(enumerate(mapping.columns.values())))
    check_time_zone(mapping.time_zone)
    with transaction():
        brought = locked_import(brand_id, import_id, "mapping", "checked", kind=KIND)
        remember_mapping(brought, mapping.as_json(), now)
        add_job("check_locations", import_id, now=now)


def change_location_columns(brand_id: int, import_id: int) -> None:
    """Back to the columns. :raises NotAllowed: the import has begun."""
    with transaction():
        locked_import(brand_id, import_id, "checked", "mapping", kind=KIND).state = "mapping"


def confirm_location_import(brand_id: int, import_id: int, *, now: datetime) -> None:
    """Import the good rows. :raises NotAllowed: not checked yet, or begun already."""
    with transaction():
        brought = locked_import(brand_id, import_id, "checked", kind=KIND)
        brought.state, brought.rows_done = "importing", 0
        add_job("import_locations", import_id, now=now)


def drop_location_import(brand_id: int, import_id: int) -> None:
    """Give the import up; the file goes with it. :raises NotAllowed: rows are being worked on, or imported."""
    drop_import(brand_id, import_id, KIND)


def run_reading(import_id: int, *, now: datetime) -> None:
    """Read the file once, to know its columns."""
    with import_at_work(import_id, "reading", now) as brought:
        if brought is None:
            return
        brand_id, table = brought.brand_id, table_of(brought, recognise)
        profile = profile_of(table.headers, (row.cells for row in table.rows), table.encoding)
        kept = db.session.get(ImportMapping, (brand_id, KIND, headers_key(table.headers)))
        mapping = LocationMapping.from_json(kept.mapping) if kept else _suggested(brand_id, table)
        note_columns(import_id, table, profile, mapping.as_json())


def run_checking(import_id: int, *, now: datetime) -> None:
    """The dry run: every row checked and compared, nothing kept but what is wrong and the counts."""
    with import_at_work(import_id, "checking", now) as brought:
        if brought is None:
            return
        read = _read(brought)
        with transaction():
            db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
            keep_problems(import_id, read.problems, already=0)
            set_while(
                import_id,
                "checking",
                state="checked",
                rows_kept=len(read.planned) - read.same,
                rows_known=read.same,
                rows_refused=len(read.problems),
                rows_done=len(read.planned) + len(read.problems),
            )


def run_importing(import_id: int, *, now: datetime) -> None:
    """Add and change the locations, all in one transaction; what changed since the dry run is looked at again."""
    with import_at_work(import_id, "importing", now) as brought:
        if brought is None:
            return
        rows = _read_rows(brought)
        with transaction():
            brought = locked_import(brought.brand_id, import_id, "importing", kind=KIND)
            read = _planned(brought, *rows)
            apply_plan(brought.brand_id, read.planned, by=brought.created_by, now=now)
            brought.rows_kept, brought.rows_known = len(read.planned) - read.same, read.same
            brought.rows_refused = len(read.problems)
            finish_import(brought, now)


def _suggested(brand_id: int, table: Table) -> LocationMapping:
    columns = {table.headers[place]: field for place, field in guess_columns(table.headers).items()}
    zones = time_zones_of(brand_id)
    return LocationMapping(columns, zones[0] if zones else FIRST_ZONE)


def _read(brought: Import) -> _Read:
    return _planned(brought, *_read_rows(brought))


def _read_rows(brought: Import) -> tuple[Table, LocationMapping]:
    return table_of(brought, recognise), LocationMapping.from_json(brought.mapping or "")


def _planned(brought: Import, table: Table, mapping: LocationMapping) -> _Read:
    columns = mapping.positions(table.headers)
    good, problems = read_locations(
        table.headers, ((row.number, row.cells) for row in table.rows), columns, time_zone=mapping.time_zone
    )
    headings = {field: str(table.headers[place]) for place, field in columns.items()}
    planned, unclear = plan_import(known_locations(brought.brand_id), good, columns.values(), headings)
    return _Read(planned, _by_row([*problems, *unclear]))


def _by_row(problems: Iterable[RowProblem]) -> list[list[RowProblem]]:
    ordered = sorted(problems, key=lambda problem: problem.row)
    return [list(of_row) for _row, of_row in groupby(ordered, key=lambda problem: problem.row)]
