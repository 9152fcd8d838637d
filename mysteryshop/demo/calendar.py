"""The days of the demo, told from the day of loading, so that it always looks as if it had happened lately."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date


@dataclass(frozen=True, slots=True)
class Month:
    """A wave's days, both counted. The newest one is still open, and has at least ten days behind and before it."""

    first: date
    last: date
    is_open: bool

    def name(self, language: str) -> str:
        """ "Maj 2026", "Mayıs 2026": a wave is called as the brand speaks."""
        name = format_date(self.first, "LLLL y", locale=language)
        return name[:1].upper() + name[1:]


def months(today: date, count: int) -> list[Month]:
    """The waves, oldest first. The newest begins with the month that was ten days ago."""
    newest = (today - timedelta(days=10)).replace(day=1)
    found = [Month(newest, max(_end(newest), today + timedelta(days=10)), True)]
    while len(found) < count:
        last = found[0].first - timedelta(days=1)
        found.insert(0, Month(last.replace(day=1), last, False))
    return found


def days_of_visits(month: Month, today: date, *, weekdays: bool) -> list[date]:
    """The days on which visits can have been made: from the wave's third day until its end or yesterday."""
    last = min(month.last - timedelta(days=1), today - timedelta(days=1))
    length = (last - month.first).days - 1
    days = [month.first + timedelta(days=2 + at) for at in range(length)]
    return [day for day in days if not weekdays or day.weekday() < 5]


def instant(day: date, clock: time, zone: str) -> datetime:
    """A local moment as an instant."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def _end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
