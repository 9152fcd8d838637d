"""Photos from a phone, each under its own id, in any order: before their visit, after it, twice, or cut short."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import IO, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from mysteryshop import storage
from mysteryshop.domain.errors import N_, NotAllowed, NotFound
from mysteryshop.domain.visits import storable
from mysteryshop.extensions import db, insert_ignore, transaction
from mysteryshop.imaging import read_picture
from mysteryshop.models import Assignment, Audit, Draft, Photo
from mysteryshop.services.photos import facts_of, scale_later, stored_copies


class PhotoConflict(NotAllowed):
    """Another picture came under this id before; that one stands."""


@dataclass(frozen=True, slots=True)
class ArrivingPhoto:
    """What the phone says of the bytes it sends."""

    photo_id: UUID
    submission_id: UUID
    assignment_id: int
    round: int
    question: str
    sha256: str
    taken_at: datetime | None
    place: Mapping[str, Any]


def receive_photo(sent: ArrivingPhoto, file: IO[bytes], *, shopper_id: int, now: datetime) -> bool:
    """Store one photo of a phone, complete and checked, or nothing of it.

    :param file: seekable. :returns: True when it is new, False when the same bytes were there already.
    :raises NotFound: not this shopper's visit or photo; :raises PhotoConflict: other bytes came under this id;
        :raises storage.ContentMismatch: the bytes are not those announced; :raises BadPicture: no picture we take.
    """
    brand_id, zone = _visit_of(sent, shopper_id)
    was_lost = (
        db.session.get(Photo, sent.photo_id) is not None
    )  # if its file is not there, which is asked next
    if _is_there(sent, shopper_id):
        return False
    file.seek(0)
    if hashlib.file_digest(file, "sha256").hexdigest() != sent.sha256:  # type: ignore[arg-type]
        raise storage.ContentMismatch(
            N_("The file did not arrive whole. Nothing of it was kept: send it again.")
        )
    picture = read_picture(file, sent.question)
    values = facts_of(picture) | stored_copies(picture, file, sent.sha256) | _evidence(sent)
    values["device_taken_at"] = picture.camera.taken_at or _wall_clock(sent.taken_at, zone)
    with transaction():
        own = {
            "brand_id": brand_id,
            "assignment_id": sent.assignment_id,
            "submission_id": sent.submission_id,
            "round": sent.round,
            "question_key": storable(sent.question),
            "uploaded_by": shopper_id,
        }
        arrived = {"uploaded_at": now, "upload_sha256": sent.sha256, "state": "stored", **values}
        added = db.session.execute(
            insert_ignore(Photo).values(id=sent.photo_id, **own, **arrived).returning(Photo.id)
        ).scalar()
        if values["print_key"] is None:
            scale_later(sent.photo_id, now)
        if added is not None:
            return True
        if _is_there(
            sent, shopper_id
        ):  # its file is back, or the same photo on a second connection was faster
            return was_lost
        db.session.execute(update(Photo).where(Photo.id == sent.photo_id).values(**arrived))
    return True


def _visit_of(sent: ArrivingPhoto, shopper_id: int) -> tuple[int, ZoneInfo]:
    """Brand and time zone of the visit, if it is the shopper's: by the draft, the audit, or the assignment itself."""
    of_shopper = (
        select(
            Assignment.brand_id,
            Assignment.time_zone,
            Assignment.shopper_id,
            Draft.shopper_id,
            Audit.shopper_id,
        )
        .outerjoin(Draft, (Draft.id == sent.submission_id) & (Draft.assignment_id == Assignment.id))
        .outerjoin(Audit, (Audit.id == sent.submission_id) & (Audit.assignment_id == Assignment.id))
        .where(Assignment.id == sent.assignment_id)
    )
    row = db.session.execute(of_shopper).one_or_none()
    if row is None:
        raise NotFound(N_("This visit does not exist."))
    brand_id, time_zone, *owners = row
    owner = next((each for each in reversed(owners) if each is not None), None)
    if owner != shopper_id:
        raise NotFound(N_("This visit does not exist."))
    return int(brand_id), ZoneInfo(time_zone)


def _wall_clock(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    """What a clock at the place showed, as a camera writes it into its pictures."""
    try:
        return instant.astimezone(zone).replace(tzinfo=None) if instant else None
    except OverflowError:  # a phone whose clock stands at the beginning or the end of time
        return None


def _is_there(sent: ArrivingPhoto, shopper_id: int) -> bool:
    """True when the photo is stored already; one whose file the disk has lost is wanted again.

    :raises NotFound: somebody else's; :raises PhotoConflict: other bytes, or another visit's.
    """
    photo = db.session.get(Photo, sent.photo_id, populate_existing=True)
    if photo is None:
        return False
    if photo.uploaded_by != shopper_id:
        raise NotFound(N_("This photo does not exist."))
    if photo.submission_id != sent.submission_id or photo.assignment_id != sent.assignment_id:
        raise PhotoConflict(N_("Another photo was received under this number. It stands."))
    if photo.state in ("removed", "rejected"):
        return True
    if photo.state == "expected" or photo.stored_key is None or not storage.holds(photo.stored_key):
        return False
    if photo.upload_sha256 != sent.sha256:
        raise PhotoConflict(N_("Another photo was received under this number. It stands."))
    return True


def _evidence(sent: ArrivingPhoto) -> dict[str, Any]:
    """Where the phone says it was; evidence, so what makes no sense counts as not said."""
    said: dict[str, Any] = {}
    lat, lon, accuracy = (sent.place.get(name) for name in ("lat", "lon", "accuracy_m"))
    if _is_within(lat, 90) and _is_within(lon, 180):
        said |= {"lat": Decimal(str(lat)), "lon": Decimal(str(lon))}
        if _is_within(accuracy, 10_000_000):
            said["accuracy_m"] = int(accuracy)  # type: ignore[arg-type]
    return said


def _is_within(value: object, most: int) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and -most <= value <= most
