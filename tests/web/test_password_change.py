"""Changing the password on a database as in production: the count of tries has a connection of its own."""

import time

import pytest
from flask_security import hash_password

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import db
from tests.browsing import Browsing
from tests.factories import make_user


@pytest.fixture
def browser(fresh_url, tmp_path):
    app = create_app(load_config({"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path)}))
    app.test_client_class = Browsing
    with app.app_context():
        person = make_user("admin", password=hash_password("mystery-demo-1"))
        browser = app.test_client()
        with browser.session_transaction() as session:
            session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
    yield browser
    with app.app_context():
        db.engine.dispose()


@pytest.mark.both_databases
def test_a_refused_change_of_the_password_does_not_wait_for_its_own_lock(browser):
    started = time.monotonic()

    answer = browser.submit("/change", {"password": "", "new_password": "", "new_password_confirm": ""})

    assert answer.status_code == 200
    assert "Enter your present password." in answer.text
    assert time.monotonic() - started < 10, "it waited until the database gave up"


@pytest.mark.both_databases
def test_the_password_is_changed(browser):
    new = "a few plain words here"

    answer = browser.submit(
        "/change", {"password": "mystery-demo-1", "new_password": new, "new_password_confirm": new}
    )

    assert answer.status_code == 302, answer.text[-2000:]
