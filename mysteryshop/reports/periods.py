"""What a period is called: "Wave 5", "October 2026", "Quarter 4, 2026"."""

from babel.dates import format_date
from flask_babel import get_locale, gettext

from mysteryshop.domain.periods import Period, PeriodKind
from mysteryshop.reports import formats


def period_name(period: Period) -> str:
    """The period's name in the present language; a wave has the name its brand gave it."""
    if period.kind is PeriodKind.WAVE:
        return period.name
    if period.kind is PeriodKind.MONTH:
        return formats.day(period.since, _language(), "month")
    return gettext("Quarter %(number)s, %(year)s", **_quarter(period))


def period_in_sentence(period: Period) -> str:
    """The period's name inside a sentence: "sedan oktober 2026", also where the wave is called "Oktober 2026"."""
    if period.kind is PeriodKind.QUARTER:
        return gettext("quarter %(number)s, %(year)s", **_quarter(period))
    name, month = period_name(period), formats.day(period.since, _language(), "month")
    return month if name.casefold() == month.casefold() else name


def _quarter(period: Period) -> dict[str, int]:
    return {"number": (period.since.month + 2) // 3, "year": period.since.year}


def month_label(period: Period) -> str:
    """A month under a chart: "Nov"."""
    return str(format_date(period.since, "LLL", locale=_language())).rstrip(".")


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "en"
