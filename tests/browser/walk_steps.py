"""The people of the walk: what each does on the pages, in the words that the pages use."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from tests.browser.serving import ROOT, Site

REAL = ROOT / "tests" / "cases" / "real"
PASSWORD = "three blue lighthouses"
PATIENCE = 60_000  # ms; a job waits for a worker, and the worker for a busy machine
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, chromium: Browser, site: Site, *, on_a_phone: bool = False) -> None:
        size: Any = PHONE if on_a_phone else DESK
        self.context = chromium.new_context(
            viewport=size, has_touch=on_a_phone, base_url=site.url, locale="en-GB"
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def goes_to(self, address: str) -> None:
        self.page.goto(address)

    def follows(self, link: str, *, among: Locator | None = None) -> None:
        (among or self.page).get_by_role("link", name=link).first.click()

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def field(self, label: str) -> Locator:
        """By its label, which may say that it is optional."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))

    def writes(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def picks(self, label: str, choice: str) -> None:
        self.field(label).select_option(label=choice)

    def ticks(self, words: str) -> None:
        self.field(words).check()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).filter(visible=True).first).to_be_visible(timeout=PATIENCE)

    def sees_heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", name=words, exact=True)).to_be_visible(timeout=PATIENCE)

    def tile(self, name: str) -> str:
        """The number in a tile."""
        tile = self.page.locator(".tile").filter(has=self.page.get_by_role("heading", name=name, exact=True))
        return tile.locator(".value").inner_text()

    def downloads(self, link: str, into: Path) -> Path:
        with self.page.expect_download() as coming:
            self.follows(link)
        file = into / coming.value.suggested_filename
        coming.value.save_as(file)
        return file


# From nothing to a house with people in it


def first_admins_link(site: Site, email: str) -> str:
    """`flask admin create`, as the README says."""
    said = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "admin", "create", email],
        cwd=ROOT, env=site.environment, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return re.findall(r"http\S+/invitation/\S+", said)[0]


def accept(person: Person, link: str) -> Person:
    """Open the link, choose a password, be in."""
    person.goes_to(link)
    person.writes("Choose a password", PASSWORD)
    person.writes("The same password again", PASSWORD)
    person.presses("Accept and sign in")
    person.page.wait_for_url(re.compile("^(?!.*/invitation/).*$"))
    return person


def create_brand(admin: Person, name: str) -> None:
    admin.follows("Add a brand")
    admin.writes("Name", name)
    admin.writes("Currency", "SEK")
    admin.presses("Add the brand")
    admin.sees(name)


def invite(host: Person, name: str, role: str, where: str | None = None) -> str:
    """Invite from the list of people; the link that the next page shows."""
    host.follows("Invite a person")
    return fill_in_invitation(host, name, role, where)


def fill_in_invitation(host: Person, name: str, role: str, where: str | None = None) -> str:
    host.writes("Name", name)
    host.writes("E-mail address", address_of(name))
    host.picks("Role", role)
    if where:
        host.picks("Where", where)
    host.presses("Invite")
    return host.page.locator("[data-invitation-link]").inner_text()


def address_of(name: str) -> str:
    return f"{name.split()[0].lower()}@example.test"


# Files that come in


def import_locations(manager: Person, file: Path) -> None:
    manager.follows("Locations", among=manager.page.get_by_role("navigation").first)
    manager.follows("Import a file")
    manager.page.get_by_label("File").set_input_files(file)
    manager.presses("Read the file")
    manager.sees_heading("What do the columns mean?")
    for column, meaning in [("Butik", "Name"), ("Nummer", "Number of the location")]:
        manager.picks(column, meaning)
    for level, column in enumerate(("Land", "Region", "Distrikt"), 1):
        manager.picks(column, f"Area, level {level}" + (": the widest" if level == 1 else ""))
    manager.presses("Check the rows")
    manager.sees_heading("Ready to import")


def import_responses(manager: Person, file: Path, words: dict[str, str]) -> None:
    """Up to the dry run. `words`: what the file calls a situation -> what it is called here."""
    manager.follows("Answers", among=manager.page.get_by_role("navigation").first)
    manager.follows("Import a file")
    manager.page.get_by_label("File").set_input_files(file)
    manager.presses("Read the file")
    manager.sees_heading("What do the columns mean?")
    for word, situation in words.items():
        manager.picks(word, situation)
    manager.presses("Check the rows")
    manager.sees_heading("Ready to import")


# The scorecard, by clicks


def add_section(owner: Person, title: str, weight: str) -> None:
    owner.writes("Add a section", title)
    owner.presses("Add")
    owner.writes("Weight", weight)
    owner.presses("Save the section")


def add_question(owner: Person, text: str, kind: str) -> None:
    """On the section's page; afterwards the question's own page is open."""
    owner.writes("Add a question", text)
    owner.picks("Answered by", kind)
    owner.page.locator("#new-question").get_by_role("button", name="Add").click()
    expect(owner.page.get_by_role("heading", name=text)).to_be_visible(timeout=PATIENCE)


# On the phone


def choose(shopper: Person, question: str, answer: str) -> None:
    of_question = shopper.page.locator(".q", has_text=question)
    of_question.get_by_role("radio", name=answer, exact=True).check()


def comment(shopper: Person, question: str, words: str) -> None:
    shopper.page.locator(".q", has_text=question).get_by_role("textbox").fill(words)


def take_photo(shopper: Person, question: str, photo: Path, number: int) -> None:
    """Take one and wait until the server has it."""
    slot = shopper.page.locator(".q", has_text=question).locator("[data-photos]")
    slot.locator("input[type=file]").last.set_input_files(photo)
    expect(slot.locator("li")).to_have_count(number, timeout=PATIENCE)
    expect(slot.locator("li").nth(number - 1)).to_contain_text("Received", timeout=PATIENCE)


def send(shopper: Person) -> None:
    shopper.page.locator("[data-send]").click()
    expect(shopper.page.locator("[data-sent='received']")).to_be_visible(timeout=PATIENCE)


# What came out


def pdf_text(file: Path) -> str:
    """The words of a PDF in reading order, runs of white space as one space."""
    said = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True).stdout
    return re.sub(r"\s+", " ", said.decode())
