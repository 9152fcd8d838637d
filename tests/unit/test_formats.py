"""Figures and dates in the three languages; the expectations are written out, not computed."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.reports import formats

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(("language", "text"), [("en", "82.4"), ("sv", "82,4"), ("tr", "82,4")])
def test_a_score_has_one_decimal_in_the_mark_of_the_language(language: str, text: str) -> None:
    assert formats.score(824, language) == text
    assert formats.number(82.4, language, 1) == text


@pytest.mark.parametrize(("language", "text"), [("en", "80%"), ("sv", f"80{NBSP}%"), ("tr", "%80")])
def test_per_cent_stands_where_the_language_puts_it(language: str, text: str) -> None:
    assert formats.percent(80, language) == text


@pytest.mark.parametrize(("language", "text"), [("en", "−7.5%"), ("sv", f"−7,5{NBSP}%"), ("tr", "−%7,5")])
def test_a_negative_percentage_has_the_true_minus_in_front(language: str, text: str) -> None:
    assert formats.percent(-7.5, language, 1) == text


@pytest.mark.parametrize(("language", "text"), [("en", "4,000"), ("sv", f"4{NBSP}000"), ("tr", "4.000")])
def test_thousands_are_grouped_as_the_language_does(language: str, text: str) -> None:
    assert formats.number(4000, language) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (12.5, 0, "13"),  # round() gives 12
        (-12.5, 0, "−13"),
        (2.675, 2, "2.68"),  # the float lies just under
        (0.5, 0, "1"),
        (-0.04, 1, "0.0"),
        (-0.0, 0, "0"),
        (Decimal("99.95"), 1, "100.0"),
    ],
)
def test_rounding_is_half_away_from_zero_and_never_minus_zero(
    value: float | Decimal, decimals: int, text: str
) -> None:
    assert formats.number(value, "en", decimals) == text


@pytest.mark.parametrize(("value", "text"), [(25, "+25"), (-25, "−25"), (0, "0"), (-0.3, "0"), (0.5, "+1")])
def test_nps_carries_its_sign_but_zero_has_none(value: float, text: str) -> None:
    assert formats.number(value, "en", signed=True) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_nan_and_infinity_are_never_shown(value: float | Decimal) -> None:
    with pytest.raises(ValueError, match="not a number"):
        formats.number(value, "en")


@given(st.decimals(-1000, 1000, places=4), st.sampled_from(["en", "sv", "tr"]), st.integers(0, 3))
def test_what_is_shown_reads_back_within_half_a_unit(value: Decimal, language: str, decimals: int) -> None:
    text = formats.number(value, language, decimals).replace("−", "-")
    text = (
        text.replace(",", "")
        if language == "en"
        else text.replace(".", "").replace(NBSP, "").replace(",", ".")
    )
    assert abs(Decimal(text) - value) <= Decimal(1).scaleb(-decimals) / 2


@pytest.mark.parametrize(
    ("language", "text"), [("en", "3 November 2026"), ("sv", "3 november 2026"), ("tr", "3 Kasım 2026")]
)
def test_dates_are_day_month_year(language: str, text: str) -> None:
    assert formats.day(date(2026, 11, 3), language) == text


@pytest.mark.parametrize("language", ["en", "sv", "tr"])
def test_clock_times_have_24_hours_everywhere(language: str) -> None:
    assert formats.clock_time(datetime(2026, 11, 3, 14, 3, tzinfo=UTC), language) == "14:03"


@pytest.mark.parametrize(
    ("ago", "language", "text"),
    [
        (timedelta(hours=5), "en", "5 hours ago"),
        (timedelta(hours=5), "sv", "för 5 timmar sedan"),
        (timedelta(hours=5), "tr", "5 saat önce"),
        (timedelta(seconds=3), "en", "1 minute ago"),
        (timedelta(days=-2), "en", "in 2 days"),
    ],
)
def test_time_ago_is_worded_in_the_largest_unit(ago: timedelta, language: str, text: str) -> None:
    now = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)
    assert formats.time_ago(now - ago, now, language) == text


@pytest.mark.parametrize(
    ("size", "language", "text"),
    [
        (0, "en", "0 B"),
        (999, "en", "999 B"),
        (48_000, "en", "48 kB"),
        (1_234_567, "sv", "1,2 MB"),
        (25_000_000, "tr", "25 MB"),
        (9_960_000, "en", "10 MB"),
    ],
)
def test_file_sizes_have_two_figures(size: int, language: str, text: str) -> None:
    assert formats.file_size(size, language).replace(NBSP, " ") == text
