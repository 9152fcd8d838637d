"""Template filters: the formats of `reports/formats.py` in the language of the page.

`{{ 82.44 | number(1) }}` · `{{ 80 | percent }}` · `{{ 824 | score }}` · `{{ visited_on | date }}` ·
`{{ received_at | moment("Europe/Stockholm") }}` · `{{ window_from | moment_local }}` · `{{ received_at | time_ago }}` ·
`{{ photo.size | file_size }}`.
None prints nothing, so that "no score" is worded by the template, never shown as 0.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import get_locale

from mysteryshop import clock
from mysteryshop.reports import formats
from mysteryshop.reports.formats import DatePattern, Number


def register(app: Flask) -> None:
    """Make every filter of this module known to the templates."""
    app.jinja_env.filters.update(
        number=number_filter,
        signed=signed_filter,
        percent=percent_filter,
        score=score_filter,
        date=date_filter,
        moment=moment_filter,
        moment_local=moment_local_filter,
        clock_time=clock_time_filter,
        time_ago=time_ago_filter,
        file_size=file_size_filter,
    )


def language() -> str:
    """The language of the page or job: en, sv or tr."""
    return get_locale().language if get_locale() else "en"


def number_filter(value: Number | None, decimals: int = 0) -> str:
    """82.4 / 82,4 with exactly so many decimals."""
    return "" if value is None else formats.number(value, language(), decimals)


def signed_filter(value: Number | None, decimals: int = 0) -> str:
    """+25, −25, 0."""
    return "" if value is None else formats.number(value, language(), decimals, signed=True)


def percent_filter(value: Number | None, decimals: int = 0) -> str:
    """A share in per cent (80, not 0.8): 80% / 80 % / %80."""
    return "" if value is None else formats.percent(value, language(), decimals)


def score_filter(tenths: int | None) -> str:
    """A printed score from its tenths: 824 -> 82.4."""
    return "" if tenths is None else formats.score(tenths, language())


def date_filter(value: date | None, pattern: DatePattern = "long", zone: str | None = None) -> str:
    """A local date as it is; an instant (datetime) only with the zone it is to be read in."""
    if value is None:
        return ""
    return formats.day(_in_zone(value, zone) if isinstance(value, datetime) else value, language(), pattern)


def moment_filter(value: datetime | None, zone: str | None = None, pattern: DatePattern = "long") -> str:
    """3 November 2026 14:20 in the zone; without a zone in UTC, and then says so."""
    if value is None:
        return ""
    text = formats.moment(_in_zone(value, zone), language(), pattern)
    return text if zone else f"{text} UTC"


def moment_local_filter(value: datetime | None, pattern: DatePattern = "weekday") -> str:
    """Tue 3 Nov 14:20 of a local date-time that is kept without a zone (a window, the moment of a visit)."""
    return "" if value is None else formats.moment(value, language(), pattern)


def clock_time_filter(value: datetime | None, zone: str | None = None) -> str:
    """14:20 in the zone."""
    return "" if value is None else formats.clock_time(_in_zone(value, zone), language())


def time_ago_filter(value: datetime | None) -> str:
    """5 hours ago. An instant without a zone is UTC."""
    return "" if value is None else formats.time_ago(_aware(value), clock.utc_now(), language())


def file_size_filter(size: int | None) -> str:
    """1.2 MB."""
    return "" if size is None else formats.file_size(size, language())


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _in_zone(value: datetime, zone: str | None) -> datetime:
    return _aware(value).astimezone(ZoneInfo(zone) if zone else UTC)
