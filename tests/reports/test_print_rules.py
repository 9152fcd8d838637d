"""Rules of the printed page that keep it readable and fast."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.reports import charts
from mysteryshop.reports.colour import ENOUGH, WHITE, accent, contrast

CSS = (Path(__file__).parents[2] / "templates" / "reports" / "print.css").read_text("utf-8")
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)


@pytest.mark.parametrize(
    "word", ["flex", "grid-template", "nth-child", "var(", " > ", " ~ ", "http", "data:"]
)
def test_the_print_style_does_without(word):
    assert word not in RULES, f"print.css must do without {word!r}: WeasyPrint is slow there, or it fetches"


def test_selectors_go_one_step_down_at_most():
    selectors = [part for rule in re.findall(r"([^{}]+)\{", RULES) for part in rule.split(",")]
    assert [s for s in selectors if len(s.split()) > 2 and not s.strip().startswith("@")] == []


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_any_brand_colour_becomes_readable(colour):
    code = accent(colour)
    assert contrast(tuple(int(code[i : i + 2], 16) for i in (1, 3, 5)), WHITE) >= ENOUGH


@pytest.mark.parametrize("colour", [None, "", "red", "#12", "javascript:x", "#0b5f6g"])
def test_what_is_no_colour_gives_the_house_colour(colour):
    assert accent(colour) == "#0d5a74"


def test_a_good_colour_is_kept():
    assert accent("#0b5f66") == "#0b5f66"


def test_a_trend_is_never_bridged_over_a_pause():
    points = [charts.Point(str(i), v, "") for i, v in enumerate([70.0, 72.0, None, None, 80.0, 81.0])]
    trend = charts.trend(points, "t")

    assert len(trend.paths) == 2
    assert len(trend.pauses) == 1


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=24))
def test_every_mark_of_a_trend_lies_inside_the_chart(values):
    trend = charts.trend([charts.Point("x", v, "", lo=v, hi=v) for v in values], "t", target=80)

    for x, y, _ in trend.points:
        assert trend.left <= x <= trend.right
        assert trend.top <= y <= trend.bottom


def test_a_score_over_100_gets_a_longer_scale():
    chart = charts.bars([charts.Bar("a", 112.0, "112.0")], "t")
    assert chart.grid[-1][1] == "125"
    assert charts.trend([charts.Point("x", 140.0, "")], "t").points[0][1] > 10.0
    assert [charts.scale_end(values) for values in ([], [None], [99.9], [100.1], [150])] == [
        100,
        100,
        100,
        125,
        150,
    ]


@given(st.floats(0, 400))
def test_every_scale_is_named_in_whole_numbers(value):
    chart = charts.bars([charts.Bar("a", value, "")], "t")
    assert all(text.isdigit() for _, text in chart.grid)
    assert 4 <= len(chart.grid) <= 9
    assert charts.scale_end([value]) >= value


def test_a_measured_zero_is_drawn_and_what_was_not_measured_is_not():
    chart = charts.bars([charts.Bar("a", 0.0, "0.0", verdict="under"), charts.Bar("b", None, "–")], "t")
    assert [row.bar for row in chart.rows] == [(chart.left, charts.LEAST_BAR), None]
    assert chart.rows[0].hatch == ""


def test_the_last_figure_of_a_trend_stands_at_its_own_period():
    points = [charts.Point(str(i), v, str(v)) for i, v in enumerate([70.0, 72.0, None])]
    ended = charts.trend(points, "t")
    assert ended.points[-1][0] < ended.last[0] < ended.pauses[0][0] + ended.pauses[0][1]
    assert charts.trend(points[:2], "t").last[0] > ended.right


def test_the_word_of_a_pause_stands_inside_its_field():
    trend = charts.trend([charts.Point(str(i), v, "") for i, v in enumerate([70.0, 72.0, None])], "t")
    ((x, width, middle),) = trend.pauses
    assert middle == pytest.approx(x + width / 2, abs=0.1)
