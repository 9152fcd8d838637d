"""Photos of a draft: taken in, shown as clean copies, removed again."""

import hashlib
import io
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import IO
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from mysteryshop import storage
from mysteryshop.domain.errors import N_, NotFound
from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.domain.scorecard_reading import question_by_key
from mysteryshop.extensions import db, insert_ignore, transaction
from mysteryshop.imaging import MAX_BYTES, Picture, read_picture
from mysteryshop.models import Draft, Photo, ScorecardVersion
from mysteryshop.picture_bytes import BadPicture
from mysteryshop.services.drafts import AlreadySent
from mysteryshop.services.jobs import add_job

__all__ = [
    "MAX_BYTES",
    "BadPicture",
    "add_photo",
    "facts_of",
    "remove_photo",
    "scale_later",
    "scale_photo",
    "stored_copies",
]

MOST_PER_QUESTION = 20


class NotScaledYet(Exception):
    """The copies of a picture could not be made; the job is tried again."""


@dataclass(frozen=True, slots=True)
class _Place:
    draft_id: UUID
    round: int
    brand_id: int
    assignment_id: int


def add_photo(
    draft_id: UUID,
    question_key: str,
    file: IO[bytes],
    name: str,
    *,
    shopper_id: int,
    now: datetime,
    photo_id: UUID | None = None,
) -> UUID:
    """Take in one picture for a question of an open draft. The same file for the same question twice is one
    photo.

    The pixels are stored as two clean copies (2048 and 900 px); what EXIF said is kept as facts. A picture
    that cannot be scaled now is kept as it came and shown as "preview not available".

    :param file: seekable; :param name: the file's name, for the sentence only; :param photo_id: the phone's
        own id.
    :raises BadPicture: the file cannot be taken (or one too many), and why; :raises NotFound: not this
        shopper's draft, or a question without evidence; :raises AlreadySent: nothing was changed.
    """
    place = _place(draft_id, question_key, shopper_id)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    known = _known(place, question_key, sha256)
    if known is not None:
        return known
    picture = read_picture(file, name)
    values = facts_of(picture) | stored_copies(picture, file, sha256)
    with transaction():
        _place(draft_id, question_key, shopper_id, lock=True)  # it may have been sent meanwhile
        known = _known(place, question_key, sha256)
        if known is not None:
            return known
        new_id = photo_id or uuid4()
        db.session.execute(
            insert_ignore(Photo).values(
                id=new_id,
                brand_id=place.brand_id,
                assignment_id=place.assignment_id,
                submission_id=place.draft_id,
                round=place.round,
                question_key=question_key,
                uploaded_by=shopper_id,
                uploaded_at=now,
                upload_sha256=sha256,
                state="stored",
                **values,
            )
        )
        if values["print_key"] is None:
            scale_later(new_id, now)
    return new_id


def scale_later(photo_id: UUID, now: datetime) -> None:
    """Inside a transaction: have a job make the copies of a photo that was kept as it came."""
    add_job("scale_photo", photo_id, now=now, dedupe_key=f"scale_photo:{photo_id}")


def scale_photo(photo_id: UUID) -> None:
    """Make the copies of a photo that was kept as it came, and drop those bytes: they hold what the camera wrote.

    Does nothing for a photo that has copies, or was removed.

    :raises NotScaledYet: it cannot be done now either.
    """
    photo = db.session.get(Photo, photo_id)
    if photo is None or photo.state != "stored" or photo.print_key is not None or photo.stored_key is None:
        return
    original = photo.stored_key
    with storage.open(original) as file:
        picture = read_picture(file, photo.question_key)
        if picture.small is None:
            raise NotScaledYet("No memory or no turn; a later attempt may have both")
        values = facts_of(picture) | stored_copies(picture, file, original)
    with transaction():
        db.session.execute(
            update(Photo).where(Photo.id == photo_id, Photo.print_key.is_(None)).values(**values)
        )
        others = db.session.scalar(select(func.count()).where(Photo.stored_key == original))
    if not others:
        storage.delete(original)


def remove_photo(photo_id: UUID, *, draft_id: UUID, shopper_id: int) -> None:
    """Take a photo out of an open draft. One that was sent in an earlier round stays: that round never
    changes.

    :raises NotFound: not a photo of this draft; :raises AlreadySent: it was sent.
    """
    with transaction():
        draft = db.session.scalars(
            select(Draft).where(Draft.id == draft_id, Draft.shopper_id == shopper_id).with_for_update()
        ).one_or_none()
        photo = db.session.get(Photo, photo_id)
        if draft is None or photo is None or photo.submission_id != draft_id:
            raise NotFound(N_("This photo does not exist."))
        if draft.sent_at is not None or photo.round != draft.round:
            raise AlreadySent(N_("This photo has been sent already, so it stays."))
        db.session.execute(update(Photo).where(Photo.id == photo_id).values(state="removed"))


def _place(draft_id: UUID, question_key: str, shopper_id: int, *, lock: bool = False) -> _Place:
    found = (
        select(Draft, ScorecardVersion.document)
        .join(ScorecardVersion, ScorecardVersion.id == Draft.scorecard_version_id)
        .where(Draft.id == draft_id, Draft.shopper_id == shopper_id)
    )
    row = db.session.execute(found.with_for_update(of=Draft) if lock else found).one_or_none()
    question = row and question_by_key(parse_json(row.document), question_key)
    if row is None or question is None or question.get("evidence", "none") == "none":
        raise NotFound(N_("This visit does not exist."))
    if row.Draft.sent_at is not None:
        raise AlreadySent(N_("This has been sent already, so nothing was changed."))
    there = db.session.scalar(
        select(func.count()).where(
            Photo.submission_id == draft_id, Photo.question_key == question_key, Photo.state == "stored"
        )
    )
    if (there or 0) >= MOST_PER_QUESTION:
        raise BadPicture(
            N_("There are %(most)s photos for this question already. Remove one first."),
            most=MOST_PER_QUESTION,
        )
    draft: Draft = row.Draft
    return _Place(draft.id, draft.round, draft.brand_id, draft.assignment_id)


def _known(place: _Place, question_key: str, sha256: str) -> UUID | None:
    return db.session.scalars(
        select(Photo.id)
        .where(
            Photo.submission_id == place.draft_id,
            Photo.question_key == question_key,
            Photo.upload_sha256 == sha256,
            Photo.state == "stored",
        )
        .limit(1)
    ).one_or_none()


def stored_copies(picture: Picture, file: IO[bytes], sha256: str) -> dict[str, str | None]:
    """Store the copies, or the file itself while there are none."""
    if picture.large is None or picture.small is None:
        file.seek(0)
        return {"stored_key": storage.put(file, sha256=sha256), "print_key": None}
    return {
        "stored_key": storage.put(io.BytesIO(picture.large)),
        "print_key": storage.put(io.BytesIO(picture.small)),
    }


def facts_of(picture: Picture) -> dict[str, object]:
    """What the columns of a photo keep of the file: sizes, time and place that EXIF told before it was dropped."""
    camera = picture.camera
    facts = {"format": picture.format, "orientation": camera.orientation}
    return {
        "width": picture.width,
        "height": picture.height,
        "phash": picture.phash,
        "device_taken_at": camera.taken_at,
        "lat": None if camera.lat is None else Decimal(str(camera.lat)),
        "lon": None if camera.lon is None else Decimal(str(camera.lon)),
        "exif": json.dumps(facts, sort_keys=True),
    }
