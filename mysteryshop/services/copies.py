"""Copies of visits that shoppers saved as a file on the phone ("Save a copy"), brought in by somebody of the agency.

The file holds the visit's own identity and the exact text that the phone would send, so that it and a later sending are
one visit, whichever comes first.
"""

import base64
import binascii
import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mysteryshop.domain.errors import N_, DomainError, NotAllowed, NotFound
from mysteryshop.domain.scorecard_json import BadJson, parse_json
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Assignment, Draft
from mysteryshop.services.audits import Receipt, submit_round
from mysteryshop.services.history import record_change
from mysteryshop.services.photo_arrivals import ArrivingPhoto, receive_photo

FORMAT = "mysteryshop.copy/1"
MOST_BYTES = 100 * 1024 * 1024


class BadCopy(DomainError):
    """The file is no copy of a visit, or of none that may be brought in here."""


@dataclass(frozen=True, slots=True)
class Imported:
    """:param photos: how many are on the server now; :param photos_missing: how many the file lacks or held broken."""

    receipt: Receipt
    photos: int
    photos_missing: int


@dataclass(frozen=True, slots=True)
class _Copy:
    uuid: UUID
    round: int
    assignment_id: int
    body: str
    photos: list[dict[str, Any]]


def import_copy(data: bytes, *, brand_id: int | None, by: int | None, now: datetime) -> Imported:
    """Take in a saved copy, as if the shopper's phone had sent it now. The same copy again changes nothing.

    :param brand_id: whose visits may be brought in; None: any (the command). :param by: who brings it.
    :raises BadCopy: no such file, damaged, of another brand's visit, or of one that was received with other answers
        (both are kept).
    """
    copy = _read(data)
    shopper_id, visit_brand = _whose(copy, brand_id)
    arrived = [_receive(copy, photo, shopper_id, now) for photo in copy.photos]
    try:
        receipt = submit_round(copy.uuid, copy.round, copy.body, shopper_id=shopper_id, now=now)
    except (NotAllowed, NotFound) as refused:  # the body is kept all the same
        raise BadCopy(refused.template, **refused.params) from None
    with transaction():
        record_change(
            "audit.copy_imported",
            "audit",
            copy.uuid,
            user_id=by,
            brand_id=visit_brand,
            now=now,
            after={"round": copy.round, "is_new": receipt.is_new, "photos": sum(arrived)},
        )
    return Imported(receipt, sum(arrived), len(arrived) - sum(arrived))


def _read(data: bytes) -> _Copy:
    if len(data) > MOST_BYTES:
        raise BadCopy(N_("This file is larger than %(most)s MB; a copy of a visit is not."), most=100)
    try:
        said = parse_json(data.decode())
    except (BadJson, UnicodeDecodeError):
        raise BadCopy(
            N_("This is not a copy of a visit: it cannot be read. Ask for the file again.")
        ) from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BadCopy(
            N_("This is not a copy of a visit. Choose the file that “Save a copy” made on the phone.")
        )
    try:
        copy = _Copy(
            UUID(said["uuid"]), int(said["round"]), int(said["assignment_id"]), str(said["body"]),
            [dict(each) for each in said["photos"]],
        )  # fmt: skip
        body = parse_json(copy.body)
        is_whole = hashlib.sha256(copy.body.encode()).hexdigest() == said["sha256"]
    except (KeyError, TypeError, ValueError, AttributeError, BadJson):
        is_whole = False
    if not is_whole or body.get("assignment_id") != copy.assignment_id or not 0 < copy.round < 1000:
        raise BadCopy(N_("This copy is damaged, so nothing of it was taken in. Ask for the file again."))
    return copy


def _whose(copy: _Copy, brand_id: int | None) -> tuple[int, int]:
    """-> the shopper, the brand."""
    row = db.session.execute(
        select(Assignment.brand_id, Assignment.shopper_id, Draft.shopper_id)
        .outerjoin(Draft, (Draft.id == copy.uuid) & (Draft.assignment_id == Assignment.id))
        .where(Assignment.id == copy.assignment_id)
    ).one_or_none()
    if row is None or brand_id not in (None, row[0]):
        raise BadCopy(N_("The visit in this copy is not one of this brand's."))
    shopper_id = row[2] or row[1]
    if shopper_id is None:
        raise BadCopy(N_("The visit in this copy is given to nobody. Give it to its shopper first."))
    return shopper_id, row[0]


def _receive(copy: _Copy, photo: dict[str, Any], shopper_id: int, now: datetime) -> bool:
    """True when the server has the photo now. One that is broken costs only itself."""
    if photo.get("state") == "removed":
        return False
    try:
        content = base64.b64decode(photo.get("base64") or "", validate=True)
        sent = ArrivingPhoto(
            photo_id=UUID(photo["photo_uuid"]),
            submission_id=copy.uuid,
            assignment_id=copy.assignment_id,
            round=int(photo.get("round") or copy.round),
            question=str(photo["question"]),
            sha256=hashlib.sha256(content).hexdigest(),
            taken_at=_instant(photo.get("taken_at")),
            place=photo["place"] if isinstance(photo.get("place"), dict) else {},
        )
        if not content:
            return False
        receive_photo(sent, io.BytesIO(content), shopper_id=shopper_id, now=now)
    except (binascii.Error, KeyError, TypeError, ValueError, DomainError):
        return False
    return True


def _instant(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
