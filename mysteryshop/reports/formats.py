"""Numbers, dates and durations as the reader's language writes them. Pages, mails and PDFs all use these.

Pure: the language comes in as a code ("en", "sv", "tr"), never from a request. Rounding is half away from
zero, the minus is U+2212, a rounded zero has no sign, clock times are 24 h in every language.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent

DOT = "\N{NO-BREAK SPACE}· "
"""Between facts on one line; it never begins one."""
MINUS = "\N{MINUS SIGN}"
DatePattern = Literal["long", "short", "day", "month", "weekday"]
_DATE_PATTERNS: dict[str, str] = {
    "long": "d MMMM y",  # 3 November 2026
    "short": "d MMM y",  # 3 Nov 2026
    "day": "d MMM",  # 3 Nov
    "month": "LLLL y",  # November 2026
    "weekday": "EEE d MMM",  # Tue 3 Nov
}
Number = int | float | Decimal


def rounded(value: Number, decimals: int = 0) -> Decimal:
    """Round half away from zero as the decimal digits read (2.675 -> 2.68), never to "-0".

    :raises ValueError: NaN and infinity are no figures.
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"{value} is not a number that can be shown")
    result = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result.is_zero() else result


def number(value: Number, language: str, decimals: int = 0, *, signed: bool = False) -> str:
    """A number with exactly so many decimals: 82.4, 82,4.

    :param signed: "+25", "−25", and "0" without a sign (NPS and differences).
    """
    shown = rounded(value, decimals)
    text: str = format_decimal(abs(shown), _pattern(decimals), locale=language, decimal_quantization=False)
    return _sign(shown, signed) + text


def percent(value: Number, language: str, decimals: int = 0, *, signed: bool = False) -> str:
    """A share given in per cent (80, not 0.8): 80%, 80 %, %80.

    :param value: per cent; 0 to 100 for a share, any sign for a difference.
    """
    shown = rounded(value, decimals)
    text: str = format_percent(
        abs(shown) / 100, _percent_pattern(language, decimals), locale=language, decimal_quantization=False
    )
    return _sign(shown, signed) + text


def score(tenths: int, language: str) -> str:
    """A printed score, stored as integer tenths: 824 -> 82.4."""
    return number(Decimal(tenths) / 10, language, 1)


def day(value: date, language: str, pattern: DatePattern = "long") -> str:
    """A local date; a datetime is taken as it stands, so turn it into its zone first."""
    return str(format_date(value, _DATE_PATTERNS[pattern], locale=language))


def clock_time(value: datetime, language: str) -> str:
    """14:03 in all three languages."""
    return str(format_datetime(value, "HH:mm", locale=language))


def moment(value: datetime, language: str, pattern: DatePattern = "long") -> str:
    """Date and time of a datetime that is already in the zone it is to be read in: 3 November 2026 14:20."""
    return f"{day(value, language, pattern)} {clock_time(value, language)}"


def time_ago(value: datetime, now: datetime, language: str) -> str:
    """How long ago (or in how long), to the largest unit: 5 hours ago, för 5 timmar sedan, 5 saat önce.

    :param value: and `now`: both aware, or both naive in the same zone.
    """
    passed = value - now
    if abs(passed) < timedelta(minutes=1):
        passed = timedelta(minutes=-1) if passed < timedelta(0) else timedelta(minutes=1)
    return str(
        format_timedelta(passed, add_direction=True, threshold=1.0, granularity="minute", locale=language)
    )


def file_size(size: int, language: str) -> str:
    """Bytes in decimal units, two figures: 900 B, 48 kB, 1.2 MB, 25 MB."""
    exponent = 0 if size < 1000 else 1 if size < 999_500 else 2 if size < 999_500_000 else 3
    scaled = Decimal(size) / 1000**exponent
    decimals = 1 if exponent and rounded(scaled, 1) < 10 else 0
    return f"{number(scaled, language, decimals)}\N{NO-BREAK SPACE}{('B', 'kB', 'MB', 'GB')[exponent]}"


def _sign(shown: Decimal, signed: bool) -> str:
    if shown < 0:
        return MINUS
    return "+" if signed and shown > 0 else ""


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _percent_pattern(language: str, decimals: int) -> str:
    """CLDR's own pattern of the language with the decimals asked for."""
    return {"tr": "%" + _pattern(decimals), "sv": _pattern(decimals) + "\N{NO-BREAK SPACE}%"}.get(
        language, _pattern(decimals) + "%"
    )
