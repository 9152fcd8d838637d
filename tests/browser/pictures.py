"""`make pictures`: every page as every role into contact sheets, and every page of every PDF.

Three widths, light and dark, three languages; refused forms, empty states and the pages that no link leads to
included. axe looks at every page, nothing may stick out at 320 px, and every route that gives a page must have been
looked at. Ends with 1 when something was found. Parts: `make pictures LANG=sv ROLE=shopper`; the reports are the role
`documents`.
"""

import argparse
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Page, sync_playwright

from config import load_config
from mysteryshop import create_app
from mysteryshop.catalogues import compile_catalogues
from tests.browser.chromium import ARGUMENTS, overflow, sign_in, violations
from tests.browser.contact_sheets import contact_sheet
from tests.browser.documents import documents
from tests.browser.rare_pages import DEMO, NEW, Person, furnish_rarely
from tests.browser.serving import ROOT, served
from tests.browser.touring import refused_form, tour
from tests.walking import endpoint_of, pages_not_seen

PICTURES = ROOT / "pictures"
PASSWORD = "mystery-demo-1"
PUBLIC_URL = (
    "http://shop.example.com"  # sheets with codes are printed only for an address that others can reach
)
WIDTHS, LANGUAGES = (320, 390, 1280), ("en", "sv", "tr")
AXE_AT = {"light": 320, "dark": 1280}  # each theme at another width, so that folded tables are checked too
TALLEST = 6000  # px; what is longer is photographed all the same
PATIENCE = 120_000  # ms: a busy machine is no fault
EACH = 1  # pages of one route: the others are the same template with other figures
ROLES = (*DEMO, *(f"new_{role}" for role in NEW), "no_role", "three_roles", "nobody", "documents")


@dataclass
class Looking:
    """What was seen: shots by sheet, and what is wrong by kind."""

    folder: Path
    shots: dict[str, list[tuple[str, Path]]] = field(default_factory=lambda: defaultdict(list))
    faults: list[tuple[str, str]] = field(default_factory=list)
    endpoints: set[str] = field(default_factory=set)
    pages: int = 0
    documents: int = 0

    def look(
        self, page: Page, language: str, role: str, name: str, *, widths: tuple[int, ...] = WIDTHS
    ) -> None:
        """Take the page's pictures, and check it."""
        self.pages += 1
        for theme, axe_at in AXE_AT.items():
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            for width in widths:
                page.set_viewport_size({"width": width, "height": 800})
                stretch(page, width)
                shot = self.folder / f"{language}-{theme}-{width}-{role}-{name}.jpg".replace("/", "_")
                page.screenshot(path=shot, full_page=True, type="jpeg", quality=70)
                self.shots[f"{role}-{language}-{theme}-{width}"].append((name, shot))
                where = f"{language} {theme} {role} {name} ({page.url}) at {width} px"
                if width == min(widths) and theme == "light":
                    self.note("sticks out", where, overflow(page))
                if width == axe_at or len(widths) == 1:
                    self.note("axe", where, violations(page, Axe()))

    def note(self, kind: str, where: str, faults: list[str]) -> None:
        for fault in faults:
            self.faults.append((kind, f"{where}: {fault}"))
            print(kind, self.faults[-1][1], flush=True)

    def add(self, part: "Looking") -> None:
        """What was seen beside."""
        self.shots.update(part.shots)
        self.faults += part.faults
        self.endpoints |= part.endpoints
        self.pages += part.pages
        self.documents += part.documents

    def __str__(self) -> str:
        kinds = Counter(kind for kind, _fault in self.faults)
        found = [
            f"{kinds.pop('axe', 0)} findings of axe",
            f"{kinds.pop('sticks out', 0)} that stick out at 320 px",
        ]
        found += [f"{number} {kind}" for kind, number in kinds.items()]
        pictures = sum(map(len, self.shots.values()))
        return f"{self.pages} pages, {self.documents} PDFs, {pictures} pictures; {', '.join(found)}"


def stretch(page: Page, width: int) -> None:
    """As tall as the page, so that a bar that sticks to the bottom lies under the page and not across it."""
    tall: int = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(tall, 800), TALLEST)})


def main() -> int:
    """:returns: 0 when nothing was found, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, choices=LANGUAGES)
    parser.add_argument("--roles", nargs="+", default=ROLES, choices=ROLES)
    parser.add_argument(
        "--data", type=Path, help="a DATA_DIR with the demo; loaded there if it is not, and copied"
    )
    parser.add_argument("--each", type=int, default=EACH, help="at most so many pages of one route")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="browsers side by side")
    parser.add_argument("--singles", action="store_true", help="keep each picture beside the sheets")
    chosen = parser.parse_args()
    compile_catalogues()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        prepare(data, chosen.data)
        looking = Looking(Path(folder))
        try:
            look_at_all(looking, data, chosen)
        finally:
            write_sheets(looking, chosen.singles)  # what there is, also after Ctrl-C
    print(f"{looking} (sheets in {PICTURES.name}/)")
    return 1 if looking.faults else 0


def look_at_all(looking: Looking, data: Path, chosen: argparse.Namespace) -> None:
    people = furnish_rarely(program(data))
    with processes(chosen.processes) as pool:
        parts = [
            pool.submit(look_around, data, language, role, people[role], chosen.each)
            for language in chosen.languages
            for role in chosen.roles
            if role in people
        ]
        if "documents" in chosen.roles:
            parts.append(pool.submit(look_at_documents, data, tuple(chosen.languages)))
        gather(looking, parts)
    if set(chosen.roles) == set(ROLES):
        missing = pages_not_seen(program(data), looking.endpoints)
        looking.note("pages not seen", "No link or entry of rare_pages.py leads there", missing)


@contextmanager
def processes(number: int) -> Iterator[ProcessPoolExecutor]:
    """What has not begun when the block ends is dropped."""
    pool = ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def gather(looking: Looking, parts: list[Future[Looking]]) -> None:
    """A part that broke is a fault; the others go on."""
    for part in as_completed(parts):
        try:
            looking.add(part.result())
        except Exception as broken:
            looking.note("broken off", "A part was not looked at to its end", [repr(broken)])


def prepare(data: Path, given: Path | None) -> None:
    """Put a migrated database with the demo data into the folder, or a copy of what is given."""
    is_kept = given is not None and given.exists()
    if given and is_kept:
        shutil.copytree(given, data)
    else:
        data.mkdir()
    app = program(data)
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))  # what is kept may be older than the program
    if is_kept:
        return
    loaded = app.test_cli_runner().invoke(args=["demo", "load"])
    if loaded.exit_code:
        raise SystemExit(f"The demo data could not be loaded: {loaded.output}")
    if given:
        shutil.copytree(data, given)


@cache
def program(data: Path) -> Flask:
    """The same program as is served, for its map of addresses."""
    return create_app(load_config({"DATA_DIR": str(data), "PUBLIC_URL": PUBLIC_URL}))


def look_around(given: Path, language: str, role: str, person: Person, each: int) -> Looking:
    """Tour the pages of one role in one language, with a browser and data of its own: what a tour's empty forms spoil
    is not on the pictures of another.
    """
    looking = Looking(given.parent)
    data = own_copy(given, f"{language}-{role}")
    with served(None, data, public_url=PUBLIC_URL) as site, sync_playwright() as playwright:
        url = site.url
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: looking.note("script errors", page.url, [str(error)]))
        if person.email:
            sign_in(page, url, person.email, PASSWORD)
        context.add_cookies([{"name": "language", "value": language, "url": url}])
        for name in tour(site.app, page, url, each=each, also=person.also, strolls=person.strolls):
            looking.endpoints |= {name.rpartition("-")[0], endpoint_of(site.app, page.url) or ""}
            looking.look(page, language, role, name)
            page.set_viewport_size({"width": 390, "height": 800})
            if refused_form(page):
                looking.look(page, language, role, f"{name}-refused", widths=(390,))
        browser.close()
    print(f"{language} {role}: {looking.pages} pages", flush=True)
    return looking


def look_at_documents(given: Path, languages: tuple[str, ...]) -> Looking:
    """Make the reports and draw their pages."""
    looking = Looking(given.parent)
    for name, pages in documents(program(own_copy(given, "documents")), languages, given.parent):
        looking.documents += 1
        looking.shots[name] = pages
    print(f"documents: {looking.documents}", flush=True)
    return looking


def own_copy(data: Path, name: str) -> Path:
    return shutil.copytree(data, data.parent / f"data-{name}")


def write_sheets(looking: Looking, singles: bool) -> None:
    """The contact sheets; last time's are removed. :param singles: keep each picture too."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    for name, shots in looking.shots.items():
        width = 590 if name.startswith("pdf-") else 420 if name.endswith("1280") else 260
        contact_sheet(PICTURES, name, shots, width=width)
        if singles:
            (PICTURES / name).mkdir()
            for label, path in shots:
                shutil.copy(path, PICTURES / name / f"{label}{path.suffix}".replace("/", "_"))
    (PICTURES / "faults.txt").write_text("\n".join(f"{kind} {fault}" for kind, fault in looking.faults))


if __name__ == "__main__":
    sys.exit(main())
