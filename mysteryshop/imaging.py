"""Bytes from the outside world -> one upright picture without its secrets, or a sentence why not.

What may come in: a JPEG, PNG, WebP or HEIC of up to 25 MB and 200 megapixels. What goes on: two JPEG copies
made from the pixels alone, so nothing that came along in the file (position, name, a second file) is in them.
"""

import fcntl
import io
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mysteryshop.domain.errors import N_
from mysteryshop.picture_bytes import BadPicture, refuse_what_is_no_single_picture
from mysteryshop.picture_exif import SIDEWAYS, CameraFacts, camera_facts

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 200_000_000
LARGE_EDGE = 2048  # what the review page shows
SMALL_EDGE = 900  # what lists and PDFs show
QUALITY = 82
STRIP_PIXELS = 4_000_000
PATIENCE_SECONDS = 20.0
FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """What one uploaded file was. `large` and `small` are JPEG bytes, or both None: it cannot be scaled
    now.
    """

    format: str  # jpeg, png, webp, heic
    width: int  # upright, as uploaded
    height: int
    camera: CameraFacts
    large: bytes | None
    small: bytes | None
    phash: str | None  # 64-bit difference hash, 16 hex digits: near pictures differ in few bits


def read_picture(stream: IO[bytes], name: str) -> Picture:
    """Read an uploaded file once: its facts and two upright JPEG copies, at most 2048 and 900 px along the
    long edge.

    The size is read from the header before anything is decoded. A JPEG is decoded at reduced size;
    everything else is decoded whole, one at a time across all processes of this machine, because it may
    take 800 MB.

    :param stream: seekable; its position afterwards is undefined.
    :param name: the file's name as the sender knows it, for the sentence.
    :returns: without copies when there is no memory or no turn within 20 seconds: keep the file and try
        again later.
    :raises BadPicture: over the limits, no picture, or not one single whole picture.
    """
    from PIL import Image

    size = stream.seek(0, os.SEEK_END)
    if size == 0:
        raise BadPicture(N_("“%(file)s” is empty. Choose the picture again."), file=name)
    if size > MAX_BYTES:
        raise BadPicture(N_("“%(file)s” is larger than 25 MB. Choose a smaller picture."), file=name)
    refuse_what_is_no_single_picture(stream, size, name)

    with _opened(stream, name) as image:
        kind = FORMATS[image.format or ""]
        width, height = image.size
        camera = camera_facts(image)
        if camera.orientation in SIDEWAYS:
            width, height = height, width
        try:
            flat = _decode_when_it_is_our_turn(image, name)
        except _NotNow as reason:
            log.warning("A picture of %d x %d was kept without copies: %s", width, height, reason)
            return Picture(kind, width, height, camera, None, None, None)
    flat = _upright(flat, camera.orientation)
    small = flat.copy()
    small.thumbnail((SMALL_EDGE, SMALL_EDGE), Image.Resampling.LANCZOS)
    return Picture(kind, width, height, camera, _jpeg(flat), _jpeg(small), difference_hash(small))


def difference_hash(image: "Image.Image") -> str:
    """64 bits, one for "the pixel to the right is brighter" in a 9 x 8 grey thumbnail, as 16 hex digits.

    Survives scaling and recompression; the distance of two pictures is the number of bits that differ.
    Source: N. Krawetz, "Kind of Like That", hackerfactor.com, 2013.
    """
    from PIL import Image

    grey = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (grey[row * 9 + column] < grey[row * 9 + column + 1])
    return f"{bits:016x}"


class _NotNow(Exception):
    """The picture may be good, but cannot be decoded at this moment."""


@contextmanager
def _opened(stream: IO[bytes], name: str) -> Iterator["Image.Image"]:
    """The header read and judged; no pixel decoded yet."""
    import pi_heif
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # Pillow's own limit, raised to ours by name
    pi_heif.register_heif_opener(thumbnails=False)
    stream.seek(0)
    try:
        image = Image.open(stream, formats=("JPEG", "PNG", "WEBP", "HEIF"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(name) from None
    except Exception as reason:  # a decoder fed with rubbish raises whatever it likes
        log.info("Not a readable picture: %r", reason)
        raise _not_whole(name) from None
    with image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise _too_many_pixels(name)
        if image.format not in FORMATS:
            raise _not_whole(name)
        if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
            raise BadPicture(
                N_("“%(file)s” is an animation. Choose a single picture: JPEG, PNG, WebP or HEIC."), file=name
            )
        yield image


def _decode_when_it_is_our_turn(image: "Image.Image", name: str) -> "Image.Image":
    """Decode, no larger than needed; a small JPEG at once, everything else when no other is being decoded."""
    is_cheap = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
    if is_cheap:
        return _decode(image, name)
    with _turn():
        return _decode(image, name)


def _decode(image: "Image.Image", name: str) -> "Image.Image":
    from PIL import Image

    try:
        image.draft("RGB", (LARGE_EDGE, LARGE_EDGE))  # JPEG only: decodes 1/2, 1/4 or 1/8 of each edge
        image.load()
        flat = _in_srgb(_flat_and_smaller(image), image)
        flat.thumbnail((LARGE_EDGE, LARGE_EDGE), Image.Resampling.LANCZOS)
    except MemoryError:
        raise _NotNow("no memory") from None
    except Image.DecompressionBombError:
        raise _too_many_pixels(name) from None
    except Exception as reason:  # as above: truncated, corrupt, or a decoder's own complaint
        log.info("Not a whole picture: %r", reason)
        raise _not_whole(name) from None
    return flat


def _flat_and_smaller(image: "Image.Image") -> "Image.Image":
    """RGB on white, each edge divided by a whole number: strip by strip, so that there is no second whole
    copy.
    """
    from PIL import Image

    width, height = image.size
    factor = max(1, max(width, height) // (2 * LARGE_EDGE))
    result = Image.new("RGB", (-(-width // factor), -(-height // factor)), "white")
    step = factor * max(1, STRIP_PIXELS // (width * factor))
    for top in range(0, height, step):
        strip = _on_white(image.crop((0, top, width, min(height, top + step))))
        result.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return result


def _on_white(strip: "Image.Image") -> "Image.Image":
    from PIL import Image

    if strip.mode.startswith("I"):  # 16 bits of grey: a plain conversion would clip them
        strip = strip.convert("I").point(lambda value: value / 256).convert("L")
    if strip.mode not in ("RGBA", "LA", "PA", "P") or (
        strip.mode == "P" and "transparency" not in strip.info
    ):
        return strip.convert("RGB")
    with_alpha = strip.convert("RGBA")
    flat = Image.new("RGB", strip.size, "white")
    flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return flat


def _in_srgb(flat: "Image.Image", source: "Image.Image") -> "Image.Image":
    """The same colours without their profile; a profile that cannot be read is left out."""
    from PIL import ImageCms

    profile = source.info.get("icc_profile")
    if not profile or source.mode not in ("RGB", "RGBA"):
        return flat
    try:
        wide = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(flat, wide, ImageCms.createProfile("sRGB")) or flat
    except (ImageCms.PyCMSError, OSError, ValueError):
        log.info("A colour profile was unreadable and is left out")
        return flat


def _upright(flat: "Image.Image", orientation: int) -> "Image.Image":
    from PIL import Image

    turn = Image.Transpose
    how = {
        2: turn.FLIP_LEFT_RIGHT,
        3: turn.ROTATE_180,
        4: turn.FLIP_TOP_BOTTOM,
        5: turn.TRANSPOSE,
        6: turn.ROTATE_270,
        7: turn.TRANSVERSE,
        8: turn.ROTATE_90,
    }.get(orientation)
    return flat if how is None else flat.transpose(how)


def _jpeg(image: "Image.Image") -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=False)
    return out.getvalue()


@contextmanager
def _turn() -> Iterator[None]:
    """One at a time, also between the web server's processes: a lock on a file of this user."""
    lock = Path(tempfile.gettempdir()) / f"mysteryshop-imaging-{os.getuid()}.lock"
    handle = os.open(lock, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while not _locked(handle):
            if time.monotonic() > give_up:
                raise _NotNow("other pictures were being decoded")
            time.sleep(0.05)
        yield
    finally:
        os.close(handle)  # also gives the lock back


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _too_many_pixels(name: str) -> BadPicture:
    return BadPicture(N_("“%(file)s” has more than 200 million pixels. Choose a smaller picture."), file=name)


def _not_whole(name: str) -> BadPicture:
    return BadPicture(
        N_("“%(file)s” is damaged or was cut off on the way. Choose the picture again, or take a new one."),
        file=name,
    )
