"""A visit on the server's own pages in a real browser: with JavaScript and without, small screens, large letters."""

import json
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from mysteryshop import clock
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Audit, Draft
from mysteryshop.services import drafts
from tests.factories import make_assignment, make_brand, make_user, make_version

pytestmark = pytest.mark.browser
PHOTO = Path(__file__).parents[1] / "cases" / "real" / "photo-rotated.jpg"


def words(text):
    return {"en": text}


def yes_no(key, text, **more):
    options = [
        {"key": "yes", "label": words("Yes"), "points": 1},
        {"key": "no", "label": words("No"), "points": 0},
        {"key": "na", "label": words("Not applicable"), "na": True},
    ]
    return {"key": key, "text": words(text), "kind": "single", "options": options, **more}


def section(key, *questions):
    return {
        "key": key,
        "title": words(key.title()),
        "weight": 1,
        "pass_mark": None,
        "questions": list(questions),
    }


CARD = {
    "format": "mysteryshop.scorecard/1", "title": words("Card"), "language": "en", "method": "pooled", "pass_mark": 50,
    "sections": [
        section("counter",
                yes_no("constructor", "Were you greeted?", comment={"required_for": ["no"]}, evidence="required"),
                {"key": "why", "text": words("What did they say?"), "kind": "text",
                 "show_if": {"question": "constructor", "answer_in": ["no"]}},
                {"key": "wait", "text": words("How long did you wait?"), "kind": "duration"}),
        section("closing",
                {"key": "paid", "text": words("What did you pay?"), "kind": "number"},
                yes_no("validate", "Did they say goodbye?")),
    ],
}  # fmt: skip


@pytest.fixture
def visit(program):
    """(shopper, the address of a started visit)."""
    with program.app.app_context():
        brand = make_brand()
        shopper = make_user("shopper", brand)
        now = clock.utc_now().replace(tzinfo=None, second=0, microsecond=0)
        assignment = make_assignment(
            brand, shopper, version=make_version(brand, CARD),
            window_from=now - timedelta(days=1), window_until=now + timedelta(days=1),
        )  # fmt: skip
        draft = drafts.start_draft(assignment.id, shopper_id=shopper.id, now=clock.utc_now())
        db.session.refresh(shopper)
        db.session.expunge(shopper)
        db.session.remove()
    return shopper, f"/shopper/visits/{draft}"


def saved(program, address):
    with program.app.app_context():
        draft = db.session.get_one(Draft, UUID(address.rsplit("/", 1)[-1]))
        filled = json.loads(draft.document)
        db.session.remove()
    return filled


def check_and_send(page: Page, program, address):
    expect(page.get_by_role("heading", name="Everything is there")).to_be_visible()
    page.get_by_role("button", name="Send the visit").click()
    expect(page.get_by_role("heading", name="Your visit was received")).to_be_visible()
    with program.app.app_context():
        audit = db.session.get_one(Audit, UUID(address.rsplit("/", 1)[-1]))
        found = (audit.state, audit.score_tenths, audit.is_complete)
        wait = db.session.get_one(Answer, (audit.id, 1, "wait")).value
        db.session.remove()
    assert found == ("submitted", 500, True)
    return wait


def choose(page: Page, question: str, answer: str):
    page.locator(".q", has_text=question).get_by_role("radio", name=answer, exact=True).check()


def test_a_whole_visit_without_javascript(visit, signed_in, program):
    shopper, address = visit
    page = signed_in(shopper, java_script_enabled=False).new_page()
    page.goto(f"{address}/1")
    choose(page, "Were you greeted?", "No")
    page.locator('[name="c.constructor"]').fill("Nobody looked up.")
    page.get_by_label("Minutes").fill("1")
    page.get_by_label("Seconds").fill("15")
    page.locator('[name="e.constructor"]').first.set_input_files(PHOTO)
    page.get_by_role("button", name="Add the picture").click()
    expect(page.get_by_alt_text("Photo 1")).to_be_visible()
    expect(page.get_by_label("Seconds")).to_have_value("15")
    expect(page.locator('[name="q.why"]')).to_be_visible()
    page.locator('[name="q.why"]').fill("Nothing")
    page.get_by_role("button", name="Save and continue").click()
    page.locator('[name="q.paid"]').fill("about 40")
    choose(page, "Did they say goodbye?", "Yes")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("link", name="“about 40” is no number")).to_be_visible()
    expect(page.locator('[name="q.paid"]')).to_have_value("about 40")
    page.locator('[name="q.paid"]').fill("39,50")
    page.get_by_role("button", name="Save and go back to section 1").click()
    expect(page.get_by_text("Section 1 of 2")).to_be_visible()
    page.get_by_role("button", name="All sections").click()
    assert check_and_send(page, program, address) == "75"
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Your visit was received")).to_be_visible()


def test_with_javascript_questions_come_at_once_and_everything_saves_itself(visit, signed_in, program):
    shopper, address = visit
    page = signed_in(shopper).new_page()
    page.goto(f"{address}/1")
    why, comment = page.locator('[name="q.why"]'), page.locator('[name="c.constructor"]')
    expect(why).to_be_hidden()
    expect(comment).to_be_hidden()
    choose(page, "Were you greeted?", "No")
    expect(why).to_be_visible()
    expect(comment).to_be_visible()
    comment.fill("Nobody looked up.")
    choose(page, "Were you greeted?", "Yes")
    expect(why).to_be_hidden()
    choose(page, "Were you greeted?", "No")
    why.fill("Nothing")
    stopwatch = page.get_by_role("button", name="Start", exact=True)
    stopwatch.click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Start again")).to_be_visible()
    expect(page.locator("[data-saved]")).to_contain_text(re.compile(r"Saved \d\d:\d\d"))
    page.wait_for_timeout(900)
    page.close()  # nothing was pressed
    assert saved(program, address)["answers"]["why"] == "Nothing"
    assert saved(program, address)["comments"] == {"constructor": "Nobody looked up."}


def test_one_tap_sends_a_photo_with_everything_else(visit, signed_in, program):
    shopper, address = visit
    page = signed_in(shopper).new_page()
    page.goto(f"{address}/1")
    choose(page, "Were you greeted?", "Not applicable")
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Choose one").first.click()
    chooser.value.set_files(PHOTO)
    expect(page.get_by_alt_text("Photo 1")).to_be_visible()
    assert saved(program, address)["answers"] == {"constructor": "na"}
    page.get_by_role("button", name="Remove photo 1").click()
    expect(page.get_by_alt_text("Photo 1")).to_be_hidden()


def test_enter_in_a_field_goes_on_and_not_back(visit, signed_in):
    shopper, address = visit
    page = signed_in(shopper).new_page()
    page.goto(f"{address}/2")
    page.locator('[name="q.paid"]').fill("12")
    page.locator('[name="q.paid"]').press("Enter")
    page.wait_for_url("**/check")


def test_by_keyboard_alone(visit, signed_in, program):
    shopper, address = visit
    page = signed_in(shopper).new_page()
    page.goto(f"{address}/1")
    page.locator('[name="q.constructor"]').first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator('[name="q.constructor"][value="no"]')).to_be_checked()
    page.get_by_role("button", name="Save and continue").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/1#q-why-q")
    assert saved(program, address)["answers"] == {"constructor": "no"}


@pytest.mark.parametrize(("width", "letters"), [(320, 16), (320, 32), (390, 32), (1280, 16)])
def test_nothing_needs_scrolling_sideways_and_every_answer_has_48_pixels(visit, signed_in, width, letters):
    shopper, address = visit
    page = signed_in(shopper).new_page()
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/1", "/2", "/check"):
        page.goto(address + path)
        page.evaluate("size => { document.documentElement.style.fontSize = size + 'px'; }", letters)
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        assert not too_wide, f"{path} scrolls sideways at {width} px"
        for box in (each.bounding_box() for each in page.locator(".choice:visible").all()):
            assert box["height"] >= 48
            assert box["width"] >= 48
