"""Files of rows as people send them: untrusted bytes -> a table, or one sentence that says what to do.

`read_table` runs in jobs: it imports pandas or openpyxl where it uses them. `sniff` is the light half, for
the upload itself. Nothing here knows what the columns mean.
"""

from mysteryshop.domain.cells import UncachedFormula
from mysteryshop.domain.errors import N_
from mysteryshop.tabular.csv_file import read_csv
from mysteryshop.tabular.table import (
    MAX_BYTES,
    Cell,
    Kind,
    Recognise,
    Table,
    TableRefused,
    TableRow,
)
from mysteryshop.tabular.text import looks_binary
from mysteryshop.tabular.xlsx_file import read_xlsx

__all__ = ["MAX_BYTES", "Cell", "Table", "TableRefused", "TableRow", "UncachedFormula", "read_table", "sniff"]

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # .xls, and an .xlsx behind a password


def sniff(start: bytes, size: int) -> Kind:
    """Look at the first bytes (4 KB are enough) and the size of an upload; cheap enough for a web request.

    :raises TableRefused: empty, over 50 MB, an old or protected workbook, a picture, a PDF, a program.
    """
    if size == 0 or not start:
        raise TableRefused(N_("The file is empty (0 bytes). Export it again and choose the new file."))
    if size > MAX_BYTES:
        raise TableRefused(
            N_("The file is %(size)s MB; at most %(limit)s MB can be read. Split it into smaller files."),
            size=-(-size // 2**20),
            limit=MAX_BYTES // 2**20,
        )
    if start.startswith(_OLE):
        raise TableRefused(
            N_("The file has a password or is in the old .xls format. Save it as .xlsx without a password.")
        )
    if start.startswith(b"PK\x03\x04"):
        return "xlsx"
    if looks_binary(start):
        raise TableRefused(
            N_("The file is neither a CSV nor an XLSX. Export the rows in one of these formats.")
        )
    return "csv"


def read_table(data: bytes, *, recognise: Recognise | None = None) -> Table:
    """Read a CSV or XLSX of unknown making into a table.

    Title rows and merged headings above the header are left out; row numbers stay those of the file.

    :param recognise: whether a heading is one the caller knows; helps to find the header row and the sheet.
    :raises TableRefused: whatever cannot be read, with the one sentence to show.
    """
    kind = sniff(data[:4096], len(data))
    known = recognise or _knows_nothing
    return read_csv(data, known) if kind == "csv" else read_xlsx(data, known)


def _knows_nothing(_heading: str) -> bool:
    return False
