"""Photos where there is little room and less signal.

Numbers in comments are those of the fault list that the form was built against. After every test the three invariants
are checked: one audit at most, every answer on the phone or the server, nothing "Received" that is not.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.phone import picture

pytestmark = pytest.mark.browser


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
