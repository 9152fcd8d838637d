"""CSV of unknown making: letters, separator, quoting and raggedness found out, then read with pandas."""

import csv
import io
import re
from collections.abc import Iterator

from mysteryshop.domain.errors import N_
from mysteryshop.tabular.header import split
from mysteryshop.tabular.table import (
    HEADER_SEARCH,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    NumberedCells,
    Recognise,
    Table,
    TableRefused,
    no_rows,
    too_many_columns,
    too_many_rows,
)
from mysteryshop.tabular.text import decode, separator_of, without_separator_line


def read_csv(data: bytes, recognise: Recognise) -> Table:
    """Every cell is text; row numbers count records, as spreadsheet programs do."""
    text, encoding = decode(data)
    if text is None:
        raise TableRefused(N_("The text of the file cannot be read. Save it as “CSV UTF-8” and try again."))
    text, declared, skipped = without_separator_line(text)
    if not text.strip():
        raise no_rows()
    separator = declared or separator_of(text)
    rows = [(number + skipped, cells) for number, cells in _rows(text, separator)]
    header_row, headers, kept = split(rows, recognise)
    return Table(headers, kept, header_row, encoding=encoding, separator=separator)


def _rows(text: str, separator: str) -> Iterator[NumberedCells]:
    import pandas as pd

    width = _widest(text, separator)
    try:
        frame = pd.read_csv(
            io.StringIO(text, newline=""),
            sep=separator,
            header=None,
            names=range(width),
            index_col=False,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
            engine="c",
        )
    except pd.errors.ParserError as error:
        raise _unreadable(str(error)) from error
    if len(frame) > MAX_ROWS + HEADER_SEARCH:
        raise too_many_rows()
    for number, *cells in frame.itertuples(name=None):
        yield number + 1, tuple(_text(cell) for cell in cells)


def _widest(text: str, separator: str) -> int:
    """The largest number of fields in a record; pandas must know it before it reads a ragged file."""
    widest = 1
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            widest = max(widest, len(record))
            if widest > MAX_COLUMNS:
                raise too_many_columns()
    except csv.Error as error:
        raise TableRefused(
            N_("One cell is over 100,000 characters long: probably a quotation mark is never closed.")
        ) from error
    return widest


def _unreadable(reason: str) -> TableRefused:
    opened = re.search(r"EOF inside string starting at row (\d+)", reason)
    if opened:
        return TableRefused(
            N_("A quotation mark opened in row %(row)s is never closed. Close it or remove it."),
            row=int(opened.group(1)) + 1,
        )
    return TableRefused(N_("The file cannot be read as CSV. Save it again as “CSV UTF-8”."))


def _text(cell: object) -> str | None:
    """The cell without the spaces around it; None when nothing is left, also where a short row ended."""
    if not isinstance(cell, str):
        return None
    return cell.strip()[:MAX_CELL] or None
