"""What the phones hold: visits frozen as the real form freezes them, and the rows that they are about."""

import hashlib
import io
import json
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from PIL import Image
from sqlalchemy import insert, select

from mysteryshop.extensions import db
from mysteryshop.models import Assignment
from tests.factories import SMALL_DOCUMENT, make_assignment, make_brand, make_user, make_version

DOCUMENT = json.loads(json.dumps(SMALL_DOCUMENT))
DOCUMENT["sections"][0]["questions"][0]["evidence"] = "optional"


@dataclass
class Shot:
    """A photo on the phone."""

    photo_id: UUID
    data: bytes
    sha256: str


@dataclass
class Visit:
    """A visit that was finished on the phone: its identity and its bytes never change again."""

    uuid: UUID
    assignment_id: int
    answers: dict[str, str]
    shots: list[Shot]
    body: bytes
    receipt: str | None = None
    refused: str | None = None
    attempts: int = 0
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        self.sha256 = hashlib.sha256(self.body).hexdigest()


@dataclass
class Shopper:
    user_id: int
    cookie: str
    visits: list[Visit]


def photo(number: int) -> bytes:
    """A small JPEG that no other number gives."""
    picture = Image.new("RGB", (64, 48))
    for place in range(6):
        shade = (number >> (4 * place) & 15) * 17
        picture.paste((shade, 255 - shade, 128), (place * 8 + 8, 8, place * 8 + 16, 40))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=95)
    return file.getvalue()


def make_shoppers(app: Flask, visits: int, shoppers: int, seed: int) -> list[Shopper]:
    """Rows for so many visits, spread over the shoppers, and what their phones are about to send."""
    chance = random.Random(seed)  # a soak that can be repeated, no secret
    with app.app_context():
        brand = make_brand()
        people = [make_user("shopper", brand) for _ in range(shoppers)]
        now = datetime.now()  # noqa: DTZ005  # a window is local to its place
        first = make_assignment(
            brand, people[0], version=make_version(brand, DOCUMENT),
            window_from=now - timedelta(days=2), window_until=now + timedelta(days=5),
        )  # fmt: skip
        ids = _more_like(first, visits, people)
        version = first.scorecard_version_id
        made: dict[int, list[Visit]] = {person.id: [] for person in people}
        for number, (assignment_id, shopper_id) in enumerate(ids):
            made[shopper_id].append(_visit(number, assignment_id, version, first.situation, chance))
        return [Shopper(person.id, _cookie(app, person.fs_uniquifier), made[person.id]) for person in people]


def _more_like(first: Assignment, count: int, people: list[Any]) -> list[tuple[int, int]]:
    columns = {c.name: getattr(first, c.name) for c in Assignment.__table__.columns if c.name != "id"}
    rows = [columns | {"shopper_id": people[at % len(people)].id} for at in range(count)]
    for at in range(0, count, 1000):
        db.session.execute(insert(Assignment), rows[at : at + 1000])
    db.session.commit()
    found = (
        select(Assignment.id, Assignment.shopper_id).where(Assignment.id > first.id).order_by(Assignment.id)
    )
    return [(row.id, row.shopper_id) for row in db.session.execute(found)]


def _visit(number: int, assignment_id: int, version_id: int, situation: str, chance: random.Random) -> Visit:
    shots = []
    for at in range(2 if number % 4 == 0 else 1):
        data = photo(number * 2 + at)
        shots.append(Shot(uuid4(), data, hashlib.sha256(data).hexdigest()))
    answers = {"greeted": "yes", "goodbye": chance.choice(["yes", "no"]), "note": f"Visit {number}, ğ å"}
    moment = datetime.now().astimezone().isoformat()
    said = {
        "assignment_id": assignment_id, "scorecard_version_id": version_id, "situation": situation, "rev": 7,
        "started_at": moment, "finished_at": moment, "device_now": moment, "utc_offset": 0,
        "answers": answers, "comments": {}, "evidence": {"greeted": len(shots)}, "texts": {}, "place": None,
        "photos": [{"photo_uuid": str(s.photo_id), "question": "greeted", "sha256": s.sha256} for s in shots],
    }  # fmt: skip
    return Visit(uuid4(), assignment_id, answers, shots, json.dumps(said, ensure_ascii=False).encode())


def _cookie(app: Flask, uniquifier: str) -> str:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(serializer.dumps({"_user_id": uniquifier, "_fresh": True, "_permanent": True}))
