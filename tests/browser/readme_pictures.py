"""`make readme-pictures`: the few pictures of the README, from the demo data, small enough to keep."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select

from mysteryshop import storage
from mysteryshop.catalogues import compile_catalogues
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit, Report, Scorecard
from tests.browser.chromium import ARGUMENTS, sign_in
from tests.browser.pictures import PASSWORD, prepare, program
from tests.browser.rare_pages import DEMO
from tests.browser.serving import ROOT, served

FOLDER = ROOT / "docs" / "pictures"
DESK, PHONE = (1280, 860), (390, 780)
BRAND = 1  # the demo's first


def main() -> int:
    """:returns: 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a DATA_DIR with the demo loaded; it is copied")
    given = parser.parse_args().data
    compile_catalogues()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        prepare(data, given)
        with served(None, data) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            for name, role, path, size in pages(data):
                keep(name, Image.open(BytesIO(shot(browser, site.url, role, path, size))))
            browser.close()
        keep("report", first_page_of_a_report(data))
    return 0


def pages(data: Path) -> list[tuple[str, str, str, tuple[int, int]]]:
    """(name, role, address, size of the screen) of what is worth a picture."""
    with program(data).app_context():
        card = db.session.scalar(select(Scorecard.id).where(Scorecard.brand_id == BRAND))
        waiting = db.session.scalar(
            select(Audit.id)
            .where(Audit.brand_id == BRAND, Audit.state == "submitted")
            .order_by(Audit.visited_at)
        )
        visit = db.session.scalar(
            select(Assignment.id)
            .where(Assignment.brand_id == BRAND, Assignment.state == "started")
            .order_by(Assignment.id.desc())
        )
    return [
        ("results", "brand_owner", f"/brands/{BRAND}/results", DESK),
        ("scorecard", "brand_owner", f"/brands/{BRAND}/scorecards/{card}", DESK),
        ("review", "account_manager", f"/manage/brands/{BRAND}/review/{waiting}", DESK),
        ("visit", "shopper", f"/shopper/assignments/{visit}/form", PHONE),
    ]


def shot(browser: Browser, url: str, role: str, path: str, size: tuple[int, int]) -> bytes:
    """What somebody of this role sees first at this address."""
    width, height = size
    email = DEMO[role]
    with browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce") as context:
        page = context.new_page()
        sign_in(page, url, email, PASSWORD)
        context.add_cookies([{"name": "language", "value": "en", "url": url}])
        answer = page.goto(url + path)
        assert answer
        assert answer.ok, f"{path} answers {answer.status}"
        page.wait_for_load_state("networkidle")
        return page.screenshot()


def first_page_of_a_report(data: Path) -> Image.Image:
    """Of the newest report of a location."""
    with program(data).app_context():
        key = db.session.scalar(
            select(Report.file_key)
            .where(Report.kind == "location", Report.state == "ready")
            .order_by(Report.language, Report.id)
        )
        assert key
        with storage.open(key) as stored:
            pdf = stored.read()
    drawn = subprocess.run(
        ["pdftoppm", "-r", "90", "-l", "1", "-png", "-"], input=pdf, capture_output=True, check=True
    )
    return Image.open(BytesIO(drawn.stdout))


def keep(name: str, picture: Image.Image) -> None:
    """As name.webp."""
    path = FOLDER / f"{name}.webp"
    picture.convert("RGB").save(path, quality=80, method=6)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    sys.exit(main())
