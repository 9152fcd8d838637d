"""What phones send that are not like ours of today: an older program, another kind of picture.

Numbers in comments are those of the fault list that the form was built against.
"""

import json
from datetime import datetime
from pathlib import Path

import pytest

from mysteryshop import clock
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Audit, Photo
from tests.factories import NOW, make_assignment, make_brand, make_user
from tests.picture_files import picture
from tests.web.api_client import Phone, fresh

HEIC = Path(__file__).parents[1] / "cases" / "real" / "photo.heic"

# As the first released phone sent them, letter by letter; ASSIGNMENT and VERSION are put in. Never to be changed.
RECORDED = (
    '{"assignment_id":ASSIGNMENT,"scorecard_version_id":VERSION,"rev":9,"started_at":"2026-03-12T09:02:11.412Z",'
    '"finished_at":"2026-03-12T09:31:40.020Z","device_now":"2026-03-12T09:31:40.020Z","utc_offset":60,'
    '"situation":"purchase","answers":{"greeted":"yes","goodbye":"yes"},"comments":{},"evidence":{},"texts":{},'
    '"place":{"start":{"none":"denied"},"finish":{"none":"timeout"}},"photos":[],"removed_photos":[]}'
)
BAREST = (
    '{"assignment_id":ASSIGNMENT,"scorecard_version_id":VERSION,"situation":"purchase",'
    '"answers":{"greeted":"yes","goodbye":"yes"}}'
)


@pytest.fixture
def brand(app, monkeypatch, tmp_path):
    monkeypatch.setattr(clock, "utc_now", lambda: NOW)
    monkeypatch.setitem(app.config, "STORAGE_ROOT", str(tmp_path / "storage"))
    return make_brand()


@pytest.fixture
def shopper(brand):
    return make_user("shopper", brand)


@pytest.fixture
def assignment(brand, shopper):
    return make_assignment(brand, shopper)


@pytest.fixture
def phone(shopper, sign_in):
    return Phone(sign_in(shopper), shopper)


@pytest.mark.parametrize("recorded", [RECORDED, BAREST], ids=["recorded", "barest"])
def test_an_older_phone_is_understood(phone, assignment, recorded):  # 43
    body = recorded.replace("ASSIGNMENT", str(assignment.id)).replace(
        "VERSION", str(assignment.scorecard_version_id)
    )
    uuid = fresh()
    answer = phone.put_round(uuid, body)
    assert (answer.status_code, answer.json["state"]) == (201, "complete")
    assert db.session.get_one(Audit, uuid).held_reason is None
    assert db.session.get_one(Answer, (uuid, 1, "greeted")).value == '"yes"'


def test_a_photo_in_heic_is_stored_and_shown(phone, assignment):  # 34
    photo = fresh()
    answer = phone.put_photo(photo, HEIC.read_bytes(), fresh(), assignment)
    assert answer.status_code == 201
    row = db.session.get_one(Photo, photo)
    assert (row.state, row.stored_key is not None, row.print_key is not None) == ("stored", True, True)
    with phone.browser.get(f"/shopper/photos/{photo}/small") as shown:
        assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-07-04T22:30:00.000Z", datetime(2026, 7, 5, 0, 30)),
        ("2026-01-04T10:00:00+05:00", datetime(2026, 1, 4, 6, 0)),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-01-04T10:00:00", None),
    ],
)
def test_a_photo_was_taken_by_the_clock_of_the_place(phone, assignment, said, kept):
    photo = fresh()
    answer = phone.put_photo(photo, picture(), fresh(), assignment, **{"X-Taken": json.dumps({"at": said})})
    assert (answer.status_code, db.session.get(Photo, photo).device_taken_at) == (201, kept)


def test_what_the_camera_wrote_is_believed_before_the_phone(phone, assignment):
    photo, big = fresh(), HEIC.with_name("photo-48mp.jpg").read_bytes()
    taken = {"X-Taken": '{"at": "2026-11-20T09:00:00Z"}'}
    phone.put_photo(photo, big, fresh(), assignment, **taken)
    assert db.session.get(Photo, photo).device_taken_at == datetime(2026, 5, 4, 13, 45)
