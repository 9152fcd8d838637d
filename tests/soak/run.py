"""One soak on one database."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import db
from tests.soak.phones import Phone, Tally
from tests.soak.server import Server
from tests.soak.verdict import Verdict, judge
from tests.soak.visits import make_shoppers

PHONES = 24
SHARE = 0.3  # of all requests go wrong
STUCK_SECONDS = 120  # nothing received for so long: something is wrong, and the verdict says what


@dataclass
class Soaked:
    verdict: Verdict
    tally: Tally
    kills: int
    seconds: float


def soak(
    url: str, folder: Path, *, visits: int, kills: int, port: int = 0, seed: int = 1,
    say: Callable[[str], None] = lambda _text: None,
) -> Soaked:  # fmt: skip
    """Send so many visits to a migrated database while the server is killed so many times."""
    environment = {"DATABASE_URL": url, "DATA_DIR": str(folder)}
    app = create_app(load_config(environment))
    shoppers = make_shoppers(app, visits, min(PHONES, visits), seed)
    say(f"{visits} visits lie on {len(shoppers)} phones")
    tally, server = Tally(), Server(environment, port=port)
    started = time.monotonic()
    with server:
        phones = [
            Phone(server.port, shopper, tally, share=SHARE, seed=seed * 1000 + at)
            for at, shopper in enumerate(shoppers)
        ]
        threads = [threading.Thread(target=phone.run, daemon=True) for phone in phones]
        for thread in threads:
            thread.start()
        _kill_along(server, tally, threads, visits, kills, say)
        for thread in threads:
            thread.join(60)
    seconds = time.monotonic() - started
    verdict = judge(app, [visit for shopper in shoppers for visit in shopper.visits])
    with app.app_context():
        db.engine.dispose()
    return Soaked(verdict, tally, server.kills, seconds)


def _kill_along(
    server: Server,
    tally: Tally,
    threads: list[threading.Thread],
    visits: int,
    kills: int,
    say: Callable[[str], None],
) -> None:
    """Kill the server at even steps of what was received; give up when nothing moves any more."""
    moved, last = time.monotonic(), 0
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.05)
        if tally.received != last:
            moved, last = time.monotonic(), tally.received
        if server.kills < kills and tally.received >= visits * (server.kills + 1) // (kills + 1):
            server.kill()
            server.start()
            say(
                f"killed and started {server.kills} times, {tally.received} received, {tally.requests} requests"
            )
            moved = time.monotonic()
        if time.monotonic() - moved > STUCK_SECONDS:
            tally.stop.set()
            return
