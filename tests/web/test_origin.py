"""Forms that did not come from us, forms that were open too long, and what stands between us and the browser."""

import pytest
from flask import request
from flask_security import hash_password

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import db
from mysteryshop.models import User
from tests.browsing import TOKEN
from tests.factories import make_brand, make_user


@pytest.fixture
def shopper(app):
    return make_user("shopper", make_brand(), name="Elif", password=hash_password("correct horse battery"))


def saves(browser, **headers):
    token = TOKEN.search(browser.get("/account").text)[1]
    form = {"name": "Someone else", "language": "en", "csrf_token": token}
    return browser.post("/account", data=form, headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_on_another_site_changes_nothing_even_with_a_token(sign_in, shopper, headers):
    answer = saves(sign_in(shopper), **headers)

    assert answer.status_code == 400
    assert "Someone else" not in answer.text  # nothing to press: the other site chose the words
    assert "Send again" not in answer.text
    assert db.session.get(User, shopper.id).name == "Elif"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}])
def test_our_own_form_is_taken(sign_in, shopper, headers):
    assert saves(sign_in(shopper), **headers).status_code == 302


def test_a_form_that_was_open_too_long_keeps_what_was_written(sign_in, shopper):
    browser = sign_in(shopper)
    refused = browser.post(
        "/account", data={"name": "Elif <b>Kaya</b>", "language": "sv", "csrf_token": "old"}
    )
    assert refused.status_code == 400
    assert 'value="Elif &lt;b&gt;Kaya&lt;/b&gt;"' in refused.text

    form = {"name": "Elif Kaya", "language": "sv", "csrf_token": TOKEN.search(refused.text)[1]}
    assert browser.post("/account", data=form).status_code == 302
    assert db.session.get(User, shopper.id).name == "Elif Kaya"


def test_who_was_signed_out_meanwhile_signs_in_and_sends_again(client, shopper):
    refused = client.post("/account", data={"name": "Elif Kaya", "language": "sv", "csrf_token": "old"})
    assert "You have been signed out in the meantime" in refused.text
    assert 'target="_blank"' in refused.text

    client.submit("/login", {"email": shopper.email, "password": "correct horse battery"})
    form = {"name": "Elif Kaya", "language": "sv", "csrf_token": TOKEN.search(refused.text)[1]}
    assert client.post("/account", data=form).status_code == 302
    assert db.session.get(User, shopper.id).name == "Elif Kaya"


def test_a_password_is_not_shown_again(client):
    refused = client.post("/login", data={"email": "elif@demo.example", "password": "hemligt-ord-7"})

    assert refused.status_code == 400
    assert "elif@demo.example" in refused.text
    assert "hemligt-ord-7" not in refused.text


def test_the_phone_gets_json(sign_in, shopper):
    answer = sign_in(shopper).put("/api/v1/drafts/00000000-0000-4000-8000-000000000000", json={})
    assert (answer.status_code, answer.json) == (400, {"error": "csrf"})


def test_a_host_that_is_not_ours_is_refused(client):
    assert client.get("/login", headers={"Host": "evil.example"}).status_code == 400


def test_only_as_many_proxies_are_believed_as_there_are(tmp_path, app):
    def seen(proxies):
        made = create_app(load_config({"DATA_DIR": str(tmp_path), "PROXIES": proxies}))
        passed_on = {
            "X-Forwarded-For": "6.6.6.6, 192.0.2.1",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "evil.example",
        }
        with made.test_client() as browser:
            found = {}

            @made.before_request
            def note():
                found.update(address=request.remote_addr, secure=request.is_secure, host=request.host)
                return "", 204

            browser.get("/healthz", headers=passed_on)
        return found

    assert seen("0") == {"address": "127.0.0.1", "secure": False, "host": "localhost"}
    assert seen("1") == {"address": "192.0.2.1", "secure": True, "host": "localhost"}


def test_a_file_for_every_cache_carries_nobodys_cookie(sign_in, shopper):
    browser = sign_in(shopper)
    with browser.session_transaction() as session:
        session.permanent = True

    file = browser.get("/static/any/img/mark.svg")
    assert file.status_code == 200
    assert "Set-Cookie" not in file.headers
    file.close()
    assert "Set-Cookie" in browser.get("/account").headers


def test_an_answer_in_the_background_that_comes_late_does_not_sign_in_again(sign_in, shopper):
    browser = sign_in(shopper)
    with browser.session_transaction() as session:
        session.permanent = True
    browser.get("/api/v1/session")  # makes the token, and so the cookie
    assert "Set-Cookie" not in browser.get("/api/v1/session").headers
    assert "Set-Cookie" not in browser.get("/account", headers={"Sec-Fetch-Mode": "cors"}).headers
    assert "Set-Cookie" in browser.get("/account", headers={"Sec-Fetch-Mode": "navigate"}).headers
