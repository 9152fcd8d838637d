"""A shopper with a phone-sized browser in front of a live program: what they do, and what must hold after it."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select, update

from mysteryshop.extensions import db
from mysteryshop.models import Answer, Assignment, Audit, Draft, Photo, ReturnNote, User
from tests.browser.live import Live
from tests.factories import NOW, SMALL_DOCUMENT, make_assignment, make_brand, make_user, make_version

DOCUMENT = json.loads(json.dumps(SMALL_DOCUMENT))
DOCUMENT["sections"][0]["questions"][0]["evidence"] = "optional"

READ_ALL = """async ([user, name]) => {
  const db = await new Promise((done, failed) => {
    const request = indexedDB.open("shop-u" + user);
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  if (!db.objectStoreNames.contains(name)) { db.close(); return []; }
  const rows = await new Promise((done) => {
    const request = db.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => done(request.result);
  });
  db.close();
  return rows.map((row) => (row && row.bytes ? { ...row, bytes: row.bytes.byteLength } : row));
}"""


@dataclass
class Case:
    """One shopper with one assignment in the program's database."""

    program: Live
    user_id: int
    uniquifier: str
    assignment_id: int
    brand_id: int
    typed: dict[str, Any] = field(default_factory=dict)  # what was entered, by question

    @property
    def fs_uniquifier(self) -> str:
        return self.uniquifier


def make_case(program: Live, document: dict[str, Any] | None = None, **values: Any) -> Case:
    """A shopper with an assignment whose window is open now."""
    with program.app.app_context():
        brand = make_brand()
        shopper = make_user("shopper", brand)
        assignment = add_assignment(brand, shopper, document, **values)
        return Case(program, shopper.id, shopper.fs_uniquifier, assignment.id, brand.id)


def add_assignment(
    brand: Any, shopper: User, document: dict[str, Any] | None = None, **values: Any
) -> Assignment:
    now = datetime.now()  # noqa: DTZ005  # a window is local to its place
    window = {"window_from": now - timedelta(days=1), "window_until": now + timedelta(days=5)}
    version = make_version(brand, document or DOCUMENT)
    return make_assignment(brand, shopper, version=version, **(window | values))


class Phone:
    """One page of a shopper's browser."""

    def __init__(self, case: Case, context: BrowserContext) -> None:
        self.case, self.context, self.program = case, context, case.program
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    # What a shopper does

    def open_list(self) -> None:
        self.page.goto("/shopper/")

    def keep_offline(self) -> None:
        """Open the list and wait until it says that the visit is available offline."""
        self.open_list()
        expect(self.page.get_by_text("Available offline").first).to_be_visible(timeout=15_000)

    def open_form(self, assignment_id: int | None = None, fragment: str = "") -> None:
        self.page.goto(f"/shopper/assignments/{assignment_id or self.case.assignment_id}/form{fragment}")
        self.page.wait_for_selector("form[data-ready]", timeout=10_000)

    def answer(self, key: str, option: str) -> None:
        self.page.locator(f"input[name='q.{key}'][value='{option}']").check()
        self.case.typed[key] = option
        self.saved()

    def write(self, key: str, text: str) -> None:
        self.page.locator(f"[name='q.{key}']").fill(text)
        self.case.typed[key] = text
        self.saved()

    def comment(self, key: str, text: str) -> None:
        box = self.page.locator(f"[name='c.{key}']")
        if not box.is_visible():
            self.page.locator(f"[data-question='{key}'] summary").first.click()
        box.fill(text)
        self.saved()

    def take(self, key: str, file: Any) -> None:
        """Take a photo: any file, as Playwright wants it."""
        self.page.locator(f"[data-photos='{key}'] input[type=file]").last.set_input_files(file)

    def next(self) -> None:
        self.page.locator("[data-next]").click()

    def fill_all(self) -> None:
        self.answer("greeted", "yes")
        self.next()
        self.answer("goodbye", "yes")
        self.next()

    def send(self) -> None:
        self.page.locator("[data-send]").click()

    def send_all(self) -> None:
        self.fill_all()
        self.send()

    # What the page says

    def saved(self) -> None:
        """Wait until what was typed last is on the disk of the phone."""
        self.page.wait_for_timeout(350)
        expect(self.page.locator("[data-saved]")).to_contain_text("Saved on this phone")

    def wait_received(self, timeout: int = 20_000) -> None:
        expect(self.page.locator("[data-sent][data-sent='received']")).to_be_visible(timeout=timeout)

    def wait_waiting(self) -> None:
        expect(self.page.locator("[data-sent][data-sent='waiting']")).to_be_visible(timeout=10_000)

    # What lies on the phone and on the server

    def rows(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.page.evaluate(READ_ALL, [self.case.user_id, name])
        return found

    def wait_until(self, condition: Callable[[], bool], seconds: float = 15) -> None:
        for _ in range(int(seconds * 10)):
            if condition():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("waited in vain")

    def uuid(self) -> UUID:
        """The draft's identity, from the address."""
        return UUID(self.page.evaluate("location.hash.slice(1)"))

    def check_invariants(self) -> None:
        """I1 one audit at most, I2 every answer on phone or server, I3 nothing "Received" that the server lacks."""
        receipts, drafts = self.rows("receipts"), self.rows("drafts")
        outbox = self.rows("outbox")
        with self.program.app.app_context():
            per_uuid = db.session.execute(select(Audit.id, func.count()).group_by(Audit.id)).all()
            assert all(count == 1 for _id, count in per_uuid)
            live = select(func.count()).where(
                Audit.assignment_id == self.case.assignment_id, Audit.state.not_in(("held", "rejected"))
            )
            assert (db.session.scalar(live) or 0) <= 1
            there = {str(audit_id) for audit_id, _count in per_uuid}
            assert {receipt["uuid"] for receipt in receipts} <= there
            server = {
                key: json.loads(value)
                for key, value in db.session.execute(select(Answer.question_key, Answer.value)).all()
                if value is not None
            }
            mirrored = [json.loads(text)["answers"] for text in db.session.scalars(select(Draft.document))]
        phone = {name: values for draft in drafts for name, values in draft["fields"]}
        bodies = [json.loads(item["body"])["answers"] for item in outbox]
        for key, value in self.case.typed.items():
            on_phone = value in phone.get(f"q.{key}", []) or any(body.get(key) == value for body in bodies)
            on_server = server.get(key) == value or any(copy.get(key) == value for copy in mirrored)
            assert on_phone or on_server, f"{key}: {value!r} is nowhere"

    def give_back(self, uuid: UUID, note: str = "Who?") -> None:
        """The manager returns the visit for one question."""
        with self.program.app.app_context():
            db.session.execute(update(Audit).where(Audit.id == uuid).values(state="returned"))
            row = ReturnNote(audit_id=uuid, number=1, question_key="greeted", note=note, written_at=NOW,
                             written_by=self.case.user_id)  # fmt: skip
            db.session.add(row)
            db.session.commit()

    def audits(self) -> int:
        with self.program.app.app_context():
            return db.session.scalar(select(func.count()).select_from(Audit)) or 0

    def photos(self, state: str = "stored") -> int:
        with self.program.app.app_context():
            query = select(func.count()).select_from(Photo).where(Photo.state == state)
            return db.session.scalar(query) or 0


def picture(width: int = 1200, height: int = 900) -> dict[str, Any]:
    """A photo with enough in it to be worth making smaller."""
    file = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(file, "JPEG", quality=92)
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
