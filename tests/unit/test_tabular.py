"""Untrusted files become tables, or one sentence."""

import io
import struct
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mysteryshop.tabular import MAX_BYTES, Table, TableRefused, UncachedFormula, read_table, sniff

MAY_FIRST = datetime.fromisoformat("2026-05-01")  # no zone, as in a workbook
REAL = Path(__file__).parents[1] / "cases" / "real"
TURKISH = "Şube;Tarih;Yorum\nİstanbul Kadıköy;13.03.2026;Görevli çok ilgiliydi\n"
SWEDISH = "Butik;Datum;Kommentar\nVäxjö;2026-03-13;Lång kö, men trevligt bemötande\n"


def workbook(*rows: list[object], **sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, content in sheets.items():
        sheet = book.create_sheet(title)
        for row in content:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(TableRefused) as caught:
        read_table(data)
    return str(caught.value)


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize(
    ("name", "rows", "header_row", "encoding", "separator"),
    [
        ("locations-sv.csv", 8, 1, "cp1252", ";"),
        ("responses-tr.csv", 261, 1, "cp1254", ";"),
        ("responses-tr-repaired.csv", 261, 1, "cp1254", ";"),
        ("responses-sv.csv", 240, 1, "utf-8-sig", ","),
        ("responses.xlsx", 91, 3, None, None),
    ],
)
def test_the_real_files_are_read(name, rows, header_row, encoding, separator):
    table = read_table((REAL / name).read_bytes())
    assert (len(table.rows), table.header_row, table.encoding, table.separator) == (
        rows,
        header_row,
        encoding,
        separator,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1254"])
def test_turkish_text_is_read_in_any_encoding(encoding):
    table = read_table(TURKISH.encode(encoding))
    assert table.headers == ("Şube", "Tarih", "Yorum")
    assert cells(table) == [("İstanbul Kadıköy", "13.03.2026", "Görevli çok ilgiliydi")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_swedish_text_is_read_in_any_encoding(encoding):
    table = read_table(SWEDISH.encode(encoding))
    assert table.headers == ("Butik", "Datum", "Kommentar")
    assert cells(table) == [("Växjö", "2026-03-13", "Lång kö, men trevligt bemötande")]


def test_icelandic_is_not_taken_for_turkish():
    table = read_table("Búð;Umsögn\nÞórshöfn;Það var þægilegt að versla hér\n".encode("cp1252"))
    assert table.headers == ("Búð", "Umsögn")
    assert table.encoding == "cp1252"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found_and_quoted_line_breaks_stay_inside_their_cell(separator):
    text = separator.join(["Id", "Store", "Comment"]) + "\r\n"
    text += separator.join(["1", "North", f'"Fast{separator} but\r\nno ""parking"""']) + "\r\n"
    text += separator.join(["2", "South", "ok"]) + "\r\n"
    table = read_table(text.encode())
    assert [row.number for row in table.rows] == [2, 3]
    assert table.rows[0].cells[2] == f'Fast{separator} but\r\nno "parking"'


def test_excels_separator_line_counts_as_a_row():
    table = read_table(b"sep=;\nId;Store\n1;North\n")
    assert (table.headers, table.header_row, table.rows[0].number) == (("Id", "Store"), 2, 3)


def test_decimal_commas_do_not_make_columns():
    table = read_table(b"Store;Lat;Lon;Value\nA;55,6;13,0;1,5\nB;57,7;11,9;2,5\n")
    assert table.headers == ("Store", "Lat", "Lon", "Value")


def test_title_rows_empty_rows_and_short_rows_keep_the_numbers_of_the_file():
    table = read_table(b"Answers of the second quarter\n\nId,Store,NPS\n1,North,9\n\n2,South\n")
    assert table.headers == ("Id", "Store", "NPS")
    assert [(row.number, row.cells) for row in table.rows] == [
        (4, ("1", "North", "9")),
        (6, ("2", "South", None)),
    ]


def test_a_heading_merged_over_two_rows_is_joined():
    table = read_table(
        workbook(
            ["Customer survey"],
            ["Id", "Store", "Date", "Marks", None, None, "Comment"],
            [None, None, None, "NPS", "CSAT", "CES", None],
            [1, "North", MAY_FIRST, 9, 4, 5, "Fine"],
        )
    )
    assert table.headers == ("Id", "Store", "Date", "NPS", "CSAT", "CES", "Comment")
    assert cells(table) == [(1, "North", MAY_FIRST, 9, 4, 5, "Fine")]


def test_the_sheet_with_known_headings_wins_over_a_cover_sheet():
    data = workbook(["About", "this"], ["made", "by us"], Answers=[["Store", "NPS"], ["North", 9]])
    table = read_table(data, recognise=lambda heading: heading in {"Store", "NPS"})
    assert (table.sheet, cells(table)) == ("Answers", [("North", 9)])


def test_text_that_looks_like_a_formula_stays_text_and_a_formula_without_result_is_no_value():
    book = openpyxl.Workbook()
    book.active.append(["Store", "NPS", "Comment"])
    book.active.append(["North", "=4+5", "x"])
    book.active["C2"].value = "=1+1"
    book.active["C2"].data_type = "s"
    out = io.BytesIO()
    book.save(out)
    (row,) = read_table(out.getvalue()).rows
    assert isinstance(row.cells[1], UncachedFormula)
    assert row.cells[2] == "=1+1"
    assert not isinstance(row.cells[2], UncachedFormula)


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(450):
                part.write(b"0" * 2**20)
    return out.getvalue()


def _lying_bomb() -> bytes:
    """The same with every declared size 10 bytes."""
    data = bytearray(_bomb())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def _entities() -> bytes:
    clean = workbook(["Store", "NPS"], ["North", 9])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(clean)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + content.replace(b"North", b"&a;")
            new.writestr(part.filename, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: b"", "The file is empty (0 bytes)"),
        (lambda: b"\n \n;;\n", "holds no rows"),
        (lambda: b"Id;Store\n", "headings but no rows"),
        (lambda: b"a;b\n" + b"x" * MAX_BYTES, "at most 50 MB can be read"),
        (_bomb, "Unpacked, the workbook is larger than 400 MB"),
        (_lying_bomb, "damaged or protected"),
        (_entities, "The workbook is damaged"),
        (lambda: ";".join(f"c{n}" for n in range(10_000)).encode() + b"\n1\n", "more than 400 columns"),
        (lambda: workbook([f"c{n}" for n in range(10_000)], [1]), "more than 400 columns"),
        (lambda: b"Store;NPS;store \nNorth;9;8\n", "Two columns are headed"),
        (lambda: workbook(["Store", "NPS", "NPS"], ["North", 9, 8]), "Two columns are headed"),
        (lambda: b'Store;Comment\nNorth;"never closed\nSouth;x\n', "A quotation mark opened in row 2"),
        (lambda: b"1;2\n3;4\n", "No row of headings"),
        (
            lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
            "has a password or is in the old .xls",
        ),
        (lambda: b"%PDF-1.7\n1 0 obj", "neither a CSV nor an XLSX"),
        (lambda: b"MZ\x90\x00\x03\x00\x00\x00\x04", "neither a CSV nor an XLSX"),
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "neither a CSV nor an XLSX"),
        (lambda: b"PK\x03\x04garbage", "damaged or protected"),
        (lambda: workbook(["Store", "NPS"], ["North", 9])[:-400], "damaged or protected"),
        (lambda: b"Store;NPS\nNorth\x81\x8d;9\xff\xfe\n", "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(make, says):
    assert says in refusal(make())


def test_a_file_of_100_mb_is_refused_by_its_size_alone():
    with pytest.raises(TableRefused, match="The file is 100 MB"):
        sniff(b"Store;NPS", 100 * 2**20)


def test_windows_line_breaks_in_a_workbook_are_line_breaks():
    data = workbook(["Location", "Comment"], ["Lund", "First_x000D_\nsecond_x000D_\n"])
    assert read_table(data).rows[0].cells == ("Lund", "First\nsecond")


def test_a_column_formatted_to_the_last_row_of_the_sheet_is_no_reason_to_refuse():
    book = openpyxl.Workbook()
    book.active.append(["Store", "NPS"])
    book.active.append(["North", 9])
    book.active.cell(row=60_000, column=40).number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    table = read_table(out.getvalue())
    assert (table.headers, len(table.rows)) == (("Store", "NPS"), 1)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_sentence(data):
    try:
        table = read_table(data)
    except TableRefused:
        return
    assert all(len(row.cells) == len(table.headers) for row in table.rows)


CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff\u2028"),
    max_size=12,
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
)
def test_what_a_csv_writer_writes_comes_back(rows, encoding):
    import csv

    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(["Store", "Comment"])
    writer.writerows(rows)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return
    table = read_table(
        out.getvalue().encode(encoding), recognise=lambda heading: heading in {"Store", "Comment"}
    )
    assert cells(table) == [tuple(cell.strip() or None for cell in row) for row in filled]
