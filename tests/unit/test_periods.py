from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.periods import (
    Days,
    Period,
    PeriodKind,
    WaveSlug,
    month_of,
    months_until,
    parse_slug,
    pieces_of,
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


def wave(since, until):
    return Period(PeriodKind.WAVE, since, until, 1)


def test_a_month_has_no_pieces_and_a_quarter_is_held_against_its_months():
    assert pieces_of(month_of(date(2026, 3, 9)), []) == []
    assert (
        pieces_of(wave(date(2026, 3, 1), date(2026, 3, 31)), [Days(date(2026, 3, 9), date(2026, 3, 12))])
        == []
    )
    months = [[Days(month.since, month.until)] for month in months_until(date(2026, 3, 1), 3)]
    assert pieces_of(quarter_of(date(2026, 3, 9)), []) == months


def test_a_wave_that_cuts_a_month_is_held_against_what_is_left_of_it():
    pieces = pieces_of(
        wave(date(2026, 3, 10), date(2026, 4, 20)), [Days(date(2026, 4, 15), date(2026, 6, 1))]
    )
    assert [[(piece.since.day, piece.until.day) for piece in month] for month in pieces] == [
        [(1, 9), (10, 31)],
        [(1, 14), (15, 20), (21, 30)],
    ]


def test_a_wave_over_more_than_three_months_is_held_against_none():
    assert pieces_of(wave(date(2026, 2, 1), date(2026, 11, 23)), []) == []
    assert len(pieces_of(wave(date(2026, 2, 27), date(2026, 4, 2)), [])) == 3


@given(days, st.integers(0, 58), st.lists(st.tuples(days, st.integers(0, 90)), max_size=3))
def test_pieces_cover_the_months_of_a_wave_without_a_gap_and_none_crosses_its_ends(day, length, others):
    wanted = wave(day, day + timedelta(days=length))
    months = pieces_of(wanted, [Days(since, since + timedelta(days=more)) for since, more in others])
    pieces = [piece for month in months for piece in month]
    if not pieces:
        assert wanted.since == month_of(day).since
        assert wanted.until == month_of(day).until
        return
    assert (pieces[0].since, pieces[-1].until) == (month_of(day).since, month_of(wanted.until).until)
    assert all(a.until + timedelta(days=1) == b.since for a, b in pairwise(pieces))
    for piece in pieces:
        inside = wanted.since <= piece.since and piece.until <= wanted.until
        assert inside or piece.until < wanted.since or piece.since > wanted.until
        assert month_of(piece.since) == month_of(piece.until)
