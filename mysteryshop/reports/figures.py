"""A figure in words and rounded, once, for page, PDF, mail and API. Templates and reports print what is here.

Speaks the language that Flask-Babel has at the moment: a job or a report for somebody else wraps the call in
`force_locale(language)`. Rounded: scores and means to one decimal, shares and NPS to whole numbers.
"""

from dataclasses import dataclass

from flask_babel import get_locale, gettext, ngettext

from mysteryshop.domain.figures import (
    OF_AUDITS,
    SCALES,
    Change,
    Figure,
    Judgement,
    Metric,
    Verdict,
    change_it_could_show,
    judge,
)
from mysteryshop.domain.privacy import HOUSE_FLOORS, Floors, State
from mysteryshop.reports import formats
from mysteryshop.reports.formats import DOT

_DECIMALS = {
    Metric.AUDIT: 1,
    Metric.SECTION: 1,
    Metric.CSAT: 0,
    Metric.CSAT_MEAN: 1,
    Metric.NPS: 0,
    Metric.CES: 0,
    Metric.CES_MEAN: 1,
}
_SHARES = frozenset({Metric.CSAT, Metric.CES})


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence beside a figure with the icon that says the same: up, down, dash, check, cross."""

    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class WordedFigure:
    """Everything that is printed of one figure.

    :param value: the value in the reader's format; None where there is none, then `none_text` says why.
    :param base: n and the interval in one line, "598 answers · 95% interval +19 to +31".
    :param cell: the value, or the state in the fewest words, for a table.
    :param note: what small numbers forbid: "Too few answers to rank", "One visit, no interval"; else empty.
    :param sentence: the figure in one sentence, for a chart's label.
    """

    figure: Figure
    label: str
    value: str | None
    unit: str
    none_text: str
    n: str
    interval: str
    base: str
    cell: str
    note: str
    low_base: bool
    sentence: str
    change: Remark | None = None
    target: Remark | None = None
    could_show: str = ""

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in (self.change, self.target) if remark is not None)


def word_figure(
    figure: Figure,
    *,
    label: str | None = None,
    change: Change | None = None,
    before: str = "",
    target: float | None = None,
    floors: Floors = HOUSE_FLOORS,
) -> WordedFigure:
    """Word a figure in the present language.

    :param label: instead of the metric's own name, for a section or a situation.
    :param change: against the period before, and :param before: that period's name inside a sentence ("wave 5").
    :param target: on the figure's scale.
    """
    metric = figure.metric
    value = None if figure.value is None else value_text(metric, figure.value)
    name = label or metric_name(metric)
    return WordedFigure(
        figure=figure,
        label=name,
        value=value,
        unit=unit_of(metric),
        none_text=_none_text(figure, floors),
        n=count_text(metric, figure.n),
        interval=interval_text(figure),
        base=_base(figure),
        cell=value if value is not None else _cell(figure.state),
        note=_note(figure),
        low_base=figure.state in {State.LOW, State.FEW},
        sentence=_sentence(figure, name, value, target, floors),
        change=None if change is None else _change(metric, change, before),
        target=_target(figure, target),
        could_show=_could_show(figure),
    )


def metric_name(metric: Metric) -> str:
    """What the figure is called over a tile or a column."""
    return {
        Metric.AUDIT: gettext("Audit score"),
        Metric.SECTION: gettext("Section"),
        Metric.CSAT: gettext("CSAT"),
        Metric.CSAT_MEAN: gettext("Mean satisfaction"),
        Metric.NPS: gettext("NPS"),
        Metric.CES: gettext("CES"),
        Metric.CES_MEAN: gettext("Mean ease"),
    }[metric]


def unit_of(metric: Metric) -> str:
    """What stands smaller after the value."""
    return {
        Metric.AUDIT: gettext("of 100"),
        Metric.SECTION: gettext("of 100"),
        Metric.CSAT: gettext("satisfied"),
        Metric.CSAT_MEAN: gettext("of 5"),
        Metric.NPS: gettext(
            "%(low)s to %(high)s", low=_plain(Metric.NPS, -100), high=_plain(Metric.NPS, 100)
        ),
        Metric.CES: gettext("found it easy"),
        Metric.CES_MEAN: gettext("of 7"),
    }[metric]


def value_text(metric: Metric, value: float) -> str:
    """A value as it is printed: 82.4, 80%, +25."""
    if metric in _SHARES:
        return formats.percent(value, _language(), _DECIMALS[metric])
    return _plain(metric, value)


def _plain(metric: Metric, value: float) -> str:
    return formats.number(value, _language(), _DECIMALS[metric], signed=metric is Metric.NPS)


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "en"


def count_text(metric: Metric, n: int) -> str:
    """ "96 visits", "598 answers"."""
    count = formats.number(n, _language())
    if metric in OF_AUDITS:
        return ngettext("%(count)s visit", "%(count)s visits", n, count=count)
    return ngettext("%(count)s answer", "%(count)s answers", n, count=count)


def interval_text(figure: Figure) -> str:
    """ "95% interval +19 to +31"; empty where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = _plain(figure.metric, figure.low), _plain(figure.metric, figure.high)
    level = formats.percent(95, _language())
    text = gettext("%(level)s interval %(low)s to %(high)s", level=level, low=low, high=high)
    before, found, ends = text.rpartition(f" {low} ")
    # Both ends stay on one line, however narrow the column is.
    tied = (found + ends).replace(" ", "\N{NO-BREAK SPACE}").replace("\N{NO-BREAK SPACE}", " ", 1)
    # A line may break after a dash in spite of the space, so a joiner follows it.
    return before + tied.replace(
        "\N{EN DASH}\N{NO-BREAK SPACE}", "\N{EN DASH}\N{WORD JOINER}\N{NO-BREAK SPACE}"
    )


def _base(figure: Figure) -> str:
    if figure.state is State.NO_DATA:
        return ""
    if figure.state is State.NO_SCORE:
        return gettext("Nothing that counts applied in these visits")
    if figure.state is State.HIDDEN:
        return ""
    if figure.state is State.HIDDEN_TOO:
        return gettext(
            "%(answers)s. Shown, it would give away a smaller group.",
            answers=count_text(figure.metric, figure.n),
        )
    if figure.state is State.SINGLE:
        return gettext("One visit, no interval")
    return DOT.join(part for part in (count_text(figure.metric, figure.n), interval_text(figure)) if part)


def _none_text(figure: Figure, floors: Floors) -> str:
    if figure.state is State.HIDDEN:
        return gettext(
            "Hidden: %(answers)s, shown from %(floor)s",
            answers=count_text(figure.metric, figure.n),
            floor=formats.number(floors.hidden_below, _language()),
        )
    return _cell(figure.state)


def _cell(state: State) -> str:
    return {
        State.NO_DATA: gettext("No data"),
        State.NO_SCORE: gettext("No score"),
        State.HIDDEN: gettext("Hidden"),
        State.HIDDEN_TOO: gettext("Hidden too"),
    }.get(state, "")


def _note(figure: Figure) -> str:
    if figure.state is State.FEW:
        return gettext("Too few answers to rank")
    if figure.state is State.SINGLE:
        return gettext("One visit, no interval")
    return ""


def _sentence(figure: Figure, name: str, value: str | None, target: float | None, floors: Floors) -> str:
    if value is None:
        return gettext("%(name)s: %(reason)s", name=name, reason=_none_text(figure, floors))
    low, high = SCALES[figure.metric]
    parts = [
        gettext(
            "%(name)s %(value)s on a scale from %(low)s to %(high)s",
            name=name,
            value=value,
            low=formats.number(low, _language(), signed=figure.metric is Metric.NPS),
            high=formats.number(high, _language(), signed=figure.metric is Metric.NPS),
        )
    ]
    if figure.has_interval:
        parts.append(interval_text(figure))
    parts.append(count_text(figure.metric, figure.n))
    if target is not None:
        parts.append(gettext("target %(target)s", target=_target_value(figure.metric, target)))
    return ", ".join(parts)


def _change(metric: Metric, change: Change, before: str) -> Remark:
    if change.verdict is Verdict.TOO_FEW:
        text = (
            gettext("Too few visits to compare with %(period)s", period=before)
            if metric in OF_AUDITS
            else gettext("Too few answers to compare with %(period)s", period=before)
        )
        return Remark("dash", text)
    if change.verdict is Verdict.NOTHING_BEFORE:
        return Remark("dash", gettext("Nothing in %(period)s to compare with", period=before))
    if change.points is None:
        return Remark("dash", gettext("No clear change since %(period)s", period=before))
    points = formats.number(abs(change.points), _language(), _DECIMALS[metric])
    if change.verdict is Verdict.UP:
        return Remark("up", gettext("%(points)s up since %(period)s", points=points, period=before))
    return Remark("down", gettext("%(points)s down since %(period)s", points=points, period=before))


def _target(figure: Figure, target: float | None) -> Remark | None:
    judgement = judge(figure, target)
    if judgement is None or target is None:
        return None
    aim = _target_value(figure.metric, target)
    if judgement is Judgement.REACHED:
        return Remark("check", gettext("Target of %(target)s reached", target=aim))
    if judgement is Judgement.UNDER:
        return Remark("cross", gettext("Under the target of %(target)s", target=aim))
    return Remark("dash", gettext("Target %(target)s: undetermined", target=aim))


def _target_value(metric: Metric, target: float) -> str:
    whole = float(target).is_integer()
    return formats.number(target, _language(), 0 if whole else 1, signed=metric is Metric.NPS)


def _could_show(figure: Figure) -> str:
    points = change_it_could_show(figure)
    if points is None:
        return ""
    return gettext(
        "With %(base)s a period, a real change under %(points)s would often go unseen.",
        base=count_text(figure.metric, figure.n),
        points=formats.number(points, _language(), _DECIMALS[figure.metric]),
    )
