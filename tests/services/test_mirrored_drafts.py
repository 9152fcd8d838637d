"""A phone's draft on the server, also of the round that a return asked for."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import update

from mysteryshop.domain.errors import NotFound
from mysteryshop.extensions import db
from mysteryshop.models import Audit, Draft, ReturnNote
from mysteryshop.services import drafts
from mysteryshop.services.mirrors import DraftOfPhone, OtherDevice, mirror_draft
from tests.factories import NOW, make_user
from tests.visits_sent import body, send

SENT = {"greeted": "no", "goodbye": "yes"}


@pytest.fixture
def returned(assignment, shopper):
    """A visit that nobody has opened again yet; the phone had not mirrored its first round."""
    receipt = send(assignment, shopper, answers=SENT, comments={"greeted": "Nobody."})
    give_back(receipt.audit_id, shopper, 1)
    return receipt.audit_id


def give_back(audit_id, shopper, number):
    db.session.execute(update(Audit).values(state="returned"))
    note = ReturnNote(audit_id=audit_id, number=number, question_key="greeted", note="Who?", written_by=shopper.id,
                      written_at=NOW)  # fmt: skip
    db.session.add(note)
    db.session.commit()


def typed(audit_id, assignment, answers, **more):
    said = DraftOfPhone(
        uuid=audit_id,
        assignment_id=assignment.id,
        scorecard_version_id=assignment.scorecard_version_id,
        round=2,
        rev=3,
        base_rev=0,
        device_id="phone-1",
        section="welcome",
        started_at=NOW,
        part={"answers": answers},
        keys=("greeted", "goodbye", "note"),
    )
    return replace(said, **more)


def mirror(said, shopper):
    return mirror_draft(said, shopper_id=shopper.id, now=NOW)


def test_a_correction_is_kept_and_only_what_was_returned_changes(assignment, shopper, returned):
    said = typed(returned, assignment, {"greeted": "yes", "goodbye": "no", "note": "rain"})
    for _answer_was_lost in range(2):
        assert mirror(said, shopper) == 3
    draft = db.session.get_one(Draft, returned)
    assert (draft.round, draft.rev, draft.device_id, draft.sent_at) == (2, 3, "phone-1", None)
    assert json.loads(draft.document)["answers"] == {"greeted": "yes", "goodbye": "yes"}
    assert drafts.open_next_round(returned, shopper_id=shopper.id, now=NOW) == returned
    assert db.session.get_one(Draft, returned).rev == 3  # opening the page keeps what was typed
    assert drafts.send_draft(returned, shopper_id=shopper.id, now=NOW).number == 2


def test_a_correction_begun_on_the_pages_is_carried_on_by_the_phone(assignment, shopper, returned):
    drafts.open_next_round(returned, shopper_id=shopper.id, now=NOW)
    part = {"answers": {"greeted": "yes"}}
    drafts.save_part(returned, part, ["greeted"], section="welcome", shopper_id=shopper.id, now=NOW)
    with pytest.raises(OtherDevice):
        mirror(typed(returned, assignment, {"greeted": "no"}), shopper)
    assert mirror(typed(returned, assignment, {"greeted": "no"}, base_rev=1, rev=2), shopper) == 2


def test_a_second_phone_never_overwrites_a_correction(assignment, shopper, returned):
    mirror(typed(returned, assignment, {"greeted": "yes"}), shopper)
    other = typed(returned, assignment, {"greeted": "no"}, device_id="phone-2", rev=4)
    with pytest.raises(OtherDevice):
        mirror(other, shopper)
    assert json.loads(db.session.get_one(Draft, returned).document)["answers"]["greeted"] == "yes"
    assert mirror(replace(other, base_rev=3), shopper) == 4


@pytest.mark.parametrize("number", [1, 3])
def test_a_round_that_nobody_asked_for_is_not_begun(assignment, shopper, returned, number):
    with pytest.raises(drafts.AlreadySent):
        mirror(typed(returned, assignment, {"greeted": "yes"}, round=number), shopper)
    assert db.session.get(Draft, returned) is None


def test_a_visit_that_was_not_returned_takes_no_correction(assignment, shopper):
    sent = send(assignment, shopper, answers=SENT).audit_id
    with pytest.raises(drafts.AlreadySent):
        mirror(typed(sent, assignment, {"greeted": "yes"}), shopper)


def test_a_correction_that_was_sent_takes_no_more_until_the_next_return(assignment, shopper, returned):
    said = typed(returned, assignment, {"greeted": "yes"})
    mirror(said, shopper)
    send(assignment, shopper, returned, 2, text=body(assignment, {"greeted": "yes"}))
    with pytest.raises(drafts.AlreadySent):
        mirror(replace(said, rev=4, base_rev=3), shopper)
    give_back(returned, shopper, 2)
    with pytest.raises(drafts.AlreadySent):  # a phone that has not heard of the second return
        mirror(replace(said, rev=4, base_rev=3), shopper)
    assert mirror(replace(said, round=3, rev=1), shopper) == 1
    assert db.session.get_one(Draft, returned).round == 3


def test_somebody_elses_correction_does_not_exist(assignment, returned, brand):
    with pytest.raises(NotFound):
        mirror(typed(returned, assignment, {"greeted": "yes"}), make_user("shopper", brand))
    assert db.session.get(Draft, returned) is None
