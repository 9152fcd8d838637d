"""Filling the visit form where there is no signal: what is typed stays, whatever happens.

Numbers in comments are those of the fault list that the form was built against. After every test the three invariants
are checked: one audit at most, every answer on the phone or the server, nothing "Received" that is not.
"""

import json
import re
from copy import deepcopy
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import Payload
from tests.browser.phone import DOCUMENT, Phone, make_case

pytestmark = pytest.mark.browser


def test_airplane_mode_in_the_middle_and_sent_by_itself_when_the_network_is_back(phone):  # 1
    phone.open_form()
    phone.answer("greeted", "yes")
    phone.program.stop()
    phone.next()
    phone.answer("goodbye", "yes")
    phone.next()
    phone.send()
    phone.wait_waiting()
    expect(phone.page.locator("[data-sent]")).to_contain_text("Waiting for a signal")
    phone.program.back()
    phone.wait_received()
    assert phone.audits() == 1


def test_a_kept_form_opens_cold_without_a_network_and_another_page_says_so(phone):  # 2
    phone.keep_offline()
    phone.program.stop()
    phone.page.goto("/shopper/")
    expect(phone.page.get_by_role("heading", name="List")).to_be_visible()
    phone.open_form()
    phone.answer("greeted", "yes")
    phone.page.goto("/shopper/phone")
    expect(phone.page.get_by_role("heading", name="On this phone")).to_be_visible()
    expect(phone.page.get_by_text("Saved on this phone")).to_be_visible()


def test_a_closed_page_comes_back_with_everything_typed(phone, case):  # 3, 6
    phone.open_form()
    phone.answer("greeted", "no")
    phone.comment("greeted", "Nobody looked up")
    phone.page.close(run_before_unload=False)
    again = Phone(case, phone.context)
    again.open_form()
    expect(again.page.locator("input[name='q.greeted'][value='no']")).to_be_checked()
    expect(again.page.locator("[name='c.greeted']")).to_have_value("Nobody looked up")
    expect(again.page.get_by_text("Continued from")).to_be_visible()
    again.check_invariants()


def test_a_time_that_was_taken_stands_on_the_stopwatch_again(program, signed_in):
    document = deepcopy(DOCUMENT)
    wait = {"key": "wait", "text": {"en": "How long did you wait?"}, "kind": "duration"}
    document["sections"][0]["questions"].append(wait)
    case = make_case(program, document)
    first = Phone(case, signed_in(case))
    first.open_form()
    first.page.get_by_text("Type the time").click()
    first.page.locator("[name='q.wait.minutes']").fill("1")
    first.page.locator("[name='q.wait.seconds']").fill("21")
    first.saved()
    first.page.close(run_before_unload=False)
    again = Phone(case, first.context)
    again.open_form()
    expect(again.page.locator(".timer-time")).to_have_text("1:21")
    expect(again.page.locator(".timer-go")).to_have_text("Start again")


def test_the_same_draft_in_two_windows_is_written_by_one(phone, case):  # 26
    phone.open_form()
    phone.answer("greeted", "yes")
    second = Phone(case, phone.context)
    second.page.goto(phone.page.url)
    expect(second.page.get_by_text("This form is open in another window")).to_be_visible()
    second.page.get_by_role("button", name="Continue here").click()
    second.page.wait_for_selector("form[data-ready]")
    expect(second.page.locator("input[name='q.greeted'][value='yes']")).to_be_checked()
    expect(phone.page.get_by_text("This form was continued in another window")).to_be_visible()
    second.answer("greeted", "no")
    assert [draft["state"] for draft in second.rows("drafts")] == ["draft"]


def test_a_browser_that_keeps_nothing_is_told_before_filling_starts(signed_in, case):  # 29
    other = Phone(case, signed_in(case))
    other.page.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };")
    other.page.goto(f"/shopper/assignments/{case.assignment_id}/form")
    expect(other.page.get_by_text("This browser keeps nothing on the phone")).to_be_visible()
    other.page.get_by_role("link", name="Fill it in with a network").click()
    other.page.get_by_role("button", name="Start").click()
    expect(other.page.get_by_text("Section 1 of 2").first).to_be_visible()
    other.page.close()


def test_a_database_that_died_in_the_background_is_opened_again(phone):  # 30
    phone.open_form()
    phone.answer("greeted", "yes")
    phone.page.evaluate(
        """() => {
          const real = IDBDatabase.prototype.transaction;
          let times = 2;
          IDBDatabase.prototype.transaction = function (...rest) {
            if (times-- > 0) throw new DOMException("The database connection is closing.", "InvalidStateError");
            return real.apply(this, rest);
          };
        }"""
    )
    phone.write("note", "after the dead handle")
    assert dict(phone.rows("drafts")[0]["fields"])["q.note"] == ["after the dead handle"]


@pytest.mark.slow
@pytest.mark.parametrize("days", [1, -1])
def test_a_wrong_clock_is_no_reason_to_refuse(phone, days):  # 39
    wrong = int((phone.page.evaluate("Date.now()")) + timedelta(days=days).total_seconds() * 1000)
    phone.page.clock.install(time=wrong / 1000)
    phone.open_form()
    phone.page.locator("input[name='q.greeted'][value='yes']").check()
    phone.page.clock.run_for(1000)
    phone.next()
    phone.page.clock.run_for(500)
    phone.page.locator("input[name='q.goodbye'][value='yes']").check()
    phone.page.clock.run_for(1000)
    phone.next()
    phone.send()
    for _ in range(20):
        phone.page.clock.run_for(1000)
        if phone.audits():
            break
        phone.page.wait_for_timeout(100)
    assert phone.audits() == 1


def test_no_place_is_no_reason_to_wait(phone):  # 40
    phone.context.grant_permissions([])
    phone.open_form()
    phone.send_all()
    phone.wait_received()
    with phone.program.app.app_context():
        body = json.loads(db.session.scalars(select(Payload.body)).one())
    assert "place" in body


def test_a_new_build_changes_nothing_for_an_open_draft_and_keeps_what_is_kept(phone):  # 41
    phone.keep_offline()
    phone.open_form()
    phone.answer("greeted", "yes")
    phone.page.evaluate(
        """async () => {
          const [name] = (await caches.keys()).filter((each) => each.startsWith("shell-"));
          const old = await caches.open("shell-older");
          const now = await caches.open(name);
          for (const request of await now.keys()) await old.put(request, await now.match(request));
        }"""
    )
    registration = "navigator.serviceWorker.getRegistration().then((found) => found.update())"
    phone.page.evaluate(registration)
    phone.answer("greeted", "no")
    phone.program.stop()
    phone.open_form()
    expect(phone.page.locator("input[name='q.greeted'][value='no']")).to_be_checked()


def test_an_older_database_with_unsent_work_opens_under_this_build(phone, case):  # 42
    phone.page.goto("/healthz")
    phone.page.evaluate(
        """async (user) => {
          const db = await new Promise((done) => {
            const request = indexedDB.open("shop-u" + user, 1);
            request.onupgradeneeded = () => {
              const { result } = request;
              result.createObjectStore("drafts", { keyPath: "uuid" }).createIndex("assignment", "assignment_id");
              result.createObjectStore("photos", { keyPath: "photo_uuid" })
                .createIndex("submission", "submission_uuid");
              result.createObjectStore("outbox", { keyPath: "id" });
              result.createObjectStore("receipts", { keyPath: "id" });
              result.createObjectStore("meta");
            };
            request.onsuccess = () => done(request.result);
          });
          const draft = { uuid: "00000000-0000-4000-8000-000000000001", assignment_id: 0, version_id: 1, round: 1,
            rev: 2, base_rev: 0, mirrored_rev: 0, fields: [["q.note", ["from an older build"]]], section: 0,
            state: "draft", started_at: 1, updated_at: 2, title: "Older" };
          db.transaction("drafts", "readwrite").objectStore("drafts").put(draft);
          db.close();
        }""",
        case.user_id,
    )
    phone.page.goto("/shopper/phone")
    expect(phone.page.get_by_text("Older")).to_be_visible()


def test_a_phone_that_lost_everything_gets_the_servers_copy(phone, case, signed_in):  # 45
    phone.open_form()
    phone.answer("greeted", "yes")
    phone.write("note", "rain")
    phone.next()
    phone.wait_until(lambda: phone.program.faults.count("PUT", "/api/v1/drafts/") >= 1)
    phone.page.wait_for_timeout(500)
    uuid = phone.uuid()
    lost = Phone(case, signed_in(case))  # a browser that has nothing
    lost.open_form()
    expect(lost.page.get_by_text("Questions answered: 2")).to_be_visible()
    expect(lost.page.locator("[name='q.note']")).to_have_value("rain")
    assert lost.uuid() == uuid
    lost.answer("goodbye", "yes") if lost.page.locator("[name='q.goodbye']").first.is_visible() else None


def test_start_again_begins_empty_although_the_server_has_a_copy(phone):
    phone.open_form()
    phone.answer("greeted", "yes")
    phone.next()
    phone.wait_until(lambda: phone.program.faults.count("PUT", "/api/v1/drafts/") >= 1)
    phone.open_form()
    phone.page.get_by_role("button", name="Start again").click()
    phone.wait_until(lambda: phone.program.faults.count("GET", "/api/v1/drafts") >= 2)
    phone.page.wait_for_selector("form[data-ready]")
    phone.page.wait_for_timeout(500)
    expect(phone.page.locator("input[name='q.greeted'][value='yes']")).not_to_be_checked()
    phone.page.goto("/shopper/phone")
    expect(phone.page.get_by_role("button", name="Bring it back")).to_be_visible()


def test_back_after_sending_leads_to_where_the_visit_stands(phone):
    phone.keep_offline()
    phone.open_form()
    address = phone.page.url
    phone.program.stop()
    phone.send_all()
    phone.wait_waiting()
    phone.open_list()
    expect(phone.page.get_by_text("Waiting for a signal")).to_be_visible()
    expect(phone.page.get_by_role("link", name="Continue")).not_to_be_visible()
    phone.program.back()
    phone.page.goto(address)
    phone.page.wait_for_load_state()
    phone.wait_until(lambda: phone.audits() == 1)
    phone.open_list()
    phone.page.goto(address)
    expect(phone.page).to_have_url(re.compile(r"/shopper/assignments/\d+(#.*)?$"))
    expect(phone.page.get_by_role("link", name="See the receipt")).to_be_visible()


def test_what_is_missing_is_named_before_sending_also_without_a_network(phone):  # 50
    phone.keep_offline()
    phone.open_form()
    phone.program.stop()
    phone.answer("greeted", "no")  # asks for a comment
    phone.next()
    phone.next()
    expect(phone.page.get_by_text("Still missing: 2")).to_be_visible()
    phone.send()
    assert phone.rows("outbox") == []
    phone.page.get_by_role("link", name="say what happened").click()
    expect(phone.page.locator("[name='c.greeted']")).to_be_focused()


def test_a_write_that_fails_is_said_aloud_blocks_sending_and_offers_a_copy(phone):  # 51, 52
    phone.open_form()
    phone.fill_all()
    phone.page.evaluate(
        """() => { IDBObjectStore.prototype.realPut = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); }; }"""
    )
    phone.page.locator("[data-back]").click()
    alert = phone.page.locator("[data-saved][role=alert]")
    expect(alert).to_contain_text("Not saved")
    phone.page.locator("[data-next]").click()
    phone.send()
    assert phone.rows("outbox") == []
    with phone.page.expect_download() as download:
        phone.page.locator("[data-save-copy]").click()
    copy = json.loads(download.value.path().read_text())
    assert json.loads(copy["body"])["answers"] == {"greeted": "yes", "goodbye": "yes"}
    phone.page.evaluate("() => { IDBObjectStore.prototype.put = IDBObjectStore.prototype.realPut; }")


def test_without_javascript_the_visit_is_filled_page_by_page(program, case, signed_in):  # 53
    context = signed_in(case, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/shopper/assignments/{case.assignment_id}")
    page.get_by_role("button", name="Start").click()
    page.locator("input[name='q.greeted'][value='yes']").check()
    page.get_by_role("button", name="Save and continue").last.click()
    page.locator("input[name='q.goodbye'][value='yes']").check()
    page.get_by_role("button", name="Save and continue").last.click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Receipt")).to_be_visible()


def test_starting_again_puts_the_old_answers_aside_for_seven_days(phone):  # 55
    phone.open_form()
    phone.answer("greeted", "yes")
    phone.page.reload()
    phone.page.wait_for_selector("form[data-ready]")
    phone.page.get_by_role("button", name="Start again").click()
    phone.page.wait_for_timeout(1000)
    phone.page.wait_for_selector("form[data-ready]")
    expect(phone.page.locator("input[name='q.greeted'][value='yes']")).not_to_be_checked()
    phone.page.goto("/shopper/phone")
    phone.page.get_by_role("button", name="Bring it back").click()
    expect(phone.page.get_by_role("link", name="Continue")).to_have_count(2)


@pytest.mark.parametrize("language", ["en", "sv", "tr"])
def test_the_buttons_of_a_photo_keep_their_words_on_one_line(program, signed_in, language):
    case = make_case(program, language=language)
    page = signed_in(case).new_page()
    page.context.add_cookies([{"name": "language", "value": language, "url": program.url}])
    for width in (320, 360, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"/shopper/assignments/{case.assignment_id}/form")
        page.wait_for_selector("form[data-ready]")
        buttons = page.locator(".filebtn:visible")
        assert [button.bounding_box()["height"] for button in buttons.all()] == [48, 48], width
    page.set_viewport_size({"width": 320, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
