"""Where the header of a table is: below title rows, above the first row of figures, in one row or two."""

import re
from collections.abc import Iterable, Sequence

from mysteryshop.domain.cells import UncachedFormula
from mysteryshop.domain.errors import N_
from mysteryshop.tabular.table import (
    HEADER_SEARCH,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Cells,
    NumberedCells,
    Recognise,
    TableRefused,
    TableRow,
    no_rows,
    too_many_columns,
    too_many_rows,
)


def split(rows: Iterable[NumberedCells], recognise: Recognise) -> tuple[int, tuple[str, ...], list[TableRow]]:
    """Number of the header's row, the headers, and what lies below them, all of one width.

    :raises TableRefused: nothing filled, no header, nothing below it, a name twice, too many rows or columns.
    """
    filled = [(number, cells) for number, cells in rows if any(cell is not None for cell in cells)]
    if not filled:
        raise no_rows()
    position, names = _find(filled[:HEADER_SEARCH], recognise)
    body = filled[position + 1 :]
    if not body:
        raise TableRefused(N_("The file has headings but no rows below them."))
    if len(body) > MAX_ROWS:
        raise too_many_rows()
    width = max(_last_filled(names), *(_last_filled(cells) for _, cells in body))
    headers = _named(names, width)
    kept = [TableRow(number, (cells + (None,) * (width - len(cells)))[:width]) for number, cells in body]
    return filled[position][0], headers, kept


def known_headings(rows: Sequence[NumberedCells], recognise: Recognise) -> int:
    """The most headings the caller knows in any of the first rows."""
    return max((_known(cells, recognise) for _, cells in rows[:HEADER_SEARCH]), default=0)


def _find(rows: Sequence[NumberedCells], recognise: Recognise) -> tuple[int, Cells]:
    """Position (of its last row) and cells of the header.

    It is the row of words that is nearly as full as the fullest row, or has two known headings; of several
    the one with most known headings, then the first.
    """
    fullest = max(_count(cells) for _, cells in rows)
    candidates = [
        (_known(cells, recognise), -position)
        for position, (_, cells) in enumerate(rows)
        if _only_words(cells) and (_count(cells) >= 0.6 * fullest or _known(cells, recognise) >= 2)
    ]
    if not candidates:
        raise TableRefused(
            N_("No row of headings was found. Put the name of each column into the first row.")
        )
    position = -max(candidates)[1]
    cells = rows[position][1]
    if position + 1 < len(rows) and _continues(cells, rows[position + 1][1]):
        return position + 1, _joined(cells, rows[position + 1][1])
    return position, cells


def _joined(upper: Cells, lower: Cells) -> Cells:
    size = max(len(upper), len(lower))
    above, below = (line + (None,) * (size - len(line)) for line in (upper, lower))
    return tuple(low or high for high, low in zip(above, below, strict=True))


def _continues(upper: Cells, lower: Cells) -> bool:
    """Whether the lower row is the second line of a merged heading: words, some under empty headings."""
    if not _only_words(lower) or any(re.search(r"\d{2}", str(cell)) for cell in lower if cell is not None):
        return False
    named = {place for place, cell in enumerate(upper) if cell is not None}
    below = {place for place, cell in enumerate(lower) if cell is not None}
    return bool(below - named) and len(below & named) <= 2 and len(below) < len(named | below)


def _only_words(cells: Cells) -> bool:
    """Whether every filled cell is a text with a letter, as headings are and rows of figures are not."""
    filled = [cell for cell in cells if cell is not None]
    return bool(filled) and all(
        isinstance(cell, str) and not isinstance(cell, UncachedFormula) and re.search(r"[^\W\d_]", cell)
        for cell in filled
    )


def _known(cells: Cells, recognise: Recognise) -> int:
    return sum(1 for cell in cells if isinstance(cell, str) and recognise(cell))


def _count(cells: Cells) -> int:
    return sum(1 for cell in cells if cell is not None)


def _last_filled(cells: Cells) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell is not None), default=0)


def _named(names: Sequence[Cell], width: int) -> tuple[str, ...]:
    """The headers of all columns; one without a heading is called by its place, "(7)"."""
    if width > MAX_COLUMNS:
        raise too_many_columns()
    headers: list[str] = []
    seen: dict[str, int] = {}
    for place in range(1, width + 1):
        cell = names[place - 1] if place <= len(names) else None
        name = " ".join(str(cell).split()) if cell is not None else f"({place})"
        first = seen.setdefault(name.casefold(), place)
        if first != place:
            raise TableRefused(
                N_("Two columns are headed “%(name)s” (%(first)s and %(second)s). Rename one of them."),
                name=name,
                first=first,
                second=place,
            )
        headers.append(name)
    return tuple(headers)
