"""Photos of the demo's visits: a few drawn pictures, each time held a little differently, as a phone would."""

import io
from datetime import datetime
from pathlib import Path
from random import Random

FOLDER = Path(__file__).parent / "images"
TAKEN_AT = 0x9003  # EXIF: DateTimeOriginal
# What is photographed for which question.
OF_QUESTION = {
    "area_clean": ("tables", "floor", "entrance", "counter"),
    "receipt_given": ("receipt",),
    "correct_information": ("board", "shelf"),
    "solution": ("shelf",),
    "wait": ("queue", "entrance"),
}


def photo(question_key: str, taken_at: datetime, rng: Random) -> tuple[io.BytesIO, str] | None:
    """A JPEG and its name, or None for a question of which nobody takes a photo.

    :param taken_at: local, written into the file as a camera does.
    """
    from PIL import Image, ImageEnhance

    names = OF_QUESTION.get(question_key)
    if names is None:
        return None
    name = rng.choice(names)
    with Image.open(FOLDER / f"{name}.jpg") as drawn:
        width, height = drawn.size
        left, top = rng.randrange(width // 25), rng.randrange(height // 25)
        kept = drawn.crop(
            (left, top, width - rng.randrange(width // 25), height - rng.randrange(height // 25))
        )
        picture = ImageEnhance.Brightness(kept).enhance(rng.uniform(0.92, 1.1))
    exif = Image.Exif()
    exif.get_ifd(0x8769)[TAKEN_AT] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=86, exif=exif)
    file.seek(0)
    return file, f"IMG_{rng.randrange(1000, 9999)}.jpg"
