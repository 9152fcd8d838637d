"""`make pictures`: every page as every role into contact sheets, and every page of every PDF.

Three widths, light and dark, three languages; axe on every page, refused forms and empty states included; what sticks
out at 320 px is reported. Ends with 1 when something was found. Languages and roles are looked at side by side, as
many as there are processors. `--languages sv --roles shopper` (`make pictures LANG=sv ROLE=shopper`) looks at a part.
"""

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
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
from tests.browser.serving import ROOT, served
from tests.browser.touring import refused_form, tour

PICTURES = ROOT / "pictures"
PASSWORD = "mystery-demo-1"
WIDTHS, THEMES, LANGUAGES = (320, 390, 1280), ("light", "dark"), ("en", "sv", "tr")
TALLEST = 6000  # px; what is longer is photographed all the same
PATIENCE = 120_000  # ms: a busy machine is no fault
EACH = {"en": 2}  # pages of one route; one in the other languages: the same template with other figures
PEOPLE = {
    "account_manager": "manager@demo.example",
    "admin": "admin@demo.example",
    "brand_owner": "brand@demo.example",
    "location_manager": "location@demo.example",
    "shopper": "shopper@demo.example",
    "nobody": None,
}


@dataclass
class Looking:
    """What was seen: shots by sheet, PDFs by address, and what is wrong."""

    folder: Path
    shots: dict[str, list[tuple[str, Path]]] = field(default_factory=lambda: defaultdict(list))
    files: dict[str, Path] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def look(
        self, page: Page, language: str, role: str, name: str, *, widths: tuple[int, ...] = WIDTHS
    ) -> None:
        """Take the page's pictures, and check it."""
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            for width in widths:
                page.set_viewport_size({"width": width, "height": 800})
                stretch(page, width)
                shot = self.folder / f"{language}-{theme}-{width}-{role}-{name}.jpg".replace("/", "_")
                page.screenshot(path=shot, full_page=True, type="jpeg", quality=70)
                self.shots[f"{role}-{language}-{theme}-{width}"].append((name, shot))
                if width == min(widths) and theme == "light":
                    self.note(f"{language} {role} {name} at {width} px", overflow(page))
            if language == "en":
                self.note(f"{theme} {role} {name}", violations(page, Axe()))

    def note(self, where: str, faults: list[str]) -> None:
        for fault in faults:
            self.faults.append(f"{where}: {fault}")
            print(self.faults[-1], flush=True)

    def add(self, part: "Looking") -> None:
        """What was seen beside."""
        self.shots.update(part.shots)
        self.files = part.files | self.files
        self.faults += part.faults


def stretch(page: Page, width: int) -> None:
    """As tall as the page, so that a bar that sticks to the bottom lies under the page and not across it."""
    tall: int = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(tall, 800), TALLEST)})


def main() -> int:
    """:returns: 0 when nothing was found, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, choices=LANGUAGES)
    parser.add_argument("--roles", nargs="+", default=list(PEOPLE), choices=PEOPLE)
    parser.add_argument("--data", type=Path, help="a DATA_DIR with the demo loaded; it is copied")
    parser.add_argument("--each", type=int, help="at most so many pages of one route")
    chosen = parser.parse_args()
    compile_catalogues()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        prepare(data, chosen.data)
        looking = Looking(Path(folder))
        try:
            with served(None, data, worker=True) as site, processes() as pool:
                parts = [
                    pool.submit(
                        look_around, site.url, data, language, role, chosen.each or EACH.get(language, 1)
                    )
                    for language in chosen.languages
                    for role in chosen.roles
                ]
                gather(looking, parts)
        finally:
            write_sheets(looking)  # what there is, also after Ctrl-C
    print(
        f"{sum(map(len, looking.shots.values()))} pictures in {PICTURES.name}/, {len(looking.faults)} faults"
    )
    return 1 if looking.faults else 0


@contextmanager
def processes() -> Iterator[ProcessPoolExecutor]:
    """One for each processor; what has not begun when the block ends is dropped."""
    pool = ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn"))
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
            looking.note("A part was not looked at to its end", [repr(broken)])


def prepare(data: Path, given: Path | None) -> None:
    """Put a migrated database with the demo data into the folder, or a copy of what is given."""
    if given:
        shutil.copytree(given, data)
        return
    data.mkdir()
    app = program(data)
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
    loaded = app.test_cli_runner().invoke(args=["demo", "load"])
    if loaded.exit_code:
        raise SystemExit(f"The demo data could not be loaded: {loaded.output}")


@cache
def program(data: Path) -> Flask:
    """The same program as is served, for its map of addresses."""
    return create_app(load_config({"DATA_DIR": str(data)}))


def look_around(url: str, data: Path, language: str, role: str, each: int) -> Looking:
    """Tour the pages of one role in one language, in a browser of its own."""
    looking, email = Looking(data.parent), PEOPLE[role]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if email:
            sign_in(page, url, email, PASSWORD)
        context.add_cookies([{"name": "language", "value": language, "url": url}])
        for name in tour(program(data), page, url, each=each, files=looking.files):
            looking.look(page, language, role, name)
            page.set_viewport_size({"width": 390, "height": 800})
            if refused_form(page):
                looking.look(page, language, role, f"{name}-refused", widths=(390,))
        browser.close()
    print(f"{language} {role}: {len(looking.shots[f'{role}-{language}-light-390'])} pages", flush=True)
    return looking


def write_sheets(looking: Looking) -> None:
    """The contact sheets of pages and of PDFs; last time's are removed."""
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.jpg"):
        old.unlink()
    for name, shots in looking.shots.items():
        contact_sheet(PICTURES, name, shots, width=420 if name.endswith("1280") else 260)
    for number, (address, path) in enumerate(looking.files.items(), 1):
        if path.suffix != ".pdf":
            continue
        stem = path.with_suffix("")
        subprocess.run(["pdftoppm", "-r", "60", "-png", str(path), str(stem)], check=True)
        pages = sorted(stem.parent.glob(f"{stem.name}-*.png"))
        contact_sheet(
            PICTURES, f"pdf-{number:02}", [(f"{address} {p.stem[-2:]}", p) for p in pages], width=420
        )
    (PICTURES / "faults.txt").write_text("\n".join(looking.faults))


if __name__ == "__main__":
    sys.exit(main())
