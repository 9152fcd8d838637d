"""One cell of a file of customers' answers -> one value, or the reason why not. Nothing is clipped or guessed."""

import re
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from mysteryshop.domain.errors import N_

MAX_TEXT = 300
MAX_COMMENT = 10_000
MAX_VALUE = Decimal(10) ** 12

_NO_ANSWER = frozenset({"-", "–", "—", "n/a", "na", "#n/a", "null"})
_WHOLE = re.compile(r"[+-]?\d{1,9}([.,]0{1,6})?", re.ASCII)
_TIME = r"(?:[T ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s*([AaPp])?\.?[Mm]?\.?)?"
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _TIME + r"(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})" + _TIME, re.ASCII)
_CURRENCY = re.compile(r"^(?:[A-Za-z]{1,3}|[₺€$£])\s*|\s*(?:[A-Za-z]{1,4}\.?|[₺€$£]|:-)$")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([AaPp])?\.?[Mm]?\.?", re.ASCII)


class BadCell(Exception):
    """A cell is wrong; `reason` is a sentence marked for translation, with its `params`."""

    def __init__(self, reason: str, **params: object) -> None:
        super().__init__(reason)
        self.reason, self.params = reason, params


def as_text(cell: object) -> str:
    """A cell as one trimmed text; a whole number from a workbook without ".0"; "" for an empty one."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell).strip()


def short_text(cell: object) -> str | None:
    """A name, number or id on one line, at most 300 characters."""
    text = " ".join(as_text(cell).split())
    if len(text) > MAX_TEXT:
        raise BadCell(N_("This is longer than %(most)s characters."), most=MAX_TEXT)
    return text or None


def comment(cell: object) -> str | None:
    """A text of several lines, kept as written: what looks like a formula is text too."""
    text = as_text(cell).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(text) > MAX_COMMENT:
        raise BadCell(N_("This is longer than %(most)s characters."), most=MAX_COMMENT)
    return text or None


def is_no_answer(text: str) -> bool:
    """Whether a text says that there is none: "-", "n/a" and the like."""
    return text.strip().casefold() in _NO_ANSWER


def rating(cell: object, least: int, most: int) -> int | None:
    """A whole number on a scale; None where nothing was answered.

    :raises BadCell: any other number, also 4.5 and 4,5: never rounded, never clipped.
    """
    if isinstance(cell, str) and is_no_answer(cell):
        return None
    text = as_text(cell).replace("−", "-")
    if not text:
        return None
    if isinstance(cell, bool | date | time) or not _WHOLE.fullmatch(text):
        raise BadCell(N_("This is no whole number from %(least)s to %(most)s."), least=least, most=most)
    number = int(re.split("[.,]", text)[0])
    if not least <= number <= most:
        raise BadCell(
            N_("The scale goes from %(least)s to %(most)s; %(number)s is outside."),
            least=least,
            most=most,
            number=number,
        )
    return number


def money(cell: object, decimal: str) -> Decimal | None:
    """An amount with at most two decimals.

    :param decimal: "," or ".", the sign before the decimals in this file; the other one may part thousands.
    """
    if isinstance(cell, bool | date | time):
        raise BadCell(N_("This is no amount."))
    if isinstance(cell, int | float | Decimal):
        amount = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
        return _amount_within(amount.quantize(Decimal("0.01")) if amount.is_finite() else amount)
    text = re.sub(r"[\u00a0\u202f]", " ", as_text(cell)).replace("−", "-")
    if not text or text.casefold() in _NO_ANSWER:
        return None
    bare = _CURRENCY.sub("", text)
    thousands = "." if decimal == "," else ","
    grouped = rf"\d{{1,3}}(?:[{thousands} '’]\d{{3}}){{1,3}}"
    if not re.fullmatch(rf"[+-]?(?:\d{{1,12}}|{grouped})(?:[{decimal}]\d{{1,2}})?", bare, re.ASCII):
        raise BadCell(N_("This is no amount with “%(sign)s” before the decimals."), sign=decimal)
    digits = re.sub(rf"[{thousands} '’]", "", bare)
    return _amount_within(Decimal(digits.replace(decimal, ".")))


def _amount_within(amount: Decimal) -> Decimal:
    if not amount.is_finite() or not 0 <= amount < MAX_VALUE:
        raise BadCell(N_("An amount lies between 0 and a trillion."))
    return amount.quantize(Decimal("0.01"))


def moment(cell: object, zone: str, order: str) -> tuple[date, time | None]:
    """The local day of an answer, and the time where one is given (midnight sharp counts as none).

    :param zone: IANA name; a moment with an offset of its own is moved there, any other is local already.
    :param order: "dmy" or "mdy", for 3/4/2026; dots always mean day first, a year in front decides itself.
    """
    if isinstance(cell, datetime):
        return cell.date(), _unless_midnight(cell.time())
    if isinstance(cell, date):
        return cell, None
    text = as_text(cell)
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        raise BadCell(N_("This is a number, not a date. Format the column as a date in the spreadsheet."))
    iso, numbers = _ISO.fullmatch(text), _NUMBERS.fullmatch(text)
    if iso:
        day = _day(int(iso[1]), int(iso[2]), int(iso[3]))
        clock = _clock(*iso.group(4, 5, 6, 7))
        return _moved(day, clock, iso[8], zone) if iso[8] and clock else (day, _unless_midnight(clock))
    if numbers:
        first, second, year = int(numbers[1]), int(numbers[3]), int(numbers[4])
        month_first = order == "mdy" and numbers[2] != "."
        day = _day(year, first, second) if month_first else _day(year, second, first)
        return day, _unless_midnight(_clock(*numbers.group(5, 6, 7, 8)))
    raise BadCell(N_("This is no date. Write it as year-month-day, like 2026-05-31."))


def clock(cell: object) -> time | None:
    """A time of the day from a column of its own."""
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell.replace(tzinfo=None)
    text = as_text(cell)
    if not text:
        return None
    found = _CLOCK.fullmatch(text)
    if not found:
        raise BadCell(N_("This is no time. Write it as hours and minutes, like 14:30."))
    return _clock(*found.groups())


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCell(N_("There is no such day in the calendar.")) from None


def _clock(hours: str | None, minutes: str | None, seconds: str | None, half: str | None) -> time | None:
    if hours is None or minutes is None:
        return None
    hour = int(hours)
    if half:
        if not 1 <= hour <= 12:
            raise BadCell(N_("There is no such time of the day."))
        hour = hour % 12 + (12 if half in "pP" else 0)
    try:
        return time(hour, int(minutes), int(seconds or 0))
    except ValueError:
        raise BadCell(N_("There is no such time of the day.")) from None


def _moved(day: date, at: time, offset: str, zone: str) -> tuple[date, time | None]:
    written = "+00:00" if offset == "Z" else offset
    local = datetime.fromisoformat(f"{day.isoformat()}T{at.isoformat()}{written}").astimezone(ZoneInfo(zone))
    return local.date(), local.time()


def _unless_midnight(at: time | None) -> time | None:
    return None if at is None or at == time() else at.replace(microsecond=0)
