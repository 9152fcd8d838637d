from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.rounding import round_half_away, round_to_int, tenths


@pytest.mark.parametrize(
    ("value", "expected"), [(12.5, 13), (-12.5, -13), (0.5, 1), (-0.5, -1), (2.4999, 2), (100 * 0.145, 15)]
)
def test_halves_go_away_from_zero(value, expected):
    assert round_to_int(value) == expected


@pytest.mark.parametrize("value", [-0.4, -0.0, Decimal("-0.04")])
def test_there_is_no_minus_zero(value):
    assert str(round_half_away(value)) == "0"


def test_tenths_of_a_per_cent():
    assert tenths(82.45) == 825
    assert tenths(-0.04) == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("-Infinity")])
def test_only_finite_numbers_are_rounded(value):
    with pytest.raises(ValueError, match="finite"):
        round_half_away(value)


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_rounding_moves_by_at_most_half_a_step_and_mirrors(value, decimals):
    rounded = round_half_away(value, decimals)
    assert abs(float(rounded) - value) <= 0.5 * 10**-decimals + 1e-8
    assert round_half_away(-value, decimals) == -rounded
