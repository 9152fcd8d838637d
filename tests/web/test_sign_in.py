"""Sign-in through the pages: limits, reset, change, sign-out, and what nobody learns from them."""

import re
from datetime import timedelta

import pytest
from flask_security import hash_password

from mysteryshop.extensions import db
from mysteryshop.models import Mail
from tests.factories import make_brand, make_user

PASSWORD = "correct horse battery"
OTHER = "another horse entirely"


@pytest.fixture
def person(app):
    return make_user(
        "shopper", make_brand(), email="elif@demo.example", name="Elif", password=hash_password(PASSWORD)
    )


def signs_in(browser, email="elif@demo.example", password=PASSWORD, **more):
    return browser.submit("/login", {"email": email, "password": password}, **more)


def mails_to(email):
    return db.session.query(Mail).filter_by(recipient=email).order_by(Mail.id).all()


def link_in(mail):
    return re.search(r"https?://[^\s/]+(/\S+)", mail.body)


def test_the_right_password_leads_home_and_is_kept_as_argon2(client, person):
    assert signs_in(client).location == "/"
    assert client.get("/").location == "/shopper/"
    assert person.password.startswith("$argon2id$")


def test_capitals_and_spaces_in_the_address_do_not_matter(client, person):
    assert signs_in(client, email=" Elif@Demo.example ").location == "/"


def test_after_sign_in_one_is_where_one_wanted_to_go(client, person):
    there = client.get("/shopper/").location
    assert there == "/login?next=/shopper/"

    answer = client.submit(there, {"email": person.email, "password": PASSWORD, "next": "/shopper/"})

    assert answer.location == "/shopper/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "////evil.example"]
)
def test_sign_in_leads_nowhere_else(client, person, elsewhere):
    answer = client.submit("/login", {"email": person.email, "password": PASSWORD, "next": elsewhere})

    assert answer.status_code == 200 or re.match(r"/(?![/\\])", answer.location)


def test_wrong_password_no_account_and_deactivated_look_the_same(client, person):
    make_user(email="gone@demo.example", password=hash_password(PASSWORD), active=False)

    pages = [
        signs_in(client, password="wrong horse battery"),
        signs_in(client, email="nobody@demo.example"),
        signs_in(client, email="gone@demo.example"),
    ]

    texts = {re.sub(r'value="[^"]*"', "", page.text) for page in pages}
    assert len(texts) == 1
    assert "Address and password do not match" in pages[0].text


def test_an_empty_field_is_named_beside_it(client):
    page = client.submit("/login", {"email": "", "password": ""})

    assert 'href="#email"' in page.text
    assert "Enter your e-mail address." in page.text
    assert "Enter the password." in page.text
    assert "do not match" not in page.text


def test_a_shopper_stays_signed_in_for_a_month_others_until_the_browser_closes(client, app, person):
    cookie = signs_in(client).headers["Set-Cookie"]
    assert "Expires=" in cookie
    assert app.permanent_session_lifetime == timedelta(days=31)

    owner = make_user("brand_owner", make_brand(), password=hash_password(PASSWORD))
    other = app.test_client()
    answer = other.submit("/login", {"email": owner.email, "password": PASSWORD})
    assert "Expires=" not in answer.headers["Set-Cookie"]


def test_the_session_cookie_is_out_of_reach(client, person):
    cookie = signs_in(client).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_out_takes_a_post_with_a_token(client, person):
    signs_in(client)
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code == 400
    assert client.get("/shopper/").status_code == 200

    out = client.submit("/account", to="/logout")

    assert out.location == "/login"
    assert out.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/shopper/").location.startswith("/login")


def test_a_reset_by_mail_from_the_first_click_to_the_new_password(client, app, person):
    elsewhere = app.test_client()
    signs_in(elsewhere)
    asked = client.submit("/reset", {"email": person.email})
    assert "If there is an account for elif@demo.example" in asked.text

    (mail,) = mails_to(person.email)
    path = link_in(mail)[1]
    page = client.submit(path, {"password": OTHER, "password_confirm": OTHER})

    assert page.location == "/login"
    assert signs_in(client).status_code == 200  # the old one is over
    assert signs_in(client, password=OTHER).location == "/"
    assert elsewhere.get("/shopper/").location.startswith("/login")  # and so are the sessions of before
    assert client.get(path).location == "/reset"  # the link worked once
    assert "changed" in mails_to(person.email)[1].subject


def test_nobody_learns_from_a_reset_who_has_an_account(client, person):
    make_user(email="gone@demo.example", password=hash_password(PASSWORD), active=False)
    pages = [
        client.submit("/reset", {"email": e}) for e in (person.email, "nobody@x.example", "gone@demo.example")
    ]

    texts = {re.sub(r'value="[^"]*"|(elif|nobody|gone)@(demo|x)\.example', "", page.text) for page in pages}
    assert len(texts) == 1
    assert mails_to("nobody@x.example") == mails_to("gone@demo.example") == []


def test_a_reset_without_an_address_says_so(client):
    page = client.submit("/reset", {"email": "elif"})

    assert "Enter an e-mail address like name@example.com." in page.text
    assert "on its way" not in page.text


def test_a_link_in_a_mail_does_not_believe_the_host_of_the_request(client, app, person):
    opened = client.get("/reset", headers={"Host": "evil.example"})
    assert opened.status_code == 400

    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/reset").text)[1]
    form = {"email": person.email, "csrf_token": token}
    client.post("/reset", data=form, headers={"X-Forwarded-Host": "evil.example", "Host": "localhost"})

    (mail,) = mails_to(person.email)
    assert link_in(mail)[0].startswith(app.config["PUBLIC_URL"])
    assert "evil" not in mail.body + mail.html


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("short", "too short"),
        ("password123", "easily guessed"),
        ("Elif@demo.example", "your name or address"),
    ],
)
def test_a_poor_new_password_is_refused(client, person, new, words):
    client.submit("/reset", {"email": person.email})
    path = link_in(mails_to(person.email)[0])[1]

    assert words in client.submit(path, {"password": new, "password_confirm": new}).text


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, app, person):
    elsewhere = app.test_client()
    signs_in(elsewhere)
    signs_in(client)

    answer = client.submit(
        "/change", {"password": PASSWORD, "new_password": OTHER, "new_password_confirm": OTHER}
    )

    assert answer.location == "/account"
    assert client.get("/shopper/").status_code == 200
    assert elsewhere.get("/shopper/").location.startswith("/login")
    assert len(mails_to(person.email)) == 1


def test_changing_the_password_takes_the_present_one(client, person):
    signs_in(client)

    page = client.submit(
        "/change", {"password": "wrong", "new_password": OTHER, "new_password_confirm": OTHER}
    )

    assert "This is not your present password." in page.text
    assert mails_to(person.email) == []


def test_a_json_body_does_not_go_past_the_forms(client, person):
    assert client.post("/login", json={"email": person.email, "password": PASSWORD}).status_code in (400, 415)


def test_a_deactivated_person_is_out_with_the_next_click(client, person):
    signs_in(client)
    person.active = False
    db.session.commit()

    assert client.get("/shopper/").location.startswith("/login")


def test_the_pages_speak_the_language_of_the_browser_then_of_the_person_then_of_the_switch(client, person):
    person.language = "sv"
    db.session.commit()
    assert 'lang="tr"' in client.get("/login", headers={"Accept-Language": "tr"}).text

    signs_in(client)
    assert '<html lang="sv"' in client.get("/account", headers={"Accept-Language": "tr"}).text

    client.get("/preferences/language/tr")
    assert '<html lang="tr"' in client.get("/account").text
