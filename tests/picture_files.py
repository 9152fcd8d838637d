"""Pictures of one colour, for tests that need a file and not what is on it."""

import io

from PIL import Image

Colour = str | tuple[int, int, int]


def picture(colour: Colour = "teal", size: tuple[int, int] = (640, 480), kind: str = "JPEG") -> bytes:
    """A file as a phone or a browser would send it; another colour is another content."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()
