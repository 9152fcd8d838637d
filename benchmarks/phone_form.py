"""The visit form on a slow phone, beside SurveyJS, Form.io and bare HTML, in one run.

`make bench` or `python -m benchmarks.phone_form [PEERS_FOLDER]`. Chromium at 1.6 Mbit/s, 150 ms and a 4 times slower
processor. Ours is a first load with an empty cache of everything needed to answer all forty questions with photos and
without a network: page, styles, modules, and the service worker with all it keeps. Medians of three.
"""

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from benchmarks import peer_forms
from tests import databases
from tests.browser.conftest import ARGUMENTS, PHONE, session_cookie
from tests.browser.live import live
from tests.browser.phone import Case, make_case

REPEATS = 3
MOST_KILOBYTES = 60
FIRST_ANSWER = """() => {
  window.firstAnswer = null;
  const look = () => {
    const input = document.querySelector("input[type=radio]");
    if (input && input.getBoundingClientRect().width >= 0) window.firstAnswer = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}


@dataclass
class Load:
    kilobytes: float
    first_paint: float
    first_answer: float
    main_thread: float
    requests: float


def slow(page: Page) -> CDPSession:
    """Throttle the page; the session also counts."""
    session = page.context.new_cdp_session(page)
    for domain in ("Network", "Performance"):
        session.send(f"{domain}.enable")
    session.send("Network.emulateNetworkConditions", SLOW)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return session


def measured(browser: Browser, url: str, prepare: Callable[[BrowserContext], None] | None = None) -> Load:
    """One load in a browser that has never seen the page."""
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    if prepare:
        prepare(context)
    page = context.new_page()
    session = slow(page)
    seen = {"bytes": 0.0, "requests": 0}
    session.on("Network.loadingFinished", lambda event: add(seen, "bytes", event["encodedDataLength"]))
    session.on("Network.requestWillBeSent", lambda _event: add(seen, "requests", 1))
    page.add_init_script(f"({FIRST_ANSWER})()")
    page.goto(url, wait_until="load", timeout=90_000)
    page.wait_for_function("window.firstAnswer !== null", timeout=90_000)
    page.wait_for_timeout(1000)
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    load = Load(
        seen["bytes"] / 1024,
        paint,
        page.evaluate("window.firstAnswer"),
        metrics["TaskDuration"] * 1000,
        seen["requests"],
    )
    context.close()
    return load


def add(seen: dict[str, Any], name: str, amount: float) -> None:
    seen[name] += amount


def medians(loads: list[Load]) -> Load:
    return Load(*(statistics.median(values) for values in zip(*map(astuple, loads), strict=True)))


def ours(browser: Browser, case: Case) -> Load:
    """Ours, with the worker's own requests counted from what the server sent."""
    sent: list[int] = []
    program = case.program.faults.program

    def counting(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        from_worker = (
            environ.get("HTTP_SEC_FETCH_DEST") in ("empty", "serviceworker")
            or "sw.js" in environ["PATH_INFO"]
        )
        body = b"".join(program(environ, start))
        if from_worker and not environ["PATH_INFO"].startswith("/api/"):
            sent.append(len(body) + 300)  # and its headers
        return [body]

    case.program.faults.program = counting
    url = f"{case.program.url}/shopper/assignments/{case.assignment_id}/form"
    load = measured(browser, url, lambda context: context.add_cookies([cookie(case)]))
    case.program.faults.program = program
    load.kilobytes += sum(sent) / 1024
    load.requests += len(sent)
    return load


def cookie(case: Case) -> Any:
    return session_cookie(case.program, case.uniquifier)


def autosave(browser: Browser, case: Case) -> float:
    """Milliseconds of the main thread for one autosave of a form of a hundred questions, processor 4 times slower."""
    context = browser.new_context(viewport=PHONE, base_url=case.program.url)
    context.add_cookies([cookie(case)])
    page = context.new_page()
    page.goto(f"/shopper/assignments/{case.assignment_id}/form")
    page.wait_for_selector("form[data-ready]")
    session = slow(page)
    times = []
    for number in range(20):
        before = task_time(session)
        page.evaluate(
            "(at) => { const input = document.querySelectorAll('input[type=radio]')[at]; input.checked = true;"
            " input.dispatchEvent(new Event('input', { bubbles: true }));"
            " input.dispatchEvent(new Event('change', { bubbles: true })); }",
            number * 3,
        )
        page.wait_for_timeout(150)
        times.append(task_time(session) - before)
    context.close()
    return statistics.median(times)


def task_time(session: CDPSession) -> float:
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["ScriptDuration"]) * 1000


def reloads(browser: Browser, case: Case) -> tuple[float, float]:
    """Milliseconds to the first possible answer of a reload: online, and without a network."""
    context = browser.new_context(viewport=PHONE, base_url=case.program.url)
    context.add_cookies([cookie(case)])
    page = context.new_page()
    page.goto("/shopper/")
    page.get_by_text("Available offline").first.wait_for(timeout=60_000)
    page.add_init_script(f"({FIRST_ANSWER})()")
    url = f"/shopper/assignments/{case.assignment_id}/form"

    def once() -> float:
        page.goto(url)
        page.wait_for_function("window.firstAnswer !== null", timeout=60_000)
        return float(page.evaluate("window.firstAnswer"))

    once()
    slow(page)
    # The page's throttling does not reach the worker's own requests, so the server answers as late as a bad link would.
    case.program.faults.add("delay", path="/", times=10_000, seconds=0.15)
    online = statistics.median(once() for _ in range(REPEATS))
    case.program.faults.clear()
    case.program.stop()
    offline = statistics.median(once() for _ in range(REPEATS))
    case.program.back()
    context.close()
    return online, offline


def hundred() -> dict[str, Any]:
    """A scorecard of a hundred questions."""
    document = peer_forms.document()
    first = document["sections"][0]["questions"][0]
    document["sections"][0]["questions"] = [first | {"key": f"q_{number}"} for number in range(100)]
    document["sections"] = document["sections"][:1]
    return document


def main() -> None:
    peers = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="peer-forms-"))
    missing = peers_missing(peers)
    with (
        tempfile.TemporaryDirectory() as name,
        databases.migrated("sqlite", Path(name), None) as url,
        live(url, Path(name) / "data") as program,
        peer_forms.served(peers) as base,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        forty, long = make_case(program, peer_forms.document()), make_case(program, hundred())
        pages = {
            "bare HTML (the limit)": lambda: measured(browser, f"{base}/plain.html"),
            "SurveyJS 2.5.38": lambda: measured(browser, f"{base}/surveyjs.html"),
            "Form.io 5.6.0": lambda: measured(browser, f"{base}/formio.html"),
            "Mysteryshop": lambda: ours(browser, forty),
        }
        if missing:
            print(f"\nThe peers' forms cannot be had here ({missing}): ours is measured alone.")
            pages = {"Mysteryshop": pages["Mysteryshop"]}
        loads: dict[str, list[Load]] = {page: [] for page in pages}
        for _ in range(REPEATS):  # interleaved, so that a busy machine slows all of them
            for page, load in pages.items():
                loads[page].append(load())
        print_table({page: medians(each) for page, each in loads.items()})
        online, offline = reloads(browser, forty)
        print(
            f"\nreload to the first possible answer: online {online:.0f} ms, without a network {offline:.0f} ms"
        )
        print(
            f"script of one autosave, 100 questions, processor 4 times slower: {autosave(browser, long):.1f} ms"
        )
        browser.close()


def peers_missing(folder: Path) -> str | None:
    """Fetch the peers' forms by npm. :returns: why they cannot be had, None when they are there."""
    try:
        peer_forms.build(folder)
    except FileNotFoundError:
        return "there is no npm"
    except subprocess.CalledProcessError as failed:
        return f"npm ended with {failed.returncode}"
    return None


def print_table(loads: dict[str, Load]) -> None:
    """The table, and ours with the goal beside it: in kilobytes, and as a share of the better peer."""
    print("\n## The visit's form on a phone\n")
    print("| page | KB | first paint ms | first answer ms | main thread ms | requests |")
    print("|---|--:|--:|--:|--:|--:|")
    for page, each in loads.items():
        print(
            f"| {page} | "
            + " | ".join(
                f"{value:.1f}" if at == 0 else f"{value:.0f}" for at, value in enumerate(astuple(each))
            )
            + " |"
        )
    mine = loads["Mysteryshop"]
    met = "met" if mine.kilobytes <= MOST_KILOBYTES else "MISSED"
    print(f"all that forty questions need: {mine.kilobytes:.1f} KB (goal at most {MOST_KILOBYTES}): {met}")
    peers = [loads[name] for name in ("SurveyJS 2.5.38", "Form.io 5.6.0") if name in loads]
    if not peers:
        return
    goals = {"kilobytes": 1 / 10, "first_paint": 1 / 4, "first_answer": 1 / 4, "main_thread": 1 / 2}
    for name, goal in goals.items():
        best = min(getattr(peer, name) for peer in peers)
        share = getattr(mine, name) / best
        print(
            f"{name}: {share:.2f} of the better peer (goal {goal:.2f}): {'met' if share <= goal else 'MISSED'}"
        )


if __name__ == "__main__":
    main()
