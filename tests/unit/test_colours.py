import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.colours import ENOUGH_CONTRAST, NotAColour, contrast_with_white, readable_on_white


def test_the_ends_of_the_scale_are_those_of_wcag():
    assert contrast_with_white("#fff") == pytest.approx(1)
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.005)  # the well-known lightest grey


def test_a_dark_colour_stays_as_it_is():
    assert readable_on_white("#0B5F66") == "#0b5f66"


def test_a_pale_colour_is_darkened_in_its_hue():
    assert readable_on_white("#ffd400") != "#ffd400"
    red, green, blue = (int(readable_on_white("#ffd400")[i : i + 2], 16) for i in (1, 3, 5))
    assert red > green > blue


@given(st.integers(min_value=0, max_value=0xFFFFFF))
def test_every_colour_comes_out_readable(number):
    assert contrast_with_white(readable_on_white(f"#{number:06x}")) >= ENOUGH_CONTRAST


@pytest.mark.parametrize("text", ["", "red", "#12345", "#1234567", "#gggggg", "#１２３４５６"])
def test_what_is_no_colour_is_refused(text):
    with pytest.raises(NotAColour, match="like #0b5f66"):
        readable_on_white(text)
