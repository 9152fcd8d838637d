import copy
import re

import pytest
from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import Answer, Audit, Round
from mysteryshop.queries.reviews import conflicts_of, history_of, rounds_of
from tests.audit_rows import make_audit
from tests.factories import SMALL_DOCUMENT, make_assignment, make_brand, make_user, make_version


@pytest.fixture
def audit(app):
    brand = make_brand()
    return make_audit(
        make_assignment(brand, make_user("shopper", brand)),
        {"greeted": "no", "goodbye": "yes"},
        comments={"greeted": "Nobody looked up."},
    )


@pytest.fixture
def manager(audit, sign_in):
    return sign_in(make_user("account_manager", audit.assignment.wave and _brand(audit), name="Elif"))


def _brand(audit):
    from mysteryshop.models import Brand

    return db.session.get(Brand, audit.brand_id)


def page_of(audit):
    return f"/manage/brands/{audit.brand_id}/review/{audit.id}"


AS_SENT = {
    "q.greeted": "no",
    "c.greeted": "Nobody looked up.",
    "q.goodbye": "yes",
    "q.note": "",
    "round": "1",
}


def test_a_correction_is_a_round_of_the_manager_and_the_first_stays(manager, audit):
    opened = manager.get(f"{page_of(audit)}/correct").text
    assert "Nobody looked up." in opened

    sent = manager.submit(f"{page_of(audit)}/correct", AS_SENT | {"q.greeted": "yes", "c.greeted": ""})

    assert sent.status_code == 302
    db.session.refresh(audit)
    assert (audit.current_round, audit.score_tenths, audit.state) == (2, 1000, "submitted")
    first, second = rounds_of(audit.id, audit.situation)
    assert first.answers["answers"]["greeted"] == "no"
    assert (second.cause, second.person, second.answers["answers"]["greeted"]) == ("corrected", "Elif", "yes")
    page = manager.get(page_of(audit)).text
    assert "Round 1 said <del>No</del>" in page
    assert "Changed by Elif in a correction." in page
    assert [entry.action for entry in history_of("audit", audit.id)] == ["audit.corrected"]
    assert conflicts_of(audit.id) == []


def test_a_correction_that_changes_nothing_makes_no_round(manager, audit):
    answer = manager.submit(f"{page_of(audit)}/correct", AS_SENT)
    assert answer.status_code == 422
    assert "Nothing was changed: every answer is as it was." in answer.text
    assert db.session.scalars(select(Round.number)).all() == [1]


def test_a_correction_of_a_round_that_was_overtaken_is_refused(manager, audit):
    page = f"{page_of(audit)}/correct"
    manager.submit(page, AS_SENT | {"q.goodbye": "no"})
    late = manager.submit(page, AS_SENT | {"q.goodbye": "yes", "q.greeted": "yes"})
    assert late.status_code == 409
    assert "Round 2 of this audit has come in meanwhile" in late.text


def test_an_approved_audit_is_not_corrected(manager, audit):
    page = page_of(audit)
    manager.submit(page, {"round": "1"}, to=f"{page}/approve")
    answer = manager.submit(f"{page}/correct", AS_SENT | {"q.goodbye": "no"})
    assert answer.status_code == 409
    assert "approved already" in answer.text


def errors_in(html):
    """Where each line of the summary leads, and what it says."""
    return dict(re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', html))


def round_numbers():
    return db.session.scalars(select(Round.number)).all()


def test_a_correction_may_not_take_away_what_a_sending_needs(manager, audit):
    page = f"{page_of(audit)}/correct"
    emptied = AS_SENT | {"q.greeted": "", "c.greeted": "", "q.goodbye": "", "q.note": "Kept as entered."}

    refused = manager.submit(page, emptied)

    assert refused.status_code == 422
    assert errors_in(refused.text) == {
        "q-greeted": "Were you greeted? This question needs an answer.",
        "q-goodbye": "Did they say goodbye? This question needs an answer.",
    }
    assert 'id="q-greeted-error"' in refused.text
    assert 'id="q-goodbye-error"' in refused.text
    assert "A correction has to be as complete as what a shopper sends." in refused.text
    assert "Kept as entered." in refused.text
    assert round_numbers() == [1]
    db.session.refresh(audit)
    assert (audit.current_round, audit.is_complete) == (1, True)


def test_a_correction_needs_the_comment_that_a_sending_needs(manager, audit):
    page = f"{page_of(audit)}/correct"

    refused = manager.submit(page, AS_SENT | {"c.greeted": " ", "q.goodbye": "no"})

    assert refused.status_code == 422
    assert errors_in(refused.text) == {
        "c-greeted": "Were you greeted? Say what happened: a comment is needed here."
    }
    assert round_numbers() == [1]
    assert re.search(r'name="q.goodbye" value="no" checked', refused.text)


def test_what_a_scorecard_lets_be_empty_may_be_emptied_in_a_correction(manager, audit):
    page = f"{page_of(audit)}/correct"
    manager.submit(page, AS_SENT | {"q.note": "A queue."})

    sent = manager.submit(page, AS_SENT | {"q.note": "", "round": "2"})

    assert sent.status_code == 302
    assert round_numbers() == [1, 2, 3]


def with_evidence(rule):
    document = copy.deepcopy(SMALL_DOCUMENT)
    document["sections"][1]["questions"][0]["evidence"] = rule
    return document


def make_contact(channel, **values):
    brand = make_brand()
    version = make_version(brand, with_evidence("required"))
    return make_audit(
        make_assignment(brand, make_user("shopper", brand), version=version, channel=channel), **values
    )


def test_a_photo_that_the_shopper_never_gave_is_not_demanded_of_the_manager(app, sign_in):
    audit = make_contact("visit")
    manager = sign_in(make_user("account_manager", _brand(audit)))
    assert not audit.is_complete

    sent = manager.submit(f"{page_of(audit)}/correct", AS_SENT | {"c.greeted": "Nobody."})

    assert sent.status_code == 302
    assert round_numbers() == [1, 2]


def test_a_pasted_text_that_is_needed_may_not_be_emptied(app, sign_in):
    audit = make_contact("email", evidence={"goodbye": 1})
    answer = db.session.get_one(Answer, (audit.id, 1, "goodbye"))
    answer.evidence_text = "Dear customer"
    db.session.commit()
    manager = sign_in(make_user("account_manager", _brand(audit)))
    page = f"{page_of(audit)}/correct"
    as_sent = {"q.greeted": "yes", "q.goodbye": "yes", "e.goodbye.text": "Dear customer", "round": "1"}

    refused = manager.submit(page, as_sent | {"e.goodbye.text": ""})

    assert refused.status_code == 422
    assert errors_in(refused.text) == {
        "e-goodbye-text": "Did they say goodbye? Paste the text: it is needed here."
    }
    assert manager.submit(page, as_sent | {"e.goodbye.text": "Dear Ms Roe"}).status_code == 302
    db.session.expire_all()
    second = db.session.get_one(Answer, (audit.id, 2, "goodbye"))
    assert (second.evidence_text, second.evidence_count) == ("Dear Ms Roe", 1)
    assert db.session.get_one(Audit, audit.id).is_complete


def test_a_photo_that_a_correction_would_ask_for_is_the_shoppers_to_give(app, sign_in):
    document = with_evidence("required")
    document["sections"][1]["questions"][0]["show_if"] = {"question": "greeted", "answer_in": ["no"]}
    brand = make_brand()
    assignment = make_assignment(brand, make_user("shopper", brand), version=make_version(brand, document))
    audit = make_audit(assignment, {"greeted": "yes"})
    manager = sign_in(make_user("account_manager", brand))

    refused = manager.submit(f"{page_of(audit)}/correct", AS_SENT)

    assert refused.status_code == 422
    said = "A photo is needed here, and only the shopper can add it: return the audit for it."
    assert errors_in(refused.text) == {"q-goodbye": f"Did they say goodbye? {said}"}
