"""A visit that was begun long ago. Numbers in comments are those of the fault list that the form was built against."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit, Photo
from mysteryshop.services.housekeeping import keep_house
from tests.browser.phone import picture

pytestmark = pytest.mark.browser
LONG = timedelta(days=60)

AGE = """async ([user, milliseconds]) => {
  const db = await new Promise((done) => {
    const request = indexedDB.open("shop-u" + user);
    request.onsuccess = () => done(request.result);
  });
  const tx = db.transaction(["drafts", "photos"], "readwrite");
  const each = (name, change) => { tx.objectStore(name).getAll().onsuccess = ({ target }) => {
    for (const row of target.result) tx.objectStore(name).put({ ...row, ...change(row) });
  }; };
  each("drafts", ({ started_at, updated_at }) => ({ started_at: started_at - milliseconds, updated_at: updated_at - milliseconds }));
  each("photos", ({ taken_at }) => ({ taken_at: new Date(Date.parse(taken_at) - milliseconds).toISOString() }));
  await new Promise((done) => { tx.oncomplete = done; });
  db.close();
}"""  # noqa: E501


def sixty_days_later(phone):
    """Everything happened sixty days ago, on the phone and on the server, whose nights have passed since."""
    phone.page.goto("/shopper/")
    phone.page.evaluate(AGE, [phone.case.user_id, LONG.total_seconds() * 1000])
    with phone.program.app.app_context():
        assignment = db.session.get_one(Assignment, phone.case.assignment_id)
        assignment.window_from -= LONG
        assignment.window_until -= LONG
        photos = update(Photo).values(uploaded_at=datetime.now(UTC) - LONG)
        db.session.execute(photos)
        db.session.commit()
        keep_house(now=datetime.now(UTC))


def test_a_draft_of_sixty_days_ago_opens_and_is_sent(phone):  # 54, 36
    phone.program.faults.add("html", path="/api/v1/drafts", times=10**6)  # only the phone knows the draft
    phone.open_form()
    phone.answer("greeted", "yes")
    phone.take("greeted", picture())
    phone.wait_until(lambda: phone.photos() == 1)
    sixty_days_later(phone)
    assert phone.photos() == 0  # no visit had followed it
    phone.open_list()
    expect(phone.page.get_by_role("heading", name="Past its time")).to_be_visible()
    phone.page.goto("/shopper/phone")
    phone.page.get_by_role("link", name="Continue").click()
    expect(phone.page.locator("input[name='q.greeted'][value='yes']")).to_be_checked()
    expect(phone.page.get_by_text("Continued from")).to_be_visible()
    phone.next()
    phone.answer("goodbye", "yes")
    phone.next()
    phone.send()
    phone.wait_received()
    expect(phone.page.locator("[data-sent] [data-held]")).to_be_visible()
    assert (phone.audits(), phone.photos()) == (1, 1)
    with phone.program.app.app_context():
        assert db.session.scalars(db.select(Audit.held_reason)).one() == "late"
