from datetime import date

import pytest

from mysteryshop.domain.access import Scope
from mysteryshop.domain.estimates import t_for
from mysteryshop.domain.figures import Metric, Verdict
from mysteryshop.domain.periods import Period, PeriodKind, month_of, quarter_of
from mysteryshop.domain.privacy import Audience, State, sight_of
from mysteryshop.queries.figures import (
    monthly_figures,
    period_figures,
    pool_until,
    situation_figures,
)
from mysteryshop.queries.periods import find_period, period_before, period_choices
from mysteryshop.queries.results import count_audits, find_approved_audit, latest_audits
from mysteryshop.queries.sections import section_figures
from tests.factories import (
    make_approved_audit,
    make_area,
    make_brand,
    make_location,
    make_responses,
    make_user,
    make_version,
    make_wave,
)

MARCH = month_of(date(2026, 3, 1))
HAPPY = [10] * 6 + [8] * 3 + [2]  # 10 answers, NPS +50
BRAND_SIGHT = sight_of(Audience.BRAND)


@pytest.fixture
def brand(app):
    return make_brand()


def test_only_approved_audits_of_the_brand_and_the_days_count(brand):
    location = make_location(brand)
    make_approved_audit(brand, location=location, score_tenths=900)
    make_approved_audit(brand, location=location, score_tenths=700, visited_on=date(2026, 3, 31))
    make_approved_audit(brand, location=location, score_tenths=None)
    make_approved_audit(brand, location=location, score_tenths=100, visited_on=date(2026, 4, 1))
    make_approved_audit(make_brand(), score_tenths=100)
    returned = make_approved_audit(brand, location=location, score_tenths=100)
    returned.state = "returned"
    figure = period_figures(brand.id, [location.id], MARCH).whole[Metric.AUDIT]
    assert (figure.value, figure.n) == (80, 2)


def test_customers_are_counted_per_question_and_old_ces_never_pooled(brand):
    location = make_location(brand)
    make_responses(location, HAPPY, csat=5, ces=7)
    make_responses(location, [None] * 5, csat=1)
    make_responses(location, [None] * 5, ces=2, ces_scale="ces1")
    figures = period_figures(brand.id, [location.id], MARCH).whole
    assert (figures[Metric.NPS].value, figures[Metric.NPS].n) == (50, 10)
    assert (round(figures[Metric.CSAT].value), figures[Metric.CSAT].n) == (67, 15)
    assert (figures[Metric.CES].value, figures[Metric.CES].n) == (100, 10)


def test_a_wave_takes_its_assignments_and_the_answers_of_its_days(brand):
    location = make_location(brand)
    wave, other = make_wave(brand), make_wave(brand)
    make_approved_audit(brand, location=location, wave=wave, score_tenths=900, visited_on=date(2026, 4, 2))
    make_approved_audit(brand, location=location, wave=other, score_tenths=100)
    make_responses(location, HAPPY)
    period = find_period(brand.id, f"wave-{wave.id}")
    figures = period_figures(brand.id, [location.id], period).whole
    assert (figures[Metric.AUDIT].value, figures[Metric.AUDIT].state) == (90, State.SINGLE)
    assert figures[Metric.NPS].n == 10


def test_a_hidden_location_takes_its_smallest_neighbour_with_it(brand):
    small, middle, large = (make_location(brand) for _ in range(3))
    make_responses(small, [10, 10, 1])
    make_responses(middle, HAPPY)
    make_responses(large, HAPPY * 2)
    every = [small.id, middle.id, large.id]
    found = period_figures(brand.id, every, MARCH)
    states = [found.by_location[i][Metric.NPS].state for i in every]
    assert states == [State.HIDDEN, State.HIDDEN_TOO, State.LOW]
    assert found.whole[Metric.NPS].n == 33
    assert found.whole[Metric.NPS].has_value
    # the page of one location goes through the same gate
    alone = period_figures(brand.id, [middle.id], MARCH)
    assert alone.whole[Metric.NPS].state is State.HIDDEN_TOO
    assert alone.by_location[middle.id][Metric.NPS].state is State.HIDDEN_TOO
    # and so does a part from which the rest could be worked out
    assert not period_figures(brand.id, [middle.id, large.id], MARCH).whole[Metric.NPS].has_value


def test_a_change_is_not_told_where_the_period_before_was_hidden(brand):
    small, middle = make_location(brand), make_location(brand)
    for location, answers in ((small, [10, 9, 8]), (middle, [10] * 40)):
        make_responses(location, answers, answered_on=date(2026, 2, 10))
    make_responses(small, [0] * 40)
    make_responses(middle, [0] * 40)
    every = [small.id, middle.id]
    before = month_of(date(2026, 2, 1))
    assert period_figures(brand.id, every, MARCH, before).changes[Metric.NPS].verdict is Verdict.DOWN
    assert period_figures(brand.id, [middle.id], MARCH, before).changes[Metric.NPS].verdict is Verdict.TOO_FEW
    assert (
        period_figures(brand.id, every, MARCH, before).changes[Metric.CSAT].verdict is Verdict.NOTHING_BEFORE
    )


def test_the_brands_own_spread_comes_from_twelve_months(brand):
    a, b = make_location(brand), make_location(brand)
    for location, scores in ((a, (700, 900)), (b, (800, 800, 830))):
        for score in scores:
            make_approved_audit(brand, location=location, score_tenths=score)
    make_approved_audit(brand, location=a, score_tenths=0, visited_on=date(2025, 3, 31))
    pool = pool_until(brand.id, date(2026, 3, 15))
    assert pool.df == 3
    assert pool.sd == pytest.approx(((200 + 6) / 3) ** 0.5)


def test_months_without_anything_are_pauses(brand):
    location = make_location(brand)
    make_approved_audit(brand, location=location, score_tenths=900)
    make_approved_audit(brand, location=location, score_tenths=800, visited_on=date(2026, 1, 9))
    months = monthly_figures(brand.id, [location.id], date(2026, 3, 31))
    values = [month.figures[Metric.AUDIT].value for month in months]
    assert len(months) == 12
    assert values[-3:] == [80, None, 90]
    assert months[0].month == month_of(date(2025, 4, 1))


def test_situations_of_a_location_go_through_the_gate_too(brand):
    location = make_location(brand)
    make_approved_audit(brand, location=location, situation="purchase", score_tenths=900)
    make_responses(location, HAPPY, situation="purchase")
    make_responses(location, [10, 10, 10], situation="complaint")
    make_responses(location, HAPPY * 3)
    own = period_figures(brand.id, [location.id], MARCH).by_location[location.id]
    found = situation_figures(brand.id, location.id, MARCH, own)
    assert list(found) == ["complaint", "purchase"]
    assert found["complaint"][Metric.NPS].state is State.HIDDEN
    assert found["purchase"][Metric.NPS].state is State.HIDDEN_TOO
    assert found["purchase"][Metric.AUDIT].value == 90


def test_sections_stand_beside_the_brands_average(brand):
    here, there = make_location(brand), make_location(brand)
    version = make_version(brand)
    make_approved_audit(
        brand, location=here, version=version, sections={"welcome": 1000, "closing": None}, score_tenths=1000
    )
    make_approved_audit(brand, location=there, version=version, sections={"welcome": 500, "closing": 800})
    found = section_figures(brand.id, [here.id], MARCH)
    assert [section.key for section in found] == ["welcome", "closing"]
    welcome, closing = found
    assert (welcome.here.value, welcome.brand.value, welcome.brand.n) == (100, 75, 2)
    assert welcome.title["sv"] == "Välkomnande"
    assert (closing.here.value, closing.here.state) == (None, State.NO_SCORE)
    assert closing.brand.value == 80


def test_a_sections_interval_rests_on_its_own_spread_in_twelve_months(brand):
    version = make_version(brand)
    here, there = make_location(brand), make_location(brand)
    for location, scores in ((here, (1000, 1000)), (there, [500, 900] * 15)):
        for score in scores:
            make_approved_audit(brand, location=location, version=version, sections={"welcome": score})
    make_approved_audit(
        brand, location=there, version=version, sections={"welcome": 0}, visited_on=date(2025, 3, 31)
    )
    (welcome,) = section_figures(brand.id, [here.id], MARCH)
    spread = (30 * 20**2 / 30) ** 0.5  # 1 + 29 degrees of freedom; the two that agree add no square
    assert (welcome.here.value, welcome.here.high, welcome.here.pooled) == (100, 100, True)
    assert welcome.here.low == pytest.approx(100 - t_for(0.95, 30) * spread / 2**0.5)


def test_audits_of_other_locations_and_brands_are_no_audits(brand):
    mine, yours = make_location(brand), make_location(brand)
    audit = make_approved_audit(brand, location=mine)
    make_approved_audit(brand, location=yours)
    scope = Scope(brand.id, False, location_ids=frozenset({mine.id}))
    assert [row.id for row in latest_audits(scope, BRAND_SIGHT)] == [audit.id]
    assert count_audits(scope) == 1
    assert find_approved_audit(audit.id, scope, BRAND_SIGHT)
    assert find_approved_audit(audit.id, Scope(brand.id, False), BRAND_SIGHT) is None
    assert find_approved_audit(audit.id, Scope(make_brand().id, True), BRAND_SIGHT) is None
    audit.state = "rejected"
    assert find_approved_audit(audit.id, Scope(brand.id, True), BRAND_SIGHT) is None


def test_who_the_shopper_is_and_when_leave_only_for_the_agency(brand):
    audit = make_approved_audit(brand, shopper=make_user("shopper", brand, name="ZQXSHOPPER"))
    scope = Scope(brand.id, True)
    seen = find_approved_audit(audit.id, scope, BRAND_SIGHT)
    assert (seen.shopper_name, seen.visited_at, seen.shopper_number) == (None, None, 1)
    assert seen.part == "afternoon"
    agency = find_approved_audit(audit.id, scope, sight_of(Audience.AGENCY))
    assert agency.shopper_name == "ZQXSHOPPER"
    assert agency.visited_at.hour == 14


def test_an_area_covers_what_lies_below_it(brand):
    country = make_area(brand)
    town = make_area(brand, parent=country)
    location = make_location(brand, town)
    make_approved_audit(brand, location=location)
    make_approved_audit(brand)
    assert count_audits(Scope(brand.id, False, area_ids=frozenset({country.id}))) == 1


def test_periods_are_the_opened_waves_and_the_months_with_figures(brand):
    first = make_wave(brand, starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 28))
    second = make_wave(brand)
    make_wave(brand, state="planned", notice_on=None, notice_manner=None)
    location = make_location(brand)
    make_responses(location, [9], answered_on=date(2026, 1, 20))
    make_approved_audit(brand, location=location, wave=second)
    choices = period_choices(brand.id)
    assert [wave.wave_id for wave in choices.waves] == [second.id, first.id]
    assert [month.slug for month in choices.months] == ["2026-03", "2026-02", "2026-01"]
    assert [quarter.slug for quarter in choices.quarters] == ["2026-q1"]
    assert choices.newest == Period(PeriodKind.WAVE, second.starts_on, second.ends_on, second.id, second.name)
    assert period_before(brand.id, choices.newest).wave_id == first.id
    assert period_before(brand.id, choices.waves[1]) is None
    assert find_period(make_brand().id, f"wave-{first.id}") is None
    assert find_period(brand.id, "2026-13") is None


def test_a_quarter_is_hidden_where_its_sum_would_tell_a_hidden_month(brand):
    first, second = make_location(brand), make_location(brand)
    for location in (first, second):
        make_responses(location, HAPPY, answered_on=date(2026, 2, 3))
        make_responses(location, HAPPY, answered_on=date(2026, 3, 3))
    make_responses(first, [1, 2, 3], answered_on=date(2026, 1, 3))
    make_responses(second, HAPPY, answered_on=date(2026, 1, 3))
    quarter = quarter_of(date(2026, 1, 1))
    found = period_figures(brand.id, [first.id, second.id], quarter)
    states = [found.by_location[i][Metric.NPS].state for i in (first.id, second.id)]
    assert states == [
        State.HIDDEN_TOO,
        State.HIDDEN_TOO,
    ]  # January of the second is hidden for the first's sake
    assert found.whole[Metric.NPS].n == 53
    assert found.whole[Metric.NPS].has_value
    assert not period_figures(brand.id, [first.id], quarter).whole[Metric.NPS].has_value
    assert period_figures(brand.id, [first.id], month_of(date(2026, 2, 1))).whole[Metric.NPS].has_value


def test_a_wave_is_hidden_where_the_rest_of_its_month_would_tell_a_few(brand):
    first, second = make_location(brand), make_location(brand)
    for location in (first, second):
        make_responses(location, HAPPY * 2, answered_on=date(2026, 3, 20), situation="purchase")
    make_responses(first, [1, 2], answered_on=date(2026, 3, 3), situation="purchase")
    make_responses(second, HAPPY, answered_on=date(2026, 3, 3), situation="purchase")
    wave = make_wave(brand, starts_on=date(2026, 3, 10), ends_on=date(2026, 3, 31))
    planned = make_wave(brand, starts_on=date(2026, 3, 4), ends_on=date(2026, 3, 31), state="planned")
    every = [first.id, second.id]

    def shown(period):
        found = period_figures(brand.id, every, period)
        by_location = [found.by_location[i][Metric.NPS].has_value for i in every]
        own = found.by_location[first.id]
        situations = situation_figures(brand.id, first.id, period, own)
        return [found.whole[Metric.NPS].has_value, *by_location, situations["purchase"][Metric.NPS].has_value]

    assert shown(MARCH) == [True, True, True, True]
    # March less the wave would be the two of the first; and the second's stay hidden beside them.
    assert shown(find_period(brand.id, f"wave-{wave.id}")) == [True, False, False, False]
    make_responses(first, [9] * 3, answered_on=date(2026, 3, 3), situation="purchase")
    assert shown(find_period(brand.id, f"wave-{wave.id}")) == [True, True, True, True]
    planned.state = "open"  # now its beginning parts those days, and the five are 5 and 0
    assert shown(find_period(brand.id, f"wave-{planned.id}")) == [True, True, True, True]
