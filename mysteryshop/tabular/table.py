"""What every part of the reader speaks of: cells, rows, the table, the refusal and the limits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

from mysteryshop.domain.errors import N_, DomainError

Kind = Literal["csv", "xlsx"]
Recognise = Callable[[str], bool]

MAX_BYTES = 50 * 2**20
MAX_UNPACKED_BYTES = 400 * 2**20
MAX_COLUMNS = 400
MAX_ROWS = 250_000
MAX_CELL = 32_767  # characters; what a cell of a spreadsheet holds
HEADER_SEARCH = 25  # the header is among the first so many filled rows


class TableRefused(DomainError):
    """The file cannot be used as a table; the sentence says why and what to do."""


Cell = str | int | float | Decimal | bool | datetime | date | time | None
Cells = tuple[Cell, ...]
NumberedCells = tuple[int, Cells]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; `number` is the row as a spreadsheet program numbers it, the first of the file being 1."""

    number: int
    cells: Cells  # as many as there are headers; None where empty


@dataclass(frozen=True, slots=True)
class Table:
    """What a file held: trimmed, distinct headers and every row below them that is not wholly empty."""

    headers: tuple[str, ...]
    rows: list[TableRow]
    header_row: int
    encoding: str | None = None  # of a CSV, by its Python name
    separator: str | None = None
    sheet: str | None = None  # of an XLSX


def too_many_rows() -> TableRefused:
    return TableRefused(
        N_("The file has more than %(limit)s rows. Split it into smaller files."), limit=MAX_ROWS
    )


def too_many_columns() -> TableRefused:
    return TableRefused(
        N_("The file has more than %(limit)s columns. Keep only the columns with answers."), limit=MAX_COLUMNS
    )


def no_rows() -> TableRefused:
    return TableRefused(N_("The file holds no rows, only empty lines."))
