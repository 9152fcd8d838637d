"""`make soak`: thousands of visits through a broken network into a server that is killed again and again.

VISITS (10000), KILLS (20), PORT (any free one), DATABASES ("sqlite postgresql"). Prints what was sent, received,
lost and duplicated for each database; exits with 1 unless everything was received once.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.soak.run import Soaked, soak
from tests.soak.server import ROOT, prepare

INSIDE = "SOAK_INSIDE"


def main() -> int:
    """:returns: 1 when anything was lost or came twice on any database."""
    if os.environ.get(INSIDE):
        return one("postgresql", _postgres_url())
    status = 0
    for kind in os.environ.get("DATABASES", "sqlite postgresql").split():
        status |= one("sqlite", None) if kind == "sqlite" else _within_postgresql()
    return status


def one(kind: str, url: str | None) -> int:
    """A soak on one database, in a folder that is gone afterwards."""
    visits, kills = int(os.environ.get("VISITS") or 10_000), int(os.environ.get("KILLS") or 20)
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        url = url or f"sqlite:///{folder / 'soak.db'}"
        prepare({"DATABASE_URL": url, "DATA_DIR": name})
        soaked = soak(
            url, folder, visits=visits, kills=kills, port=int(os.environ.get("PORT") or 0), say=_say
        )
    print(report(kind, soaked), flush=True)
    return 0 if soaked.verdict.is_good and soaked.kills == kills else 1


def report(kind: str, soaked: Soaked) -> str:
    """The figures, and the first of what is wrong."""
    verdict, tally = soaked.verdict, soaked.tally
    faults = ", ".join(f"{name} {count}" for name, count in sorted(tally.faults.items()))
    lines = [
        f"{kind}: sent {verdict.sent}, received {verdict.received}, lost {len(verdict.lost)}, "
        f"duplicated {len(verdict.duplicated)}",
        f"  {verdict.photos} photos; {tally.requests} requests in {soaked.seconds:.0f} s, "
        f"{sum(tally.faults.values())} of them broken ({faults}); server killed {soaked.kills} times",
    ]
    return "\n".join([*lines, *(f"  {each}" for each in (verdict.lost + verdict.duplicated)[:10])])


def _say(text: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _within_postgresql() -> int:
    command = ["pg_virtualenv", "-t", sys.executable, "-m", "tests.soak"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, INSIDE: "1"}, check=False).returncode


def _postgres_url() -> str:
    given = os.environ
    return f"postgresql://{given['PGUSER']}:{given['PGPASSWORD']}@{given['PGHOST']}:{given['PGPORT']}/{given['PGDATABASE']}"


if __name__ == "__main__":
    sys.exit(main())
