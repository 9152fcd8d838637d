"""`make run`: prepares the database, then runs the web server and the task worker until Ctrl-C.

Only watches: the two programs run as children of their own, a child that dies later on is started again.
"""

import errno
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from mysteryshop.certificate import lan_address, self_made_certificate

ROOT = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 20  # how long requests and a task under way may take to finish after Ctrl-C
QUICK_DEATH_SECONDS = 5  # a child that dies sooner would only die again


@dataclass(frozen=True, slots=True)
class Address:
    """Where the web server listens, and how people reach it."""

    host: str
    port: int
    url: str
    certificate: Path | None = None
    key: Path | None = None


@dataclass(slots=True)
class Child:
    """One of the programs that are watched."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = field(default=0.0)

    def start(self, environment: Mapping[str, str]) -> None:
        # A session of its own: Ctrl-C reaches only the watcher, which then ends both in order.
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=dict(environment), start_new_session=True)
        self.started = time.monotonic()

    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()


class Stop(BaseException):
    """Ctrl-C or SIGTERM."""


def main() -> int:
    """:returns: the exit status: 0 after Ctrl-C, 1 when something could not start or would not stay up."""
    address = address_from(os.environ)
    environment = environment_of_children(address)
    obstacle = cannot_listen(address)
    if obstacle:
        print(obstacle, file=sys.stderr)
        return 1
    if subprocess.run(prepare_command(os.environ), cwd=ROOT, env=environment, check=False).returncode:
        return 1
    web = Child("web server", gunicorn_command(address))
    children = [web]
    if find_spec("mysteryshop.jobs.worker"):
        children.append(Child("task worker", [sys.executable, "-m", "mysteryshop.jobs.worker"]))
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    status = 0
    try:
        for child in children:
            child.start(environment)
        if not answers(address, web):
            print("The web server did not start; what went wrong stands above.", file=sys.stderr)
            return 1
        print(welcome(address), flush=True)
        status = watch(children, environment)
    except Stop:
        print("\nStopping.", flush=True)
    finally:
        end(children)
    return status


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stop


def address_from(environ: Mapping[str, str]) -> Address:
    """From HOST, PORT, HTTPS and PUBLIC_URL; with HTTPS=1 the whole local network may come in.

    :raises SystemExit: PORT is no port.
    """
    port_text = environ.get("PORT") or "8000"
    if not port_text.isdigit() or not 0 < int(port_text) < 65536:
        raise SystemExit(f"PORT must be a number from 1 to 65535, not {port_text!r}.")
    port = int(port_text)
    if environ.get("HTTPS", "0") not in ("", "0"):
        lan = lan_address()
        data = Path(environ.get("DATA_DIR") or ROOT / "instance")
        certificate, key = self_made_certificate(data / "https", lan)
        host = environ.get("HOST") or "0.0.0.0"  # noqa: S104  # the point of HTTPS=1; the start-up says so
        return Address(host, port, environ.get("PUBLIC_URL") or f"https://{lan}:{port}", certificate, key)
    host = environ.get("HOST") or "127.0.0.1"
    shown = "127.0.0.1" if host == "0.0.0.0" else f"[{host}]" if ":" in host else host  # noqa: S104
    return Address(host, port, environ.get("PUBLIC_URL") or f"http://{shown}:{port}")


def environment_of_children(address: Address) -> dict[str, str]:
    """The environment as it is, with what was decided here."""
    decided = {
        "HOST": address.host,
        "PORT": str(address.port),
        "PUBLIC_URL": address.url,
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **decided}


def flask_command() -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi"]


def prepare_command(environ: Mapping[str, str]) -> list[str]:
    """Demo data only into the database of a first look: DATABASE_URL unset, DEMO not 0."""
    wants_demo = not environ.get("DATABASE_URL") and environ.get("DEMO", "1") != "0"
    return [*flask_command(), "prepare", *(["--demo"] if wants_demo else [])]


def gunicorn_command(address: Address) -> list[str]:
    """2 workers of 16 threads: one worker can hold twelve stalled uploads and still answer."""
    host = f"[{address.host}]" if ":" in address.host else address.host
    command = [sys.executable, "-m", "gunicorn", "--config", "python:mysteryshop.gunicorn_settings"]
    command += ["--bind", f"{host}:{address.port}"]
    if address.certificate and address.key:
        command += ["--certfile", str(address.certificate), "--keyfile", str(address.key)]
    return [*command, "wsgi:app"]


def cannot_listen(address: Address) -> str | None:
    """Why nobody could reach us there, with what to do; None when the place is free."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {address.port} is in use. Choose another one: make run PORT={address.port + 1}"
            if error.errno in (errno.EACCES, errno.EPERM):
                return f"Port {address.port} is not open to this user. Choose one from 1024 on: make run PORT=8000"
            return f"HOST={address.host} is no address of this machine. Leave it out, or use HOST=0.0.0.0 for all."
    return None


def answers(address: Address, web: Child, seconds: float = 60) -> bool:
    """Wait until the web server answers a request; False when it died or took too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not web.is_dead():
        try:
            ask(address)
        except OSError:
            time.sleep(0.1)
        else:
            return not web.is_dead()
    return False


def ask(address: Address) -> None:
    """One request to ourselves. :raises OSError: nobody answers (yet)."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address.host, address.host)  # noqa: S104
    if address.certificate:
        trusted = ssl.create_default_context(cafile=str(address.certificate))
        trusted.check_hostname = False
        connection: HTTPConnection = HTTPSConnection(host, address.port, timeout=5, context=trusted)
    else:
        connection = HTTPConnection(host, address.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        connection.getresponse().read()
    finally:
        connection.close()


def watch(children: list[Child], environment: Mapping[str, str]) -> int:
    """Until Ctrl-C; starts a child again that died. :returns: 1 when one would not stay up."""
    while True:
        time.sleep(0.5)
        for child in children:
            if not child.is_dead():
                continue
            if time.monotonic() - child.started < QUICK_DEATH_SECONDS:
                print(f"The {child.name} ended at once; what went wrong stands above.", file=sys.stderr)
                return 1
            print(f"The {child.name} ended. Starting it again.", file=sys.stderr, flush=True)
            child.start(environment)


def end(children: list[Child]) -> None:
    """Ask all to end, then wait; who does not listen is killed after the grace."""
    for stop_signal in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop_signal, signal.SIG_IGN)
    for child in children:
        child.ask_to_end()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def welcome(address: Address) -> str:
    """What is printed once everything is up."""
    lines = ["", f"  Mysteryshop is at {address.url}"]
    if address.certificate:
        lines += [
            "  Open it on a phone in the same network. The certificate is self-made, so the browser warns once:",
            "  choose Advanced (or Show details) and go on to the page. Everybody in this network can reach it.",
        ]
    return "\n".join([*lines, "  Ctrl-C stops it.", ""])


if __name__ == "__main__":
    sys.exit(main())
