"""Runs pytest beside a throwaway PostgreSQL: `python -m tests.with_postgresql [pytest's arguments]`.

Debian's pg_virtualenv makes the cluster, also as root, and drops it afterwards. What PostgreSQL says goes into a file,
so that pytest's closing line is the last one.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOG = ROOT / "instance" / "postgresql.log"
OUT, ERR = "TEST_STDOUT_FD", "TEST_STDERR_FD"
# Nothing here outlives the run: no need to wait for the disk.
CLUSTER = ["-o", "fsync=off", "-o", "synchronous_commit=off", "-o", "full_page_writes=off"]


def outside(arguments: list[str]) -> int:
    """Make the cluster and run this module again inside it. :returns: pytest's status."""
    LOG.parent.mkdir(exist_ok=True)
    out, err = os.dup(1), os.dup(2)
    command = ["pg_virtualenv", "-t", *CLUSTER, sys.executable, "-m", "tests.with_postgresql", *arguments]
    with LOG.open("wb") as log:
        ended = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, OUT: str(out), ERR: str(err)},
            stdout=log,
            stderr=log,
            pass_fds=(out, err),
            check=False,
        )
    if ended.returncode not in (0, 1):  # pytest's own are 0 and 1; the rest is worth reading
        print(LOG.read_text(errors="replace")[-4000:], file=sys.stderr)
    return ended.returncode


def inside(arguments: list[str]) -> None:
    """Become pytest, with its output where `outside` had it."""
    for name, descriptor in ((OUT, 1), (ERR, 2)):
        os.dup2(int(os.environ[name]), descriptor)
    user, password = os.environ["PGUSER"], os.environ["PGPASSWORD"]
    host, port, database = os.environ["PGHOST"], os.environ["PGPORT"], os.environ["PGDATABASE"]
    environment = {
        **{name: value for name, value in os.environ.items() if name not in {OUT, ERR}},
        "TEST_POSTGRES_URL": f"postgresql://{user}:{password}@{host}:{port}/{database}",
    }
    os.execve(sys.executable, [sys.executable, "-m", "pytest", *arguments], environment)


if __name__ == "__main__":
    if OUT in os.environ:
        inside(sys.argv[1:])
    sys.exit(outside(sys.argv[1:]))
