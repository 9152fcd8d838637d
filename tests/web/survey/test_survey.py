"""The survey page of a location, as a customer meets it."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from config import load_config
from mysteryshop import create_app
from mysteryshop.domain import survey_wording
from mysteryshop.extensions import db
from mysteryshop.models import Brand, Response, SurveyLink, SurveyVersion
from mysteryshop.services.surveys import make_survey_pages, renew_survey_page
from mysteryshop.web.survey import limits
from tests.browsing import TOKEN, Browsing
from tests.factories import NOW, make_brand, make_location, make_user


@pytest.fixture
def place(app):
    brand = make_brand(name="Kvarnby")
    return make_location(brand, name="Malmö Triangeln")


@pytest.fixture
def token(place):
    make_survey_pages(place.brand_id, by=make_user().id, now=NOW)
    return db.session.scalars(select(SurveyLink.token)).one()


def answers():
    return db.session.scalars(select(Response).order_by(Response.id)).all()


def test_three_answers_and_a_comment_are_kept_with_the_local_day(client, token, place):
    sent = client.submit(
        f"/s/{token}",
        {"csat": "4", "nps": "9", "ces": "6", "comment": " Bra\nkaffe ", "situation": "purchase"},
    )
    assert sent.headers["Location"] == f"/s/{token}/thanks"
    assert "Your answers have arrived" in client.get(sent.headers["Location"]).text
    (kept,) = answers()
    assert (kept.csat, kept.nps, kept.ces, kept.ces_scale) == (4, 9, 6, "ces2")
    assert (kept.comment, kept.situation, kept.source, kept.dismissed) == (
        "Bra\nkaffe",
        "purchase",
        "open",
        0,
    )
    assert kept.location_id == place.id
    assert (kept.answered_at.date(), kept.day_part is not None) == (kept.answered_on, True)
    version = db.session.get(SurveyVersion, kept.survey_version_id)
    assert version.document == survey_wording.document("Kvarnby")


def test_a_question_may_be_left_out_and_counts_as_dismissed(client, token):
    client.submit(f"/s/{token}", {"nps": "0"})
    (kept,) = answers()
    assert (kept.nps, kept.csat, kept.ces, kept.dismissed) == (0, None, None, 2)


def test_an_empty_answer_is_refused_kindly(client, token):
    page = client.submit(f"/s/{token}", {"comment": "   "})
    assert page.status_code == 200
    assert "Answer at least one question, or write a comment." in page.text
    assert answers() == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"nps": "11"}, "Choose a number from 0 to 10."),
        ({"nps": "-1"}, "Choose a number from 0 to 10."),
        ({"ces": "8"}, "Choose a number from 1 to 7."),
        ({"csat": "4.5", "nps": "3"}, "Not a valid integer value"),
        ({"comment": "x" * 4001}, "Shorten the comment to 4000 characters or fewer."),
    ],
)
def test_what_no_face_says_is_refused_and_what_was_entered_is_kept(client, token, data, says):
    page = client.submit(f"/s/{token}", {"comment": "kept words"} | data)
    assert says in page.text
    assert data.get("comment", "kept words") in page.text
    assert answers() == []


def test_a_double_press_is_one_answer(client, token):
    press = re.search(r'name="press"[^>]*value="([0-9a-f]{32})"', client.get(f"/s/{token}").text)[1]
    for _ in range(2):
        assert client.submit(f"/s/{token}", {"nps": "7", "press": press}).status_code == 302
    assert len(answers()) == 1


def test_two_customers_who_say_the_same_are_two(client, token):
    for _ in range(2):
        client.submit(f"/s/{token}", {"nps": "7"})
    assert len(answers()) == 2
    assert db.session.scalar(select(func.count()).select_from(SurveyVersion)) == 1


def test_a_renewed_address_ends_the_old_one_at_once(client, token, place):
    fresh = renew_survey_page(place.brand_id, place.id, by=make_user().id, now=NOW)
    old = client.get(f"/s/{token}")
    assert old.status_code == 410
    assert "This survey is no longer open" in old.text
    assert client.get(f"/s/{fresh}").status_code == 200
    assert client.submit(f"/s/{fresh}", {"nps": "7"}, to=f"/s/{token}").status_code == 410
    assert answers() == []


def test_a_closed_location_takes_no_answers(client, token, place):
    place.closed_on = date(2026, 1, 1)
    db.session.commit()
    assert client.get(f"/s/{token}").status_code == 410


def test_an_address_that_never_was_is_a_friendly_404(client):
    answer = client.get("/s/abcdefghijklmnopqrstuvwxyz")
    assert answer.status_code == 404
    assert "There is no survey here" in answer.text


def test_tokens_hold_128_bits_and_are_never_the_same(client, token):
    assert re.fullmatch("[a-z2-7]{26}", token)


@pytest.fixture
def real(fresh_url, tmp_path):
    """A program with a database of its own: limits are counted on a connection of their own."""
    program = create_app(
        load_config({"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path)}) | {"TESTING": True}
    )
    program.test_client_class = Browsing
    with program.app_context():
        location = make_location(make_brand())
        make_survey_pages(location.brand_id, by=make_user().id, now=NOW)
        program.token = db.session.scalars(select(SurveyLink.token)).one()
        db.session.remove()
    yield program
    with program.app_context():
        db.engine.dispose()


def test_one_browser_answers_a_few_times_a_day_and_another_goes_on(real, monkeypatch):
    monkeypatch.setattr(limits, "PER_BROWSER_AND_PAGE", 2)
    page, browser = f"/s/{real.token}", real.test_client()
    codes = [browser.submit(page, {"nps": "7"}).status_code for _ in range(3)]
    assert codes == [302, 302, 429]
    assert real.test_client().submit(page, {"nps": "7"}).status_code == 302
    with real.app_context():
        assert len(answers()) == 3


def test_one_address_is_limited_too_but_loosely(real, monkeypatch):
    monkeypatch.setattr(limits, "PER_ADDRESS", 3)
    page = f"/s/{real.token}"
    codes = [real.test_client().submit(page, {"nps": "7"}).status_code for _ in range(4)]
    assert codes == [302, 302, 302, 429]


def test_one_impatient_browser_closes_the_page_for_nobody_else(real, monkeypatch):
    monkeypatch.setattr(limits, "PER_BROWSER_AND_PAGE", 1)
    monkeypatch.setattr(limits, "PER_ADDRESS", 3)
    monkeypatch.setattr(limits, "PER_PAGE", 3)
    page, impatient = f"/s/{real.token}", real.test_client()
    assert [impatient.submit(page, {"nps": "0"}).status_code for _ in range(6)] == [302, *[429] * 5]
    assert [real.test_client().submit(page, {"nps": "9"}).status_code for _ in range(3)] == [302, 302, 429]


@pytest.mark.parametrize(
    ("asks", "says"), [("sv", "Hur nöjd är du"), ("tr-TR", "ne kadar memnun"), ("de", "How satisfied")]
)
def test_the_browsers_language_decides_and_the_switch_changes_it(client, token, asks, says):
    assert says in client.get(f"/s/{token}", headers={"Accept-Language": asks}).text
    client.get(f"/preferences/language/tr?next=/s/{token}")
    assert "ne kadar memnun" in client.get(f"/s/{token}", headers={"Accept-Language": asks}).text


def test_a_brand_called_like_markup_is_text(client, token, place):
    db.session.get(Brand, place.brand_id).name = "<b>%(x)s {brand}"
    db.session.commit()
    page = client.get(f"/s/{token}").text
    assert "<b>%(x)s" not in page
    assert "&lt;b&gt;%(x)s" in page


def test_a_look_at_the_survey_does_not_make_a_managers_session_last(token, sign_in, place):
    manager = sign_in(make_user("account_manager", db.session.get(Brand, place.brand_id)))
    manager.get(f"/s/{token}")
    with manager.session_transaction() as kept:
        assert "survey_browser" in kept
        assert not kept.permanent


def test_a_customer_whose_cookie_is_gone_sends_once_more_and_is_asked_for_no_account(client, token):
    refused = client.post(f"/s/{token}", data={"nps": "9", "comment": "Good bread"})
    assert (refused.status_code, answers()) == (400, [])
    assert "Send it once more" in refused.text
    assert "Good bread" in refused.text
    assert "signed out" not in refused.text
    assert "/login" not in refused.text
    again = {"nps": "9", "comment": "Good bread", "csrf_token": TOKEN.search(refused.text)[1]}
    assert client.post(f"/s/{token}", data=again).status_code == 302
    assert [kept.comment for kept in answers()] == ["Good bread"]
