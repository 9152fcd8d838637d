"""The steps that every import takes, whatever is in its file: read, note what is wrong, move on, end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.exc import OperationalError

from mysteryshop import storage
from mysteryshop.domain.errors import N_, DomainError
from mysteryshop.domain.location_rows import RowProblem
from mysteryshop.domain.response_profile import FileProfile
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Import, ImportRow
from mysteryshop.queries.imports import packed_sentence
from mysteryshop.services.history import record_change
from mysteryshop.tabular import Table, read_table
from mysteryshop.tabular.table import Recognise

MAX_PROBLEM_ROWS = 20_000  # kept for the page and the download; all are counted


@contextmanager
def import_at_work(import_id: int, state: str, now: datetime) -> Iterator[Import | None]:
    """The import, if it is still in this state. What goes wrong is told on its page, never only in a log."""
    brought = db.session.get(Import, import_id)
    if brought is None or brought.state != state:
        yield None
        return
    try:
        yield brought
    except DomainError as refused:
        _fail(import_id, refused, now)
    except OperationalError:
        raise  # the database was locked, gone or in a knot: the job is tried again and goes on
    except Exception:
        _fail(import_id, DomainError(N_("The file could not be worked on. Try it again.")), now)
        raise


def _fail(import_id: int, problem: DomainError, now: datetime) -> None:
    with transaction():
        brought = db.session.get_one(Import, import_id)
        brought.state, brought.finished_at = "failed", now
        brought.problem = packed_sentence(problem.template, problem.params)


def set_while(import_id: int, while_in: str, **values: Any) -> None:
    """Change the import if nobody moved it on; inside the transaction at hand."""
    db.session.execute(
        update(Import).where(Import.id == import_id, Import.state == while_in).values(**values),
        execution_options={"synchronize_session": False},
    )


def keep_problems(import_id: int, bad: Sequence[Sequence[RowProblem]], *, already: int) -> None:
    """Keep what is wrong with rows for the page and the download; inside the transaction at hand."""
    rows = [
        {
            "import_id": import_id,
            "row_number": problem.row,
            "state": "refused",
            "column": problem.column,
            "value": problem.value,
            "reason": packed_sentence(problem.reason, problem.params),
        }
        for problems in bad[: max(0, MAX_PROBLEM_ROWS - already)]
        for problem in problems
    ]
    if rows:
        db.session.execute(insert(ImportRow).execution_options(render_nulls=True), rows)


def table_of(brought: Import, recognise: Recognise) -> Table:
    """The rows of the file that was brought."""
    with storage.open(brought.file_key) as stream:
        return read_table(stream.read(), recognise=recognise)


def note_columns(import_id: int, table: Table, profile: FileProfile, mapping: str) -> None:
    """After the first reading: the columns are known, and a person says what they mean. Commits."""
    with transaction():
        set_while(
            import_id,
            "reading",
            state="mapping",
            headers=profile.as_json(),
            mapping=mapping,
            rows_total=len(table.rows),
        )


def finish_import(brought: Import, now: datetime) -> None:
    """Note that it is over, with its counts, in the history too; inside the transaction at hand."""
    brought.state, brought.finished_at = "done", now
    record_change(
        f"{brought.kind}.imported",
        "import",
        brought.id,
        user_id=brought.created_by,
        brand_id=brought.brand_id,
        now=now,
        after={"kept": brought.rows_kept, "known": brought.rows_known, "refused": brought.rows_refused},
    )
