"""From sending to review and back: what a manager decides, and what the shopper can do next."""

import pytest

from mysteryshop.domain.errors import NotAllowed
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit
from mysteryshop.queries.reviews import rounds_of
from mysteryshop.services import drafts, reviews
from mysteryshop.services.corrections import correct_audit
from tests.factories import NOW, make_assignment, make_brand, make_user

ANSWERS = {"answers": {"greeted": "yes", "goodbye": "yes"}, "comments": {}, "texts": {}, "typed": {}}


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def shopper(brand):
    return make_user("shopper", brand)


@pytest.fixture
def manager(brand):
    return make_user("account_manager", brand)


@pytest.fixture
def assignment(brand, shopper):
    return make_assignment(brand, shopper)


def visit(assignment, shopper, **changed):
    draft = drafts.start_draft(assignment.id, shopper_id=shopper.id, now=NOW)
    part = ANSWERS | {"answers": ANSWERS["answers"] | changed}
    drafts.save_part(draft, part, ["greeted", "goodbye"], section=None, shopper_id=shopper.id, now=NOW)
    drafts.send_draft(draft, shopper_id=shopper.id, now=NOW)
    return draft


def state_of(audit_id):
    return db.session.get_one(Audit, audit_id, populate_existing=True).state


def seen(manager, number=1):
    return {"seen_round": number, "by": manager.id, "now": NOW}


def test_a_rejected_visit_is_made_again_from_the_beginning(brand, manager, shopper, assignment):
    first = visit(assignment, shopper)
    reviews.reject_audit(brand.id, first, "Another shop", **seen(manager))

    second = visit(assignment, shopper)

    assert second != first
    assert (state_of(first), state_of(second)) == ("rejected", "submitted")
    assert db.session.get_one(Assignment, assignment.id, populate_existing=True).state == "done"


def test_a_visit_rejected_while_the_shopper_was_putting_it_right_begins_anew(
    brand, manager, shopper, assignment
):
    first = visit(assignment, shopper)
    reviews.return_audit(brand.id, first, {"goodbye": "Who?"}, **seen(manager))
    drafts.open_next_round(first, shopper_id=shopper.id, now=NOW)
    reviews.reject_audit(brand.id, first, "No longer needed", **seen(manager))

    second = visit(assignment, shopper)

    assert second != first
    assert state_of(second) == "submitted"


def test_a_return_taken_back_leaves_nothing_to_send_until_the_next_return(
    brand, manager, shopper, assignment
):
    audit = visit(assignment, shopper)
    reviews.return_audit(brand.id, audit, {"goodbye": "Who?"}, **seen(manager))
    drafts.open_next_round(audit, shopper_id=shopper.id, now=NOW)
    reviews.take_back_return(brand.id, audit, **seen(manager))

    with pytest.raises(NotAllowed):
        drafts.send_draft(audit, shopper_id=shopper.id, now=NOW)
    reviews.return_audit(brand.id, audit, {"greeted": "By whom?"}, **seen(manager))  # another thought
    drafts.open_next_round(audit, shopper_id=shopper.id, now=NOW)
    drafts.send_draft(audit, shopper_id=shopper.id, now=NOW)
    reviews.approve_audit(brand.id, audit, **seen(manager, 2))
    assert state_of(audit) == "approved"


def test_only_what_was_returned_changes_in_the_next_round(brand, manager, shopper, assignment):
    audit = visit(assignment, shopper, goodbye="no")
    reviews.return_audit(brand.id, audit, {"goodbye": "Sure?"}, **seen(manager))
    drafts.open_next_round(audit, shopper_id=shopper.id, now=NOW)
    changed = ANSWERS | {"answers": {"greeted": "no", "goodbye": "yes"}}
    drafts.save_part(audit, changed, ["greeted", "goodbye"], section=None, shopper_id=shopper.id, now=NOW)
    drafts.send_draft(audit, shopper_id=shopper.id, now=NOW)

    first, second = rounds_of(audit, assignment.situation)
    assert first.answers["answers"] == {"greeted": "yes", "goodbye": "no"}
    assert second.answers["answers"] == {"greeted": "yes", "goodbye": "yes"}
    assert (second.cause, state_of(audit)) == ("returned", "submitted")


def test_a_return_after_a_correction_opens_the_round_after_it(brand, manager, shopper, assignment):
    audit = visit(assignment, shopper)
    entered = {"answers": {"greeted": "yes", "goodbye": "no"}, "comments": {}}
    assert correct_audit(brand.id, audit, entered, {}, **seen(manager)) == 2
    reviews.return_audit(brand.id, audit, {"goodbye": "I have put no. Right?"}, **seen(manager, 2))
    drafts.open_next_round(audit, shopper_id=shopper.id, now=NOW)
    drafts.send_draft(audit, shopper_id=shopper.id, now=NOW)

    causes = [sent.cause for sent in rounds_of(audit, assignment.situation)]
    assert causes == ["first", "corrected", "returned"]
    assert rounds_of(audit, assignment.situation)[2].answers["answers"]["goodbye"] == "no"
