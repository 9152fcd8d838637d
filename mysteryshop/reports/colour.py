"""A brand's colour, made safe for print: the only colour of a report that is not ink or grey."""

import re

PETROL = "#0d5a74"  # the house colour, where a brand has none
WHITE = (255, 255, 255)
ENOUGH = 4.5  # contrast with white that small text needs (WCAG 2.2, 1.4.3)


def accent(colour: str | None) -> str:
    """The brand's colour as #rrggbb, darkened until white on it, and it on white, reads at 4.5:1.

    What is no colour (empty, a name, half a code) gives the house colour: a report never fails for it.
    """
    found = re.fullmatch(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})", (colour or "").strip())
    if not found:
        return PETROL
    code = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    red, green, blue = (int(code[i : i + 2], 16) for i in (0, 2, 4))
    while contrast((red, green, blue), WHITE) < ENOUGH:
        red, green, blue = (int(part * 0.96) for part in (red, green, blue))
    return f"#{red:02x}{green:02x}{blue:02x}"


def tint(colour: str, share: float) -> str:
    """`colour` (#rrggbb) mixed into white; share 0..1 of the colour."""
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The contrast ratio of two sRGB colours, 1..21. Source: WCAG 2.2, relative luminance."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
