"""What the report's job groups with pandas is what the pages count in SQL: one figure, whoever adds it up."""

from datetime import date

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mysteryshop.domain.figures import Metric
from mysteryshop.domain.periods import Period, PeriodKind, month_of, quarter_of
from mysteryshop.domain.privacy import Audience
from mysteryshop.models import Report
from mysteryshop.queries.figures import monthly_figures, period_figures, situation_figures
from mysteryshop.services.report_sources import location_report
from tests.factories import (
    NOW,
    make_approved_audit,
    make_brand,
    make_location,
    make_responses,
    make_user,
    make_version,
    make_wave,
)

METRICS = (Metric.AUDIT, Metric.CSAT, Metric.NPS, Metric.CES)
SITUATIONS = {"complaint": "Complaint", "order": "Order", "purchase": "Purchase"}
LATER = NOW.replace(year=2026, month=6, day=20)  # every period below is over
days = st.dates(date(2025, 11, 1), date(2026, 4, 30))
situations = st.sampled_from(sorted(SITUATIONS))
audits = st.lists(
    st.tuples(days, situations, st.none() | st.integers(0, 1000), st.sampled_from("ab")), max_size=9
)
answers = st.lists(
    st.tuples(
        days,
        st.none() | situations,
        st.none() | st.integers(0, 10),
        st.none() | st.integers(1, 5),
        st.none() | st.integers(1, 7),
        st.integers(1, 12),
    ),
    max_size=8,
)
AUDIT = (date(2026, 3, 3), "order", 815, "a")
UNSCORED = (date(2026, 1, 3), "order", None, "a")


def report_of(location, period):
    return Report(
        brand_id=location.brand_id, kind="location", audience=Audience.BRAND.value, language="en",
        location_id=location.id, wave_id=period.wave_id, since=period.since, until=period.until,
    )  # fmt: skip


def furnished(audits, answers):
    """A location and a neighbour with the same customers, and two waves that overlap in part."""
    brand = make_brand()
    waves = {
        "a": make_wave(brand, starts_on=date(2026, 2, 10), ends_on=date(2026, 3, 20)),
        "b": make_wave(brand, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31)),
    }
    version, shopper = make_version(brand), make_user("shopper", brand)
    location, neighbour = make_location(brand), make_location(brand)
    for day, situation, score, wave in audits:
        make_approved_audit(
            brand, location=location, visited_on=day, situation=situation, score_tenths=score,
            wave=waves[wave], version=version, shopper=shopper,
        )  # fmt: skip
    for day, situation, nps, csat, ces, n in answers:
        values = {"answered_on": day, "situation": situation, "csat": csat, "ces": ces}
        make_responses(location, [nps] * n, **values)
        make_responses(neighbour, [nps] * (n // 2), **values)
    return location, waves["a"]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(audits, answers)
@example([], [])
@example([AUDIT], [])  # a single audit
@example([UNSCORED], [])  # nothing but an audit without a score
@example([AUDIT, UNSCORED, (date(2025, 11, 5), "complaint", 400, "b")], [])  # months without audits between
@example([AUDIT], [(date(2026, 3, 3), "order", 9, 5, 7, 9), (date(2026, 3, 4), None, 2, 1, 1, 3)])
def test_the_tables_of_the_report_are_the_figures_of_the_page(app, audits, answers):
    location, wave = furnished(audits, answers)
    brand_id = location.brand_id
    periods = [
        Period(PeriodKind.WAVE, wave.starts_on, wave.ends_on, wave.id, wave.name),
        month_of(date(2026, 3, 1)),
        quarter_of(date(2026, 3, 1)),
    ]
    for period in periods:
        built, _photos = location_report(report_of(location, period), now=LATER)

        own = period_figures(brand_id, [location.id], period).by_location[location.id]
        counted = situation_figures(brand_id, location.id, period, own)
        assert {row.name: [cell.figure for cell in row.cells] for row in built.situations} == {
            SITUATIONS[key]: [figures[metric] for metric in METRICS] for key, figures in counted.items()
        }
        months = [
            month.figures[Metric.AUDIT] for month in monthly_figures(brand_id, [location.id], period.until)
        ]
        while months and not months[0].n:
            months.pop(0)
        measured = sum(figure.has_value for figure in months)
        assert [row.figure.figure for row in built.trend] == (months if measured > 1 else [])


@pytest.mark.parametrize(
    ("today", "last"), [(date(2026, 3, 12), "March 2026"), (date(2026, 2, 27), "February 2026")]
)
def test_the_trend_of_an_open_wave_ends_with_the_present_month(app, today, last):
    brand = make_brand()
    location = make_location(brand)
    make_approved_audit(brand, location=location, visited_on=date(2026, 1, 9))
    make_approved_audit(brand, location=location, visited_on=date(2026, 2, 9))  # one point is no trend
    wave = make_wave(brand, starts_on=date(2026, 1, 1), ends_on=date(2026, 5, 31))
    period = Period(PeriodKind.WAVE, wave.starts_on, wave.ends_on, wave.id, wave.name)
    now = NOW.replace(year=today.year, month=today.month, day=today.day)

    built, _photos = location_report(report_of(location, period), now=now)

    assert built.trend[0].name == "January 2026"
    assert built.trend[-1].name == last


def test_a_day_begins_where_the_location_is(app):
    brand = make_brand()
    location = make_location(brand, time_zone="Pacific/Auckland")
    for day in (date(2026, 1, 9), date(2026, 2, 9)):
        make_approved_audit(brand, location=location, visited_on=day)
    wave = make_wave(brand, starts_on=date(2026, 1, 1), ends_on=date(2026, 5, 31))
    period = Period(PeriodKind.WAVE, wave.starts_on, wave.ends_on, wave.id, wave.name)
    evening = NOW.replace(year=2026, month=2, day=28, hour=23)  # the first of March in Auckland

    built, _photos = location_report(report_of(location, period), now=evening)

    assert built.trend[-1].name == "March 2026"
