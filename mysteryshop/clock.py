"""The only place that asks what time it is, so that a test can decide it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def utc_now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date of an aware instant in an IANA time zone."""
    return instant.astimezone(ZoneInfo(zone)).date()
