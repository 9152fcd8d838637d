"""Phones against gunicorn's two workers: the same sending forty times at once, and a server that dies over a photo."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Audit, Change, Payload, Photo, Round
from tests.soak.phones import Phone, Tally
from tests.soak.server import Server
from tests.soak.visits import Shopper, Visit, make_shoppers

pytestmark = pytest.mark.both_databases
AT_ONCE = 40


@pytest.fixture
def environment(fresh_url: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def app(environment: dict[str, str]) -> Iterator[Flask]:
    """Looks into the database that the server writes."""
    made = create_app(load_config(environment))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def shopper(app: Flask) -> Shopper:
    return make_shoppers(app, 1, 1, seed=1)[0]


@pytest.fixture
def server(environment: dict[str, str], shopper: Shopper) -> Iterator[Server]:
    with Server(environment, wraps="wsgi:app") as running:
        yield running


@pytest.fixture
def visit(shopper: Shopper) -> Visit:
    return shopper.visits[0]


@pytest.fixture
def phone(server: Server, shopper: Shopper) -> Iterator[Phone]:
    signed_in = Phone(server.port, shopper, Tally(), share=0, seed=1)
    signed_in.csrf = signed_in.call("GET", "/session").json["csrf"]
    yield signed_in
    signed_in.close()


def at_once(phone: Phone, path: str, body: bytes, headers: dict[str, str]) -> Counter[int]:
    """The same PUT from forty connections that wait for each other -> how often each status came."""
    gate = threading.Barrier(AT_ONCE)
    cookie = {
        "Cookie": f"session={phone.cookie}",
        "X-CSRFToken": phone.csrf,
        "Content-Type": "application/json",
    }

    def put(_number: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", phone.port, timeout=60)
        connection.connect()
        gate.wait(30)
        connection.request("PUT", f"/api/v1{path}", body, cookie | headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(threads.map(put, range(AT_ONCE)))


def rows(app: Flask, *models: Any) -> list[int]:
    with app.app_context():
        return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_forty_at_once_are_one_visit_and_forty_receipts(phone, visit, app):  # 11
    path = f"/submissions/{visit.uuid}/rounds/1"
    assert at_once(phone, path, visit.body, {}) == {201: 1, 200: AT_ONCE - 1}
    assert rows(app, Audit, Round, Payload, Change) == [1, 1, 1, 1]
    assert rows(app, Answer) == [3]

    with app.app_context():
        db.session.execute(update(Audit).values(state="returned"))
        db.session.commit()
    path = f"/submissions/{visit.uuid}/rounds/2"
    assert at_once(phone, path, visit.body, {}) == {201: 1, 200: AT_ONCE - 1}
    assert rows(app, Audit, Round, Change) == [1, 2, 2]


@pytest.mark.slow
def test_forty_times_the_same_photo_at_once_is_one_photo(phone, visit, app):  # 11
    shot = visit.shots[0]
    headers = photo_headers(visit)
    statuses = at_once(phone, f"/photos/{shot.photo_id}", shot.data, headers)
    assert statuses == {201: 1, 200: AT_ONCE - 1}
    assert rows(app, Photo) == [1]


def photo_headers(visit: Visit) -> dict[str, str]:
    return {
        "Content-Type": "image/jpeg",
        "X-Content-SHA256": visit.shots[0].sha256,
        "X-Submission": str(visit.uuid),
        "X-Assignment": str(visit.assignment_id),
        "X-Round": "1",
        "X-Question": "greeted",
    }


@pytest.mark.slow
def test_a_server_that_dies_over_a_photo_leaves_no_half_file(server, phone, visit, app, tmp_path):  # 49
    shot = visit.shots[0]
    assert (
        phone.call("PUT", f"/submissions/{visit.uuid}/rounds/1", visit.body, {}).json["state"] == "incomplete"
    )
    half = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    half.putrequest("PUT", f"/api/v1/photos/{shot.photo_id}")
    named = photo_headers(visit) | {"Cookie": f"session={phone.cookie}", "X-CSRFToken": phone.csrf}
    for name, value in {**named, "Content-Length": str(len(shot.data))}.items():
        half.putheader(name, value)
    half.endheaders(shot.data[: len(shot.data) // 2])
    time.sleep(0.5)  # the worker is reading
    server.kill()
    half.close()
    stored = tmp_path / "data" / "storage"
    assert [
        path for path in stored.rglob("*") if path.is_file() and not path.name.startswith("arriving-")
    ] == []
    with app.app_context():
        assert db.session.scalars(select(Photo.state)).all() == ["expected"] * len(visit.shots)

    server.start()
    assert phone.call("GET", "/session").kind == "offline"  # the old connection
    assert phone.call("PUT", f"/photos/{shot.photo_id}", shot.data, photo_headers(visit)).status == 201
    left = [str(other.photo_id) for other in visit.shots[1:]]
    assert phone.call("GET", f"/submissions/{visit.uuid}/status").json["missing_photos"] == left
