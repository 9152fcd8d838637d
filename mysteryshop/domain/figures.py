"""One figure as it leaves the domain: value, answers, interval, how it may be shown. Unrounded, unworded."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

from mysteryshop.domain.cx_metrics import NpsCounts, RatingCounts, ScoreSums, ces_counts, csat_counts
from mysteryshop.domain.estimates import (
    Difference,
    Interval,
    Pool,
    mean_difference,
    mean_interval,
    nps_adjusted_wald,
    nps_difference,
    proportion_difference,
    smallest_visible_change,
    wilson_interval,
    z_for,
)
from mysteryshop.domain.privacy import (
    HOUSE_FLOORS,
    WITHOUT_VALUE,
    Floors,
    State,
    answers_state,
    audits_state,
)


class Metric(StrEnum):
    """What a figure measures; each has its own scale, and no two are ever averaged."""

    AUDIT = "audit"  # mean printed score, 0..100
    SECTION = "section"  # mean score of one section, 0..100
    CSAT = "csat"  # share of 4 and 5, per cent
    CSAT_MEAN = "csat_mean"  # 1..5
    NPS = "nps"  # -100..100
    CES = "ces"  # share of 5 to 7, per cent
    CES_MEAN = "ces_mean"  # 1..7


SCALES: Mapping[Metric, tuple[float, float]] = {
    Metric.AUDIT: (0, 100),
    Metric.SECTION: (0, 100),
    Metric.CSAT: (0, 100),
    Metric.CSAT_MEAN: (1, 5),
    Metric.NPS: (-100, 100),
    Metric.CES: (0, 100),
    Metric.CES_MEAN: (1, 7),
}
OF_AUDITS = frozenset({Metric.AUDIT, Metric.SECTION})


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and how sure it is.

    :param value: on the metric's scale, unrounded; None in the states without a value.
    :param n: answers, or audits for audit scores. Also known where the value is hidden.
    :param low: and `high`: the 95 % interval on the same scale, clipped to it; None where there is none.
    :param pooled: the interval rests on the spread of all the brand's locations, not on these audits alone.
    """

    metric: Metric
    value: float | None
    n: int
    low: float | None
    high: float | None
    state: State
    pooled: bool = False

    @property
    def has_value(self) -> bool:
        return self.value is not None

    @property
    def has_interval(self) -> bool:
        return self.low is not None and self.high is not None

    @property
    def is_weak(self) -> bool:
        """Drawn hollow, with a thin grey interval: fewer than 30 answers, or one visit."""
        return self.state in {State.FEW, State.LOW, State.SINGLE}

    def hidden_beside_neighbours(self) -> "Figure":
        """The same figure without its value, because a hidden neighbour could be worked out from it."""
        if self.state in WITHOUT_VALUE:
            return self
        return replace(self, value=None, low=None, high=None, state=State.HIDDEN_TOO)


def _figure(metric: Metric, value: float | None, n: int, interval: Interval | None, state: State) -> Figure:
    if value is None or state in WITHOUT_VALUE:
        return Figure(metric, None, n, None, None, state)
    low, high = (interval.low, interval.high) if interval else (None, None)
    return Figure(metric, value, n, low, high, state)


def nps_figure(counts: NpsCounts, floors: Floors = HOUSE_FLOORS) -> Figure:
    """NPS with its adjusted Wald interval, hidden under the floor. The point is the raw NPS."""
    estimate = nps_adjusted_wald(counts)
    interval = Interval(estimate.low, estimate.high) if estimate and counts.n >= 2 else None
    return _figure(Metric.NPS, counts.nps, counts.n, interval, answers_state(counts.n, floors))


def csat_figure(counts: Mapping[int, int], floors: Floors = HOUSE_FLOORS) -> Figure:
    """CSAT: the share of 4 and 5 in per cent, with Wilson's interval.

    :param counts: rating 1..5 -> how many.
    """
    return _share_figure(Metric.CSAT, csat_counts(counts), floors)


def ces_figure(counts: Mapping[int, int], floors: Floors = HOUSE_FLOORS) -> Figure:
    """CES 2.0: the share of 5 to 7 in per cent, with Wilson's interval.

    :param counts: rating 1..7 -> how many. Answers to CES 1.0 do not belong here.
    """
    return _share_figure(Metric.CES, ces_counts(counts), floors)


def csat_mean_figure(counts: Mapping[int, int], floors: Floors = HOUSE_FLOORS) -> Figure:
    """Mean satisfaction 1..5 with a t interval; shown beside CSAT, never called CSAT."""
    return _mean_figure(Metric.CSAT_MEAN, csat_counts(counts), floors)


def ces_mean_figure(counts: Mapping[int, int], floors: Floors = HOUSE_FLOORS) -> Figure:
    """Mean ease 1..7 with a t interval; shown beside CES."""
    return _mean_figure(Metric.CES_MEAN, ces_counts(counts), floors)


def _share_figure(metric: Metric, counts: RatingCounts, floors: Floors) -> Figure:
    share = wilson_interval(counts.top_count, counts.n)
    interval = Interval(100 * share.low, 100 * share.high) if share else None
    return _figure(metric, counts.top_percent, counts.n, interval, answers_state(counts.n, floors))


def _mean_figure(metric: Metric, counts: RatingCounts, floors: Floors) -> Figure:
    interval = mean_interval(counts.mean, counts.sample_sd, counts.n, SCALES[metric])
    return _figure(metric, counts.mean, counts.n, interval, answers_state(counts.n, floors))


def score_figure(
    sums: ScoreSums, *, pool: Pool | None = None, unscored: int = 0, metric: Metric = Metric.AUDIT
) -> Figure:
    """Mean of printed audit scores, n = audits.

    :param pool: the brand's spread inside locations over the last 12 months; used from 30 degrees of freedom
    on.
    :param unscored: audits in which nothing applied: they have no score and are not counted in n.
    """
    lowest, highest = SCALES[metric]
    if sums.mean is not None and sums.mean > highest:  # a scorecard whose bonus is not capped
        highest = inf
    interval = mean_interval(sums.mean, sums.sample_sd, sums.n, (lowest, highest), pool=pool)
    figure = _figure(metric, sums.mean, sums.n, interval, audits_state(sums.n, unscored))
    return replace(figure, pooled=interval is not None and pool is not None and pool.is_usable)


# --- change and target ---


class Verdict(StrEnum):
    """What a comparison came to. A word, never a colour alone."""

    UP = "up"
    DOWN = "down"
    UNCLEAR = "unclear"  # the interval of the difference holds 0
    TOO_FEW = "too_few"
    NOTHING_BEFORE = "nothing_before"


@dataclass(frozen=True, slots=True)
class Change:
    """Against the period before. `points` is the plain difference, None unless the verdict is up or down."""

    verdict: Verdict
    points: float | None = None


def nps_change(now: NpsCounts, before: NpsCounts, floors: Floors = HOUSE_FLOORS) -> Change:
    """Change of an NPS between two independent samples, by adjusted Wald."""
    return _change(nps_difference(now, before), 1, (now.n, before.n), floors)


def share_change(now: RatingCounts, before: RatingCounts, floors: Floors = HOUSE_FLOORS) -> Change:
    """Change of a CSAT or CES share, by Newcombe's interval."""
    difference = proportion_difference((now.top_count, now.n), (before.top_count, before.n))
    return _change(difference, 100, (now.n, before.n), floors)


def score_change(now: ScoreSums, before: ScoreSums, pool: Pool | None = None) -> Change:
    """Change of a mean audit score; needs two audits on both sides."""
    if before.n == 0:
        return Change(Verdict.NOTHING_BEFORE)
    return _verdict(mean_difference(now, before, pool=pool), 1)


def _change(difference: Difference | None, scale: int, sizes: tuple[int, int], floors: Floors) -> Change:
    if sizes[1] == 0:
        return Change(Verdict.NOTHING_BEFORE)
    if min(sizes) < floors.ranked_from:
        return Change(Verdict.TOO_FEW)
    return _verdict(difference, scale)


def _verdict(difference: Difference | None, scale: int) -> Change:
    if difference is None:
        return Change(Verdict.TOO_FEW)
    if not difference.is_clear:
        return Change(Verdict.UNCLEAR)
    return Change(Verdict.UP if difference.low > 0 else Verdict.DOWN, scale * difference.raw)


class Judgement(StrEnum):
    """A figure against its target."""

    REACHED = "reached"
    UNDER = "under"
    UNDETERMINED = "undetermined"  # the interval spans the target, or there is none


def judge(figure: Figure, target: float | None) -> Judgement | None:
    """A target is reached or missed only when the whole interval says so; None without target or value."""
    if target is None or not figure.has_value:
        return None
    if figure.low is None or figure.high is None:
        return Judgement.UNDETERMINED
    if figure.low >= target:
        return Judgement.REACHED
    return Judgement.UNDER if figure.high < target else Judgement.UNDETERMINED


def change_it_could_show(figure: Figure) -> float | None:
    """The smallest change between two such periods that would usually be seen (power .80), in the figure's
    points.

    Worked out from the width of the interval; None where there is no interval.
    """
    if figure.low is None or figure.high is None:
        return None
    return smallest_visible_change((figure.high - figure.low) / (2 * z_for(0.95)))
