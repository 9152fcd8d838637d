"""Limits per account and address: counted in the database, so that every worker knows them."""

from contextlib import contextmanager
from threading import Thread

import pytest
from flask_security import hash_password

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import db
from mysteryshop.models import RateCount
from mysteryshop.services.limits import count_hit, forget, hits, key_of, window_ends
from tests.browsing import TOKEN, Browsing
from tests.conftest import QUICK_ARGON2
from tests.factories import make_user

pytestmark = pytest.mark.both_databases

PASSWORD = "correct horse battery"


@pytest.fixture
def workers(fresh_url, tmp_path):
    """Two programs over one database, as two workers are."""
    config = load_config({"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path)})
    config |= {"TESTING": True, "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": QUICK_ARGON2}
    apps = [create_app(config), create_app(config)]
    for app in apps:
        app.test_client_class = Browsing
    with apps[0].app_context():
        for name in ("elif", "ada"):
            make_user(email=f"{name}@demo.example", password=hash_password(PASSWORD))
        db.session.remove()
    yield apps
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def tries(app, password="wrong horse battery", email="elif@demo.example", address="192.0.2.1"):
    form = {"email": email, "password": password}
    return app.test_client().submit("/login", form, environ_overrides={"REMOTE_ADDR": address})


def test_after_ten_tries_an_account_is_closed_for_a_while_on_every_worker(workers):
    spellings = ("elif@demo.example", "Elif@Demo.example ")
    answers = [tries(workers[n % 2], email=spellings[n // 5]) for n in range(10)]
    assert {answer.status_code for answer in answers} == {200}

    refused = [tries(app, PASSWORD, address="198.51.100.7") for app in workers]

    assert [answer.status_code for answer in refused] == [429, 429]
    assert "Too many tries" in refused[0].text
    assert tries(workers[0], PASSWORD, email="ada@demo.example").location == "/"  # the neighbour gets in


def test_an_account_that_does_not_exist_is_closed_just_the_same(workers):
    answers = [tries(workers[0], email="nobody@demo.example").status_code for _ in range(11)]
    assert answers == 10 * [200] + [429]


def test_one_address_cannot_try_many_accounts_for_ever(workers):
    browser = workers[0].test_client()
    token = TOKEN.search(browser.get("/login").text)[1]
    at = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.1"}}

    def tries_quickly(number):
        form = {"email": f"person{number}@demo.example", "password": "wrong horse", "csrf_token": token}
        return browser.post("/login", data=form, **at).status_code

    answers = [tries_quickly(number) for number in range(101)]

    assert answers == 100 * [200] + [429]
    assert tries(workers[0], PASSWORD, address="198.51.100.7").location == "/"


def test_five_resets_an_hour_are_enough(workers):
    def asks(app):
        return app.test_client().submit("/reset", {"email": "elif@demo.example"}).status_code

    assert [asks(workers[n % 2]) for n in range(6)] == 5 * [200] + [429]


def test_reading_the_page_costs_nothing(workers):
    browser = workers[0].test_client()
    assert {browser.get("/login").status_code for _ in range(15)} == {200}
    assert tries(workers[0], PASSWORD).location == "/"


def test_what_is_counted_names_nobody(workers):
    tries(workers[0])
    with workers[0].app_context():
        keys = " ".join(db.session.scalars(db.select(RateCount.key)))
    assert keys
    assert "elif" not in keys
    assert "192.0.2.1" not in keys


@contextmanager
def running(threads):
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


def test_twenty_at_once_are_counted_one_by_one(workers):
    counted = []

    def count(app):
        with app.app_context():
            counted.append(count_hit("race", window_seconds=3600, now=1_000_000))

    with running([Thread(target=count, args=(workers[n % 2],)) for n in range(20)]):
        pass

    assert sorted(counted) == list(range(1, 21))


def test_a_window_ends_and_counting_begins_afresh(app):
    assert [count_hit("k", window_seconds=60, now=now) for now in (0, 59.9, 60, 61)] == [1, 2, 1, 2]
    assert hits("k", now=61) == 2
    assert window_ends("k", now=61) == 120
    assert hits("k", now=121) == 0
    assert forget(ended_before=61) == 1
    assert forget("k") == 1


def test_a_key_hides_whom_it_is_about():
    key = key_of("account", "elif@demo.example", secret="s")
    assert key.startswith("account:")
    assert "elif" not in key
    assert key != key_of("account", "elif@demo.example", secret="another")
