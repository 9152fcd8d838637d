"""Signing out with unsent work on the phone, and a form that got a newer version while its draft was open.

Numbers in comments are those of the fault list that the form was built against.
"""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit, Brand, ScorecardVersion
from tests.browser.conftest import session_cookie
from tests.factories import make_user

pytestmark = pytest.mark.browser
CACHES = "caches.keys().then((names) => names.filter((name) => name.startsWith('forms-')))"
KEEP = "Sign out and keep it on this phone"


def press_sign_out(phone):
    phone.page.wait_for_load_state("networkidle")  # the module of the button has come
    phone.page.get_by_role("button", name="Sign out", exact=True).click()


def asked(phone):
    """Press "Sign out" on the list; gives the dialogue."""
    phone.open_list()
    press_sign_out(phone)
    dialog = phone.page.get_by_role("dialog", name="Not sent yet")
    expect(dialog).to_be_visible()
    return dialog


def choose(phone, name):
    phone.page.get_by_role("dialog").get_by_role("button", name=name).click()


def wait_signed_out(phone):
    phone.page.wait_for_url(lambda url: "/shopper" not in url)
    phone.page.goto("/shopper/")
    assert "/login" in phone.page.url


def test_signing_out_lists_what_is_unsent_and_keeps_it_unless_told_otherwise(phone):  # 22
    phone.keep_offline()
    phone.open_form()
    phone.answer("greeted", "yes")
    dialog = asked(phone)
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    expect(dialog.get_by_role("listitem")).to_contain_text("Begun")
    choose(phone, "Stay signed in")
    expect(dialog).to_be_hidden()
    assert phone.page.evaluate(CACHES) != []
    asked(phone)
    phone.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    press_sign_out(phone)
    choose(phone, KEEP)
    wait_signed_out(phone)
    assert phone.page.evaluate(CACHES) == []
    assert len(phone.rows("drafts")) == 1


def test_deleting_needs_its_word(phone):  # 22
    phone.open_form()
    phone.answer("greeted", "yes")
    dialog = asked(phone)
    dialog.get_by_text("Delete it from this phone").click()
    choose(phone, "Delete and sign out")
    expect(dialog.get_by_role("alert")).to_have_text("Type “delete” first. Nothing was deleted.")
    dialog.locator("input").fill("remove")
    dialog.locator("input").press("Enter")  # the first button of the dialogue: stay
    expect(dialog).to_be_hidden()
    assert len(phone.rows("drafts")) == 1
    press_sign_out(phone)
    expect(dialog.get_by_role("alert")).to_have_text("")
    phone.case.typed.clear()  # given up on purpose
    dialog.locator("input").fill(" DELETE ")
    choose(phone, "Delete and sign out")
    wait_signed_out(phone)
    assert [phone.rows(name) for name in ("drafts", "outbox", "photos", "receipts", "meta")] == [[]] * 5


def test_nothing_unsent_is_no_question(phone):  # 22
    phone.keep_offline()
    phone.open_form()  # looked at, nothing typed
    phone.open_list()
    press_sign_out(phone)
    wait_signed_out(phone)
    assert phone.page.evaluate(CACHES) == []


def test_who_cannot_be_signed_out_for_want_of_a_network_keeps_the_forms(phone):  # 22
    phone.keep_offline()
    phone.page.wait_for_load_state("networkidle")
    phone.program.stop()
    with phone.page.expect_event("requestfailed", lambda request: request.method == "POST"):
        phone.page.get_by_role("button", name="Sign out", exact=True).click()
    phone.page.wait_for_timeout(500)  # the browser shows its page about it
    phone.open_form()  # from what is kept
    assert phone.page.evaluate(CACHES) != []


def test_signing_out_on_a_page_of_the_desk_asks_too(phone):  # 22
    phone.open_form()
    phone.answer("greeted", "yes")
    phone.page.goto("/account")
    phone.page.wait_for_load_state("networkidle")
    phone.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(phone.page.get_by_role("dialog", name="Not sent yet")).to_be_visible()
    choose(phone, "Stay signed in")


def test_the_next_person_on_the_phone_neither_sees_nor_sends_what_was_kept(phone, case):  # 21, 22
    phone.open_form()
    phone.fill_all()
    phone.program.faults.add("drop_before", path="/api/v1/submissions/", times=10**6)
    phone.send()
    phone.wait_waiting()
    expect(asked(phone).get_by_role("listitem")).to_contain_text("Waiting to be sent")
    choose(phone, KEEP)
    wait_signed_out(phone)
    phone.program.faults.clear()
    with case.program.app.app_context():
        other = make_user("shopper", db.session.get(Brand, case.brand_id)).fs_uniquifier
    phone.context.add_cookies([session_cookie(case.program, other)])
    phone.page.goto("/shopper/phone")
    expect(phone.page.get_by_text("Visits of another account on this phone: 1")).to_be_visible()
    press_sign_out(phone)  # the second person has nothing to be asked about
    wait_signed_out(phone)
    assert (phone.audits(), len(phone.rows("outbox"))) == (0, 1)
    phone.context.add_cookies([session_cookie(case.program, case.uniquifier)])
    phone.page.goto("/shopper/phone")
    phone.wait_until(lambda: phone.audits() == 1)


def test_without_javascript_signing_out_is_one_press(case, signed_in):  # 22, 53
    page = signed_in(case, java_script_enabled=False).new_page()
    page.goto("/shopper/")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/shopper/")
    assert "/login" in page.url


def test_a_draft_keeps_its_version_and_says_that_there_is_a_newer_one(phone):  # 23
    phone.program.faults.add("html", path="/api/v1/drafts", times=10**6)  # only the phone knows the draft
    phone.open_form()
    phone.answer("greeted", "yes")
    with phone.program.app.app_context():
        assignment = db.session.get(Assignment, phone.case.assignment_id)
        old = db.session.get(ScorecardVersion, assignment.scorecard_version_id)
        newer = ScorecardVersion(
            brand_id=old.brand_id, scorecard_id=old.scorecard_id, number=2, sha256="2", published_at=old.published_at,
            document=old.document.replace("Were you greeted?", "Were you met?"),
        )  # fmt: skip
        db.session.add(newer)
        db.session.flush()
        assignment.scorecard_version_id, old_id = newer.id, old.id
        db.session.commit()
    phone.open_form()
    expect(phone.page.get_by_text("you are finishing version 1")).to_be_visible()
    expect(phone.page.get_by_text("Were you greeted?").first).to_be_visible()
    phone.page.wait_for_selector("form[data-ready]")
    phone.next()
    phone.answer("goodbye", "yes")
    phone.next()
    phone.send()
    phone.wait_received()
    with phone.program.app.app_context():
        assert db.session.scalars(select(Audit.scorecard_version_id)).all() == [old_id]
