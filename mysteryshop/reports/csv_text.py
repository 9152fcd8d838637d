"""Rows as CSV that a spreadsheet program opens as a table and never runs as formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # also the full-width ones
BOM = "\ufeff"  # without it Excel takes UTF-8 for Windows-1252


def csv_lines(rows: Iterable[Sequence[object]], language: str) -> Iterator[str]:
    """The rows as text, the byte order mark first; one piece a row, for streaming.

    :param language: decides separator and decimal sign: in Swedish and Turkish spreadsheets the comma stands
        before decimals, so semicolons part the cells.
    """
    comma = language != "en"
    out = io.StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out, delimiter=";" if comma else ",")
    for row in rows:
        writer.writerow([_cell(value, comma) for value in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _cell(value: object, comma: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value).replace(".", ",") if comma else str(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return safe_text(str(value))


def safe_text(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would read it as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_RISKY) else text
