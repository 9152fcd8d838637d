"""What customers' and shoppers' numbers add up to: NPS, CSAT, CES and the mean audit score.

Points and shares only; how sure they are is `estimates.py`, what may be shown is `privacy.py`. Everything is
worked out from counts, unrounded, and is None without answers: "nobody answered" and "0" are different news.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import fmean

NPS_RANGE = (0, 10)
CSAT_RANGE = (1, 5)
CES_RANGE = (1, 7)  # CES 2.0: 7 = it was very easy
CSAT_SATISFIED = (4, 5)
CES_EASY = (5, 6, 7)
CES_1_LOW_EFFORT = (4, 5)  # CES 1.0 after `ces1_favourable`

_NO_ANSWER = frozenset({"", "n/a", "na"})


@dataclass(frozen=True, slots=True)
class ReadRatings:
    """Raw cells sorted into answers, blanks and what cannot be an answer."""

    accepted: tuple[int, ...]
    blank: int
    rejected: int


def read_ratings(values: Iterable[object], scale: tuple[int, int]) -> ReadRatings:
    """Sort raw values: whole numbers on the scale, blanks ("", None, "N/A"), and the rest.

    Nothing is clipped or rounded: 11, -1, 5.5 and "eleven" are rejected and counted.
    """
    accepted: list[int] = []
    blank = rejected = 0
    for value in values:
        if value is None or (isinstance(value, str) and value.strip().casefold() in _NO_ANSWER):
            blank += 1
        elif _is_on_scale(value, scale):
            accepted.append(int(value))  # type: ignore[call-overload]
        else:
            rejected += 1
    return ReadRatings(tuple(accepted), blank, rejected)


def _is_on_scale(value: object, scale: tuple[int, int]) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value == value and float(value).is_integer() and scale[0] <= value <= scale[1]


@dataclass(frozen=True, slots=True)
class NpsCounts:
    """How many promoters (9-10), passives (7-8) and detractors (0-6) answered.

    The cut-points are fixed: a figure with others must not be called NPS.
    Source: F. Reichheld, "The One Number You Need to Grow", HBR, Dec 2003.
    """

    promoters: int = 0
    passives: int = 0
    detractors: int = 0

    @classmethod
    def of(cls, ratings: Iterable[int]) -> "NpsCounts":
        """Count ratings 0..10.

        :raises ValueError: a rating off the scale.
        """
        counts = Counter(_nps_class(rating) for rating in ratings)
        return cls(counts["promoter"], counts["passive"], counts["detractor"])

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors

    @property
    def nps(self) -> float | None:
        """-100..100, unrounded; None without answers."""
        return 100 * (self.promoters - self.detractors) / self.n if self.n else None

    @property
    def variance(self) -> float | None:
        """Of one answer coded -1, 0, +1 (multinomial, divisor n); 0..1, None without answers."""
        if not self.n:
            return None
        p, d = self.promoters / self.n, self.detractors / self.n
        return p + d - (p - d) ** 2

    @property
    def se_points(self) -> float | None:
        """Standard error in NPS points, without adjustment: 0 where all answered alike."""
        return None if self.variance is None else 100 * sqrt(self.variance / self.n)

    def __add__(self, other: "NpsCounts") -> "NpsCounts":
        return NpsCounts(
            self.promoters + other.promoters,
            self.passives + other.passives,
            self.detractors + other.detractors,
        )


def _nps_class(rating: int) -> str:
    if not NPS_RANGE[0] <= rating <= NPS_RANGE[1]:
        raise ValueError("NPS ratings are whole numbers from 0 to 10")
    if rating >= 9:
        return "promoter"
    return "passive" if rating >= 7 else "detractor"


@dataclass(frozen=True, slots=True)
class RatingCounts:
    """How often each point of a short scale was chosen, and which points count as good.

    :param counts: rating -> how many; ratings never chosen may be absent.
    :param top: the ratings that the share counts (CSAT 4-5, CES 5-7).
    """

    counts: Mapping[int, int] = field(default_factory=dict)
    scale: tuple[int, int] = CSAT_RANGE
    top: tuple[int, ...] = CSAT_SATISFIED

    def __post_init__(self) -> None:
        lowest, highest = self.scale
        if any(not lowest <= rating <= highest for rating in self.counts):
            raise ValueError(f"Ratings on this scale are whole numbers from {lowest} to {highest}")

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def top_count(self) -> int:
        return sum(self.counts.get(rating, 0) for rating in self.top)

    @property
    def top_percent(self) -> float | None:
        """0..100, unrounded; None without answers."""
        return 100 * self.top_count / self.n if self.n else None

    @property
    def mean(self) -> float | None:
        """On the scale's own points; None without answers."""
        return sum(rating * n for rating, n in self.counts.items()) / self.n if self.n else None

    @property
    def sample_sd(self) -> float | None:
        """With divisor n-1; None under two answers."""
        mean, n = self.mean, self.n
        if mean is None or n < 2:
            return None
        return sqrt(sum(count * (rating - mean) ** 2 for rating, count in self.counts.items()) / (n - 1))

    def count_of(self, *ratings: int) -> int:
        """How many chose one of `ratings`; CSAT 1 and 2 are the customers to call."""
        return sum(self.counts.get(rating, 0) for rating in ratings)


def csat_counts(counts: Mapping[int, int]) -> RatingCounts:
    """CSAT on 1-5: the share is 4 and 5 ("top 2"), which is what CSAT means; a mean is called a mean."""
    return RatingCounts(dict(counts), CSAT_RANGE, CSAT_SATISFIED)


def ces_counts(counts: Mapping[int, int]) -> RatingCounts:
    """CES 2.0 on 1-7 ("made it easy for me"): the share is 5 to 7. Never pooled with CES 1.0."""
    return RatingCounts(dict(counts), CES_RANGE, CES_EASY)


def ces1_favourable(ratings: Sequence[int]) -> list[int]:
    """CES 1.0 (1-5, 1 = low effort) turned round, so that 5 is good.

    :raises ValueError: a rating outside 1..5.
    """
    if any(not 1 <= rating <= 5 for rating in ratings):
        raise ValueError("CES 1.0 ratings are whole numbers from 1 to 5")
    return [6 - rating for rating in ratings]


def ces1_low_effort_percent(ratings: Sequence[int]) -> float | None:
    """Share of CES 1.0 answers that meant low effort (1 or 2), 0..100; None without answers."""
    turned = ces1_favourable(ratings)
    return 100 * sum(rating in CES_1_LOW_EFFORT for rating in turned) / len(turned) if turned else None


@dataclass(frozen=True, slots=True)
class ScoreSums:
    """Printed audit scores in tenths of a per cent, added up: all a mean and its spread need.

    Whole numbers, so that sums are exact on every database. `n` counts audits, never answers.
    """

    n: int = 0
    total_tenths: int = 0
    total_squares: int = 0

    @classmethod
    def of(cls, scores_tenths: Iterable[int]) -> "ScoreSums":
        scores = list(scores_tenths)
        return cls(len(scores), sum(scores), sum(score * score for score in scores))

    @property
    def mean(self) -> float | None:
        """0..100, the mean of the printed scores; None without a scored audit."""
        return self.total_tenths / self.n / 10 if self.n else None

    @property
    def squared_deviations(self) -> float:
        """Sum of squared distances from the mean, in squared points; 0 under two audits."""
        if self.n < 2:
            return 0.0
        return (self.n * self.total_squares - self.total_tenths**2) / self.n / 100

    @property
    def sample_sd(self) -> float | None:
        """In points, divisor n-1; None under two audits."""
        return sqrt(self.squared_deviations / (self.n - 1)) if self.n >= 2 else None

    def __add__(self, other: "ScoreSums") -> "ScoreSums":
        return ScoreSums(
            self.n + other.n,
            self.total_tenths + other.total_tenths,
            self.total_squares + other.total_squares,
        )


def mean_score(scores: Sequence[float]) -> float | None:
    """Mean of printed scores in points, 0..100; None without any."""
    return fmean(scores) if scores else None
