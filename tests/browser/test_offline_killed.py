"""The browser killed with SIGKILL, as a phone does that needs the memory: no page hears of it.

A browser of its own with a profile on the disk, started again with the same profile. Numbers in comments are those of
the fault list that the form was built against.
"""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import url_for
from playwright.sync_api import Playwright, expect

from tests.browser.chromium import ARGUMENTS
from tests.browser.conftest import PHONE, session_cookie
from tests.browser.phone import Case, Phone, picture

pytestmark = pytest.mark.browser
BUSY = 0.7  # seconds that a write may take while other tests run
TYPED = "".join(f"{number} sat down, " for number in range(100))


class Mortal:
    """A shopper's browser that can be killed and started again."""

    def __init__(self, playwright: Playwright, case: Case, profile: Path) -> None:
        self.playwright, self.case, self.profile = playwright, case, profile
        self.phone = self.start()

    def start(self) -> Phone:
        context = self.playwright.chromium.launch_persistent_context(
            self.profile,
            executable_path=shutil.which("chromium"),
            args=ARGUMENTS,
            viewport=PHONE,
            has_touch=True,
            base_url=self.case.program.url,
        )
        context.add_cookies([session_cookie(self.case.program, self.case.uniquifier)])
        self.phone = Phone(self.case, context)
        return self.phone

    def kill(self) -> None:
        """Every process of this profile at once, none of which can say good-bye."""
        mine = self.processes()
        groups = {os.getpgid(process) for process in mine} - {os.getpgid(0)}
        assert groups, "no browser to kill"
        for group in groups:
            os.killpg(group, signal.SIGKILL)
        for _ in range(100):
            if not self.processes():
                return
            time.sleep(0.05)
        raise AssertionError("the browser outlived SIGKILL")

    def processes(self) -> list[int]:
        """Those whose command line names this profile and nothing else's."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:  # it has just ended
                continue
            if f"--user-data-dir={self.profile}".encode() in command:
                found.append(int(folder.name))
        return found


@pytest.fixture
def mortal(playwright: Playwright, case: Case, tmp_path: Path) -> Iterator[Mortal]:
    """Afterwards the invariants must hold for the phone that was started last."""
    mortal = Mortal(playwright, case, tmp_path / "profile")
    yield mortal
    case.program.back()
    mortal.phone.check_invariants()
    mortal.phone.context.close()


def test_what_is_said_to_be_saved_outlives_the_browser_and_is_sent_once(mortal):  # 3, 4
    phone = mortal.phone
    phone.keep_offline()
    phone.open_form()
    phone.program.stop()  # nothing of it reaches the server
    phone.answer("greeted", "no")
    phone.comment("greeted", "Nobody looked up")
    phone.take("greeted", picture())
    expect(phone.page.get_by_text("Saved on this phone,")).to_be_visible()
    uuid = phone.uuid()
    phone.page.locator("[name='q.note']").focus()  # leaving the field before is a write of its own
    silence(phone)
    phone.page.locator("[name='q.note']").fill("rain")
    expect(phone.page.locator("[data-saved]")).to_contain_text("Saved on this phone")
    mortal.kill()

    phone = mortal.start()
    phone.program.back()
    phone.open_form()
    phone.case.typed["note"] = "rain"
    assert phone.uuid() == uuid
    expect(phone.page.locator("input[name='q.greeted'][value='no']")).to_be_checked()
    expect(phone.page.locator("[name='c.greeted']")).to_have_value("Nobody looked up")
    expect(phone.page.locator("[name='q.note']")).to_have_value("rain")
    expect(phone.page.locator("[data-photos='greeted'] li img")).to_have_count(1)
    phone.next()
    phone.answer("goodbye", "yes")
    phone.next()
    phone.send()
    phone.wait_received()
    assert (phone.audits(), phone.photos()) == (1, 1)
    assert phone.program.faults.count("PUT", "/api/v1/submissions/") == 1


def test_who_types_on_and_on_loses_the_last_moment_only(mortal):  # 3, 4
    phone = mortal.phone
    phone.open_form()
    phone.page.locator("[name='q.note']").focus()
    pressed = []
    began = time.monotonic()
    for letter in TYPED:
        phone.page.keyboard.insert_text(letter)
        pressed.append(time.monotonic())
        if pressed[-1] - began > 3:
            break
        time.sleep(0.03)
    mortal.kill()
    phone = mortal.start()
    phone.open_form()
    kept = phone.page.locator("[name='q.note']").input_value()
    assert TYPED.startswith(kept)
    assert len(kept) < len(TYPED)
    lost = pressed[-1] - pressed[min(len(kept), len(pressed) - 1)]
    assert lost < 0.3 + BUSY, f"{lost:.2f} s of typing lost"


def test_killed_while_the_camera_is_open_only_the_photo_is_missing(mortal):  # 6
    phone = mortal.phone
    phone.open_form()
    box = phone.page.locator("[name='q.note']")
    box.press_sequentially("rain")  # and not waited for: opening the camera saves it
    phone.case.typed["note"] = "rain"
    with phone.page.expect_file_chooser():
        phone.page.locator("[data-photos='greeted'] input[type=file]").first.evaluate(
            "input => input.click()"
        )
    expect(phone.page.locator("[data-saved]")).to_contain_text("Saved on this phone")
    mortal.kill()
    phone = mortal.start()
    phone.page.goto(f"/shopper/assignments/{phone.case.assignment_id}/form")
    expect(phone.page.locator("[name='q.note']")).to_have_value("rain")
    expect(phone.page.locator("[data-photos='greeted'] li")).to_have_count(0)


def test_killed_while_it_sends_it_is_sent_once(mortal):  # 4, 9
    phone = mortal.phone
    phone.open_form()
    phone.take("greeted", picture())
    phone.wait_until(lambda: phone.photos() == 1)
    phone.program.faults.add("drop_after", path="/api/v1/submissions/", method="PUT", times=10**6)
    phone.send_all()
    phone.wait_until(lambda: phone.audits() == 1)  # the server has it, the phone does not know
    mortal.kill()
    phone = mortal.start()
    phone.program.faults.clear()
    phone.page.goto("/shopper/phone")
    expect(phone.page.get_by_role("heading", name="Sent from this phone")).to_be_visible()
    assert (phone.audits(), phone.photos()) == (1, 1)
    assert [row["state"] for row in phone.rows("drafts")] == ["received"]


def test_what_was_typed_before_the_program_had_loaded_is_saved_at_once(phone):  # 3
    phone.page.add_init_script(  # a place that is never found: what it would write comes too late
        "navigator.geolocation.watchPosition = () => 1;"
    )
    with phone.program.app.test_request_context():
        script = url_for("static", filename="built/phone.js")
    phone.program.faults.add("delay", path=script, seconds=2)
    phone.page.goto(f"/shopper/assignments/{phone.case.assignment_id}/form", wait_until="commit")
    phone.page.locator("[name='q.note']").fill("early")
    phone.case.typed["note"] = "early"
    phone.page.wait_for_selector("form[data-ready]")
    phone.wait_until(lambda: any(["q.note", ["early"]] in row["fields"] for row in phone.rows("drafts")), 2)


def test_what_the_disk_refuses_at_the_end_is_never_said_to_be_saved(phone):  # 51
    phone.open_form()
    silence(phone)
    phone.page.evaluate(
        """() => {
          const real = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (...rest) {
            const request = real.apply(this, rest);
            request.addEventListener("success", () => this.transaction.abort());
            return request;
          };
        }"""
    )
    phone.page.locator("input[name='q.greeted'][value='yes']").check()
    expect(phone.page.locator("[data-saved][role=alert]")).to_contain_text("Not saved")


def silence(phone: Phone) -> None:
    """Take back what was said of earlier writes, so that what is said next is about what comes next."""
    phone.page.wait_for_timeout(1000)
    phone.page.evaluate("document.querySelector('[data-saved] span').textContent = ''")
