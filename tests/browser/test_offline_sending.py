"""Sending what waits: through a broken network, dead sessions and other people's phones.

Numbers in comments are those of the fault list that the form was built against. After every test the three invariants
are checked: one audit at most, every answer on the phone or the server, nothing "Received" that is not.
"""

import json

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import Audit, Brand, Draft, Photo, User
from tests.browser.conftest import session_cookie
from tests.browser.phone import Phone, add_assignment
from tests.factories import make_user

pytestmark = pytest.mark.browser


def test_a_double_tap_sends_once(phone):  # 7
    phone.open_form()
    phone.fill_all()
    phone.page.locator("[data-send]").dblclick()
    phone.wait_received()
    assert phone.audits() == 1
    assert phone.program.faults.count("PUT", "/api/v1/submissions/") == 1


def test_back_after_sending_shows_the_same_receipt(phone):  # 8
    phone.open_form()
    phone.send_all()
    phone.wait_received()
    receipt = phone.page.locator("[data-receipt]").inner_text()
    uuid = phone.uuid()
    phone.page.goto("/shopper/")
    phone.page.goto(f"/shopper/phone#{uuid}")
    expect(phone.page.get_by_text(receipt)).to_be_visible()
    assert phone.audits() == 1


def test_an_answer_lost_after_the_commit_is_asked_for_again(phone):  # 9
    phone.program.faults.add("drop_after", path="/api/v1/submissions/", method="PUT")
    phone.open_form()
    phone.send_all()
    phone.wait_received()
    assert phone.audits() == 1
    assert phone.program.faults.count("PUT", "/api/v1/submissions/") == 2


def test_a_connection_cut_in_the_body_stores_nothing_and_goes_again(phone):  # 10
    phone.program.faults.add("cut", path="/api/v1/submissions/", method="PUT", size=40)
    phone.open_form()
    phone.send_all()
    phone.wait_until(lambda: phone.program.faults.count("PUT", "/api/v1/submissions/") >= 1)
    phone.page.wait_for_timeout(500)
    phone.page.locator("[data-send-now]").click()
    phone.wait_received()
    assert phone.audits() == 1


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_in_trouble_is_tried_again_and_loses_nothing(phone, status):  # 13, 14
    phone.program.faults.add(
        "status", path="/api/v1/submissions/", method="PUT", status=status, headers={"Retry-After": "1"}
    )
    phone.open_form()
    phone.send_all()
    phone.wait_received()
    assert phone.audits() == 1
    assert phone.program.faults.count("PUT", "/api/v1/submissions/") == 2


@pytest.mark.parametrize("mode", ["html", "redirect"])
def test_a_captive_portal_is_never_taken_for_the_server(phone, mode):  # 17, 18
    phone.open_form()
    phone.fill_all()
    phone.program.faults.add(mode, times=99)
    phone.send()
    phone.wait_waiting()
    phone.page.wait_for_timeout(800)
    assert phone.rows("receipts") == []
    phone.program.faults.clear()
    phone.page.locator("[data-send-now]").click()
    phone.wait_received()


def test_a_redirect_to_sign_in_while_sending_is_no_success(phone):  # 18
    phone.open_form()
    phone.fill_all()
    phone.program.faults.add("redirect", path="/api/v1/submissions/", method="PUT", times=1)
    phone.send()
    expect(phone.page.get_by_text("Sign in to send what waits")).to_be_visible()
    assert phone.audits() == 0
    phone.page.locator("[data-send-now]").click()
    phone.wait_received()


def test_a_session_that_ended_offline_asks_to_sign_in_only_when_the_network_is_back(phone, case):  # 19
    phone.open_form()
    phone.fill_all()
    phone.program.stop()
    phone.send()
    phone.wait_waiting()
    phone.context.clear_cookies()
    expect(phone.page.get_by_text("Sign in to send what waits")).not_to_be_visible()
    phone.program.back()
    phone.page.locator("[data-send-now]").click()
    expect(phone.page.get_by_text("Sign in to send what waits")).to_be_visible()
    assert phone.audits() == 0
    phone.context.add_cookies([session_cookie(case.program, case.uniquifier)])
    phone.page.locator("[data-send-now]").click()
    phone.wait_received()


def test_a_stale_token_is_renewed_and_the_visit_sent(phone):  # 20
    phone.program.faults.add(
        "status",
        path="/api/v1/submissions/",
        status=400,
        content_type="application/json",
        body=json.dumps({"error": "csrf"}),
    )
    phone.open_form()
    phone.send_all()
    phone.wait_received()


def test_another_person_on_the_phone_neither_sees_nor_sends_the_first_ones_visit(
    phone, case, signed_in
):  # 21
    phone.open_form()
    phone.fill_all()
    phone.program.stop()
    phone.send()
    phone.wait_waiting()
    phone.program.back()
    with case.program.app.app_context():
        other = make_user("shopper", db.session.get(Brand, case.brand_id))
        other_uniquifier = other.fs_uniquifier
    phone.program.faults.add("drop_before", times=20)
    phone.context.clear_cookies()
    phone.context.add_cookies([session_cookie(case.program, other_uniquifier)])
    phone.program.faults.clear()
    phone.page.goto("/shopper/phone")
    expect(phone.page.get_by_text("Visits of another account on this phone: 1")).to_be_visible()
    expect(phone.page.get_by_text("Waiting for a signal")).not_to_be_visible()
    assert phone.audits() == 0
    phone.context.clear_cookies()
    phone.context.add_cookies([session_cookie(case.program, case.uniquifier)])
    phone.page.goto("/shopper/phone")
    phone.wait_until(lambda: phone.audits() == 1)


@pytest.mark.slow
def test_two_windows_drain_the_outbox_and_one_audit_comes_of_it(phone, case):  # 27
    phone.open_form()
    phone.fill_all()
    phone.program.stop()
    phone.send()
    phone.wait_waiting()
    second = Phone(case, phone.context)
    for page in (phone.page, second.page):
        page.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    phone.program.back()
    phone.page.goto("/shopper/phone")
    second.page.goto("/shopper/phone")
    phone.wait_until(lambda: phone.audits() == 1)
    assert phone.audits() == 1


def test_too_old_a_client_keeps_its_queue_and_is_told_what_to_do(phone):  # 44
    phone.open_form()
    phone.fill_all()
    phone.program.faults.add(
        "status",
        path="/api/v1/submissions/",
        status=426,
        content_type="application/json",
        body='{"error": "too_old"}',
    )
    phone.send()
    expect(phone.page.get_by_text("brought up to date")).to_be_visible()
    assert len(phone.rows("outbox")) == 1
    phone.page.locator("[data-send-now]").click()
    phone.wait_received()


def test_one_stuck_visit_does_not_hold_up_the_next(phone, case):  # 48
    with case.program.app.app_context():
        shopper = db.session.get(User, case.user_id)
        second = add_assignment(db.session.get(Brand, case.brand_id), shopper).id
    phone.keep_offline()
    phone.open_form()
    phone.program.stop()
    phone.send_all()
    phone.wait_waiting()
    phone.open_form(second)
    phone.send_all()
    phone.wait_waiting()
    first = phone.rows("outbox")[0]["uuid"]
    phone.program.faults.add(
        "status",
        path=f"/api/v1/submissions/{first}",
        status=422,
        content_type="application/json",
        body='{"error": "refused", "message": "broken"}',
        times=99,
    )
    phone.program.back()
    phone.page.locator("[data-send-now]").click()
    phone.wait_until(lambda: len(phone.rows("receipts")) == 1 or phone.audits() == 1)
    assert phone.audits() == 1


def test_returned_while_the_phone_has_no_receipt_yet_and_then_round_two(phone, case):  # 56
    phone.open_form()
    phone.fill_all()
    phone.program.faults.add("drop_after", path="/api/v1/submissions/", method="PUT")
    phone.send()
    phone.wait_until(lambda: phone.audits() == 1)
    uuid = phone.uuid()
    phone.give_back(uuid)
    phone.page.locator("[data-send-now]").click()
    phone.wait_received()
    phone.open_form()
    expect(phone.page.get_by_text("Who?")).to_be_visible()
    assert phone.page.locator("[name='q.goodbye']").count() == 0
    expect(phone.page.locator("input[name='q.greeted'][value='yes']")).to_be_checked()
    phone.answer("greeted", "no")
    phone.comment("greeted", "The man at the till")
    phone.next()
    phone.send()
    phone.wait_received()
    with case.program.app.app_context():
        audit = db.session.get(Audit, uuid)
        assert (audit.state, audit.current_round, phone.audits()) == ("submitted", 2, 1)
        assert db.session.scalars(select(Photo)).all() == []
        assert db.session.get(Draft, uuid) is None or db.session.get(Draft, uuid).sent_at
