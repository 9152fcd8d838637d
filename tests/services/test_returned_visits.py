"""A visit that was returned: the next round holds what was asked for, the first stays as it was."""

import json

import pytest
from sqlalchemy import select

from mysteryshop.domain.rounds import BadReturn
from mysteryshop.domain.visits import RoundNotOpen
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Brand, Draft, Job, Location, Mail, Payload, Round
from mysteryshop.services import drafts, mails, reviews
from tests.factories import NOW, make_user
from tests.visits_sent import audit_of, body, count, send


@pytest.fixture
def returned(assignment, shopper, brand):
    manager = make_user("account_manager", brand)
    receipt = send(
        assignment, shopper, answers={"greeted": "no", "goodbye": "yes"}, comments={"greeted": "Nobody."}
    )
    reviews.return_audit(
        brand.id, receipt.audit_id, {"greeted": "Who?"}, seen_round=1, by=manager.id, now=NOW
    )
    return receipt.audit_id


def test_only_what_was_asked_for_changes_and_the_first_round_stays(assignment, shopper, returned):
    text = body(assignment, {"greeted": "yes", "goodbye": "no"})
    second = send(assignment, shopper, returned, 2, text=text)
    assert second.is_new
    audit = audit_of(second)
    assert (audit.state, audit.current_round, audit.score_tenths) == ("submitted", 2, 1000)
    assert db.session.get_one(Answer, (returned, 2, "goodbye")).value == '"yes"'
    assert db.session.get_one(Answer, (returned, 1, "greeted")).value == '"no"'
    assert db.session.get_one(Round, (returned, 2)).cause == "returned"
    assert send(assignment, shopper, returned, 2, text=text).is_new is False


def test_the_first_round_again_is_answered_as_before(assignment, shopper, returned):
    text = body(assignment, {"greeted": "no", "goodbye": "yes"}, comments={"greeted": "Nobody."})
    assert send(assignment, shopper, returned, 1, text=text).is_new is False


def test_a_round_that_nobody_asked_for_is_refused_and_kept(assignment, shopper, returned):
    with pytest.raises(RoundNotOpen):
        send(assignment, shopper, returned, 3)
    send(assignment, shopper, returned, 2)
    with pytest.raises(RoundNotOpen):
        send(assignment, shopper, returned, 3)
    assert count(Payload) == 3


def test_the_draft_carries_on_with_the_answers_as_they_were_sent(shopper, returned):
    for _pressed_twice in range(2):
        assert drafts.open_next_round(returned, shopper_id=shopper.id, now=NOW) == returned
    draft = db.session.get_one(Draft, returned)
    assert draft.round == 2
    assert json.loads(draft.document)["answers"] == {"greeted": "no", "goodbye": "yes"}
    part = {"answers": {"greeted": "yes", "goodbye": "no"}}
    filled = drafts.save_part(
        returned, part, ["greeted", "goodbye"], section="welcome", shopper_id=shopper.id, now=NOW
    )
    assert filled["answers"] == {"greeted": "yes", "goodbye": "yes"}
    assert drafts.send_draft(returned, shopper_id=shopper.id, now=NOW).number == 2


@pytest.fixture
def send_back(assignment, shopper, brand):
    """send_back(notes, now) -> the audit: a manager returns what the shopper sent."""
    manager = make_user("account_manager", brand)

    def returned(notes, now=NOW):
        receipt = send(assignment, shopper)
        reviews.return_audit(brand.id, receipt.audit_id, notes, seen_round=1, by=manager.id, now=now)
        return receipt.audit_id

    return returned


def the_mail():
    return db.session.scalars(select(Mail)).one()


TWO_NOTES = {"greeted": "By whom?", "goodbye": "Who said it?"}


@pytest.mark.parametrize(
    ("language", "subject", "sentence", "until"),
    [
        (
            "en",
            "A few answers are needed again",
            "2 answers in your notes of 12 March 2026 are to be put right.",
            "Please do it by Fri 20 Mar 09:00.",
        ),
        (
            "sv",
            "Några svar behövs igen",
            "2 svar i dina anteckningar från 12 mars 2026 behöver rättas.",
            "Gör det gärna senast fre 20 mars 09:00.",
        ),
        (
            "tr",
            "Birkaç yanıt yeniden gerekli",
            "12 Mart 2026 tarihli notlarınızdaki 2 yanıtın düzeltilmesi gerekiyor.",
            "Lütfen şu zamana kadar yapın: Cum 20 Mar 09:00.",
        ),
    ],
)
def test_a_return_is_mailed_to_the_shopper_in_their_language(
    app, assignment, shopper, send_back, language, subject, sentence, until
):
    shopper.language = language
    db.session.commit()

    send_back(TWO_NOTES)

    mail = the_mail()
    assert (mail.recipient, mail.subject) == (shopper.email, subject)
    assert mail.sender_name == {"en": "Notes", "sv": "Anteckningar", "tr": "Notlar"}[language]
    link = f"{app.config['PUBLIC_URL']}/shopper/assignments/{assignment.id}"
    for text in (mail.body, mail.html):
        assert sentence in text
        assert until in text
        assert link in text
    assert [job.subject_id for job in db.session.scalars(select(Job).where(Job.kind == "send_mail"))] == [
        str(mail.id)
    ]


def test_the_mail_about_a_return_names_no_shop_and_no_errand(assignment, brand, send_back):
    send_back(TWO_NOTES)

    mail = the_mail()
    said = f"{mail.subject} {mail.body} {mail.html}"
    location = db.session.get_one(Location, assignment.location_id)
    for telling in (
        db.session.get_one(Brand, brand.id).name,
        location.name,
        "Mystery",
        "shopper@",
        "greet",
        "visit",
        *TWO_NOTES.values(),
    ):
        assert telling not in said


def test_past_the_window_the_mail_names_no_last_moment(send_back):
    send_back(TWO_NOTES, now=NOW.replace(month=4))
    assert "Please do it by" not in the_mail().body


def test_a_return_that_is_refused_mails_nobody(send_back):
    with pytest.raises(BadReturn):
        send_back({"greeted": " "})
    assert count(Mail) == 0
    assert count(Job, Job.kind == "send_mail") == 0


def test_nobody_who_was_deactivated_is_mailed(shopper, send_back):
    shopper.active = False
    db.session.commit()
    send_back(TWO_NOTES)
    assert count(Mail) == 0


def test_without_a_mail_server_the_mail_about_a_return_is_dropped(send_back):
    send_back(TWO_NOTES)
    sent = mails.send_stored_mail(the_mail().id, mail_url="", sender="Notes <no-reply@example.com>", now=NOW)
    db.session.expire_all()
    assert (sent, the_mail().body, the_mail().sent_at) == (False, None, None)
