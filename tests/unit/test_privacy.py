from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.privacy import (
    Audience,
    Floors,
    PartOfDay,
    State,
    answers_state,
    audits_state,
    hidden_too,
    nickname_numbers,
    part_is_safe,
    part_of_day,
    safe_parts,
    sight_of,
)

tables = st.dictionaries(st.integers(0, 40), st.integers(0, 60), max_size=25)


def _rest(counts, floors):
    also = hidden_too(counts, floors)
    return sum(n for key, n in counts.items() if 0 < n < floors.hidden_below or key in also)


def test_the_floors_can_only_be_raised():
    assert answers_state(7, Floors(8, 10, 30)) is State.HIDDEN
    with pytest.raises(ValueError, match="raised, not lowered"):
        Floors(4, 10, 30)
    with pytest.raises(ValueError, match="must rise"):
        Floors(12, 10, 30)


def test_audits_have_no_privacy_floor_but_their_own_words():
    assert audits_state(0) is State.NO_DATA
    assert audits_state(0, unscored=2) is State.NO_SCORE
    assert audits_state(1) is State.SINGLE
    assert audits_state(2) is State.OK


def test_one_hidden_location_takes_the_smallest_shown_one_with_it():
    assert hidden_too({"Malmö": 40, "Visby": 3, "Lund": 12, "Ystad": 0}) == {"Lund"}


def test_hidden_locations_that_reach_the_floor_together_need_nobody_else():
    assert hidden_too({"Malmö": 40, "Visby": 3, "Lund": 4}) == frozenset()
    assert hidden_too({"Malmö": 40, "Visby": 3, "Lund": 1}) == {"Malmö"}


def test_nothing_hidden_hides_nothing():
    assert hidden_too({"Malmö": 40, "Ystad": 0}) == frozenset()
    assert hidden_too({}) == frozenset()


@given(tables, st.sampled_from([Floors(), Floors(8, 12, 30)]))
def test_total_minus_what_is_shown_is_nobody_or_enough(counts, floors):
    rest = _rest(counts, floors)
    total = sum(counts.values())
    assert rest == 0 or rest >= floors.hidden_below or rest == total


@given(tables, st.sampled_from([Floors(), Floors(8, 12, 30)]))
def test_no_more_is_hidden_than_needed(counts, floors):
    also = hidden_too(counts, floors)
    assert all(counts[key] >= floors.hidden_below for key in also)
    if also:
        largest = max(also, key=lambda key: counts[key])
        assert _rest(counts, floors) - counts[largest] < floors.hidden_below


def test_the_total_of_an_area_is_shown_only_where_it_gives_nothing_away():
    counts = {"a": 3, "b": 3, "c": 4, "d": 50, "e": 50}
    assert not part_is_safe(counts, {"a", "b", "d"})  # 6 answers hidden inside, but only 4 outside
    assert part_is_safe(counts, {"a", "b", "c", "d"})  # 10 inside, none outside
    assert part_is_safe(counts, {"d", "e"})
    assert not part_is_safe(counts, {"c", "e"})


def test_a_visits_hour_becomes_a_part_of_the_day():
    parts = [part_of_day(time(hour)) for hour in (4, 5, 11, 12, 16, 17, 21, 22)]
    assert [part.value for part in parts] == [
        "night", "morning", "morning", "afternoon", "afternoon", "evening", "evening", "night",
    ]  # fmt: skip
    assert part_of_day(time(0)) is PartOfDay.NIGHT


def test_a_brand_never_learns_the_shopper_whatever_it_allows():
    everything = sight_of(Audience.BRAND, time_allowed=True, staff_allowed=True)
    assert not everything.shopper_name
    strict = sight_of(Audience.BRAND)
    assert (strict.visit_time, strict.staff_answers) == (False, False)
    assert sight_of(Audience.AGENCY).shopper_name


def test_nicknames_follow_the_first_sending_and_never_move():
    before = nickname_numbers(["s7", "s2", "s7"])
    after = nickname_numbers(["s7", "s2", "s7", "s1"])
    assert before == {"s7": 1, "s2": 2}
    assert after.items() > before.items()


def test_areas_that_are_safe_alone_are_not_shown_together_when_they_tell_the_third():
    counts = {"a": 3, "b": 3, "c": 4, "d": 2, "e": 3, "x": 40}
    north, east, south = frozenset({"a", "b", "x"}), frozenset({"c", "d"}), frozenset({"e"})
    assert part_is_safe(counts, north)
    assert part_is_safe(counts, east)
    shown = safe_parts(counts, [north, east, south])
    assert shown == {north}  # with the east too, the south would be the difference


def test_an_area_without_anything_hidden_is_always_shown():
    assert safe_parts({"a": 3, "b": 9, "c": 50}, [frozenset({"c"})]) == {frozenset({"c"})}


@given(tables, st.integers(0, 40), st.integers(0, 40))
def test_shown_nested_areas_leave_nobody_or_enough_in_every_rest(counts, first, second):
    low, high = sorted((first, second))
    areas = [
        frozenset(range(low)),
        frozenset(range(low, high)),
        frozenset(range(high)),
        frozenset(range(low // 2)),
    ]
    also = hidden_too(counts)
    hidden = {k: n for k, n in counts.items() if 0 < n < 5 or k in also}
    if sum(hidden.values()) < 5:
        return
    groups = [frozenset(counts), *safe_parts(counts, areas)]
    for group in groups:
        inner = frozenset().union(*(g for g in groups if g < group))
        rest = sum(n for k, n in hidden.items() if k in group - inner)
        assert rest == 0 or rest >= 5
