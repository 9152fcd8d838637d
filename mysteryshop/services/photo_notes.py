"""What a round says of its photos: which will come, and which were taken away again. Inside the round's transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from mysteryshop.domain.visits import RoundBody, storable
from mysteryshop.extensions import db, insert_ignore
from mysteryshop.models import Photo


def note_photos(
    audit_id: UUID, number: int, sent: RoundBody, brand_id: int, shopper_id: int, *, now: datetime
) -> tuple[UUID, ...]:
    """Note the announced photos that have not arrived; they may come later, and the page says that they will.

    One that the shopper took away after it had been sent counts no more, and is not stored if it is still on its way.

    :returns: what is missing.
    """
    of_round = {
        "brand_id": brand_id,
        "assignment_id": sent.assignment_id,
        "submission_id": audit_id,
        "round": number,
        "uploaded_by": shopper_id,
        "uploaded_at": now,
    }
    _remove(sent, of_round)
    if not sent.photos:
        return ()
    there = set(
        db.session.scalars(select(Photo.id).where(Photo.submission_id == audit_id, Photo.state != "expected"))
    )
    missing = [photo for photo in sent.photos if photo.photo_id not in there]
    if missing:
        db.session.execute(
            insert_ignore(Photo),
            [
                of_round
                | {
                    "id": photo.photo_id,
                    "question_key": storable(photo.question),
                    "upload_sha256": storable(photo.sha256),
                    "state": "expected",
                }
                for photo in missing
            ],
        )
    return tuple(photo.photo_id for photo in missing)


def _remove(sent: RoundBody, of_round: dict[str, Any]) -> None:
    announced = {photo.photo_id for photo in sent.photos}
    removed = [photo_id for photo_id in dict.fromkeys(sent.removed_photos) if photo_id not in announced]
    if not removed:
        return
    own = (Photo.submission_id == of_round["submission_id"], Photo.round == of_round["round"])
    db.session.execute(update(Photo).where(Photo.id.in_(removed), *own).values(state="removed"))
    unknown = {"question_key": "", "upload_sha256": "", "state": "removed"}
    db.session.execute(insert_ignore(Photo), [of_round | unknown | {"id": photo_id} for photo_id in removed])
