from datetime import UTC, date, datetime, time

import pytest

from mysteryshop.domain.windows import (
    BadWindow,
    UnknownTimeZone,
    check_time_zone,
    local_date,
    make_window,
    part_of_day,
    whole_days,
)


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_a_window_is_judged_by_the_clock_of_the_location():
    window = make_window(datetime(2026, 11, 2, 9), datetime(2026, 11, 6, 18), "Europe/Istanbul")  # UTC+3

    assert window.judge(at(2026, 11, 2, 5, 59)) == "upcoming"
    assert window.judge(at(2026, 11, 2, 6, 0)) == "open"
    assert window.judge(at(2026, 11, 6, 15, 0, 59)) == "open"  # the whole minute of "by 18:00"
    assert window.judge(at(2026, 11, 6, 15, 1)) == "over"


def test_a_closing_time_that_comes_twice_means_the_later_one():
    window = make_window(datetime(2026, 10, 25, 2, 0), datetime(2026, 10, 25, 2, 30), "Europe/Stockholm")

    assert window.first_moment() == at(2026, 10, 25, 0, 0)
    assert window.end_moment() == at(2026, 10, 25, 1, 31)


def test_a_time_that_the_clocks_skip_is_refused_by_name():
    with pytest.raises(BadWindow, match="2026-03-29 02:30 does not exist in Europe/Stockholm"):
        make_window(datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 30, 18), "Europe/Stockholm")


def test_a_day_whose_midnight_is_skipped_begins_when_it_begins():
    assert whole_days(date(2026, 4, 24), date(2026, 4, 25), "Africa/Cairo").opens == datetime(2026, 4, 24, 1)


def test_a_window_that_closes_before_it_opens_is_refused():
    with pytest.raises(BadWindow, match="closes before it opens"):
        make_window(datetime(2026, 3, 2), datetime(2026, 3, 1), "Europe/London")


@pytest.mark.parametrize("name", ["", "Stockholm", "europe/stockholm", "../etc/passwd", "Europe/Stokholm"])
def test_a_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(UnknownTimeZone):
        check_time_zone(name)


def test_days_left_are_calendar_days_at_the_location():
    window = whole_days(date(2026, 11, 2), date(2026, 11, 6), "Pacific/Auckland")  # UTC+13

    assert window.days_left(at(2026, 11, 5, 10)) == 1
    assert window.days_left(at(2026, 11, 5, 12)) == 0
    assert window.days_left(at(2026, 11, 6, 12)) == -1
    assert local_date(at(2026, 11, 5, 12), "Pacific/Auckland") == date(2026, 11, 6)


@pytest.mark.parametrize(
    ("clock", "part"),
    [
        ((4, 59), "night"),
        ((5, 0), "morning"),
        ((10, 59), "morning"),
        ((11, 0), "midday"),
        ((13, 59), "midday"),
        ((14, 0), "afternoon"),
        ((17, 0), "evening"),
        ((21, 59), "evening"),
        ((22, 0), "night"),
        ((0, 0), "night"),
    ],
)
def test_the_part_of_the_day(clock, part):
    assert part_of_day(time(*clock)) == part
