import pytest
from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import Round
from mysteryshop.queries.reviews import conflicts_of, history_of, rounds_of
from tests.audit_rows import make_audit
from tests.factories import make_assignment, make_brand, make_user


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
