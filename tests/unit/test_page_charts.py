import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.cx_metrics import NpsCounts, ScoreSums
from mysteryshop.domain.figures import Figure, Metric, csat_figure, nps_figure, score_figure
from mysteryshop.domain.privacy import State
from mysteryshop.reports.page_charts import TrendPoint, bar, ruler, scale_for, score_bar, trend
from mysteryshop.reports.results import headline, tiles, trend_chart


@pytest.fixture(autouse=True, scope="module")
def _speaks():
    app = Flask(__name__)
    Babel(app)
    with app.app_context(), force_locale("en"):
        yield


NOTHING = score_figure(ScoreSums())
figures = st.one_of(
    st.builds(NpsCounts, *[st.integers(0, 300)] * 3).map(nps_figure),
    st.dictionaries(st.integers(1, 5), st.integers(0, 200)).map(csat_figure),
    st.lists(st.integers(0, 1150), max_size=20).map(ScoreSums.of).map(score_figure),
)


@given(figures)
def test_no_value_or_interval_is_cut_by_its_scale(figure):
    drawn = ruler(figure)
    if figure.value is None:
        assert drawn is None
        return
    low, high = scale_for([figure])
    assert low <= figure.value <= high
    if figure.has_interval:
        assert low <= figure.low + 1e-9
        assert figure.high <= high + 1e-9
        assert drawn.lo <= drawn.hi
    assert 0 <= drawn.at <= 100


def test_an_nps_ruler_is_at_least_eighty_points_wide():
    assert scale_for([nps_figure(NpsCounts(400, 400, 200))]) == (-20, 60)
    low, high = scale_for([nps_figure(NpsCounts(5000, 0, 0))])
    assert (low, high) == (20, 100)


def test_a_trend_never_crosses_a_month_without_figures():
    good = score_figure(ScoreSums.of([800, 820, 810]))
    points = [TrendPoint(str(i), f, "No visits") for i, f in enumerate([good, good, NOTHING, good])]
    drawn = trend(points)
    assert len(drawn.segments) == 1
    assert [p.text for p in drawn.pauses] == ["No visits"]
    assert len(drawn.points) == 3


@given(st.lists(figures, min_size=1, max_size=12).filter(lambda fs: len({f.metric for f in fs}) == 1))
def test_every_point_of_a_trend_lies_inside_the_drawing(values):
    drawn = trend([TrendPoint("x", f, "") for f in values])
    for point in drawn.points:
        assert drawn.top <= point.y <= drawn.top + drawn.height
        assert 0 <= point.x <= 100
        if point.hi is not None:
            assert drawn.top - 0.01 <= point.hi <= point.lo <= drawn.top + drawn.height + 0.01


def test_a_single_figure_above_100_is_drawn():
    drawn = trend([TrendPoint("Mar", score_figure(ScoreSums.of([1150])), "")])
    assert drawn.points[0].y == drawn.top
    assert [line.text for line in drawn.grid] == ["110", "115"]


def test_months_before_the_first_figure_are_no_pause():
    good = score_figure(ScoreSums.of([800, 820]))
    months = [("Jan", "January", NOTHING), ("Feb", "February", good), ("Mar", "March", good)]
    chart = trend_chart(Metric.AUDIT, months)
    assert [row.name for row in chart.rows] == ["February", "March"]
    assert chart.chart.pauses == ()
    assert trend_chart(Metric.AUDIT, months[:2]) is None


def test_a_section_under_its_pass_mark_is_hatched():
    assert score_bar(70, 80).verdict == "under"
    assert score_bar(80, 80).verdict == ""
    assert score_bar(None, 80).at is None
    assert bar(Figure(Metric.SECTION, 50, 2, 0, 100, State.OK), mark=60).target == 60


def test_a_headline_claims_nothing_that_was_not_tested():
    empty = dict(_all_empty())
    assert headline(empty, {}, "Wave 1", "") == "No visits in Wave 1 yet. No customer has answered."
    first = empty | {Metric.AUDIT: score_figure(ScoreSums.of([800, 900]))}
    assert headline(first, {}, "Wave 1", "").startswith("2 visits in Wave 1.")
    assert len(tiles(first, {}, "")) == 4


def _all_empty():
    from mysteryshop.domain.tallies import Tally, all_figures

    return all_figures(Tally())
