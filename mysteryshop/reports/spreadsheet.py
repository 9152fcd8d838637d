"""Rows as a workbook. For jobs: openpyxl is imported here, inside the function, and never in a web request."""

import io
from collections.abc import Iterable, Sequence


def workbook(rows: Iterable[Sequence[object]], title: str) -> tuple[bytes, int]:
    """The rows as XLSX, written as they come; the first is the head, which stays in sight.

    Texts are texts, whatever they begin with: no cell is ever a formula. Numbers and dates keep their type.

    :param title: of the sheet. :returns: the file, and how many rows stand under the head.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"  # set, like anything about the sheet, before its first row

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value
        made = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
        made.data_type = "s"  # openpyxl would take "=1+1" for a formula
        made.quotePrefix = True  # and a spreadsheet program would, once somebody edits the cell
        return made

    written = 0
    for row in rows:
        sheet.append([cell(value) for value in row])
        written += 1
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), max(0, written - 1)
