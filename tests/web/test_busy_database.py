"""Another connection holds the lock for longer than ours waits, or the server is not there: try again later."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import db
from mysteryshop.models import Payload
from mysteryshop.web.busy import is_busy
from tests.browsing import TOKEN, Browsing
from tests.factories import make_assignment, make_brand, make_user
from tests.visits_sent import count
from tests.web.api_client import Phone, body_of

pytestmark = pytest.mark.both_databases
SENTENCE = "There is a lot going on right now"


@pytest.fixture
def hurried(fresh_url, database, tmp_path):
    """The program on a database of its own, waiting a twentieth of a second for a lock."""
    waits = {"timeout": 0.05} if database == "sqlite" else {"options": "-c lock_timeout=50"}
    settings = load_config({"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path / "data")})
    made = create_app(settings | {"TESTING": True, "SQLALCHEMY_ENGINE_OPTIONS": {"connect_args": waits}})
    made.test_client_class = Browsing
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def locked(hurried, database):
    """`with locked():` while another connection writes and does not come to an end."""

    @contextmanager
    def holding():
        engine = create_engine(hurried.config["SQLALCHEMY_DATABASE_URI"])
        with engine.connect() as other:
            if database == "sqlite":
                other.connection.dbapi_connection.isolation_level = None
                other.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                for table in ("payloads", "drafts", "assignments", "rate_counts"):
                    other.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
            yield
            other.rollback()
        engine.dispose()

    return holding


def signed_in(app, user):
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"], session["_fresh"] = user.fs_uniquifier, True
    return browser


def test_the_phone_is_asked_to_come_again_and_nothing_is_lost(hurried, locked):
    brand = make_brand()
    shopper = make_user("shopper", brand)
    assignment = make_assignment(brand, shopper)
    phone, uuid, body = Phone(signed_in(hurried, shopper), shopper), uuid4(), body_of(assignment)
    db.session.remove()

    with locked():
        answer = phone.put_round(uuid, body)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json["error"] == "503"
    assert SENTENCE in answer.json["message"]
    assert phone.put_round(uuid, body).status_code == 201
    assert count(Payload) == 1


def test_a_page_says_so_and_keeps_what_was_entered(hurried, locked):
    brand = make_brand()
    shopper = make_user("shopper", brand, language="sv")
    assignment = make_assignment(brand, shopper)
    browser = signed_in(hurried, shopper)
    draft = browser.submit(
        f"/shopper/assignments/{assignment.id}", to=f"/shopper/assignments/{assignment.id}/start"
    ).location
    page = browser.get(draft).location
    token = TOKEN.search(browser.get(page).text)[1]
    entered = {"csrf_token": token, "q.greeted": "yes", "q.note": "Kept as written."}
    db.session.remove()

    with locked():
        refused = browser.post(page, data=entered, headers={"Sec-Fetch-Site": "same-origin"})

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    assert 'value="Kept as written."' in refused.text
    assert f'action="{page}"' in refused.text
    assert 'lang="sv"' in refused.text
    assert browser.post(page, data=entered).status_code == 302


def test_signing_in_waits_its_turn_too(hurried, locked):
    browser = hurried.test_client()
    token = TOKEN.search(browser.get("/login").text)[1]
    with locked():
        refused = browser.post(
            "/login", data={"csrf_token": token, "email": "a@example.com", "password": "not this one"}
        )
    assert refused.status_code == 503
    assert SENTENCE in refused.text
    assert "not this one" not in refused.text


@pytest.mark.parametrize("path", ["/shopper/", "/api/v1/session"])
def test_a_server_that_is_not_there_is_no_failure_of_ours(tmp_path, path):
    away = load_config(
        {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "DATA_DIR": str(tmp_path / "data")}
    )
    made = create_app(away | {"TESTING": True})
    browser = made.test_client()
    with browser.session_transaction() as session:
        session["_user_id"], session["_fresh"] = "somebody", True

    answer = browser.get(path, headers={"Accept-Language": "sv"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    said = answer.json["message"] if answer.is_json else answer.text
    assert "Det är mycket just nu. Försök igen om en stund." in said


def test_what_would_fail_again_is_not_called_busy(app):
    for statement, kind in (
        ("SELECT nothing FROM nowhere", (OperationalError, ProgrammingError)),
        ("INSERT INTO brands (id) VALUES (NULL)", (IntegrityError,)),
    ):
        with pytest.raises(kind) as failed, db.session.begin_nested():
            db.session.execute(text(statement))
        assert not is_busy(failed.value)
