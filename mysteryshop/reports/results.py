"""The result pages as objects: every figure worded, every chart measured. Templates only print.

Speaks the language that Flask-Babel has at the moment, as `figures.py` does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from mysteryshop.domain.figures import Change, Figure, Metric, Verdict
from mysteryshop.domain.privacy import WITHOUT_VALUE, State
from mysteryshop.domain.tallies import CUSTOMER, HEADLINE, Figures
from mysteryshop.reports.figures import WordedFigure, count_text, metric_name, word_figure
from mysteryshop.reports.formats import DOT
from mysteryshop.reports.page_charts import (
    Bar,
    Ruler,
    Trend,
    TrendPoint,
    bar,
    ruler,
    scale_for,
    trend,
)
from mysteryshop.reports.words import listed

Changes = Mapping[Metric, Change]


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline figure, for `components/tile.html`."""

    label: str
    value: str | None
    unit: str
    none_text: str
    ruler: Ruler | None
    ruler_label: str
    ends: tuple[str, str] | None
    base: str
    low_base: bool
    changes: tuple[tuple[str, str], ...]


_MEANS = {Metric.CSAT: Metric.CSAT_MEAN, Metric.CES: Metric.CES_MEAN}


def tiles(figures: Figures, changes: Changes, before: str) -> tuple[Tile, ...]:
    """Audit score, CSAT, NPS, CES, side by side on their own scales, never averaged into one.

    :param before: the name of the period before, as inside a sentence.
    """
    return tuple(
        _tile(figures[metric], changes.get(metric), before, figures.get(_MEANS.get(metric, metric)))
        for metric in HEADLINE
    )


def _tile(figure: Figure, change: Change | None, before: str, mean: Figure | None) -> Tile:
    worded = word_figure(figure, change=change, before=before)
    drawn = ruler(figure)
    remarks = [(remark.icon, remark.text) for remark in worded.remarks] if worded.value is not None else []
    if worded.note and worded.note != worded.base:
        remarks.insert(0, ("info", worded.note))
    base = worded.base
    if mean is not None and mean.metric in _MEANS.values() and mean.has_value:
        base = f"{base}{DOT}{mean_sentence(mean)}"
    return Tile(
        label=worded.label,
        value=worded.value,
        unit=worded.unit,
        none_text=worded.none_text,
        ruler=drawn,
        ruler_label=worded.sentence,
        ends=drawn.ends if drawn else None,
        base=base,
        low_base=figure.state is State.LOW,
        changes=tuple(remarks),
    )


def mean_sentence(mean: Figure) -> str:
    """The mean of the scale, named as a mean: it stands beside the share and is never called CSAT or CES."""
    worded = word_figure(mean)
    return gettext("%(name)s %(value)s %(unit)s", name=worded.label, value=worded.value, unit=worded.unit)


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure in a table: value or state, its ruler, n."""

    label: str  # what the column is called, where the table folds
    worded: WordedFigure
    ruler: Ruler | None


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    sub: str
    key: int | str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with audit score, CSAT, NPS and CES, each column on one scale."""

    columns: tuple[tuple[str, str], ...]  # name, the scale's ends
    rows: tuple[Row, ...]


def table(rows: Sequence[tuple[str, str, int | str, Figures]]) -> Table:
    """:param rows: (name, what stands smaller under it, key for the link, figures)."""
    scales = {metric: scale_for([figures[metric] for *_rest, figures in rows]) for metric in HEADLINE}
    ends = {metric: _ends(metric, scales[metric], rows) for metric in HEADLINE}
    return Table(
        columns=tuple((metric_name(metric), ends[metric]) for metric in HEADLINE),
        rows=tuple(
            Row(
                name,
                sub,
                key,
                tuple(
                    Cell(
                        metric_name(metric),
                        word_figure(figures[metric], label=f"{name}, {metric_name(metric)}"),
                        ruler(figures[metric], scale=scales[metric]),
                    )
                    for metric in HEADLINE
                ),
            )
            for name, sub, key, figures in rows
        ),
    )


def _ends(
    metric: Metric, scale: tuple[float, float], rows: Sequence[tuple[str, str, int | str, Figures]]
) -> str:
    drawn = next(
        (found for *_rest, figures in rows if (found := ruler(figures[metric], scale=scale)) is not None),
        None,
    )
    if drawn is None:
        return ""
    return gettext("%(low)s to %(high)s", low=drawn.ends[0], high=drawn.ends[1])


@dataclass(frozen=True, slots=True)
class TrendRow:
    name: str
    worded: WordedFigure


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A figure month by month: the drawing, one sentence for it, and the table behind it."""

    title: str
    chart: Trend
    sentence: str
    could_show: str
    rows: tuple[TrendRow, ...]


def trend_chart(metric: Metric, months: Sequence[tuple[str, str, Figure]]) -> TrendChart | None:
    """The trend of one metric; None when fewer than two months have a figure.

    :param months: (label under the chart, name in the table, figure), oldest first.
    """
    months = _from_first(months)
    rows = tuple(TrendRow(name, word_figure(figure)) for _label, name, figure in months)
    shown = [row for row in rows if row.worded.value is not None]
    if len(shown) < 2:
        return None
    return TrendChart(
        title=gettext("%(metric)s by month", metric=metric_name(metric)),
        chart=trend([TrendPoint(label, figure, _pause(figure)) for label, _name, figure in months]),
        sentence=gettext(
            "%(metric)s by month, %(first)s to %(last)s: %(then)s at first, %(now)s at last",
            metric=metric_name(metric),
            first=shown[0].name,
            last=shown[-1].name,
            then=shown[0].worded.value,
            now=shown[-1].worded.value,
        ),
        could_show=shown[-1].worded.could_show,
        rows=rows,
    )


def _from_first(months: Sequence[tuple[str, str, Figure]]) -> Sequence[tuple[str, str, Figure]]:
    """Without the months before anything was measured: they are no pause."""
    first = next((i for i, month in enumerate(months) if month[2].state is not State.NO_DATA), len(months))
    return months[first:]


def _pause(figure: Figure) -> str:
    if figure.state in {State.HIDDEN, State.HIDDEN_TOO}:
        return gettext("Hidden")
    if figure.state not in WITHOUT_VALUE:
        return ""
    if figure.state is State.NO_SCORE:
        return gettext("No score")
    return gettext("No visits") if figure.metric is Metric.AUDIT else gettext("No answers")


@dataclass(frozen=True, slots=True)
class SectionRow:
    title: str
    sub: str
    worded: WordedFigure
    brand: WordedFigure
    bar: Bar


def section_row(title: str, scorecard: str, here: Figure, brand: Figure, *, beside: bool) -> SectionRow:
    """A section's bar with the brand's average as the upright.

    :param scorecard: its name where several are in use, else empty; :param beside: draw the brand's average.
    """
    worded = word_figure(here, label=title)
    counted = count_text(Metric.SECTION, here.n)
    return SectionRow(
        title=title,
        sub=f"{counted}{DOT}{scorecard}" if scorecard else counted,
        worded=worded,
        brand=word_figure(brand, label=title),
        bar=bar(here, mark=brand.value if beside else None),
    )


# --- the headline ---


def headline(figures: Figures, changes: Changes, period: str, before: str) -> str:
    """What happened, in a sentence or two made of tested verdicts only.

    :param period: and `before`: their names as inside a sentence; before is empty when there is none.
    """
    return f"{_visits(figures, changes, period, before)} {_customers(figures, changes)}"


def _visits(figures: Figures, changes: Changes, period: str, before: str) -> str:
    audits = figures[Metric.AUDIT]
    if audits.state is State.NO_DATA:
        return gettext("No visits in %(period)s yet.", period=period)
    change = changes.get(Metric.AUDIT)
    verdict = change.verdict if change and before else Verdict.NOTHING_BEFORE
    if verdict is Verdict.UP:
        return gettext("Visits went better than in %(period)s.", period=before)
    if verdict is Verdict.DOWN:
        return gettext("Visits went worse than in %(period)s.", period=before)
    if verdict is Verdict.UNCLEAR:
        return gettext("Visits show no clear change since %(period)s.", period=before)
    if verdict is Verdict.TOO_FEW:
        return gettext("Too few visits to compare with %(period)s.", period=before)
    return gettext("%(visits)s in %(period)s.", visits=count_text(Metric.AUDIT, audits.n), period=period)


def _customers(figures: Figures, changes: Changes) -> str:
    if all(figures[metric].state is State.NO_DATA for metric in CUSTOMER):
        return gettext("No customer has answered.")
    hidden = {State.HIDDEN, State.HIDDEN_TOO}
    if all(figures[metric].state in {*hidden, State.NO_DATA} for metric in CUSTOMER):
        return gettext("Customers’ figures are hidden.")
    verdicts = {metric: changes[metric].verdict for metric in CUSTOMER if metric in changes}
    up = [metric_name(metric) for metric, verdict in verdicts.items() if verdict is Verdict.UP]
    down = [metric_name(metric) for metric, verdict in verdicts.items() if verdict is Verdict.DOWN]
    if up and down:
        return gettext("%(up)s went up, %(down)s went down.", up=listed(up), down=listed(down))
    if up:
        return gettext("Customers: %(metrics)s went up.", metrics=listed(up))
    if down:
        return gettext("Customers: %(metrics)s went down.", metrics=listed(down))
    if Verdict.UNCLEAR in verdicts.values():
        return gettext("Customers’ answers show no clear change.")
    if Verdict.TOO_FEW in verdicts.values():
        return gettext("Too few customers’ answers to compare.")
    return gettext("Customers’ answers have nothing before them to compare with.")
