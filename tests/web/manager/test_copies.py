"""A copy that a shopper saved on the phone, brought in by the agency: one visit, whichever way it comes first."""

import base64
import hashlib
import io
import json
from uuid import UUID

import pytest
from sqlalchemy import func, select

from mysteryshop import clock
from mysteryshop.extensions import db
from mysteryshop.models import Audit, Brand, Change, Photo, User
from tests.factories import NOW, SMALL_DOCUMENT, make_assignment, make_brand, make_user, make_version
from tests.picture_files import picture
from tests.web.api_client import Phone, body_of, fresh, photo_in

pytestmark = pytest.mark.both_databases
DOCUMENT = json.loads(json.dumps(SMALL_DOCUMENT))
DOCUMENT["sections"][0]["questions"][0]["evidence"] = "optional"


@pytest.fixture(autouse=True)
def in_march(monkeypatch, tmp_path, app):
    monkeypatch.setattr(clock, "utc_now", lambda: NOW)
    monkeypatch.setitem(app.config, "STORAGE_ROOT", str(tmp_path / "storage"))


@pytest.fixture
def assignment(app):
    brand = make_brand()
    return make_assignment(brand, make_user("shopper", brand), version=make_version(brand, DOCUMENT))


@pytest.fixture
def manager(assignment, sign_in):
    return sign_in(make_user("account_manager", db.session.get(Brand, assignment.brand_id)))


def copy_of(assignment, **change):
    """What static/js/offline/capture.js writes into the file."""
    uuid, photo, data = fresh(), fresh(), picture()
    body = body_of(assignment, photos=[photo_in(photo, data=data)])
    shot = {"photo_uuid": str(photo), "question": "greeted", "round": 1, "state": "stored",
            "base64": base64.b64encode(data).decode()}  # fmt: skip
    copy = {"format": "mysteryshop.copy/1", "id": f"{uuid}/1", "uuid": str(uuid), "round": 1,
            "assignment_id": assignment.id, "title": "Somewhere", "body": body,
            "sha256": hashlib.sha256(body.encode()).hexdigest(), "photos": [shot]}  # fmt: skip
    return copy | change


def bring(manager, brand_id, copy):
    data = copy if isinstance(copy, bytes) else json.dumps(copy).encode()
    return manager.submit(f"/manage/brands/{brand_id}/copies", {"file": (io.BytesIO(data), "copy.json")})


def counts():
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(model)) for model in (Audit, Photo)]


def test_a_copy_becomes_the_visit_and_a_later_sending_is_the_same_one(manager, assignment, sign_in):
    copy = copy_of(assignment)
    assert bring(manager, assignment.brand_id, copy).status_code == 302
    audit = db.session.get(Audit, UUID(copy["uuid"]))
    assert (audit.state, audit.shopper_id) == ("submitted", assignment.shopper_id)
    assert db.session.scalars(select(Photo.state)).all() == ["stored"]
    shopper = db.session.get(User, assignment.shopper_id)
    answer = Phone(sign_in(shopper), shopper).put_round(audit.id, copy["body"])
    assert (answer.status_code, answer.json["state"]) == (200, "complete")
    assert bring(manager, assignment.brand_id, copy).status_code == 302
    assert counts() == [1, 1]
    noted = select(func.count()).where(Change.action == "audit.copy_imported")
    assert db.session.scalar(noted) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other/1"}, {"uuid": "x"}, {"sha256": "0"}, {"body": "{}"}, {"photos": 7}, {"photos": ["x"]},
        {"assignment_id": 10**9}, {"round": 0}, {"round": 2},
    ],
    ids=str,
)  # fmt: skip
def test_a_file_that_is_no_copy_gets_a_sentence_and_leaves_no_visit(change, manager, assignment):
    answer = bring(manager, assignment.brand_id, copy_of(assignment, **change))
    assert answer.status_code == 422
    assert "error" in answer.text
    assert counts()[0] == 0


def test_bytes_that_are_no_text_get_a_sentence(manager, assignment):
    assert bring(manager, assignment.brand_id, b"\xff\xfe").status_code == 422


def test_another_brands_visit_is_not_brought_in(manager, assignment):
    other = make_brand()
    theirs = make_assignment(other, make_user("shopper", other), version=make_version(other, DOCUMENT))
    assert bring(manager, assignment.brand_id, copy_of(theirs)).status_code == 422
    assert counts() == [0, 0]


def test_a_broken_photo_costs_only_itself(manager, assignment):
    copy = copy_of(assignment)
    copy["photos"][0]["base64"] = base64.b64encode(b"no picture").decode()
    assert bring(manager, assignment.brand_id, copy).status_code == 302
    assert db.session.scalars(select(Photo.state)).all() == ["expected"]


def test_the_command_takes_the_same_file(app, assignment, tmp_path):
    file, damaged = tmp_path / "copy.json", tmp_path / "damaged.json"
    file.write_text(json.dumps(copy_of(assignment)))
    damaged.write_text("{")
    runner = app.test_cli_runner()
    said = runner.invoke(args=["visits", "import", str(file)])
    assert (said.exit_code, "received" in said.output) == (0, True)
    refused = runner.invoke(args=["visits", "import", str(damaged)])
    assert (refused.exit_code, "cannot be read" in refused.output) == (1, True)
