"""What a shopper's list and pages read: their own, in few statements."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit
from mysteryshop.queries.visits import (
    find_receipt,
    find_visit,
    find_visit_item,
    notes_of_return,
    visits_of_shopper,
)
from mysteryshop.services import drafts, reviews
from tests.factories import NOW, make_assignment, make_brand, make_user, make_wave

GOOD = {"answers": {"greeted": "yes", "goodbye": "yes"}}


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def shopper(brand):
    return make_user("shopper", brand)


def sent(assignment, shopper):
    draft = drafts.start_draft(assignment.id, shopper_id=shopper.id, now=NOW)
    drafts.save_part(draft, GOOD, [*GOOD["answers"]], section="closing", shopper_id=shopper.id, now=NOW)
    drafts.send_draft(draft, shopper_id=shopper.id, now=NOW)
    return draft


def stages(shopper):
    return [item.stage for item in visits_of_shopper(shopper.id)]


def test_each_stage_of_an_assignment_is_told_apart(brand, shopper):
    manager = make_user("account_manager", brand)
    assignment = make_assignment(brand, shopper)
    assert stages(shopper) == ["new"]
    draft = drafts.start_draft(assignment.id, shopper_id=shopper.id, now=NOW)
    drafts.save_part(
        draft, {"answers": {"greeted": "no"}}, ["greeted"], section="welcome", shopper_id=shopper.id, now=NOW
    )
    item = find_visit_item(assignment.id, shopper.id)
    assert (item.stage, item.answered, item.asked) == ("started", 1, 3)
    sent(assignment, shopper)
    item = find_visit_item(assignment.id, shopper.id)
    assert (item.stage, item.received_at) == ("sent", NOW)
    assert find_receipt(draft, shopper.id).code == item.code
    reviews.return_audit(brand.id, draft, {"greeted": "Who?"}, seen_round=1, by=manager.id, now=NOW)
    item = find_visit_item(assignment.id, shopper.id)
    assert (item.stage, item.notes) == ("returned", 1)
    assert notes_of_return(draft, shopper.id) == [("Were you greeted?", "Who?")]
    drafts.open_next_round(draft, shopper_id=shopper.id, now=NOW)
    visit = find_visit(draft, shopper.id)
    assert (visit.round, visit.only, dict(visit.notes)) == (2, frozenset({"greeted"}), {"greeted": "Who?"})
    drafts.send_draft(draft, shopper_id=shopper.id, now=NOW)
    reviews.reject_audit(brand.id, draft, "Wrong shop", seen_round=2, by=manager.id, now=NOW)
    assert db.session.get_one(Audit, draft, populate_existing=True).state == "rejected"
    assert stages(shopper) == ["new"], "it is to be visited again"


def test_a_rejected_visit_is_begun_afresh_under_a_new_identity(brand, shopper):
    manager = make_user("account_manager", brand)
    assignment = make_assignment(brand, shopper)
    first = sent(assignment, shopper)
    reviews.reject_audit(brand.id, first, "Wrong shop", seen_round=1, by=manager.id, now=NOW)
    second = sent(db.session.get_one(Assignment, assignment.id), shopper)
    assert second != first
    assert db.session.get_one(Audit, second, populate_existing=True).state == "submitted"
    assert stages(shopper) == ["sent"]


def test_a_planned_wave_and_other_peoples_visits_are_not_in_the_list(brand, shopper):
    make_assignment(brand, shopper, wave=make_wave(brand, state="planned"))
    theirs = make_user("shopper", brand)
    assignment = make_assignment(brand, theirs)
    draft = sent(assignment, theirs)
    assert visits_of_shopper(shopper.id) == []
    assert find_visit_item(assignment.id, shopper.id) is None
    assert find_visit(draft, shopper.id) is None
    assert find_receipt(draft, shopper.id) is None
    assert notes_of_return(draft, shopper.id) is None


def test_the_list_takes_as_many_statements_for_twenty_visits_as_for_two(brand, shopper):
    def statements():
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        db.session.rollback()
        event.listen(db.session.connection(), "before_cursor_execute", note)
        visits_of_shopper(shopper.id)
        event.remove(db.session.connection(), "before_cursor_execute", note)
        return len(seen)

    wave = make_wave(brand)
    for day in range(2):
        sent(make_assignment(brand, shopper, wave=wave), shopper)
        make_assignment(
            brand, shopper, wave=wave, window_until=NOW.replace(tzinfo=None) + timedelta(days=day)
        )
    few = statements()
    for _more in range(8):
        sent(make_assignment(brand, shopper, wave=wave), shopper)
    assert statements() == few <= 5
