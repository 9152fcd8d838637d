"""When a visit may be made: local date-times with the name of their time zone, and what follows from them.

A window is kept as the wall clock of the location shows it, so that "by 18:00" stays 18:00 when a country
changes its clocks. Pure: the present moment always comes in.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from mysteryshop.domain.errors import N_, DomainError

PARTS_OF_DAY = ("morning", "midday", "afternoon", "evening", "night")
_PART_BEGINS = ((5, "morning"), (11, "midday"), (14, "afternoon"), (17, "evening"), (22, "night"))


class BadWindow(DomainError):
    """The two ends of a window do not make a time in which one could visit."""


class UnknownTimeZone(DomainError):
    """A time zone's name is not in the tz database."""


@cache
def _time_zones() -> frozenset[str]:
    """Looking through the folders of the tz database takes longer than everything else an assignment needs."""
    return frozenset(available_timezones())


def check_time_zone(name: str) -> str:
    """The name itself, trimmed, when the tz database has it; upper and lower case count.

    :raises UnknownTimeZone: no such zone, or an abbreviation such as "CET+1" that names none.
    """
    name = name.strip()
    if name not in _time_zones():
        raise UnknownTimeZone(
            N_("“%(name)s” is no time zone. Write it like Europe/Stockholm or Europe/Istanbul."), name=name
        )
    return name


@dataclass(frozen=True, slots=True)
class Window:
    """`opens` and `closes` are local, without offset; the whole minute of `closes` still counts."""

    opens: datetime
    closes: datetime
    time_zone: str

    def first_moment(self) -> datetime:
        """The first instant inside, UTC. A time that comes twice (clocks going back) means the earlier."""
        return as_instant(self.opens, self.time_zone)

    def end_moment(self) -> datetime:
        """The first instant that is too late, UTC. A closing time that comes twice means the later one."""
        return as_instant(self.closes, self.time_zone, later=True) + timedelta(minutes=1)

    def judge(self, now: datetime) -> str:
        """Whether it is "upcoming", "open" or "over" at this instant (UTC, aware)."""
        if now < self.first_moment():
            return "upcoming"
        return "open" if now < self.end_moment() else "over"

    def days_left(self, now: datetime) -> int:
        """Calendar days at the location until the closing day: 0 is today, negative is over."""
        return (self.closes.date() - local_date(now, self.time_zone)).days


def make_window(opens: datetime, closes: datetime, time_zone: str) -> Window:
    """A checked window.

    :raises BadWindow: it closes before it opens, or an end is a time that the clocks skip there.
    :raises UnknownTimeZone: see `check_time_zone`.
    """
    time_zone = check_time_zone(time_zone)
    opens, closes = opens.replace(second=0, microsecond=0), closes.replace(second=0, microsecond=0)
    if closes <= opens:
        raise BadWindow(N_("The window closes before it opens. Choose a last moment after the first."))
    for moment in (opens, closes):
        if clocks_skip(moment, time_zone):
            raise BadWindow(
                N_("%(moment)s does not exist in %(zone)s: the clocks go forward then. Choose another time."),
                moment=moment.strftime("%Y-%m-%d %H:%M"),
                zone=time_zone,
            )
    return Window(opens, closes, time_zone)


def whole_days(first: date, last: date, time_zone: str) -> Window:
    """From the first minute of one day to the last minute of another, both included.

    Where the clocks skip midnight (Cairo, Beirut), the day begins at the first minute that exists.
    """
    opens = datetime.combine(first, time(0, 0))
    while clocks_skip(opens, check_time_zone(time_zone)):
        opens += timedelta(minutes=30)
    return make_window(opens, datetime.combine(last, time(23, 59)), time_zone)


def clocks_skip(local: datetime, time_zone: str) -> bool:
    """Whether this wall-clock time never comes, because the clocks go forward over it."""
    zone = ZoneInfo(time_zone)
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local


def as_instant(local: datetime, time_zone: str, *, later: bool = False) -> datetime:
    """A wall-clock time at a place as UTC; `later` chooses the second of a time that comes twice."""
    return local.replace(tzinfo=ZoneInfo(time_zone), fold=1 if later else 0).astimezone(UTC)


def as_local(instant: datetime, time_zone: str) -> datetime:
    """The wall clock at the place at this instant (aware); the result carries no offset."""
    return instant.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def local_date(instant: datetime, time_zone: str) -> date:
    """The calendar day at the place at this instant: what is frozen as `visited_on` and `answered_on`."""
    return as_local(instant, time_zone).date()


def part_of_day(local: time | datetime) -> str:
    """The part of the day that a brand may see instead of the time: one of `PARTS_OF_DAY`.

    Morning from 05:00, midday from 11:00, afternoon from 14:00, evening from 17:00, night from 22:00.
    """
    part = "night"
    for begins, name in _PART_BEGINS:
        if local.hour >= begins:
            part = name
    return part
