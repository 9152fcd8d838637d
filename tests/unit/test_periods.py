from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.periods import (
    Period,
    PeriodKind,
    WaveSlug,
    month_of,
    months_until,
    parse_slug,
    quarter_of,
)

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(days)
def test_a_month_and_a_quarter_hold_their_day_and_come_back_from_their_slug(day):
    for period in (month_of(day), quarter_of(day)):
        assert period.since <= day <= period.until
        assert parse_slug(period.slug) == period


@given(days)
def test_the_period_before_ends_the_day_before(day):
    for period in (month_of(day), quarter_of(day)):
        assert period.before().until == period.since - timedelta(days=1)
        assert period.before().kind is period.kind


@given(days, st.integers(1, 30))
def test_months_until_a_day_follow_each_other_without_a_gap(day, count):
    months = months_until(day, count)
    assert len(months) == count
    assert months[-1] == month_of(day)
    assert all(a.until + timedelta(days=1) == b.since for a, b in pairwise(months))


def test_a_quarter_is_three_months():
    assert quarter_of(date(2026, 5, 9)) == Period(PeriodKind.QUARTER, date(2026, 4, 1), date(2026, 6, 30))
    assert quarter_of(date(2026, 1, 1)).slug == "2026-q1"


def test_a_wave_is_only_an_id_in_its_slug_and_knows_no_wave_before():
    wave = Period(PeriodKind.WAVE, date(2026, 3, 1), date(2026, 3, 20), 7, "Spring")
    assert parse_slug(wave.slug) == WaveSlug(7)
    with pytest.raises(ValueError, match="looked up"):
        wave.before()


@pytest.mark.parametrize("slug", ["", "2026", "2026-00", "2026-13", "2026-q5", "wave-", "wave-x", "0000-01"])
def test_what_names_no_period_is_none(slug):
    assert parse_slug(slug) is None
