import json
import threading

import pytest
from sqlalchemy import select

from config import load_config
from mysteryshop import create_app
from mysteryshop.domain.errors import NotAllowed, NotFound
from mysteryshop.domain.rounds import BadReturn
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit, Change, Job, Payload, ReturnNote
from mysteryshop.queries.reviews import conflicts_of, history_of, review_queue, waiting_count
from mysteryshop.queries.scope import viewer_of
from mysteryshop.services.reviews import (
    ReasonMissing,
    approve_audit,
    reject_audit,
    release_audit,
    return_audit,
    take_back_return,
)
from tests.audit_rows import make_audit
from tests.factories import NOW, keep, make_assignment, make_brand, make_user


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def manager(brand):
    return make_user("account_manager", brand)


@pytest.fixture
def who(manager):
    return {"seen_round": 1, "by": manager.id, "now": NOW}


@pytest.fixture
def audit(brand):
    return make_audit(make_assignment(brand, make_user("shopper", brand)))


def jobs():
    return [(job.kind, job.subject_id) for job in db.session.scalars(select(Job))]


def actions(audit):
    return [entry.action for entry in history_of("audit", audit.id)]


def test_approving_asks_for_the_report_in_the_same_commit(brand, audit, who):
    approve_audit(brand.id, audit.id, **who)

    db.session.refresh(audit)
    assert (audit.state, audit.decided_by, audit.decided_at) == ("approved", who["by"], NOW)
    assert jobs() == [("render_audit_report", str(audit.id))]
    assert actions(audit) == ["audit.approved"]


def test_an_audit_with_something_missing_is_not_approved(brand, who):
    audit = make_audit(make_assignment(brand, make_user("shopper", brand)), {"greeted": "yes"})
    with pytest.raises(NotAllowed, match="Something required is missing"):
        approve_audit(brand.id, audit.id, **who)
    db.session.refresh(audit)
    assert (audit.state, jobs()) == ("submitted", [])


def test_a_return_keeps_its_notes_with_the_round(brand, audit, who):
    return_audit(brand.id, audit.id, {"goodbye": " Who said it? "}, **who)

    db.session.refresh(audit)
    note = db.session.scalars(select(ReturnNote)).one()
    assert (audit.state, note.number, note.question_key, note.note) == (
        "returned",
        1,
        "goodbye",
        "Who said it?",
    )
    with pytest.raises(NotAllowed, match="waits for the shopper"):
        approve_audit(brand.id, audit.id, **who)
    take_back_return(brand.id, audit.id, **who)
    db.session.refresh(audit)
    assert audit.state == "submitted"
    assert actions(audit) == ["audit.returned", "audit.return_taken_back"]


def test_a_return_that_asks_for_nothing_changes_nothing(brand, audit, who):
    for notes in ({}, {"goodbye": " "}, {"nobody": "x"}):
        with pytest.raises(BadReturn):
            return_audit(brand.id, audit.id, notes, **who)
    db.session.refresh(audit)
    assert (audit.state, db.session.scalars(select(Change)).all()) == ("submitted", [])


def test_a_rejected_visit_is_to_be_made_again(brand, audit, who):
    with pytest.raises(ReasonMissing):
        reject_audit(brand.id, audit.id, " ", **who)
    reject_audit(brand.id, audit.id, "Another shop", **who)

    db.session.refresh(audit)
    assert (audit.state, audit.decision_note) == ("rejected", "Another shop")
    assert db.session.get(Assignment, audit.assignment_id).state == "assigned"
    with pytest.raises(NotAllowed, match="rejected already"):
        reject_audit(brand.id, audit.id, "Again", **who)


def test_a_held_audit_is_let_in_and_its_assignment_is_done(brand, who):
    assignment = make_assignment(brand, make_user("shopper", brand), state="cancelled")
    audit = make_audit(assignment, state="held", held_reason="cancelled")
    with pytest.raises(NotAllowed, match="held"):
        approve_audit(brand.id, audit.id, **who)

    release_audit(brand.id, audit.id, **who)

    db.session.refresh(audit)
    db.session.refresh(assignment)
    assert (audit.state, audit.held_reason, assignment.state) == ("submitted", None, "done")


def test_of_two_audits_of_one_assignment_one_is_rejected_first(brand, audit, who):
    assignment = db.session.get(Assignment, audit.assignment_id)
    second = make_audit(assignment, state="held", held_reason="second_report")
    with pytest.raises(NotAllowed, match="Another audit of this assignment"):
        release_audit(brand.id, second.id, **who)

    reject_audit(brand.id, second.id, "The first is better", **who)
    db.session.refresh(assignment)
    assert assignment.state == "done"  # the first one still counts

    third = make_audit(assignment, state="held", held_reason="second_report")
    reject_audit(brand.id, audit.id, "The third is better", **who)
    release_audit(brand.id, third.id, **who)
    db.session.refresh(third)
    db.session.refresh(assignment)
    assert (third.state, assignment.state) == ("submitted", "done")


def test_a_decision_about_a_round_that_is_not_the_last_is_refused(brand, audit, who):
    audit.current_round = 2
    db.session.commit()
    for decide in (
        lambda: approve_audit(brand.id, audit.id, **who),
        lambda: return_audit(brand.id, audit.id, {"goodbye": "x"}, **who),
        lambda: reject_audit(brand.id, audit.id, "x", **who),
    ):
        with pytest.raises(NotAllowed, match="Round 2 of this audit has come in"):
            decide()


def test_an_audit_of_another_brand_is_no_audit(audit, who):
    other = make_brand()
    with pytest.raises(NotFound):
        approve_audit(other.id, audit.id, **who)


def test_of_two_managers_who_decide_at_once_one_wins(fresh_url, tmp_path):
    settings = load_config({"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path)})
    app = create_app(
        settings | {"TESTING": True}
    )  # without a queue: each thread would leave its connection to it open
    with app.app_context():
        brand = make_brand()
        manager = make_user("account_manager", brand)
        audit = make_audit(make_assignment(brand, make_user("shopper", brand)))
        brand_id, audit_id, by = brand.id, audit.id, manager.id
        db.session.remove()
    outcomes = []
    gate = threading.Barrier(2)

    def decide(service, *more):
        with app.app_context():
            gate.wait()
            try:
                service(brand_id, audit_id, *more, seen_round=1, by=by, now=NOW)
                outcomes.append("done")
            except NotAllowed as refused:
                outcomes.append(refused.message)

    threads = [
        threading.Thread(target=decide, args=(approve_audit,)),
        threading.Thread(target=decide, args=(reject_audit, "Another shop")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("done") == 1
    [sentence] = [outcome for outcome in outcomes if outcome != "done"]
    assert "already. Nothing was changed." in sentence
    with app.app_context():
        audit = db.session.get(Audit, audit_id)
        assert len(history_of("audit", audit_id)) == 1
        assert (audit.state == "approved") == bool(jobs())
        db.session.remove()
        db.engine.dispose()


def test_the_queue_shows_the_viewers_brands_the_longest_waiting_first(brand, manager, audit):
    other = make_brand()
    make_audit(make_assignment(other, make_user("shopper", other)))
    held = make_audit(
        make_assignment(brand, make_user("shopper", brand), state="cancelled"),
        state="held",
        held_reason="cancelled",
    )
    make_audit(make_assignment(brand, make_user("shopper", brand)), state="approved")
    viewer = viewer_of(manager)

    rows = review_queue(viewer)

    assert {row.audit_id for row in rows} == {audit.id, held.id}
    assert waiting_count(viewer) == 2
    assert [row.state for row in review_queue(viewer, "approved")] == ["approved"]
    assert review_queue(viewer, brand_id=other.id) == []
    assert not rows[0].sent_late


def test_what_arrived_and_became_no_round_is_shown(brand, manager, audit):
    keep(
        Payload(audit_id=audit.id, number=1, sent_by=audit.shopper_id, body=json.dumps({"answers": {}}),
                body_sha256="other", received_at=NOW)
    )  # fmt: skip

    [row] = review_queue(viewer_of(manager))
    [conflict] = conflicts_of(audit.id)

    assert (row.conflicts, conflict.number, conflict.body) == (1, 1, '{"answers": {}}')


def test_an_audit_that_came_after_the_window_says_so(brand, manager, audit):
    assignment = db.session.get(Assignment, audit.assignment_id)
    audit.submitted_at = NOW.replace(month=4)
    db.session.commit()
    [row] = review_queue(viewer_of(manager))
    assert row.sent_late
    assert assignment.window_until < audit.submitted_at.replace(tzinfo=None)
