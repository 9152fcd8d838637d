"""Five situations in five channels, three languages, and windows that are not open."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from mysteryshop import clock
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Audit
from tests.factories import SMALL_DOCUMENT, make_user
from tests.web.shopper.visits import assign, begin, document, fill_small, plain, send, single, uuid_of

SITUATIONS = ("order", "inquiry", "purchase", "complaint", "feedback")


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("visit", ("in person", "Start the visit", "Send the visit", "Your visit was received")),
        ("phone", ("by telephone", "Start the call", "Send the call", "Your call was received")),
        (
            "email",
            (
                "by e-mail",
                "Start the e-mail contact",
                "Send the e-mail contact",
                "Your e-mail contact was received",
            ),
        ),
        ("chat", ("by chat", "Start the chat", "Send the chat", "Your chat was received")),
        (
            "web",
            (
                "on the website",
                "Start the web contact",
                "Send the web contact",
                "Your web contact was received",
            ),
        ),
    ],
)
def test_every_situation_in_every_channel_opens_and_reads_right(
    phone, brand, shopper, situation, channel, words
):
    manner, start, send_words, received = words
    card = document([single("always"), single("only_here", situations=[situation]),
                     plain("wait", "duration"), plain("proof", "text", evidence="optional")])  # fmt: skip
    assignment = assign(brand, shopper, card, situation=situation, channel=channel)
    expected = f"{situation.title()}, {manner}"
    assert expected in phone.get("/shopper/").text
    briefing = phone.get(f"/shopper/assignments/{assignment.id}").text
    assert start in briefing
    visit = begin(phone, assignment)
    page = phone.get(f"{visit}/1").text
    assert expected in page
    assert 'name="q.only_here"' in page
    written = channel in ("email", "chat", "web")
    assert ('name="e.proof.text"' in page) == written
    assert ('type="datetime-local"' in page) == written
    assert ("timer" in page) == (not written)
    if channel != "visit":
        assert not re.search(
            r"\bvisit\b", page[page.index("<h1") : page.index("</main>")].replace("/visits/", "")
        )
    phone.submit(
        f"{visit}/1",
        {
            "q.always": "yes",
            "q.only_here": "no",
            "q.wait.minutes": "5",
            "q.proof": "x",
            "e.proof.text": "Dear customer",
        },
    )
    assert send_words in phone.get(f"{visit}/check").text
    assert received in phone.get(send(phone, visit).location).text
    row = db.session.get_one(Answer, (uuid_of(visit), 1, "proof"))
    assert (row.evidence_text, row.evidence_count) == (("Dear customer", 1) if written else (None, 0))


@pytest.mark.parametrize("language", ["en", "sv", "tr"])
def test_the_form_speaks_the_shoppers_language(brand, sign_in, language):
    shopper = make_user("shopper", brand, language=language)
    phone = sign_in(shopper)
    assignment = assign(brand, shopper, SMALL_DOCUMENT, language="sv")  # in which the contact is made
    question = SMALL_DOCUMENT["sections"][0]["questions"][0]
    for address in (f"{begin(phone, assignment)}/1", f"/shopper/assignments/{assignment.id}/form"):
        page = phone.get(address).text
        assert question["text"][language] in page
        assert all(option["label"][language] in page for option in question["options"])
        assert f'<html lang="{language}"' in page
    assert "<dd>Svenska</dd>" in phone.get(f"/shopper/assignments/{assignment.id}").text


def test_a_window_that_is_not_open_is_said_and_nothing_is_refused(phone, brand, shopper):
    now = clock.utc_now().replace(tzinfo=None, second=0, microsecond=0)
    early = assign(brand, shopper, window_from=now + timedelta(days=3), window_until=now + timedelta(days=4))
    late = assign(brand, shopper, window_from=now - timedelta(days=4), window_until=now - timedelta(days=3))
    assert "too early" in phone.get(f"/shopper/assignments/{early.id}").text
    assert "time is over" in phone.get(f"/shopper/assignments/{late.id}").text
    visit = begin(phone, late)
    fill_small(phone, visit)
    assert "A person will look at it" in phone.get(send(phone, visit).location).text
    assert db.session.scalars(select(Audit.held_reason)).one() == "late"
