"""Numbers and time spans as an editor of a scorecard types and reads them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.web.brand.scorecard_entries import (
    as_number,
    as_seconds,
    do_rows,
    shown_number,
    shown_seconds,
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("1", 1), ("2.50", Decimal("2.5")), ("0,5", Decimal("0.5")), ("−3", -3), ("1 000", 1000), ("2.0", 2)],
)
def test_a_number_is_read_with_either_decimal_mark(typed, number):
    assert as_number(typed) == number


@pytest.mark.parametrize("typed", ["much", "1/2", "1.2.3", "1e5", "٣", "NaN", "inf", "--1", "", "+"])
def test_what_is_no_number_is_none(typed):
    assert as_number(typed) is None


@given(st.decimals(min_value=-1000, max_value=1000, places=4))
def test_a_number_reads_back_as_it_is_shown(number):
    assert as_number(shown_number(number)) == number


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("1:30", 90), ("4:00:00", 14400), ("45", 45), ("0:05", 5), ("90,5", Decimal("90.5"))],
)
def test_a_time_span_is_read_as_minutes_and_seconds(typed, seconds):
    assert as_seconds(typed) == seconds


@pytest.mark.parametrize("typed", ["1:2:3:4", "soon", "1:", ":30"])
def test_what_is_no_time_span_is_none(typed):
    assert as_seconds(typed) is None


@given(st.integers(0, 90 * 24 * 3600))
def test_a_time_span_reads_back_as_it_is_shown(seconds):
    assert as_seconds(shown_seconds(seconds)) == seconds


@pytest.mark.parametrize(
    ("do", "rows"),
    [
        ("row.1.up", [2, 1, 3]), ("row.1.down", [1, 3, 2]), ("row.0.up", [1, 2, 3]), ("row.2.down", [1, 2, 3]),
        ("row.1.remove", [1, 3]), ("add-row", [1, 2, 3, 0]), ("row.9.remove", [1, 2, 3]), ("other.1.up", [1, 2, 3]),
        ("row.x.up", [1, 2, 3]), ("save", [1, 2, 3]),
    ],
)  # fmt: skip
def test_a_button_of_a_row_does_what_it_says(do, rows):
    numbers = [1, 2, 3]
    do_rows(do, "row", numbers, int)
    assert numbers == rows
