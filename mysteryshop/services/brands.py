"""Brands: made and changed by administrators."""

import io
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, BinaryIO

from sqlalchemy import func, select

from mysteryshop import storage
from mysteryshop.domain.access import Viewer
from mysteryshop.domain.colours import readable_on_white
from mysteryshop.domain.errors import N_, DomainError, NotFound
from mysteryshop.extensions import db, transaction
from mysteryshop.imaging import read_picture
from mysteryshop.models import Brand
from mysteryshop.services.history import record_change


class BrandNameTaken(DomainError):
    """Another brand has this name."""


class LogoRefused(DomainError):
    """The picture cannot be used as a logo now."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in; its name is the sender's and only good for a sentence."""

    stream: IO[bytes]
    name: str


@dataclass(frozen=True, slots=True)
class BrandSettings:
    """What an administrator decides about a brand. `languages`: the first is the main one."""

    name: str
    languages: tuple[str, ...]
    currency: str  # ISO 4217
    accent: str  # #rrggbb, darkened where it is too pale for text
    second_colour: str
    allows_staff_questions: bool
    shows_visit_time: bool


def create_brand(admin: Viewer, settings: BrandSettings, logo: Upload | None, *, now: datetime) -> int:
    """Make a brand. :returns: its id.

    :param logo: an uploaded picture, kept re-encoded and without what came along in the file; None for no logo.
    :raises BrandNameTaken, NotAColour, BadPicture, LogoRefused: with the sentence for the administrator.
    """
    logo_key = _store_logo(logo)
    with transaction():
        _refuse_taken_name(settings.name, None)
        brand = Brand(created_at=now, logo_key=logo_key, **_columns(settings))
        db.session.add(brand)
        db.session.flush()
        record_change(
            "brand.created", "brand", brand.id, user_id=admin.user_id, brand_id=brand.id, now=now,
            after=_columns(settings),
        )  # fmt: skip
        return brand.id


def update_brand(
    admin: Viewer,
    brand_id: int,
    settings: BrandSettings,
    logo: Upload | None,
    *,
    drop_logo: bool,
    now: datetime,
) -> None:
    """Change a brand. :param logo: a new one; None keeps the present one, unless `drop_logo`.

    :raises NotFound: no such brand; and as `create_brand`.
    """
    logo_key = _store_logo(logo)
    with transaction():
        brand = db.session.get(Brand, brand_id, with_for_update=True)
        if brand is None:
            raise NotFound(N_("There is no such brand."))
        _refuse_taken_name(settings.name, brand_id)
        after = _columns(settings)
        before = {name: getattr(brand, name) for name in after}
        for name, value in after.items():
            setattr(brand, name, value)
        if logo_key or drop_logo:
            brand.logo_key = logo_key
        record_change(
            "brand.changed", "brand", brand.id, user_id=admin.user_id, brand_id=brand.id, now=now,
            before=before, after=after | ({"logo": "changed"} if logo_key or drop_logo else {}),
        )  # fmt: skip


def open_logo(brand: Brand) -> BinaryIO | None:
    """The logo as JPEG, or None."""
    return storage.open(brand.logo_key) if brand.logo_key else None


def _columns(settings: BrandSettings) -> dict[str, object]:
    return asdict(settings) | {
        "languages": ",".join(settings.languages),
        "accent": readable_on_white(settings.accent),
        "second_colour": readable_on_white(settings.second_colour),
    }


def _refuse_taken_name(name: str, brand_id: int | None) -> None:
    same = select(Brand.id).where(func.lower(Brand.name) == name.lower())
    if brand_id is not None:
        same = same.where(Brand.id != brand_id)
    if db.session.scalar(same):
        raise BrandNameTaken(
            N_("There is a brand called “%(name)s” already. Choose another name."), name=name
        )


def _store_logo(logo: Upload | None) -> str | None:
    if logo is None:
        return None
    picture = read_picture(logo.stream, logo.name)
    if picture.small is None:
        raise LogoRefused(
            N_("The logo could not be read just now. Try again in a minute, or with a smaller picture.")
        )
    return storage.put(io.BytesIO(picture.small))
