"""Numbers of a JSON document as exact rationals, and the one way to round them.

A JSON number means the decimal as written: 0.1 is 1/10, never the nearest double. Read documents with
`parse_float=Decimal`; a Python float counts by its shortest `repr`, having lost what was beyond.
"""

from decimal import Decimal
from fractions import Fraction

from mysteryshop.domain.errors import N_

MOST_DIGITS = 12
LARGEST = 10**9

NOT_A_NUMBER = N_("This must be a number.")
TOO_LONG = N_(
    "This number is too long. Use at most 12 digits in all, at most 12 of them after the decimal point, "
    "and nothing beyond 1,000,000,000."
)


def number_problem(value: object) -> str | None:
    """Why `value` is no number of a scorecard or of an answer, as an English sentence; None when it is one.

    A boolean is no number; neither are NaN and infinity. Zeros at the end do not count as digits.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return NOT_A_NUMBER
    if isinstance(value, int):
        return TOO_LONG if abs(value) > LARGEST else None
    decimal = _decimal(value)
    if not decimal.is_finite():
        return NOT_A_NUMBER
    digits, exponent = _without_zeros_at_the_end(decimal)
    too_long = len(digits) > MOST_DIGITS or -exponent > MOST_DIGITS or len(digits) + exponent > 10
    if too_long or abs(decimal) > LARGEST:
        return TOO_LONG
    return None


def exact(value: object) -> Fraction:
    """The number as an exact fraction.

    :raises ValueError: it is no number, or has more digits than a document may carry; see `number_problem`.
    """
    problem = number_problem(value)
    if problem:
        raise ValueError(problem)
    assert isinstance(value, int | float | Decimal)
    return Fraction(value) if isinstance(value, int) else Fraction(_decimal(value))


def rounded(value: Fraction, places: int) -> Fraction:
    """Rounded to so many decimals, half away from zero; still exact."""
    scale = 10**places
    size = abs(value) * scale
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return Fraction(whole if value >= 0 else -whole, scale)


def _decimal(value: float | Decimal | int) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def _without_zeros_at_the_end(decimal: Decimal) -> tuple[str, int]:
    """Significant digits and exponent; ("", 0) for zero. Not `normalize()`, which rounds to the context."""
    _, digits, exponent = decimal.as_tuple()
    assert isinstance(exponent, int)
    written = "".join(map(str, digits)).lstrip("0")
    kept = written.rstrip("0")
    return (kept, exponent + len(written) - len(kept)) if kept else ("", 0)
