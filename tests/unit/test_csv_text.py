"""CSV that spreadsheet programs open as a table and never run."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.reports.csv_text import BOM, csv_lines, safe_text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1+1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "5 - 3", "ok"])
def test_other_text_stays_as_it_is(text):
    assert safe_text(text) == text


def test_numbers_and_days_are_written_as_the_languages_spreadsheets_read_them():
    row = [9, -3, Decimal("12.50"), date(2026, 5, 1), datetime(2026, 5, 1, 9, 5), None, "Åre; x"]
    assert list(csv_lines([row], "en")) == [BOM + "9,-3,12.50,2026-05-01,2026-05-01 09:05,,Åre; x\r\n"]
    assert list(csv_lines([row], "sv")) == [BOM + '9;-3;12,50;2026-05-01;2026-05-01 09:05;;"Åre; x"\r\n']


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_no_cell_of_text_begins_like_a_formula(cells):
    text = "".join(csv_lines([cells], "en")).removeprefix(BOM)
    (row,) = csv.reader(io.StringIO(text, newline="")) if any(cells) or len(cells) > 1 else ([""],)
    assert len(row) == len(cells)
    assert not any(cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in row)
