"""The geometry of the charts on pages: everything in per cent of the drawing, so that text keeps its size.

Templates only print (`templates/components/charts.html`). The charts on paper are `charts.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import get_locale

from mysteryshop.domain.figures import SCALES, Figure, Metric
from mysteryshop.reports import formats

_SIGNED = frozenset({Metric.NPS})


@dataclass(frozen=True, slots=True)
class Ruler:
    """One figure on its own scale. `at` is the value, `lo` to `hi` the interval, `weak` draws hollow."""

    at: float
    lo: float | None
    hi: float | None
    target: float | None
    weak: bool
    ticks: tuple[float, ...]
    ends: tuple[str, str]


def ruler(
    figure: Figure, *, scale: tuple[float, float] | None = None, target: float | None = None
) -> Ruler | None:
    """The ruler under a value; None where there is no value.

    :param scale: of several rulers that are compared; else wide enough for this one.
    """
    if figure.value is None:
        return None
    low, high = scale or scale_for([figure], target)
    return Ruler(
        at=_share(figure.value, low, high),
        lo=None if figure.low is None else _share(figure.low, low, high),
        hi=None if figure.high is None else _share(figure.high, low, high),
        target=None if target is None else _share(target, low, high),
        weak=figure.is_weak,
        ticks=tuple(range(0, 101, 25)),
        ends=(_end(figure.metric, low), _end(figure.metric, high)),
    )


def scale_for(figures: Sequence[Figure], target: float | None = None) -> tuple[float, float]:
    """A scale on which no value, interval or target is cut: the metric's own, or its upper part where all lies there.

    :param figures: of one metric; may be empty.
    """
    if not figures:
        return (0, 100)
    metric = figures[0].metric
    lowest, highest = SCALES[metric]
    drawn = [v for f in figures for v in (f.value, f.low, f.high) if v is not None]
    drawn += [] if target is None else [target]
    if not drawn or metric in {Metric.CSAT_MEAN, Metric.CES_MEAN}:
        return lowest, highest
    if metric is Metric.NPS:
        low = max(-100, 20 * (int(min(drawn) // 20)))
        high = min(100, -20 * int(-max(drawn) // 20))
        return (low, high) if high - low >= 80 else _widened(low, high)
    highest = max(highest, -10 * (-max(drawn) // 10))  # a bonus that is not capped goes beyond 100
    return (50, highest) if min(drawn) >= 50 else (lowest, highest)


def _widened(low: float, high: float) -> tuple[float, float]:
    while high - low < 80:
        if high < 100:
            high += 20
        if high - low < 80 and low > -100:
            low -= 20
    return low, high


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from 0 to `at`, with whiskers `lo` to `hi`, an upright at `target`."""

    at: float | None
    lo: float | None
    hi: float | None
    target: float | None
    verdict: str


def bar(figure: Figure, *, mark: float | None = None, verdict: str = "") -> Bar:
    """:param mark: where the upright stands, on the figure's scale of 0 to 100; :param verdict: "under" hatches."""
    low, high = (0.0, 100.0) if figure.metric is not Metric.NPS else SCALES[Metric.NPS]
    return Bar(
        at=None if figure.value is None else _share(figure.value, low, high),
        lo=None if figure.low is None else _share(figure.low, low, high),
        hi=None if figure.high is None else _share(figure.high, low, high),
        target=None if mark is None else _share(mark, low, high),
        verdict=verdict,
    )


# --- trend ---

_LEFT, _TOP, _BOTTOM = 8.0, 12.0, 86.0


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A month: its label under the chart, its figure, and the word for a month without one ("No visits")."""

    label: str
    figure: Figure
    pause: str


@dataclass(frozen=True, slots=True)
class Grid:
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Pause:
    x: float
    w: float
    mid: float
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    lo: float | None
    hi: float | None
    weak: bool


@dataclass(frozen=True, slots=True)
class Segment:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    text: str
    always: bool


@dataclass(frozen=True, slots=True)
class Trend:
    left: float
    top: float
    height: float
    grid: tuple[Grid, ...]
    pauses: tuple[Pause, ...]
    points: tuple[Dot, ...]
    segments: tuple[Segment, ...]
    months: tuple[Label, ...]
    breaks: tuple[()] = ()
    target: None = None


def trend(points: Sequence[TrendPoint]) -> Trend:
    """Months in order; neighbours are joined, a month without a value is a hatched pause that no line crosses."""
    figures = [p.figure for p in points]
    low, high, step = _steps(figures)
    width = (100 - _LEFT) / max(1, len(points))

    def x(i: float) -> float:
        return round(_LEFT + width * (i + 0.5), 2)

    def y(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * (value - low) / (high - low), 2)

    dots = [
        Dot(
            x(i),
            y(f.value),
            None if f.low is None else y(f.low),
            None if f.high is None else y(f.high),
            f.is_weak,
        )
        if f.value is not None
        else None
        for i, f in enumerate(figures)
    ]
    metric = figures[0].metric if figures else Metric.AUDIT
    return Trend(
        left=_LEFT,
        top=_TOP,
        height=_BOTTOM - _TOP,
        grid=tuple(
            Grid(y(low + step * i), _end(metric, low + step * i))
            for i in range(round((high - low) / step) + 1)
        ),
        pauses=tuple(_pauses(points, x, width)),
        points=tuple(dot for dot in dots if dot is not None),
        segments=tuple(
            Segment(a.x, a.y, b.x, b.y) for a, b in pairwise(dots) if a is not None and b is not None
        ),
        months=tuple(Label(x(i), p.label, (len(points) - 1 - i) % 3 == 0) for i, p in enumerate(points)),
    )


def _pauses(points: Sequence[TrendPoint], x: Callable[[float], float], width: float) -> list[Pause]:
    """Pauses between measured months; what lies before the first figure is no pause, but not yet."""
    measured = [i for i, p in enumerate(points) if p.figure.value is not None]
    if not measured:
        return []
    runs: list[list[int]] = []
    for i in range(measured[0], len(points)):
        if points[i].figure.value is not None:
            continue
        if runs and runs[-1][-1] == i - 1 and points[i].pause == points[runs[-1][0]].pause:
            runs[-1].append(i)
        else:
            runs.append([i])
    return [
        Pause(
            round(x(run[0]) - width / 2, 2),
            round(width * len(run), 2),
            round((x(run[0]) + x(run[-1])) / 2, 2),
            points[run[0]].pause,
        )
        for run in runs
    ]


def _steps(figures: Sequence[Figure]) -> tuple[float, float, float]:
    """Lowest line, highest line and step of a grid of three to seven lines that cuts nothing."""
    lowest, highest = SCALES[figures[0].metric] if figures else (0, 100)
    drawn = [v for f in figures for v in (f.value, f.low, f.high) if v is not None]
    if not drawn:
        return lowest, highest, (highest - lowest) / 4
    for step in (5, 10, 20, 25, 50):
        low, top = max(lowest, step * (min(drawn) // step)), -step * (-max(drawn) // step)
        high = top if max(drawn) > highest else min(highest, top)
        if high == low:
            low, high = max(lowest, low - step), max(high, min(highest, high + step))
        if (high - low) / step <= 6:
            return low, high, step
    return lowest, max(highest, top), (max(highest, top) - lowest) / 4


def _share(value: float, low: float, high: float) -> float:
    return round(100 * (min(max(value, low), high) - low) / (high - low), 2)


def _end(metric: Metric, value: float) -> str:
    locale = get_locale()
    return formats.number(value, str(locale.language) if locale else "en", signed=metric in _SIGNED)


def score_bar(value: float | None, pass_mark: float | None) -> Bar:
    """The bar of one visit's section: hatched when under its pass mark; no interval, since it is one visit."""
    verdict = "under" if value is not None and pass_mark is not None and value < pass_mark else ""
    return Bar(
        at=None if value is None else _share(value, 0, 100),
        lo=None,
        hi=None,
        target=None if pass_mark is None else _share(pass_mark, 0, 100),
        verdict=verdict,
    )
