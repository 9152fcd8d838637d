"""`formats.py` in the language that Flask-Babel has at the moment, and the figures of an audit in words.

A report forces its own language (`html.py`), a page has its reader's.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from babel.lists import format_list
from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import gettext as _gettext
from flask_babel import ngettext as _ngettext

from mysteryshop.domain.privacy import PartOfDay, Sight
from mysteryshop.reports import formats
from mysteryshop.reports.formats import Number, rounded

DASH = "\N{EN DASH}"
DAY, HOUR, MINUTE = 86_400, 3_600, 60


def language() -> str:
    """The present language: en, sv, tr; English outside a request and a job."""
    locale = get_locale()
    return str(locale.language) if locale else "en"


def gettext(text: str, /, **values: object) -> str:
    """Flask-Babel's gettext with its type; `text` is the English sentence with %(name)s places."""
    return str(_gettext(text, **values))


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """Flask-Babel's ngettext with its type; `%(num)s` is the count."""
    return str(_ngettext(one, many, count, **values))


def number(value: Number, decimals: int = 0, *, signed: bool = False) -> str:
    """A number with exactly so many decimals."""
    return formats.number(value, language(), decimals, signed=signed)


def listed(names: Sequence[str]) -> str:
    """ "CSAT, NPS and CES", as the language writes a list."""
    return str(format_list(names, locale=language()))


def score(value: Number | None) -> str:
    """A score with one decimal; a dash where there is none (the reason stands beside it)."""
    return DASH if value is None else number(value, 1)


def points(value: Number) -> str:
    """Points, a weight or a pass mark: as many decimals as it needs, at most six."""
    exact = rounded(value, 6)
    text = str(format_decimal(abs(exact), "#,##0.######", locale=language()))
    return (formats.MINUS if exact < 0 else "") + text


def seconds(value: Number) -> str:
    """A duration of 0 s to 90 days in its two largest units: "4 min 10 s", "2 d 3 h"."""
    whole = int(rounded(value))
    if whole < MINUTE:
        return gettext("%(s)s s", s=points(rounded(Decimal(str(value)), 1)))
    amounts = (whole // DAY, whole % DAY // HOUR, whole % HOUR // MINUTE, whole % MINUTE)
    texts = (
        gettext("%(n)s d", n=number(amounts[0])),
        gettext("%(n)s h", n=amounts[1]),
        gettext("%(n)s min", n=amounts[2]),
        gettext("%(s)s s", s=amounts[3]),
    )
    first = next(i for i, amount in enumerate(amounts) if amount)
    shown = list(zip(amounts, texts, strict=True))[first : first + 2]
    return " ".join(text for amount, text in shown if amount)


def day(value: date) -> str:
    """A local date in full: 4 November 2026."""
    return formats.day(value, language())


def clock(value: time) -> str:
    """Hours and minutes on 24 hours, in every language."""
    return formats.clock_time(datetime.combine(date(2000, 1, 1), value), language())


def moment(value: datetime) -> str:
    """An aware moment in full, with its zone's offset, which nobody then has to guess."""
    return f"{formats.moment(value, language())} {_offset(value)}"


def _offset(value: datetime) -> str:
    text = value.strftime("%z")
    if not value.utcoffset():
        return "UTC"
    return f"UTC{'+' if text[0] == '+' else formats.MINUS}{text[1:3]}:{text[3:5]}"


def part_of_day(key: PartOfDay) -> str:
    """Morning, Afternoon, Evening or Night."""
    return {
        PartOfDay.MORNING: gettext("Morning"),
        PartOfDay.AFTERNOON: gettext("Afternoon"),
        PartOfDay.EVENING: gettext("Evening"),
        PartOfDay.NIGHT: gettext("Night"),
    }[key]


def shopper(name: str | None, number: int | None, sight: Sight) -> str:
    """Who made the visit, as the reader may know it: the name, or "Shopper 3"."""
    if sight.shopper_name and name:
        return name
    return gettext("Shopper %(number)s", number=number) if number else gettext("Shopper")


def outcome(key: str | None) -> str:
    """What an audit came to; empty where no pass mark and no critical question is set."""
    return {
        "pass": gettext("Passed"),
        "fail": gettext("Not passed"),
        "no_score": gettext("No score"),
        "incomplete": gettext("Incomplete"),
    }.get(key or "", "")
