"""A draft is one for each visit, keeps what each tab saves, and is sent once."""

from datetime import timedelta

import pytest

from mysteryshop.domain.errors import NotFound
from mysteryshop.extensions import db
from mysteryshop.models import Draft
from mysteryshop.services import drafts
from tests.factories import NOW, make_user
from tests.visits_sent import GOOD


def test_starting_twice_is_one_draft_and_another_shopper_gets_none(assignment, shopper, brand):
    first = drafts.start_draft(assignment.id, shopper_id=shopper.id, now=NOW)
    assert drafts.start_draft(assignment.id, shopper_id=shopper.id, now=NOW) == first
    with pytest.raises(NotFound):
        drafts.start_draft(assignment.id, shopper_id=make_user("shopper", brand).id, now=NOW)


def test_two_tabs_save_different_sections_and_both_stay(assignment, shopper):
    draft = drafts.start_draft(assignment.id, shopper_id=shopper.id, now=NOW)
    for key, value in (("greeted", "yes"), ("goodbye", "no")):
        filled = drafts.save_part(
            draft, {"answers": {key: value}}, [key], section="s", shopper_id=shopper.id, now=NOW
        )
    assert filled["answers"] == {"greeted": "yes", "goodbye": "no"}
    assert filled["trail"]["greeted"]["changed"] == 0
    filled = drafts.save_part(
        draft, {"answers": {}}, ["greeted"], section="s", shopper_id=shopper.id, now=NOW
    )
    assert filled["answers"] == {"goodbye": "no"}
    assert filled["trail"]["greeted"]["changed"] == 1


def test_sending_a_draft_twice_is_one_receipt_and_it_is_closed(assignment, shopper):
    draft = drafts.start_draft(assignment.id, shopper_id=shopper.id, now=NOW)
    drafts.save_part(draft, {"answers": GOOD}, [*GOOD], section="s", shopper_id=shopper.id, now=NOW)
    first = drafts.send_draft(draft, shopper_id=shopper.id, now=NOW)
    again = drafts.send_draft(draft, shopper_id=shopper.id, now=NOW + timedelta(hours=1))
    assert (first.is_new, again.is_new, first.code == again.code) == (True, False, True)
    with pytest.raises(drafts.AlreadySent):
        drafts.save_part(draft, {}, ["greeted"], section="s", shopper_id=shopper.id, now=NOW)


def test_starting_again_keeps_the_old_one_aside(assignment, shopper):
    old = drafts.start_draft(assignment.id, shopper_id=shopper.id, now=NOW)
    new = drafts.restart_draft(old, shopper_id=shopper.id, now=NOW)
    assert new != old
    assert drafts.restart_draft(old, shopper_id=shopper.id, now=NOW) == new
    assert drafts.start_draft(assignment.id, shopper_id=shopper.id, now=NOW) == new
    assert db.session.get_one(Draft, old).removed_at == NOW
