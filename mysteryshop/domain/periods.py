"""The periods that figures are grouped by: a wave, a month, a quarter. Days are local dates; both ends count."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

ONE_DAY = timedelta(days=1)
MOST_MONTHS = 3  # that a period is held against: a quarter's


class PeriodKind(StrEnum):
    WAVE = "wave"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, with its wave if it is one.

    :param until: the last day, counted.
    :param wave_id: and `name`: the wave's; audits of a wave are those of its assignments, customers' answers those
        of its days.
    """

    kind: PeriodKind
    since: date
    until: date
    wave_id: int | None = None
    name: str = ""

    @property
    def slug(self) -> str:
        """As it stands in an address: "wave-3", "2026-10", "2026-q4"."""
        if self.kind is PeriodKind.WAVE:
            return f"wave-{self.wave_id}"
        if self.kind is PeriodKind.MONTH:
            return f"{self.since:%Y-%m}"
        return f"{self.since.year}-q{(self.since.month + 2) // 3}"

    def before(self) -> "Period":
        """The month or quarter before.

        :raises ValueError: for a wave; which wave came before is known to the brand, not to the calendar.
        """
        if self.kind is PeriodKind.WAVE:
            raise ValueError("The wave before is looked up, not worked out")
        months = 1 if self.kind is PeriodKind.MONTH else 3
        first = add_months(self.since, -months)
        return month_of(first) if months == 1 else quarter_of(first)


def month_of(day: date) -> Period:
    """The calendar month that holds `day`."""
    return Period(PeriodKind.MONTH, day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def quarter_of(day: date) -> Period:
    """The quarter that holds `day`; the first begins in January."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(PeriodKind.QUARTER, first, month_of(add_months(first, 2)).until)


def add_months(first: date, months: int) -> date:
    """The first of the month so many months away from `first`'s."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def months_until(day: date, count: int) -> list[Period]:
    """`count` months in order, the last the one that holds `day`."""
    return [month_of(add_months(day, back)) for back in range(1 - count, 1)]


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days; both ends count."""

    since: date
    until: date

    @property
    def cuts(self) -> tuple[date, date]:
        """The days on which something else begins: its first, and the one after its last."""
        return self.since, self.until + ONE_DAY


def pieces_of(period: Period, waves: Iterable[Days]) -> list[list[Days]]:
    """What a period's figures are held against, because other pages show it: its months, each cut where waves cut it.

    A quarter is the sum of its months. A wave that cuts a month leaves the rest of it over, so there the pieces are
    those between all beginnings and ends of waves. One month alone is held against nothing; nor is a wave over more
    than three: it would be hidden for one quiet month in ten, which only somebody with ten figures could work out.

    :param waves: those of the brand whose figures are shown, in any order.
    :returns: for each month its pieces in order; one piece where no cut matters.
    """
    months = months_until(period.until, _months_between(period.since, period.until))
    if len(months) > MOST_MONTHS:
        return []
    if (period.since, period.until) == (months[0].since, months[-1].until):
        return [[Days(month.since, month.until)] for month in months] if len(months) > 1 else []
    cuts = {day for wave in (*waves, Days(period.since, period.until)) for day in wave.cuts}
    return [_cut(month, cuts) for month in months]


def _months_between(since: date, until: date) -> int:
    """How many calendar months two days touch."""
    return 12 * (until.year - since.year) + until.month - since.month + 1


def _cut(month: Period, cuts: Iterable[date]) -> list[Days]:
    begins = sorted({month.since, *(day for day in cuts if month.since < day <= month.until)})
    return [Days(day, after - ONE_DAY) for day, after in pairwise([*begins, month.until + ONE_DAY])]


@dataclass(frozen=True, slots=True)
class WaveSlug:
    wave_id: int


def parse_slug(slug: str) -> Period | WaveSlug | None:
    """Read a period from an address; None when it is none. A wave has to be looked up by its id."""
    if found := re.fullmatch(r"wave-(\d{1,9})", slug):
        return WaveSlug(int(found[1]))
    if found := re.fullmatch(r"([12]\d{3})-(0[1-9]|1[0-2])", slug):
        return month_of(date(int(found[1]), int(found[2]), 1))
    if found := re.fullmatch(r"([12]\d{3})-q([1-4])", slug):
        return quarter_of(date(int(found[1]), 3 * int(found[2]) - 2, 1))
    return None
