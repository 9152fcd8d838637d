"""Which stored file a viewer may see. A brand's pages have their own way (`brand_audits`): only what was approved."""

from uuid import UUID

from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import Photo

SIZES = ("large", "small")  # 2048 and 900 px along the long edge


def photo_key_for_shopper(photo_id: UUID, size: str, shopper_id: int) -> str | None:
    """The storage key of the shopper's own photo; None: not theirs, removed, or no preview."""
    photo = db.session.scalars(
        select(Photo).where(Photo.id == photo_id, Photo.uploaded_by == shopper_id, Photo.state == "stored")
    ).one_or_none()
    return _key(photo, size)


def photo_key_for_agency(photo_id: UUID, size: str, brand_id: int) -> str | None:
    """The storage key of a photo of the brand, whatever became of its audit."""
    photo = db.session.scalars(
        select(Photo).where(Photo.id == photo_id, Photo.brand_id == brand_id, Photo.state == "stored")
    ).one_or_none()
    return _key(photo, size)


def _key(photo: Photo | None, size: str) -> str | None:
    """None also while only the bytes as they came are there: those still hold what a camera wrote into them."""
    if photo is None or photo.print_key is None or size not in SIZES:
        return None
    return photo.stored_key if size == "large" else photo.print_key
