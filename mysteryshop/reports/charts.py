"""The geometry of the charts on paper: where every mark lies, in CSS px (0.75 pt). Templates only print.

Marks mean the same everywhere: solid = reached or no target, pale = undetermined, hatched = under; hollow =
fewer than 30 answers; a dashed frame or a grey field = nothing was measured, and no line is drawn across it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

Line = tuple[str, float]  # a text and where it stands
LEAST_BAR = 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar to draw: value None draws a frame with `note` in it. All figures on the chart's own scale."""

    label: str
    value: float | None
    text: str
    note: str = ""
    verdict: str = "reached"  # reached, undetermined, under
    lo: float | None = None
    hi: float | None = None
    other: float | None = None  # a triangle: the brand's average
    own_mark: float | None = None  # a short upright on this bar alone
    ghost: float | None = None  # an outline: what it would be without a critical failure


@dataclass(frozen=True, slots=True)
class BarRow:
    y: float
    label: tuple[tuple[str, float], ...]
    small: bool
    bar: tuple[float, float] | None  # x, width
    verdict: str
    hatch: str
    whisker: tuple[float, float] | None
    triangle: float | None
    mark: float | None
    ghost: tuple[float, float] | None
    text: str
    note: str
    note_lines: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    title: str
    grid: tuple[tuple[float, str], ...]
    target: Line | None
    rows: tuple[BarRow, ...]


def bars(
    rows: Sequence[Bar],
    title: str,
    *,
    target: float | None = None,
    target_text: str = "",
    width: float = 658,
    label_width: float = 176,
    row_height: float = 21,
) -> BarChart:
    """Horizontal bars from 0; the scale reaches 100, or the next quarter above the largest value.

    :param target: one upright line through all bars.
    """
    left, right = label_width, width - (150 if width > 400 else 74)
    top = 14.0 if target is not None else 4.0
    bottom = top + len(rows) * row_height
    most = scale_end([row.value for row in rows])
    step = 25 if most <= 150 else 50

    def at(value: float) -> float:
        return _between(value, 0, most, left, right)

    return BarChart(
        width=width,
        height=bottom + 16,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        title=title,
        grid=tuple((at(g), str(g)) for g in range(0, most + 1, step)),
        target=None if target is None else (target_text, at(target)),
        rows=tuple(
            _bar_row(row, top + i * row_height + row_height * 0.4, left, at) for i, row in enumerate(rows)
        ),
    )


def scale_end(values: Sequence[float | None]) -> int:
    """100, or the next 25 above the largest value: a bonus that is not capped lifts a score over 100."""
    return max(100, 25 * ceil(max((v for v in values if v is not None), default=0) / 25))


def _bar_row(row: Bar, y: float, left: float, at: Callable[[float], float]) -> BarRow:
    lines = lines_of(row.label, int(left / 5) - 1)
    # A measured 0 is drawn too: nothing at all would look like nothing measured.
    span = None if row.value is None else (left, max(LEAST_BAR, round(at(row.value) - left, 1)))
    hatched = row.verdict == "under" and span is not None and span[1] > LEAST_BAR
    notes = lines_of(row.note, 22)
    return BarRow(
        y=round(y, 1),
        label=tuple(_stacked(lines, y)),
        small=len(lines) > 1,
        bar=span,
        verdict=row.verdict,
        hatch=hatch(left, y - 5, span[1], 10) if hatched and span else "",
        whisker=None if row.lo is None or row.hi is None else (at(row.lo), at(row.hi)),
        triangle=None if row.other is None else at(row.other),
        mark=None if row.own_mark is None else at(row.own_mark),
        ghost=None if row.ghost is None else (left, round(at(row.ghost) - left, 1)),
        text=row.text,
        note=row.note,
        note_lines=tuple(_stacked(notes, y, 8)),
    )


def _stacked(lines: Sequence[str], y: float, size: float = 8.6) -> list[tuple[str, float]]:
    if len(lines) == 1:
        return [(lines[0], round(y + 3.4, 1))]
    return [(lines[0], round(y - 1.4, 1)), (lines[1], round(y - 1.4 + size + 0.8, 1))]


@dataclass(frozen=True, slots=True)
class Ruler:
    """One figure on its own scale: band = interval, point = value, upright = target."""

    title: str
    width: float
    at: float | None
    band: tuple[float, float] | None  # x, width
    hollow: bool
    target: float | None
    target_text: str
    target_x: float
    ends: tuple[str, str]


def ruler(
    value: float | None,
    lo: float | None,
    hi: float | None,
    title: str,
    *,
    ends: tuple[float, float],
    end_texts: tuple[str, str],
    hollow: bool,
    target: float | None = None,
    target_text: str = "",
    width: float = 149,
) -> Ruler:
    """:param ends: the scale's ends, wide enough that no interval is cut."""

    def at(number: float) -> float:
        return _between(number, ends[0], ends[1], 4, width - 4)

    band = None if lo is None or hi is None or value is None else (at(lo), round(at(hi) - at(lo), 1))
    where = None if target is None else at(target)
    return Ruler(
        title=title,
        width=width,
        at=None if value is None else at(value),
        band=band,
        hollow=hollow,
        target=where,
        target_text=target_text,
        target_x=0 if where is None else min(max(where, 14), width - 16),
        ends=end_texts,
    )


@dataclass(frozen=True, slots=True)
class Point:
    """A month or wave of a trend: value None is a pause."""

    label: str
    value: float | None
    text: str
    hollow: bool = False
    lo: float | None = None
    hi: float | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    title: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    grid: tuple[tuple[float, str], ...]
    pauses: tuple[tuple[float, float, float], ...]  # x, width, middle
    bands: tuple[tuple[float, float, float], ...]  # x, y of the upper end, y of the lower
    paths: tuple[str, ...]
    points: tuple[tuple[float, float, bool], ...]  # x, y, hollow
    labels: tuple[tuple[float, str], ...]
    target: tuple[float, str] | None
    last: tuple[float, float, str] | None  # x, y, text


def trend(
    points: Sequence[Point],
    title: str,
    *,
    target: float | None = None,
    target_text: str = "",
    width: float = 658,
    height: float = 140,
) -> Trend:
    """Points in time from 0 to 100 (or `scale_end`): a pause is a grey gap, never bridged.

    The scale starts at the last multiple of 20 under everything drawn, so that no interval is cut.
    """
    left, right, top, bottom = 26.0, width - 64, 10.0, height - 20
    drawn = [v for p in points for v in (p.value, p.lo, target) if v is not None]
    low, most = max(0, int(min(drawn, default=0) // 20) * 20), scale_end([*drawn, *(p.hi for p in points)])
    step = 20 if low else 25
    between = (right - left - 20) / max(1, len(points) - 1)
    every = 1 + len(points) // 14

    def x(i: float) -> float:
        return round(left + 10 + between * i if len(points) > 1 else (left + right) / 2, 1)

    def y(value: float) -> float:
        return _between(value, low, most, bottom, top)

    gaps = [(max(left, x(a - 0.5)), min(right, x(b + 0.5))) for a, b in _gaps(points)]
    measured = [(i, p, p.value) for i, p in enumerate(points) if p.value is not None]
    last = measured[-1] if measured else None
    return Trend(
        title=title,
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        grid=tuple((y(g), str(g)) for g in range(low, most + 1, step)),
        pauses=tuple((a, round(b - a, 1), round((a + b) / 2, 1)) for a, b in gaps),
        bands=tuple(
            (x(i), y(p.hi), y(p.lo)) for i, p, _ in measured if p.lo is not None and p.hi is not None
        ),
        paths=tuple(_paths([(x(i), None if p.value is None else y(p.value)) for i, p in enumerate(points)])),
        points=tuple((x(i), y(value), p.hollow) for i, p, value in measured),
        labels=tuple((x(i), p.label) for i, p in enumerate(points) if i % every == 0),
        target=None if target is None else (y(target), target_text),
        last=None
        if last is None
        else (
            # At the end of the line, and not in the margin when pauses follow: it belongs to its own period.
            right + 5 if last[0] == len(points) - 1 else x(last[0]) + 7,
            _beside(y(last[2]), None if target is None else y(target)),
            last[1].text,
        ),
    )


def _beside(y: float, other: float | None) -> float:
    """Where a label at `y` stands so that it does not lie on the label at `other`."""
    if other is None or abs(y - other) > 10:
        return y + 3
    return other - 7 if y <= other else other + 13


def _gaps(points: Sequence[Point]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for i, point in enumerate(points):
        if point.value is None:
            if found and found[-1][1] == i - 1:
                found[-1] = (found[-1][0], i)
            else:
                found.append((i, i))
    return found


def _paths(points: Sequence[tuple[float, float | None]]) -> list[str]:
    """One path for each unbroken run of two points or more."""
    runs: list[list[str]] = [[]]
    for x, y in points:
        if y is None:
            runs.append([])
        else:
            runs[-1].append(f"{x} {y}")
    return ["M" + "L".join(run) for run in runs if len(run) > 1]


def hatch(left: float, top: float, width: float, height: float, step: float = 5) -> str:
    """Slanted lines that fill a rectangle, as one path."""
    path, k = "", step
    while k < width + height:
        x1, y1 = (left + k, top) if k <= width else (left + width, top + k - width)
        x2, y2 = (left, top + k) if k <= height else (left + k - height, top + height)
        path += f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
        k += step
    return path


def lines_of(label: str, most: int) -> tuple[str, ...]:
    """A label on one line of about `most` letters, or on two, the second cut with an ellipsis."""
    if len(label) <= most:
        return (label,)
    cut = label.rfind(" ", 0, most + 1)
    cut = cut if cut > 0 else most
    rest = label[cut:].strip()
    return label[:cut], shorten(rest, most)


def shorten(text: str, most: int = 96) -> str:
    """The text, cut with an ellipsis after `most` letters; only where the whole of it stands elsewhere."""
    return text if len(text) <= most else text[: most - 1].rstrip(" ,;") + "…"


def _between(value: float, low: float, high: float, start: float, end: float) -> float:
    """`value` of low..high on start..end, kept inside."""
    inside = max(low, min(high, value))
    return round(start + (end - start) * (inside - low) / ((high - low) or 1), 1)
