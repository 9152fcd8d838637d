"""Rounding as a reader does it: half away from zero, once, at the end, and never a minus zero."""

from decimal import ROUND_HALF_UP, Decimal

# Sums of floats such as 0.1 + 0.2 carry noise in the last bits; an exact half must not be lost to it.
_NOISE = Decimal("1e-9")


def round_half_away(value: float | Decimal, decimals: int = 0) -> Decimal:
    """Round to `decimals` places; 12.5 -> 13, -12.5 -> -13, -0.4 -> 0 (not -0).

    A value within 1e-9 of a half counts as the half, so that 100 * 0.145 rounds as 14.5.

    :raises ValueError: NaN or infinity, which no figure may be.
    """
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise ValueError("Only finite numbers can be rounded")
    step = Decimal(1).scaleb(-decimals)
    magnitude = (abs(exact) + _NOISE).quantize(step, rounding=ROUND_HALF_UP)
    return -magnitude if exact < 0 and magnitude else magnitude


def round_to_int(value: float | Decimal) -> int:
    """The whole number nearest to `value`, halves away from zero."""
    return int(round_half_away(value))


def tenths(value: float | Decimal) -> int:
    """Tenths of `value`, halves away from zero: 82.45 -> 825."""
    return int(round_half_away(value, 1).scaleb(1))
