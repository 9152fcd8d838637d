"""A visit that was returned: the next round holds what was asked for, the first stays as it was."""

import json

import pytest

from mysteryshop.domain.visits import RoundNotOpen
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Draft, Payload, Round
from mysteryshop.services import drafts, reviews
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
