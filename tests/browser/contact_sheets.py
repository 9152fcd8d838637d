"""Many pictures on few sheets, each under its name."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from PIL import Image, ImageDraw

T = TypeVar("T")
GAP, LABEL = 12, 16
TALLEST = 3.2  # times the width; longer pages are cut, the first screens are what one looks at
SHEET_WIDTH, ROWS = 2400, 2


def contact_sheet(folder: Path, name: str, shots: list[tuple[str, Path]], *, width: int) -> None:
    """Write name-1.jpg, name-2.jpg … into the folder. :param width: of one picture, in pixels."""
    columns = max(1, (SHEET_WIDTH - GAP) // (width + GAP))
    for number, group in enumerate(batched(shots, columns * ROWS), 1):
        pictures = [(label, small(path, width)) for label, path in group]
        rows = list(batched(pictures, columns))
        heights = [max(picture.height for _label, picture in row) + LABEL + GAP for row in rows]
        sheet = Image.new("RGB", (GAP + len(rows[0]) * (width + GAP), GAP + sum(heights)), "#999")
        draw, top = ImageDraw.Draw(sheet), GAP
        for row, height in zip(rows, heights, strict=True):
            for column, (label, picture) in enumerate(row):
                left = GAP + column * (width + GAP)
                draw.text((left, top), label[: width // 6], fill="#000")
                sheet.paste(picture, (left, top + LABEL))
            top += height
        sheet.save(folder / f"{name}-{number}.jpg", quality=82)


def small(path: Path, width: int) -> Image.Image:
    with Image.open(path) as picture:
        factor = width / picture.width
        scaled = picture.convert("RGB").resize((width, max(1, round(picture.height * factor))))
    return scaled.crop((0, 0, width, min(scaled.height, round(width * TALLEST))))


def batched(things: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
