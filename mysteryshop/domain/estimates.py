"""How sure a figure is: intervals and differences for small samples. Only `math` and `statistics`.

Proportions are 0..1 here, NPS figures are points -100..100. All two-sided; every function is total: with too
little data the answer is None, never a made-up number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, hypot, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist, fmean, stdev

from mysteryshop.domain.cx_metrics import NpsCounts, ScoreSums

CONFIDENCE = 0.95
POOL_MIN_DF = 30  # from here on the pooled spread is steadier than a location's own

_NORMAL = NormalDist()
_PSEUDO = (0.75, 1.5, 0.75)  # adjusted Wald: three answers more, spread over the classes


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A minus b. `difference` is what the interval is built round, `raw` the plain difference to print."""

    difference: float
    raw: float
    se: float
    low: float
    high: float
    statistic: float
    p_two_sided: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def z_for(confidence: float) -> float:
    """Normal quantile for a two-sided interval: 0.95 -> 1.96."""
    return _NORMAL.inv_cdf((1 + confidence) / 2)


# --- Student's t ---


def t_two_sided_p(t: float, df: float) -> float:
    """Probability of a Student's t at least as far from 0 as `t`. `df` > 0, need not be whole."""
    total = df + t * t
    return _regularised_beta(df / 2, 0.5, df / total, t * t / total)


@lru_cache(maxsize=4096)
def t_for(confidence: float, df: float) -> float:
    """Quantile of Student's t for a two-sided interval, by bisection; agrees with scipy to about 1e-12
    relative.
    """
    tail = 1 - confidence
    low, high = 0.0, 2.0
    while t_two_sided_p(high, df) > tail:
        low, high = high, high * 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if t_two_sided_p(middle, df) > tail else (low, middle)
    return (low + high) / 2


def _regularised_beta(a: float, b: float, x: float, rest: float) -> float:
    """I_x(a, b) by Lentz's continued fraction.

    :param rest: 1 - x, given because near x = 1 the subtraction would lose what matters.
    Source: Press et al., Numerical Recipes, 6.4; the symmetry keeps it on the side where it converges fast.
    """
    if x <= 0 or rest <= 0:
        return 0.0 if x <= 0 else 1.0
    log_x = log1p(-rest) if rest < 0.5 else log(x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log_x + b * log(rest))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, rest) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1), tiny)
    fraction = d
    for m in range(1, 500):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d, tiny)
            c = _away_from_zero(1 + term / c, tiny)
            fraction *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return fraction


def _away_from_zero(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny


# --- proportions ---


def wilson_interval(successes: int, n: int, confidence: float = CONFIDENCE) -> Interval | None:
    """Score interval for a proportion, without continuity correction, as numbers in 0..1; None for n = 0.

    Chosen because samples are small and often all yes or all no, where p +- z*sqrt(pq/n) collapses.
    Source: E. B. Wilson (1927), JASA 22:209-212; Newcombe (1998), Statistics in Medicine 17:857-872.
    """
    if n == 0:
        return None
    z = z_for(confidence)
    p = successes / n
    centre = p + z**2 / (2 * n)
    spread = z * sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    low = 0.0 if successes == 0 else (centre - spread) / scale
    high = 1.0 if successes == n else (centre + spread) / scale
    return Interval(low, high)


def proportion_difference(
    a: tuple[int, int], b: tuple[int, int], confidence: float = CONFIDENCE
) -> Difference | None:
    """Difference of two independent proportions, each (successes, n); None if one sample is empty.

    The interval is Newcombe's hybrid of two Wilson intervals (1998, Statistics in Medicine 17:873-890, method
    10), the test the pooled z; where both samples agree wholly (pooled spread 0) p is 1.
    """
    wilson_a, wilson_b = wilson_interval(*a, confidence), wilson_interval(*b, confidence)
    if wilson_a is None or wilson_b is None:
        return None
    p, q = a[0] / a[1], b[0] / b[1]
    pooled = (a[0] + b[0]) / (a[1] + b[1])
    se = sqrt(pooled * (1 - pooled) * (1 / a[1] + 1 / b[1]))
    z = (p - q) / se if se else 0.0
    return Difference(
        difference=p - q,
        raw=p - q,
        se=se,
        low=p - q - hypot(p - wilson_a.low, wilson_b.high - q),
        high=p - q + hypot(wilson_a.high - p, q - wilson_b.low),
        statistic=z,
        p_two_sided=_normal_p(z),
    )


def _normal_p(z: float) -> float:
    return min(1.0, 2 * (1 - _NORMAL.cdf(abs(z))))


# --- NPS ---


@dataclass(frozen=True, slots=True)
class NpsEstimate:
    """NPS with its interval, all in points. `point` is the raw NPS, which is printed; `centre` is what the
    interval is built round and lies nearer to 0."""

    point: float
    centre: float
    se: float
    low: float
    high: float


def nps_adjusted_wald(counts: NpsCounts, confidence: float = CONFIDENCE) -> NpsEstimate | None:
    """The default interval for an NPS: adjusted Wald with 0.75, 1.5 and 0.75 answers added, clipped to +-100.

    None without answers (the added ones alone would give a number). At n = 1 the interval leaves out the
    observed +-100; no page prints it under n = 2.
    Source: B. Rocks (2016), "Interval estimation for the net promoter score", The American Statistician.
    """
    if counts.nps is None:
        return None
    centre, se = _adjusted_nps(counts)
    return _nps_estimate(counts.nps, centre, se, confidence, clip=True)


def nps_wald(counts: NpsCounts, confidence: float = CONFIDENCE) -> NpsEstimate | None:
    """The textbook interval, for comparison only: it collapses where all customers agree."""
    if counts.nps is None or counts.se_points is None:
        return None
    return _nps_estimate(counts.nps, counts.nps, counts.se_points, confidence, clip=False)


def _nps_estimate(point: float, centre: float, se: float, confidence: float, *, clip: bool) -> NpsEstimate:
    reach = z_for(confidence) * se
    low, high = centre - reach, centre + reach
    if clip:
        low, high = max(low, -100.0), min(high, 100.0)
    return NpsEstimate(point, centre, se, low, high)


def _adjusted_nps(counts: NpsCounts) -> tuple[float, float]:
    n = counts.n + sum(_PSEUDO)
    p, d = (counts.promoters + _PSEUDO[0]) / n, (counts.detractors + _PSEUDO[2]) / n
    return 100 * (p - d), 100 * sqrt((p + d - (p - d) ** 2) / n)


def nps_score_interval(counts: NpsCounts, confidence: float = CONFIDENCE) -> Interval | None:
    """Score interval (Tango 1998; May and Johnson 1997), in points: never degenerate, never beyond +-100."""
    if not counts.n:
        return None
    z = z_for(confidence)
    point = (counts.promoters - counts.detractors) / counts.n
    return Interval(
        100 * _bisect_score(counts, point, -1.0, z),
        100 * _bisect_score(counts, point, 1.0, z),
    )


def _bisect_score(counts: NpsCounts, inside: float, outside: float, z: float) -> float:
    """Where the score statistic reaches z between the point (inside) and an end of the scale (outside)."""
    for _ in range(80):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if _score_statistic(counts, middle) < z else (inside, middle)
    return inside


def _score_statistic(counts: NpsCounts, delta: float) -> float:
    n, up, down = counts.n, counts.promoters, counts.detractors
    b = -up - down + (2 * n - up + down) * delta
    c = -down * delta * (1 - delta)
    detractor_share = (sqrt(max(0.0, b * b - 8 * n * c)) - b) / (4 * n)
    variance = 2 * detractor_share + delta * (1 - delta)
    distance = abs(up - down - n * delta)
    if variance <= 0:
        return inf if distance else 0.0
    return distance / sqrt(n * variance)


def nps_difference(
    a: NpsCounts, b: NpsCounts, confidence: float = CONFIDENCE, *, adjusted: bool = True
) -> Difference | None:
    """A's NPS minus b's for two independent samples, in points; None if one has no answers.

    The same persons asked twice need `nps_paired_difference`; mixed panels count as independent, which is
    careful.
    """
    if a.nps is None or b.nps is None or a.se_points is None or b.se_points is None:
        return None
    (centre_a, se_a), (centre_b, se_b) = (
        (_adjusted_nps(a), _adjusted_nps(b)) if adjusted else ((a.nps, a.se_points), (b.nps, b.se_points))
    )
    difference, se = centre_a - centre_b, hypot(se_a, se_b)
    z = difference / se if se else 0.0
    reach = z_for(confidence) * se
    return Difference(difference, a.nps - b.nps, se, difference - reach, difference + reach, z, _normal_p(z))


def nps_paired_difference(
    before: Sequence[int], after: Sequence[int], confidence: float = CONFIDENCE
) -> Difference | None:
    """After minus before for the same persons in the same order, in points: a paired t on -1, 0, +1.

    :returns: None under two persons.
    :raises ValueError: the two lists differ in length.
    """
    changes = [_net_code(y) - _net_code(x) for x, y in zip(before, after, strict=True)]
    if len(changes) < 2:
        return None
    mean, se = 100 * fmean(changes), 100 * stdev(changes) / sqrt(len(changes))
    return _t_difference(mean, se, len(changes) - 1, confidence)


def _net_code(rating: int) -> int:
    counts = NpsCounts.of([rating])
    return counts.promoters - counts.detractors


def _t_difference(difference: float, se: float, df: float, confidence: float) -> Difference:
    if not se:
        return Difference(
            difference, difference, 0.0, difference, difference, 0.0, 0.0 if difference else 1.0
        )
    reach = t_for(confidence, df) * se
    t = difference / se
    return Difference(
        difference, difference, se, difference - reach, difference + reach, t, t_two_sided_p(t, df)
    )


# --- means ---


@dataclass(frozen=True, slots=True)
class Pool:
    """The spread of scores inside locations, all locations of a brand together: SD in points, degrees of
    freedom.
    """

    sd: float
    df: int

    @property
    def is_usable(self) -> bool:
        return self.df >= POOL_MIN_DF


def pooled_sd(groups: Iterable[ScoreSums]) -> Pool | None:
    """Pooled within-location SD. A location with one audit adds nothing; None if none has two."""
    squares, df = 0.0, 0
    for group in groups:
        if group.n >= 2:
            squares += group.squared_deviations
            df += group.n - 1
    return Pool(sqrt(squares / df), df) if df else None


def mean_interval(
    mean: float | None,
    sd: float | None,
    n: int,
    scale: tuple[float, float],
    *,
    pool: Pool | None = None,
    confidence: float = CONFIDENCE,
) -> Interval | None:
    """t interval for a mean, clipped to the scale; None under two values.

    :param sd: the sample's own SD (divisor n-1).
    :param pool: used instead of `sd`, with its degrees of freedom, once it has 30: two visits that happen to
        agree are not certainty.
    """
    if mean is None or sd is None or n < 2:
        return None
    spread, df = (pool.sd, pool.df) if pool is not None and pool.is_usable else (sd, n - 1)
    reach = t_for(confidence, df) * spread / sqrt(n)
    return Interval(max(scale[0], mean - reach), min(scale[1], mean + reach))


def mean_difference(
    a: ScoreSums, b: ScoreSums, *, pool: Pool | None = None, confidence: float = CONFIDENCE
) -> Difference | None:
    """Mean score of a minus b, in points; None if one side has under two audits.

    With a usable pool its SD stands for both sides; else Welch's t, each side with its own spread.
    """
    if a.mean is None or b.mean is None or a.sample_sd is None or b.sample_sd is None:
        return None
    difference = a.mean - b.mean
    if pool is not None and pool.is_usable:
        return _t_difference(difference, pool.sd * sqrt(1 / a.n + 1 / b.n), pool.df, confidence)
    share_a, share_b = a.sample_sd**2 / a.n, b.sample_sd**2 / b.n
    se = sqrt(share_a + share_b)
    if not se:  # both sides without any spread of their own: nothing to judge the difference by
        return None
    df = se**4 / (share_a**2 / (a.n - 1) + share_b**2 / (b.n - 1))
    return _t_difference(difference, se, df, confidence)


# --- what a sample could have shown ---


def smallest_visible_change(
    se_points: float, *, power: float = 0.80, confidence: float = CONFIDENCE
) -> float:
    """The change between two periods of this standard error each that would be seen with `power`, in points.

    That is (z_confidence + z_power) * sqrt(2) * se; a smaller change would often go unseen.
    """
    return (z_for(confidence) + _NORMAL.inv_cdf(power)) * sqrt(2) * se_points
