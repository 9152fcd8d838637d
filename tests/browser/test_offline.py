"""The visit form where there is no signal: real Chromium, the real program, faults in between.

Numbers in brackets are those of the fault list that the form was built against. After every test the three
invariants are checked: one audit at most, every answer on the phone or the server, nothing "Received" that is not.
"""

import io
import json
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import select, update

from mysteryshop.extensions import db
from mysteryshop.models import Audit, Brand, Draft, Payload, Photo, ReturnNote, User
from tests.browser.conftest import session_cookie
from tests.browser.phone import Phone, add_assignment, make_case
from tests.factories import NOW, make_user

pytestmark = pytest.mark.browser


def picture(width: int = 1200, height: int = 900) -> dict[str, object]:
    """A photo with enough in it to be worth making smaller."""
    file = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(file, "JPEG", quality=92)
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.fixture
def case(program):
    return make_case(program)


@pytest.fixture
def phone(case, signed_in):
    phone = Phone(case, signed_in(case))
    yield phone
    if not phone.page.is_closed():
        phone.program.back()
        phone.check_invariants()
        assert not phone.errors, phone.errors


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


def test_a_photo_that_is_too_large_is_made_smaller_once(phone):  # 15
    phone.program.faults.add(
        "status", path="/api/v1/photos/", status=413, content_type="application/json", body="{}"
    )
    phone.open_form()
    phone.take("greeted", picture(2400, 1800))
    phone.wait_until(lambda: phone.photos() == 1)
    phone.send_all()
    phone.wait_received()


def test_a_photo_that_never_fits_is_flagged_and_the_answers_still_go(phone):  # 15
    phone.program.faults.add(
        "status", path="/api/v1/photos/", status=413, content_type="application/json", body="{}", times=99
    )
    phone.open_form()
    phone.take("greeted", picture())
    phone.wait_until(lambda: phone.program.faults.count("PUT", "/api/v1/photos/") >= 2)
    phone.send_all()
    phone.wait_until(lambda: phone.audits() == 1)
    expect(phone.page.locator("[data-sent]")).to_contain_text("Needs a hand")
    assert phone.photos() == 0
    assert phone.photos("expected") == 1
    assert phone.rows("receipts") == []


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


def test_a_full_phone_says_so_and_still_saves_answers(phone):  # 28
    # Before the first write, since Chromium remembers for a while how much room it found. estimate() tells a made-up
    # quota, so it is the write itself that fails.
    phone.page.goto("/healthz")
    session = phone.context.new_cdp_session(phone.page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": phone.program.url, "quotaSize": 2_500_000})
    phone.open_form()
    phone.take("greeted", picture(2400, 1800))
    expect(phone.page.locator("[data-photo-problem]").first).to_contain_text("storage is full")
    assert phone.rows("photos") == []
    phone.answer("greeted", "yes")


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


@pytest.mark.parametrize("result", ["null", "flat"])
def test_a_picture_that_comes_out_wrong_is_sent_as_it_was(phone, result):  # 33
    phone.page.add_init_script(
        "HTMLCanvasElement.prototype.toBlob = function (done) { done(null); };"
        if result == "null"
        else """const real = HTMLCanvasElement.prototype.toBlob;
        HTMLCanvasElement.prototype.toBlob = function (done, ...rest) {
          const context = this.getContext("2d");
          context.fillRect(0, 0, this.width, this.height);
          real.call(this, done, ...rest);
        };"""
    )
    photo = picture(2400, 1800)
    phone.open_form()
    phone.take("greeted", photo)
    phone.wait_until(lambda: phone.photos() == 1)
    assert phone.rows("photos")[0]["bytes"] == len(photo["buffer"])


def test_a_photo_whose_bytes_are_gone_is_asked_for_again(phone):  # 31
    phone.open_form()
    phone.program.stop()
    phone.take("greeted", picture())
    phone.wait_until(lambda: len(phone.rows("photos")) == 1)
    phone.fill_all()
    phone.send()
    phone.wait_waiting()
    phone.page.evaluate(
        """async (user) => {
          const db = await new Promise((done) => {
            const request = indexedDB.open("shop-u" + user);
            request.onsuccess = () => done(request.result);
          });
          const store = db.transaction("photos", "readwrite").objectStore("photos");
          await new Promise((done) => { store.getAll().onsuccess = (event) => {
            for (const row of event.target.result) store.put({ ...row, bytes: null });
            done();
          }; });
          db.close();
        }""",
        phone.case.user_id,
    )
    phone.program.back()
    phone.page.locator("[data-send-now]").click()
    phone.wait_until(lambda: phone.audits() == 1)
    phone.wait_until(lambda: bool(phone.rows("photos")[0]["problem"]))
    assert phone.rows("receipts") == []


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
    expect(lost.page.get_by_text("Restored 2 answers")).to_be_visible()
    expect(lost.page.locator("[name='q.note']")).to_have_value("rain")
    assert lost.uuid() == uuid
    lost.answer("goodbye", "yes") if lost.page.locator("[name='q.goodbye']").first.is_visible() else None


@pytest.mark.slow
def test_a_bad_link_lets_the_answers_in_before_the_photos(phone):  # 47
    phone.open_form()
    phone.program.stop()
    for _ in range(2):
        phone.take("greeted", picture(1600, 1200))
    phone.wait_until(lambda: len(phone.rows("photos")) == 2)
    phone.fill_all()
    phone.send()
    phone.wait_waiting()
    phone.program.faults.add("drop_before", path="/api/v1/photos/", times=2)
    phone.program.faults.add("delay", path="/api/v1/photos/", times=2, seconds=1)
    phone.program.back()
    phone.page.locator("[data-send-now]").click()
    phone.wait_until(lambda: phone.audits() == 1)
    assert phone.photos() < 2
    phone.wait_received(timeout=60_000)
    assert phone.photos() == 2


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
    phone.page.get_by_role("link", name="Say what happened").click()
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


def test_returned_while_the_phone_has_no_receipt_yet_and_then_round_two(phone, case):  # 56
    phone.open_form()
    phone.fill_all()
    phone.program.faults.add("drop_after", path="/api/v1/submissions/", method="PUT")
    phone.send()
    phone.wait_until(lambda: phone.audits() == 1)
    uuid = phone.uuid()
    with case.program.app.app_context():
        db.session.execute(update(Audit).values(state="returned"))
        note = ReturnNote(audit_id=uuid, number=1, question_key="greeted", note="Who?", written_by=case.user_id,
                          written_at=NOW)  # fmt: skip
        db.session.add(note)
        db.session.commit()
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
