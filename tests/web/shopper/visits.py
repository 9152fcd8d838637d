"""Helpers of the tests of a visit's pages: cards, assignments, and the steps that a shopper takes."""

import io
import json
from datetime import timedelta
from uuid import UUID

from PIL import Image
from sqlalchemy import func, select

from mysteryshop import clock
from mysteryshop.extensions import db
from mysteryshop.models import Draft, User
from tests.factories import make_assignment, make_version


def text_in(value):
    return {"en": value}


def option(key, **more):
    return {"key": key, "label": text_in(key.title()), **more}


def single(key, **more):
    return {"key": key, "text": text_in(f"About {key}?"), "kind": "single",
            "options": [option("yes", points=1), option("no", points=0), option("na", na=True)], **more}  # fmt: skip


def plain(key, kind, **more):
    return {"key": key, "text": text_in(f"About {key}?"), "kind": kind, **more}


def document(*sections, **more):
    made = [
        {
            "key": f"part{at}",
            "title": text_in(f"Part {at}"),
            "weight": 1,
            "pass_mark": None,
            "questions": list(each),
        }
        for at, each in enumerate(sections, 1)
    ]
    return {
        "format": "mysteryshop.scorecard/1", "title": text_in("A card"), "language": "en", "method": "pooled",
        "pass_mark": 50,
        "sections": made,
        **more,
    }  # fmt: skip


def assign(brand, shopper, document=None, **values):
    now = clock.utc_now().replace(tzinfo=None, second=0, microsecond=0)
    around = {"window_from": now - timedelta(days=2), "window_until": now + timedelta(days=2)}
    return make_assignment(brand, shopper, version=make_version(brand, document), **(around | values))


def begin(phone, assignment):
    """Start the visit; the address of its pages."""
    answer = phone.submit(
        f"/shopper/assignments/{assignment.id}", to=f"/shopper/assignments/{assignment.id}/start"
    )
    assert answer.status_code == 302
    return answer.location


def draft_of(visit):
    return db.session.get_one(Draft, uuid_of(visit), populate_existing=True)


def uuid_of(visit):
    return UUID(visit.rstrip("/").rsplit("/", 1)[-1])


def filled(visit):
    return json.loads(draft_of(visit).document)


def send(phone, visit):
    return phone.submit(f"{visit}/check", to=f"{visit}/send")


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def fill_small(phone, visit):
    phone.submit(f"{visit}/1", {"q.greeted": "yes"})
    return phone.submit(f"{visit}/2", {"q.goodbye": "no"})


def signed_in(browser):
    with browser.session_transaction() as session:
        uniquifier = session["_user_id"]
    return db.session.scalars(select(User).where(User.fs_uniquifier == uniquifier)).one()


def jpeg(**options):
    out = io.BytesIO()
    Image.effect_noise((200, 100), 60).convert("RGB").save(out, "JPEG", **options)
    return out.getvalue()


def photo(data, name="IMG_1.jpg"):
    return (io.BytesIO(data), name)


def send_refused(phone, visit):
    return phone.submit(f"{visit}/1", {"go": "check"}, to=f"{visit}/send").status_code == 422


PHOTO_CARD = document([single("shelf", evidence="required"), plain("t", "text")])
