"""`make pictures`: every page as every role into contact sheets, and every page of every PDF.

Three widths, light and dark, three languages; axe on every page, refused forms and empty states included; what sticks
out at 320 px is reported. Ends with 1 when something was found. `--languages en --roles shopper` looks at a part.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from config import load_config
from mysteryshop import create_app
from mysteryshop.catalogues import compile_catalogues
from mysteryshop.extensions import db
from mysteryshop.models import User
from tests.browser.chromium import ARGUMENTS, overflow, sign_in, violations
from tests.browser.contact_sheets import contact_sheet
from tests.browser.serving import ROOT, Site, served
from tests.browser.touring import refused_form, tour
from tests.furnished import PASSWORD, furnish

PICTURES = ROOT / "pictures"
WIDTHS, THEMES, LANGUAGES = (320, 390, 1280), ("light", "dark"), ("en", "sv", "tr")
ROLES = ("account_manager", "admin", "brand_owner", "location_manager", "shopper", "nobody")
DEMO = {
    "admin": "admin@demo.example",
    "account_manager": "manager@demo.example",
    "brand_owner": "brand@demo.example",
    "location_manager": "location@demo.example",
    "shopper": "shopper@demo.example",
}


@dataclass
class Looking:
    """What was seen: shots by sheet, the pages already looked at by language, files, and what is wrong."""

    folder: Path
    shots: dict[str, list[tuple[str, Path]]] = field(default_factory=lambda: defaultdict(list))
    seen: set[tuple[str, str]] = field(default_factory=set)
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


def main() -> int:
    """:returns: 0 when nothing was found, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, choices=LANGUAGES)
    parser.add_argument("--roles", nargs="+", default=ROLES, choices=ROLES)
    chosen = parser.parse_args()
    compile_catalogues()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        people = prepare(data)
        looking = Looking(data)
        try:
            with served(None, data, worker=True) as site, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
                for language in chosen.languages:
                    speak(site.app, language)
                    for role in chosen.roles:
                        look_around(browser, site, looking, language, role, people.get(role))
        finally:
            write_sheets(looking)  # what there is, also after Ctrl-C
    print(
        f"{sum(map(len, looking.shots.values()))} pictures in {PICTURES.name}/, {len(looking.faults)} faults"
    )
    return 1 if looking.faults else 0


def prepare(data: Path) -> dict[str, str]:
    """A migrated database with the demo data, or a furnished house. :returns: e-mail addresses by role."""
    app = create_app(load_config({"DATA_DIR": str(data)}))
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        demo = app.cli.commands.get("demo")
        if demo is None:
            return {role: person.email for role, person in furnish().people.items()}
    load = app.test_cli_runner().invoke(args=["demo", "load"])
    if load.exit_code:
        raise SystemExit(f"The demo data could not be loaded: {load.output}")
    return DEMO


def speak(app: Flask, language: str) -> None:
    """Everybody reads this language now."""
    with app.app_context():
        for person in db.session.scalars(select(User)):
            person.language = language
        db.session.commit()


def look_around(
    browser: Browser, site: Site, looking: Looking, language: str, role: str, email: str | None
) -> None:
    """Tour the pages of one role in one language."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    context.add_cookies([{"name": "language", "value": language, "url": site.url}])
    page = context.new_page()
    if email:
        sign_in(page, site.url, email, PASSWORD)
    print(f"{language} {role}", flush=True)
    for name in tour(site.app, page, site.url, each=2, files=looking.files):
        if (language, name) in looking.seen:
            continue
        looking.seen.add((language, name))
        looking.look(page, language, role, name)
        page.set_viewport_size({"width": 390, "height": 800})
        if refused_form(page):
            looking.look(page, language, role, f"{name}-refused", widths=(390,))
    context.close()


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
