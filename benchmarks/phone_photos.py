"""The memory of the visit form over thirty photos of twelve megapixels, taken one after another.

`python -m benchmarks.phone_photos [--slots N] [--online]`. Chromium at phone size; each photo is a different
JPEG of three to four megabytes. Measured when it was stored and made smaller: what the page's process holds,
what its script holds, and what the browser's own process holds (pictures in memory lie there). Without a
network, as in a basement: the tool that drives the browser seems to keep the bodies of requests in the page's
process, about a megabyte each. `--online` sends each photo too. Flat is a ratio near 1 from the fifth photo
on; the first few pay for what is loaded once.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy
from PIL import Image
from playwright.sync_api import Browser, CDPSession, sync_playwright

from benchmarks.phone_form import hundred
from tests import databases
from tests.browser.conftest import ARGUMENTS, PHONE, session_cookie
from tests.browser.live import live
from tests.browser.phone import Case, Phone, make_case

PHOTOS, LOOK_AT = 30, (1, 5, 10, 15, 20, 25, 30)
WIDTH, HEIGHT = 4000, 3000
MEGABYTE = 1024 * 1024
DONE = "document.querySelectorAll('[data-photos] .photo img').length"  # made smaller


@dataclass(frozen=True)
class Memory:
    """Megabytes after so many photos, and the seconds that the last one took."""

    photos: int
    page: float
    script: float
    browser: float
    seconds: float


def photographs(folder: Path, count: int) -> Iterator[Path]:
    """Different pictures with the grain of a camera, each made when it is wanted."""
    grain = numpy.random.default_rng(7)
    for number in range(count):
        coarse = grain.integers(0, 256, (HEIGHT // 40, WIDTH // 40, 3), dtype=numpy.uint8)
        scene = Image.fromarray(coarse).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        noise = grain.normal(0, 9, (HEIGHT, WIDTH, 1)).astype(numpy.int16)
        pixels = numpy.clip(numpy.asarray(scene, dtype=numpy.int16) + noise, 0, 255).astype(numpy.uint8)
        path = folder / f"photo-{number}.jpg"
        Image.fromarray(pixels).save(path, quality=88)
        yield path
        path.unlink()


def resident(process: int) -> float:
    """Megabytes that a process holds in memory."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


class Watch:
    """What the page, its script and the browser hold."""

    def __init__(self, browser: Browser, page: CDPSession) -> None:
        self.browser, self.page = browser.new_browser_cdp_session(), page
        self.page.send("Performance.enable")

    def look(self, photos: int, seconds: float) -> Memory:
        """After the garbage is gone, as far as a page can be asked to."""
        self.page.send("HeapProfiler.collectGarbage")
        time.sleep(1)
        metrics = {
            each["name"]: each["value"] for each in self.page.send("Performance.getMetrics")["metrics"]
        }
        processes = self.browser.send("SystemInfo.getProcessInfo")["processInfo"]
        pages = [resident(each["id"]) for each in processes if each["type"] == "renderer"]
        own = [resident(each["id"]) for each in processes if each["type"] == "browser"]
        return Memory(photos, max(pages), metrics["JSHeapUsedSize"] / MEGABYTE, sum(own), seconds)


def measured(browser: Browser, case: Case, folder: Path, slots: int, online: bool) -> list[Memory]:
    """Thirty photos into the form. :param slots: over how many questions they are spread."""
    context = browser.new_context(viewport=PHONE, base_url=case.program.url, is_mobile=True, has_touch=True)
    context.add_cookies([session_cookie(case.program, case.uniquifier)])
    phone = Phone(case, context)
    phone.open_form()
    watch = Watch(browser, context.new_cdp_session(phone.page))
    if not online:
        case.program.stop()
    looks = [watch.look(0, 0)]
    for number, path in enumerate(photographs(folder, PHOTOS), 1):
        began = time.monotonic()
        phone.take(f"q_{number % slots}", path)
        phone.wait_until(lambda done=number: phone.page.evaluate(DONE) == done, 120)
        if number in LOOK_AT:
            looks.append(watch.look(number, time.monotonic() - began))
            print_row(looks[-1])
    context.close()
    return looks


def print_row(at: Memory) -> None:
    print(
        f"| {at.photos} | {at.page:.0f} | {at.script:.1f} | {at.browser:.0f} | {at.seconds:.1f} |", flush=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--slots", type=int, default=1, help="questions that share the photos (default 1: the worst)"
    )
    parser.add_argument("--online", action="store_true", help="send each photo as well")
    asked, _peers_folder = parser.parse_known_args()
    document = hundred()
    for question in document["sections"][0]["questions"]:
        question["evidence"] = "optional"
    with (
        tempfile.TemporaryDirectory() as name,
        databases.migrated("sqlite", Path(name), None) as url,
        live(url, Path(name) / "data") as program,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        print("| photos | page MB | script MB | browser MB | seconds |\n|--:|--:|--:|--:|--:|")
        looks = measured(browser, make_case(program, document), Path(name), asked.slots, asked.online)
        by_number = {each.photos: each for each in looks}
        last = by_number[PHOTOS]
        for first in (5, 10):
            base = by_number[first]
            print(
                f"photo {PHOTOS} to photo {first}: page {last.page / base.page:.2f}, "
                f"script {last.script / base.script:.2f}, browser {last.browser / base.browser:.2f}"
            )
        browser.close()


if __name__ == "__main__":
    main()
