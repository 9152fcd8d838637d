"""What the jobs do with a file of customers' answers: read it, check it (the dry run), import it.

Each can be killed and run again: it does nothing unless the import is in its state, and starts afresh.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select

from mysteryshop.domain.customer_answers import ANSWER_FIELDS
from mysteryshop.domain.location_rows import RowProblem
from mysteryshop.domain.response_headings import recognise
from mysteryshop.domain.response_profile import fitted, headers_key, profile_of, suggested_mapping
from mysteryshop.domain.response_rows import (
    CES_SCALE,
    CheckedResponse,
    ColumnMapping,
    Identity,
    Occurrences,
    Places,
    RowReader,
)
from mysteryshop.extensions import db, insert_ignore, transaction
from mysteryshop.models import Brand, Import, ImportRow, Response
from mysteryshop.queries.imports import (
    known_identities,
    places_of,
    remembered_mapping,
    situation_keys,
)
from mysteryshop.services.import_files import forget_file
from mysteryshop.services.import_steps import (
    finish_import,
    import_at_work,
    keep_problems,
    note_columns,
    set_while,
    table_of,
)
from mysteryshop.services.reports import mark_reports_stale

BATCH = 1000
Checked = tuple[CheckedResponse, Identity]


def run_reading(import_id: int, *, now: datetime) -> None:
    """Read the file once, to know its columns. Another state than "reading" means there is nothing to do."""
    with import_at_work(import_id, "reading", now) as brought:
        if brought is None:
            return
        brand_id, table = brought.brand_id, table_of(brought, recognise)
        db.session.rollback()  # nothing is held open while the rows are looked at
        profile = profile_of(table.headers, (row.cells for row in table.rows), table.encoding)
        situations, brand = situation_keys(brand_id), db.session.get_one(Brand, brand_id)
        kept = remembered_mapping(brand_id, headers_key(table.headers))
        mapping = (
            fitted(kept, table.headers) if kept else suggested_mapping(profile, situations, brand.currency)
        )
        note_columns(import_id, table, profile, mapping.as_json())


def run_checking(import_id: int, *, now: datetime) -> None:
    """The dry run: every row checked, nothing kept but what is wrong and the counts."""
    with import_at_work(import_id, "checking", now) as brought:
        if brought is None:
            return
        brand_id = brought.brand_id
        with transaction():
            db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
        kept = known = refused = 0
        seen: set[Identity] = set()
        for good, bad, done in _checked_batches(import_id, now):
            identities = [identity for _, identity in good]
            there = known_identities(brand_id, identities)
            for identity in identities:
                known += identity in there or identity in seen
                kept += identity not in there and identity not in seen
                seen.add(identity)
            with transaction():
                keep_problems(import_id, bad, already=refused)
                refused += len(bad)
                set_while(import_id, "checking", rows_done=done)
        with transaction():
            set_while(
                import_id,
                "checking",
                state="checked",
                rows_kept=kept,
                rows_known=known,
                rows_refused=refused,
            )


def run_importing(import_id: int, *, now: datetime) -> None:
    """Keep the good rows, in batches. Rows that are there already, also from another import at work right
    now, are left as they are: the database's unique keys decide.
    """
    with import_at_work(import_id, "importing", now) as brought:
        if brought is None:
            return
        brand_id, refused = brought.brand_id, 0
        for good, bad, done in _checked_batches(import_id, now):
            refused += len(bad)
            there = known_identities(brand_id, [identity for _, identity in good])
            fresh = [item for item in good if item[1] not in there]
            with transaction():
                _keep_responses(brand_id, import_id, fresh, now)
                set_while(import_id, "importing", rows_done=done)
        forget_file(_finish(import_id, refused, now=now))


def _finish(import_id: int, refused: int, *, now: datetime) -> str:
    """Write the counts down, from the database: an import that was killed and went on counts both halves.

    :returns: the key of the file, which is not needed any more.
    """
    with transaction():
        brought = db.session.get_one(Import, import_id)
        kept = _count_kept(import_id)
        known = (brought.rows_total or 0) - kept - refused
        brought.rows_kept, brought.rows_known, brought.rows_refused = kept, known, refused
        finish_import(brought, now)
        return brought.file_key


def _checked_batches(
    import_id: int, now: datetime
) -> Iterator[tuple[list[Checked], list[list[RowProblem]], int]]:
    """Good rows with their identity, bad rows with their problems, and the number of rows done so far."""
    brought = db.session.get_one(Import, import_id)
    mapping, table = ColumnMapping.from_json(brought.mapping or ""), table_of(brought, recognise)
    reader = RowReader(
        table.headers,
        mapping,
        Places(places_of(brought.brand_id)),
        situations=situation_keys(brought.brand_id),
        latest=(now + timedelta(days=1)).date(),  # somewhere it is tomorrow already
    )
    numbers = Occurrences()
    db.session.rollback()  # no read is held open while rows are checked: on SQLite it would keep the log growing
    for start in range(0, len(table.rows), BATCH):
        good: list[Checked] = []
        bad: list[list[RowProblem]] = []
        for row in table.rows[start : start + BATCH]:
            answer = reader.read(row.number, row.cells)
            if isinstance(answer, CheckedResponse):
                good.append((answer, numbers.identity(answer)))
            else:
                bad.append(answer)
        yield good, bad, min(start + BATCH, len(table.rows))


def _keep_responses(brand_id: int, import_id: int, fresh: Sequence[Checked], now: datetime) -> None:
    """Insert a batch. In the order of the keys, so that two imports at once wait for each other and never in
    a circle.
    """
    ordered = sorted(
        {identity: item for item in reversed(fresh) for identity in [item[1]]}.values(), key=_key
    )
    if not ordered:
        return
    origins = db.session.scalars(
        insert(ImportRow).returning(ImportRow.id, sort_by_parameter_order=True),
        [{"import_id": import_id, "row_number": r.row, "state": "kept"} for r, _ in ordered],
    ).all()
    values = [
        _values(brand_id, response, identity, origin, now)
        for (response, identity), origin in zip(ordered, origins, strict=True)
    ]
    inserted = set(db.session.scalars(insert_ignore(Response).returning(Response.import_row_id), values))
    days = [r.answered_on for (r, _), origin in zip(ordered, origins, strict=True) if origin in inserted]
    if days:
        mark_reports_stale(brand_id, min(days), max(days), now=now)
    late = [origin for origin in origins if origin not in inserted]
    if late:
        db.session.execute(delete(ImportRow).where(ImportRow.id.in_(late)))


def _key(item: Checked) -> Identity:
    return item[1]


def _values(
    brand_id: int, response: CheckedResponse, identity: Identity, origin: int, now: datetime
) -> dict[str, Any]:
    return {
        "brand_id": brand_id,
        "location_id": response.location_id,
        **{name: getattr(response, name) for name in ANSWER_FIELDS},
        "ces_scale": CES_SCALE if response.ces is not None else None,
        "dismissed": 0,
        "source": "import",
        "fingerprint": response.fingerprint,
        "occurrence": identity[2] or None,
        "import_row_id": origin,
        "received_at": now,
    }


def _count_kept(import_id: int) -> int:
    counted = (
        select(func.count())
        .select_from(Response)
        .join(ImportRow, ImportRow.id == Response.import_row_id)
        .where(ImportRow.import_id == import_id)
    )
    return db.session.scalar(counted) or 0
