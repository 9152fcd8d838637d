"""A returned visit on the phone: what is typed in round two survives a lost phone like anything else.

Numbers in comments are those of the fault list that the form was built against.
"""

import pytest
from playwright.sync_api import expect

from mysteryshop.extensions import db
from mysteryshop.models import Audit
from tests.browser.phone import Phone

pytestmark = pytest.mark.browser


@pytest.fixture
def correcting(phone):
    """Round one was received and returned; round two is open on the phone, with its note."""
    phone.open_form()
    phone.send_all()
    phone.wait_received()
    phone.give_back(phone.uuid())
    phone.open_form()
    expect(phone.page.get_by_text("Who?")).to_be_visible()
    return phone


def mirrored(phone):
    """Go on to the next page and wait until the server has its copy."""
    before = phone.program.faults.count("PUT", "/api/v1/drafts/")
    phone.next()
    phone.wait_until(lambda: phone.program.faults.count("PUT", "/api/v1/drafts/") > before)
    phone.wait_until(lambda: phone.rows("drafts")[0]["base_rev"] > 0)


def test_a_lost_phone_in_round_two_gets_what_was_typed(correcting, case, signed_in):  # 45, 56
    correcting.answer("greeted", "no")
    correcting.comment("greeted", "The man at the till")
    mirrored(correcting)
    uuid = correcting.uuid()
    lost = Phone(case, signed_in(case))  # a browser that has nothing
    lost.open_form()
    expect(lost.page.get_by_text("Questions answered: 1")).to_be_visible()
    expect(lost.page.locator("input[name='q.greeted'][value='no']")).to_be_checked()
    expect(lost.page.locator("[name='c.greeted']")).to_have_value("The man at the till")
    assert lost.uuid() == uuid
    lost.comment("greeted", "The man at the till, in red")
    lost.next()
    lost.send()
    lost.wait_received()
    with case.program.app.app_context():
        audit = db.session.get_one(Audit, uuid)
        assert (audit.state, audit.current_round, lost.audits()) == ("submitted", 2, 1)
    lost.check_invariants()


def test_what_is_typed_before_the_servers_copy_comes_stands(correcting, case, signed_in):  # 25
    correcting.answer("greeted", "no")
    mirrored(correcting)
    other = Phone(case, signed_in(case))
    correcting.program.faults.add("delay", path="/api/v1/drafts", method="GET", seconds=2)
    other.open_form()
    other.comment("greeted", "Typed here")
    other.page.wait_for_timeout(2500)
    expect(other.page.locator("[name='c.greeted']")).to_have_value("Typed here")
    other.next()
    expect(other.page.get_by_text("Also open on another phone")).to_be_visible()


def test_a_correction_that_nobody_has_begun_shows_what_was_sent(correcting, case, signed_in):
    other = Phone(case, signed_in(case))
    other.open_form()
    other.page.wait_for_timeout(500)
    expect(other.page.locator("input[name='q.greeted'][value='yes']")).to_be_checked()
    expect(other.page.get_by_text("Restored")).to_have_count(0)
