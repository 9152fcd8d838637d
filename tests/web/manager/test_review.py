import io
import json
from uuid import uuid4

import pytest
from sqlalchemy import select

from mysteryshop import storage
from mysteryshop.domain.scoring import score_document
from mysteryshop.extensions import db
from mysteryshop.models import Access, Assignment, Change, Job, Payload, Photo, ReturnNote
from tests.audit_rows import add_round, make_audit, score_columns
from tests.factories import (
    NOW,
    SMALL_DOCUMENT,
    keep,
    make_assignment,
    make_brand,
    make_location,
    make_user,
    make_version,
)


@pytest.fixture
def brand(app):
    return make_brand(name="Kvarnby")


@pytest.fixture
def manager(brand, sign_in):
    return sign_in(make_user("account_manager", brand, name="Elif"))


@pytest.fixture
def audit(brand):
    place = make_location(brand, name="Kista")
    shopper = make_user("shopper", brand, name="Johan Ek")
    return make_audit(
        make_assignment(brand, shopper, location=place),
        {"greeted": "no", "goodbye": "yes", "note": "The cashier, Anna Berg, was kind."},
        comments={"greeted": "Nobody looked up."},
    )


def page_of(audit):
    return f"/manage/brands/{audit.brand_id}/review/{audit.id}"


def decide(manager, audit, what, **data):
    page = page_of(audit)
    return manager.submit(page, {"round": "1"} | data, to=f"{page}/{what}")


def test_the_queue_leads_to_answers_beside_score_and_what_to_look_at(manager, audit):
    queue = manager.get("/manage/review").text
    assert "1 visit to review" in queue
    assert page_of(audit) in queue

    page = manager.get(page_of(audit)).text
    for said in (
        "Kista",
        "Johan Ek",
        "Were you greeted?",
        "Nobody looked up.",
        "50.0",
        "May name a person: Anna Berg",
    ):
        assert said in page, said


def test_approving_leads_on_to_the_next_and_asks_for_the_report(manager, brand, audit):
    other = make_audit(make_assignment(brand, make_user("shopper", brand)))

    answer = decide(manager, audit, "approve")

    assert answer.location == page_of(other)
    db.session.refresh(audit)
    assert audit.state == "approved"
    assert db.session.scalars(select(Job.kind)).all() == ["render_audit_report"]
    assert "Approved" in manager.get(page_of(audit)).text


def test_a_second_decision_gets_a_sentence(manager, audit):
    page = page_of(audit)
    opened = manager.get(page).text
    token = opened.split('name="csrf_token" value="')[1].split('"')[0]
    manager.post(f"{page}/approve", data={"csrf_token": token, "round": "1"})

    late = manager.post(
        f"{page}/return",
        data={"csrf_token": token, "round": "1", "return.goodbye": "on", "note.goodbye": "x"},
    )

    assert late.status_code == 409
    assert "approved already. Nothing was changed." in late.text


def test_ticked_questions_go_back_with_their_notes(manager, audit):
    decide(
        manager,
        audit,
        "return",
        **{"return.goodbye": "on", "note.goodbye": "Who said it?", "note.greeted": "unticked"},
    )

    db.session.refresh(audit)
    assert audit.state == "returned"
    assert [(n.question_key, n.note) for n in db.session.scalars(select(ReturnNote))] == [
        ("goodbye", "Who said it?")
    ]
    page = manager.get(page_of(audit)).text
    assert "Returned to the shopper" in page
    assert "Asked: Who said it?" in page


def test_a_return_without_a_note_comes_back_with_the_ticks_and_the_other_notes(manager, audit):
    answer = decide(
        manager,
        audit,
        "return",
        **{"return.goodbye": "on", "note.goodbye": "Who?", "return.greeted": "on", "note.greeted": ""},
    )
    assert answer.status_code == 422
    assert '<a href="#note-A1">Say what to put right in “Were you greeted?”.</a>' in answer.text
    assert 'id="note-A1-error"' in answer.text
    assert 'name="return.goodbye" checked' in answer.text
    assert ">Who?</textarea>" in answer.text
    db.session.refresh(audit)
    assert audit.state == "submitted"


def test_a_return_of_nothing_says_what_to_do(manager, audit):
    answer = decide(manager, audit, "return")
    assert answer.status_code == 422
    assert "Choose at least one question to return" in answer.text


def test_rejecting_needs_a_reason_and_sends_the_visit_back(manager, audit):
    page = f"{page_of(audit)}/reject"
    assert "Say why the audit is rejected" in manager.submit(page, {"round": "1", "reason": " "}).text

    manager.submit(page, {"round": "1", "reason": "Another shop"})

    db.session.refresh(audit)
    assert (audit.state, audit.decision_note) == ("rejected", "Another shop")
    assert db.session.get(Assignment, audit.assignment_id).state == "assigned"
    assert "Rejected: Another shop" in manager.get(page_of(audit)).text


def test_a_held_audit_says_why_and_is_let_in(manager, brand):
    assignment = make_assignment(brand, make_user("shopper", brand), state="cancelled")
    audit = make_audit(assignment, state="held", held_reason="cancelled")
    page = manager.get(page_of(audit)).text
    assert "Its assignment had been cancelled." in page
    assert "Approve as it is" not in page

    decide(manager, audit, "release")

    db.session.refresh(audit)
    assert audit.state == "submitted"


def test_a_held_audit_whose_answers_do_not_fit_opens_all_the_same(manager, brand, audit):
    from mysteryshop.models import Answer

    audit.state, audit.held_reason = "held", "does_not_fit"
    db.session.get(Answer, (audit.id, 1, "greeted")).value = json.dumps("perhaps")
    db.session.commit()
    page = manager.get(page_of(audit))
    assert page.status_code == 200
    assert "do not fit the scorecard" in page.text


def test_the_difference_between_rounds_is_visible(manager, audit):
    sent = {
        "situation": "purchase",
        "answers": {"greeted": "yes", "goodbye": "yes"},
        "comments": {},
        "evidence": {},
    }
    add_round(audit.id, 2, SMALL_DOCUMENT, sent, audit.shopper_id, "returned")
    audit.current_round = 2
    for name, value in score_columns(SMALL_DOCUMENT, score_document(SMALL_DOCUMENT, sent)).items():
        setattr(audit, name, value)
    db.session.commit()

    page = manager.get(page_of(audit)).text

    assert (
        "Round 1 said <del>No</del>&#160;· Comment in round 1: <del>Nobody looked up.</del>&#160;· "
        "Changed after the return." in page
    )
    assert "100.0" in page


def test_another_content_for_the_same_round_is_shown_beside(manager, audit):
    body = {"answers": {"greeted": "yes", "goodbye": "yes"}, "comments": {}, "evidence": {}}
    keep(Payload(audit_id=audit.id, number=1, sent_by=audit.shopper_id, body=json.dumps(body), body_sha256="x",
                 received_at=NOW))  # fmt: skip
    page = manager.get(page_of(audit)).text
    assert "Also received, not counted" in page
    assert ">Johan Ek&#160;· " in page
    assert "<del>No: Nobody looked up.</del> <b>Yes</b>" in page
    assert "Other answers came in too" in manager.get("/manage/review").text


def test_an_audit_of_a_strangers_brand_looks_like_nothing(manager, brand, sign_in, audit):
    other = make_brand()
    strange = make_audit(make_assignment(other, make_user("shopper", other)))
    for path in (
        page_of(strange),
        f"{page_of(strange)}/reject",
        f"/manage/brands/{brand.id}/review/{strange.id}",
    ):
        assert manager.get(path).status_code == 404
    token_page = page_of(audit)
    for what in ("approve", "return", "release", "take-back", "reject"):
        path = f"/manage/brands/{brand.id}/review/{strange.id}/{what}"
        assert manager.submit(token_page, {"round": "1", "reason": "x"}, to=path).status_code == 404, what
    db.session.refresh(strange)
    assert strange.state == "submitted"
    owner = sign_in(make_user("brand_owner", brand))
    assert owner.get(page_of(audit)).status_code == 404
    assert db.session.scalars(select(Change)).all() == []


def test_a_critical_failure_is_named_in_the_queue(manager, brand):
    document = json.loads(json.dumps(SMALL_DOCUMENT))
    question = document["sections"][1]["questions"][0]
    question["critical"], question["options"][1]["fails"] = "flag", True
    assignment = make_assignment(brand, make_user("shopper", brand), version=make_version(brand, document))
    make_audit(assignment, {"greeted": "yes", "goodbye": "no"})
    assert "A critical question failed" in manager.get("/manage/review").text


def test_who_looked_at_an_audit_is_noted(manager, audit):
    manager.get(page_of(audit))
    seen = db.session.scalars(select(Access)).all()
    assert [(entry.action, entry.subject_id) for entry in seen] == [("viewed", str(audit.id))]


def test_a_comment_that_a_correction_takes_away_is_gone_from_what_counts(manager, brand, audit):
    page = page_of(audit)
    entered = {"round": "1", "q.greeted": "yes", "c.greeted": "", "q.goodbye": "yes", "q.note": "Kind."}
    assert manager.submit(f"{page}/correct", entered).status_code == 302
    db.session.expire_all()
    assert audit.current_round == 2
    assert "Comment in round 1: <del>Nobody looked up.</del>" in manager.get(page).text

    assert manager.submit(page, {"round": "2"}, to=f"{page}/approve").status_code == 302
    assert "Nobody looked up." not in manager.get(f"/brands/{brand.id}/audits/{audit.id}").text


def stored_photo(audit, *, large=b"large", small=b"small", **values):
    """A photo of the audit with both its files, unless one of them was lost: None."""
    keys = [storage.put(io.BytesIO(content or b"lost")) for content in (large, small)]
    for key, content in zip(keys, (large, small), strict=True):
        if content is None:
            storage.delete(key)
    named = {"stored_key": keys[0], "print_key": keys[1]} | values
    return keep(
        Photo(
            id=uuid4(), brand_id=audit.brand_id, assignment_id=audit.assignment_id, submission_id=audit.id,
            question_key="greeted", uploaded_by=audit.shopper_id, uploaded_at=NOW, upload_sha256="0", state="stored",
            **named,
        )
    )  # fmt: skip


def test_a_photo_whose_file_is_missing_is_said_to_be_and_leaves_no_broken_picture(manager, audit):
    whole = stored_photo(audit)
    lost = [stored_photo(audit, large=None, small=None), stored_photo(audit, large=None, print_key=None)]

    page = manager.get(page_of(audit)).text

    assert page.count("This photo’s file is missing.") == 2
    assert "The files of 2 photos are missing" in page
    assert f"{whole.id}/small" in page
    for photo in lost:
        assert str(photo.id) not in page
    assert manager.get(f"/manage/brands/{audit.brand_id}/photos/{lost[0].id}/small").status_code == 404


def test_of_a_photo_whose_large_file_is_missing_the_small_copy_is_shown(manager, audit):
    photo = stored_photo(audit, large=None)

    page = manager.get(page_of(audit)).text

    assert "This photo’s file is missing. The small copy is left." in page
    assert "The file of 1 photo is missing" in page
    assert f"{photo.id}/small" in page
    assert f"{photo.id}/large" not in page


def test_a_brand_too_is_told_of_a_missing_file(manager, audit):
    whole, lost = stored_photo(audit), stored_photo(audit, large=None, small=None)
    decide(manager, audit, "approve")

    page = f"/brands/{audit.brand_id}/audits/{audit.id}"
    said = manager.get(page).text

    assert said.count("This photo’s file is missing.") == 1
    assert f"photos/{whole.id}" in said
    assert f"photos/{lost.id}" not in said
    with manager.get(f"{page}/photos/{whole.id}") as shown:
        assert shown.status_code == 200
    assert manager.get(f"{page}/photos/{lost.id}").status_code == 404
