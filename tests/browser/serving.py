"""The program on a port of its own, as gunicorn serves it, for browsers to look at."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import db

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180  # a busy machine


@dataclass(frozen=True)
class Site:
    """`url` is where it answers; `app` is the same program on the same database, to look behind the pages.

    :param environment: of its processes, for a command beside them.
    """

    url: str
    app: Flask
    environment: dict[str, str]


@contextmanager
def served(
    database_url: str | None, data: Path, *, worker: bool = False, public_url: str | None = None
) -> Iterator[Site]:
    """Serve a migrated database until the block ends.

    :param database_url: None is SQLite in the data folder.
    :param worker: also run the task worker, for what happens in jobs.
    :param public_url: how people would reach it; the address it is served at if not given, which no QR sheet accepts.
    """
    port = free_port()
    settings = {
        "DATA_DIR": str(data),
        "PUBLIC_URL": public_url or f"http://127.0.0.1:{port}",
        "PORT": str(port),
        **({"DATABASE_URL": database_url} if database_url else {}),
    }
    kept = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "HOST", "MAIL_URL"}
    }
    gunicorn = ["-m", "gunicorn", "--config", "python:mysteryshop.gunicorn_settings", "--workers", "1"]
    commands = [[*gunicorn, "--bind", f"127.0.0.1:{port}", "wsgi:app"]]
    if worker:
        commands.append(["-m", "mysteryshop.jobs.worker"])
    log = data / "served.log"
    with log.open("wb") as output:
        processes = [
            subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=kept | settings, stdout=output, stderr=output
            )
            for command in commands
        ]
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", processes[0], log)
            app = create_app(load_config(settings))
            yield Site(f"http://127.0.0.1:{port}", app, kept | settings)
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """:raises RuntimeError: it ended or did not answer in time; with what it said."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server did not answer: {log.read_text(errors='replace')[-2000:]}")
