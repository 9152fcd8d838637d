"""What a camera wrote into the file: read once, kept as facts, then left out of every copy."""

import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

ORIENTATION, DATE_TIME, EXIF_IFD, GPS_IFD = 0x0112, 0x0132, 0x8769, 0x8825
DATE_TIME_ORIGINAL = 0x9003
SIDEWAYS = (5, 6, 7, 8)  # orientations in which width and height change places

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """None: the camera did not say, or what it said makes no sense."""

    taken_at: datetime | None = None  # the camera's wall clock, no zone
    lat: float | None = None  # degrees, WGS 84, north and east positive
    lon: float | None = None
    orientation: int = 1  # EXIF's 1 to 8: how to turn the pixels upright


def camera_facts(image: "Image.Image") -> CameraFacts:
    """Read the EXIF facts of an opened picture. Anyone can write anything there, so it never raises."""
    try:
        exif = image.getexif()
        inner = exif.get_ifd(EXIF_IFD)
        gps = exif.get_ifd(GPS_IFD)
        orientation = _orientation(exif.get(ORIENTATION))
    except Exception as reason:
        log.info("Unreadable EXIF: %r", reason)
        return CameraFacts()
    taken_at = _moment(inner.get(DATE_TIME_ORIGINAL)) or _moment(exif.get(DATE_TIME))
    lat, lon = _degrees(gps, 1, 2, "S", 90), _degrees(gps, 3, 4, "W", 180)
    if lat is None or lon is None or (lat == 0 and lon == 0):  # 0, 0 is what phones write for "not known"
        lat = lon = None
    return CameraFacts(taken_at, lat, lon, orientation)


def _orientation(value: Any) -> int:
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.strptime(str(value).strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 (wall clock)
    except ValueError:
        return None


def _degrees(gps: Mapping[int, Any], side: int, parts: int, negative: str, limit: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in gps[parts])
        size = degrees + minutes / 60 + seconds / 3600
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    if not math.isfinite(size) or not 0 <= size <= limit:
        return None
    return round(-size if str(gps.get(side, "")).strip("\0 ").upper() == negative else size, 6)
