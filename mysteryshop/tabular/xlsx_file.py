"""XLSX of unknown making: unpacked sizes checked first, then read with openpyxl over defusedxml."""

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from mysteryshop.domain.cells import UncachedFormula
from mysteryshop.domain.errors import N_, DomainError
from mysteryshop.tabular.header import known_headings, split
from mysteryshop.tabular.table import (
    HEADER_SEARCH,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_UNPACKED_BYTES,
    Cell,
    NumberedCells,
    Recognise,
    Table,
    TableRefused,
    too_many_columns,
    too_many_rows,
)

_MAX_PARTS = 2000


def read_xlsx(data: bytes, recognise: Recognise) -> Table:
    """Numbers, dates and truth values keep their type; a formula gives its stored result.

    The visible sheet with most known headings is read; of equals, the first with rows.
    """
    has_formulas = _check_package(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that it leaves out
            sheets = list(_sheets(data, has_formulas))
    except DomainError:
        raise
    except Exception as error:  # openpyxl over hostile bytes raises nearly anything
        raise TableRefused(
            N_("The workbook is damaged. Open it, save it again as .xlsx and choose the new file.")
        ) from error
    filled = [sheet for sheet in sheets if len(sheet[1]) > 1] or [sheet for sheet in sheets if sheet[1]]
    if not filled:
        raise TableRefused(N_("The workbook holds no rows."))
    title, rows = max(filled, key=lambda sheet: known_headings(sheet[1], recognise))
    header_row, headers, kept = split(rows, recognise)
    return Table(headers, kept, header_row, sheet=title)


def _check_package(data: bytes) -> bool:
    """Refuse what is no workbook, or unpacks to too much. Gives whether a sheet holds formulas.

    The declared sizes are looked at first, then every part is unpacked and counted: a header may lie.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise TableRefused(N_("The file is not an XLSX workbook. Save it as .xlsx or as CSV."))
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise _bomb()
            return _unpack(package, parts)
    except DomainError:
        raise
    except (
        Exception
    ) as error:  # zipfile over hostile bytes: BadZipFile, zlib.error, RuntimeError (a password)
        raise TableRefused(
            N_("The workbook is damaged or protected. Open it, save it again as .xlsx without a password.")
        ) from error


def _unpack(package: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> bool:
    formulas, total = False, 0
    for part in parts:
        is_sheet = part.filename.startswith("xl/worksheets/")
        with package.open(part) as stream:
            while chunk := stream.read(2**20):
                total += len(chunk)
                if total > MAX_UNPACKED_BYTES:
                    raise _bomb()
                formulas = formulas or (is_sheet and (b"<f>" in chunk or b"<f " in chunk))
    return formulas


def _bomb() -> TableRefused:
    return TableRefused(
        N_("Unpacked, the workbook is larger than %(limit)s MB. Save the rows as CSV."),
        limit=MAX_UNPACKED_BYTES // 2**20,
    )


def _sheets(data: bytes, has_formulas: bool) -> Iterator[tuple[str, list[NumberedCells]]]:
    """Title and the rows that are not wholly empty, of every visible sheet."""
    import openpyxl

    values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sources = openpyxl.load_workbook(io.BytesIO(data), read_only=True) if has_formulas else None
    try:
        for sheet in values.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # what a file says of its own size is often wrong
            rows: Iterable[tuple[object, ...]] = sheet.iter_rows(values_only=True)
            if sources is not None:
                source = sources[sheet.title]
                source.reset_dimensions()
                rows = map(_with_formulas, rows, source.iter_rows())
            yield sheet.title, list(_filled_rows(rows))
    finally:
        values.close()
        if sources is not None:
            sources.close()


def _with_formulas(values: tuple[object, ...], source: Sequence[object]) -> tuple[object, ...]:
    """The row with `UncachedFormula` where a formula has no stored result."""
    return tuple(
        UncachedFormula(getattr(cell, "value", "")) if value is None and _is_formula(cell) else value
        for value, cell in zip(values, source, strict=False)
    )


def _is_formula(cell: object) -> bool:
    return getattr(cell, "data_type", None) == "f"


def _filled_rows(rows: Iterable[tuple[object, ...]]) -> Iterator[NumberedCells]:
    kept = 0
    for number, row in enumerate(rows, start=1):
        if any(value is not None for value in row[MAX_COLUMNS:]):
            raise too_many_columns()
        cells = tuple(_typed(value) for value in row[:MAX_COLUMNS])
        if any(cell is not None for cell in cells):
            kept += 1
            if kept > MAX_ROWS + HEADER_SEARCH:
                raise too_many_rows()
            yield number, cells


def _typed(value: object) -> Cell:
    if value is None or isinstance(value, UncachedFormula):
        return value
    if isinstance(value, str):
        # How a workbook writes the first half of a Windows line break; openpyxl leaves it as it is.
        return value.replace("_x000D_", "").strip()[:MAX_CELL] or None
    if isinstance(value, bool | int | float | Decimal | datetime | date | time):
        return value
    return str(value)
