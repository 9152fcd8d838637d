"""Colours of a brand: readable on white, and white readable on them. sRGB and contrast as WCAG 2.2 defines them."""

import re
from colorsys import hls_to_rgb, rgb_to_hls

from mysteryshop.domain.errors import N_, DomainError

ENOUGH_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 (AA), text of ordinary size


class NotAColour(DomainError):
    """The text is not a colour of the form #rrggbb."""


def readable_on_white(colour: str) -> str:
    """The colour itself, or the nearest darker one of the same hue that has contrast enough with white.

    :param colour: `#rrggbb` or `#rgb`, any case.
    :returns: `#rrggbb`, lower case.
    :raises NotAColour: anything else.
    """
    red, green, blue = _parts(colour)
    if contrast_with_white(colour) >= ENOUGH_CONTRAST:
        return _text(red, green, blue)
    hue, lightness, saturation = rgb_to_hls(red, green, blue)
    for step in range(1, 101):
        darker = _text(*hls_to_rgb(hue, lightness * (1 - step / 100), saturation))
        if contrast_with_white(darker) >= ENOUGH_CONTRAST:
            return darker
    return "#000000"


def contrast_with_white(colour: str) -> float:
    """1 (white itself) to 21 (black). Source: WCAG 2.2, "contrast ratio" and "relative luminance".

    :raises NotAColour: not `#rrggbb` or `#rgb`.
    """
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _parts(colour: str) -> tuple[float, float, float]:
    digits = colour.strip().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    if not re.fullmatch(r"[0-9a-fA-F]{6}", digits, flags=re.ASCII):
        raise NotAColour(N_("Write the colour as # and six digits or letters a to f, like #0b5f66."))
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _text(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in (red, green, blue))
