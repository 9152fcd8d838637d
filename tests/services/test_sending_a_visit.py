"""What is sent is received once, kept whatever it is, and scored."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from mysteryshop.domain.errors import NotFound
from mysteryshop.domain.visits import MalformedBody, RoundConflict
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Assignment, Audit, Job, Payload, Photo, Round, SectionScore
from mysteryshop.services import drafts, rounds
from mysteryshop.services.audits import submit_round
from tests.factories import (
    NOW,
    SMALL_DOCUMENT,
    make_assignment,
    make_brand,
    make_location,
    make_user,
    make_version,
    make_wave,
)
from tests.visits_sent import GOOD, audit_of, body, count, send


def test_a_visit_is_stored_with_its_answers_and_its_score(assignment, shopper):
    receipt = send(
        assignment,
        shopper,
        answers={"greeted": "no", "goodbye": "yes"},
        comments={"greeted": "Nobody looked up."},
    )
    audit = audit_of(receipt)
    assert (audit.state, audit.score_tenths, audit.outcome, audit.band) == ("submitted", 500, "fail", 0)
    assert (audit.current_round, audit.is_complete, audit.held_reason) == (1, True, None)
    row = db.session.get_one(Answer, (audit.id, 1, "greeted"))
    assert (row.value, row.comment, row.state, row.earned, row.possible) == (
        '"no"', "Nobody looked up.", "scored", 0, 1_000_000,
    )  # fmt: skip
    assert count(Answer) == 3
    sections = db.session.scalars(select(SectionScore).order_by(SectionScore.position)).all()
    assert [(s.section_key, s.score_tenths, s.weight) for s in sections] == [
        ("welcome", 0, 1_000_000),
        ("closing", 1000, 1_000_000),
    ]
    assert db.session.get_one(Assignment, assignment.id, populate_existing=True).state == "done"


def test_the_same_sending_again_is_one_audit_and_one_receipt(assignment, shopper):
    audit_id, text = uuid4(), body(assignment)
    first = send(assignment, shopper, audit_id, text=text)
    later = send(assignment, shopper, audit_id, text=text, now=NOW + timedelta(hours=3))
    assert (first.is_new, later.is_new) == (True, False)
    assert (later.code, later.received_at) == (first.code, first.received_at)
    assert (count(Audit), count(Round), count(Payload)) == (1, 1, 1)


def test_other_content_under_the_same_identity_is_kept_and_the_first_stands(assignment, shopper):
    audit_id = uuid4()
    send(assignment, shopper, audit_id)
    with pytest.raises(RoundConflict):
        send(assignment, shopper, audit_id, answers={"greeted": "na", "goodbye": "yes"})
    assert (count(Audit), count(Round), count(Payload)) == (1, 1, 2)
    assert db.session.get_one(Answer, (audit_id, 1, "greeted")).value == '"yes"'


def test_a_second_report_for_an_assignment_is_held(assignment, shopper):
    send(assignment, shopper)
    second = send(assignment, shopper)
    assert second.held_reason == "second_report"
    assert sorted(db.session.scalars(select(Audit.state)).all()) == ["held", "submitted"]


def test_somebody_elses_visit_is_no_visit(assignment, shopper, brand):
    stranger = make_user("shopper", brand)
    with pytest.raises(NotFound):
        send(assignment, stranger)
    receipt = send(assignment, shopper)
    with pytest.raises(NotFound):
        send(assignment, stranger, receipt.audit_id)
    other = make_assignment(brand, stranger)
    with pytest.raises(NotFound):
        send(other, stranger, receipt.audit_id)
    assert count(Audit) == 1


def test_a_draft_of_somebody_else_is_not_sent_under_another_name(assignment, shopper, brand):
    draft_id = drafts.start_draft(assignment.id, shopper_id=shopper.id, now=NOW)
    stranger = make_user("shopper", brand)
    other = make_assignment(brand, stranger)
    with pytest.raises(NotFound):
        send(other, stranger, draft_id)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"state": "cancelled"}, "cancelled"),
        ({"window_until": NOW.replace(tzinfo=None, day=11)}, "late"),
        (
            {
                "window_from": NOW.replace(tzinfo=None, day=15),
                "window_until": NOW.replace(tzinfo=None, day=16),
            },
            "early",
        ),
    ],
)
def test_what_came_at_the_wrong_time_is_held_with_its_reason(brand, shopper, change, reason):
    receipt = send(make_assignment(brand, shopper, **change), shopper)
    audit = audit_of(receipt)
    assert (receipt.held_reason, audit.state, audit.held_reason) == (reason, "held", reason)
    assert audit.score_tenths == 1000


def test_a_closed_wave_and_a_reassigned_visit_are_held(brand, shopper):
    closed = make_assignment(brand, shopper, wave=make_wave(brand, state="closed"))
    assert send(closed, shopper).held_reason == "closed"
    taken = make_assignment(brand, shopper)
    draft_id = drafts.start_draft(taken.id, shopper_id=shopper.id, now=NOW)
    db.session.get_one(Assignment, taken.id).shopper_id = make_user("shopper", brand).id
    db.session.commit()
    assert send(taken, shopper, draft_id).held_reason == "reassigned"


def test_a_visit_made_in_time_and_sent_late_without_a_signal_counts(brand, shopper, assignment):
    trail = {"greeted": {"at": "2026-03-19T10:00:00+00:00", "changed": 2}}
    receipt = send(assignment, shopper, trail=trail, now=NOW + timedelta(days=16))
    assert receipt.held_reason is None
    row = db.session.get_one(Answer, (receipt.audit_id, 1, "greeted"))
    assert (row.changed_count, row.answered_at.day) == (2, 19)
    too_late = make_assignment(brand, shopper)
    assert send(too_late, shopper, trail=trail, now=NOW + timedelta(days=60)).held_reason == "late"


def test_the_day_of_the_visit_is_that_of_the_location(brand, shopper):
    istanbul = make_assignment(brand, shopper, location=make_location(brand, time_zone="Pacific/Auckland"))
    trail = {"greeted": {"at": "2026-03-12T12:30:00+00:00"}}
    receipt = send(istanbul, shopper, trail=trail, now=NOW + timedelta(days=1))
    audit = audit_of(receipt)
    assert (audit.visited_on.isoformat(), audit.visited_at.hour) == ("2026-03-13", 1)


def test_a_clock_that_is_a_day_ahead_is_put_right(assignment, shopper):
    ahead = NOW + timedelta(days=1)
    receipt = send(
        assignment, shopper, started_at=(ahead - timedelta(hours=1)).isoformat(), device_now=ahead.isoformat()
    )
    assert audit_of(receipt).visited_at == NOW.replace(tzinfo=None, hour=10)  # an hour before, in Stockholm


def test_what_is_missing_or_does_not_fit_is_held_and_not_dropped(brand, shopper):
    assert (
        send(make_assignment(brand, shopper), shopper, answers={"greeted": "yes"}).held_reason == "incomplete"
    )
    receipt = send(make_assignment(brand, shopper), shopper, answers={"greeted": "perhaps", "goodbye": "yes"})
    audit = audit_of(receipt)
    assert (audit.held_reason, audit.score_tenths) == ("does_not_fit", None)
    assert db.session.get_one(Answer, (audit.id, 1, "greeted")).value == '"perhaps"'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"assignment_id": 1}',
        '{"assignment_id": NaN}',
        '{"a": 1, "a": 2}',
        "\0",
        "[" * 100_000,
    ],
)
def test_what_is_no_round_is_refused_and_kept(assignment, shopper, text):
    with pytest.raises(MalformedBody):
        submit_round(uuid4(), 1, text, shopper_id=shopper.id, now=NOW)
    assert (count(Payload), count(Audit)) == (1, 0)


@pytest.mark.parametrize(
    "field",
    [
        {"answers": []},
        {"comments": "x"},
        {"assignment_id": True},
        {"assignment_id": 2**70},
        {"scorecard_version_id": 0},
        {"photos": [1]},
        {"photos": {"a": 1}},
    ],
)
def test_a_field_of_the_wrong_kind_is_refused(assignment, shopper, field):
    with pytest.raises((MalformedBody, NotFound)):
        send(assignment, shopper, **field)


def test_odd_values_reach_the_database_harmlessly(assignment, shopper):
    receipt = send(
        assignment,
        shopper,
        answers=GOOD | {"note": "a\0b\ud800c"},
        comments={"greeted": "x\0\ud800"},
        trail={"greeted": {"at": "9999-99-99", "changed": -4}, "goodbye": 7},
        started_at="yesterday",
        finished_at=12,
        device_now="0001-01-01T00:00:00+14:00",
        unknown={"kept": True},
    )
    assert receipt.held_reason is None
    assert db.session.get_one(Answer, (receipt.audit_id, 1, "greeted")).comment == "x?"


def test_a_version_of_another_brand_is_none(assignment, shopper):
    foreign = make_version(make_brand())
    with pytest.raises(MalformedBody):
        send(assignment, shopper, scorecard_version_id=foreign.id)


def test_a_failing_score_is_never_a_lost_visit(assignment, shopper, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(rounds, "score_document", broken)
        receipt = send(assignment, shopper)
    audit = audit_of(receipt)
    assert (audit.state, audit.score_tenths, audit.is_complete) == ("submitted", None, False)
    job = db.session.scalars(select(Job).where(Job.kind == "score_round")).one()
    audit_id, number = job.subject_id.split("/")
    assert audit_id == str(audit.id)
    for _again in range(2):
        rounds.score_round(audit.id, int(number), now=NOW)
    audit = audit_of(receipt)
    assert (audit.score_tenths, audit.is_complete, audit.outcome) == (1000, True, "pass")
    assert count(SectionScore) == 2
    assert db.session.get_one(Round, (audit.id, 1), populate_existing=True).scored_at == NOW


def test_a_visit_for_an_assignment_that_is_done_without_an_audit_that_counts_is_stored(brand, shopper):
    receipt = send(make_assignment(brand, shopper, state="done"), shopper)
    assert audit_of(receipt).state == "submitted"


def test_announced_photos_that_have_not_come_are_named(assignment, shopper):
    photo = uuid4()
    receipt = send(
        assignment, shopper, photos=[{"photo_uuid": str(photo), "question": "greeted", "sha256": "0" * 64}]
    )
    assert receipt.missing_photos == (photo,)
    assert db.session.get_one(Photo, photo).state == "expected"


def test_sending_takes_few_statements_whatever_the_number_of_questions(brand, shopper):
    def statements(questions):
        document = json.loads(json.dumps(SMALL_DOCUMENT))
        template = document["sections"][1]["questions"][0]
        document["sections"][1]["questions"] = [template | {"key": f"q{n}"} for n in range(questions)]
        assignment = make_assignment(brand, shopper, version=make_version(brand, document))
        comments = {f"q{n}": "Quick" for n in range(0, questions, 2)}  # a comment here and none there
        text = body(
            assignment, {"greeted": "yes"} | {f"q{n}": "yes" for n in range(questions)}, comments=comments
        )
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        event.listen(db.session.connection(), "before_cursor_execute", note)
        receipt = submit_round(uuid4(), 1, text, shopper_id=shopper.id, now=NOW)
        event.remove(db.session.connection(), "before_cursor_execute", note)
        assert receipt.held_reason is None
        return len([statement for statement in seen if "SAVEPOINT" not in statement])

    assert statements(40) == statements(4) <= 15
