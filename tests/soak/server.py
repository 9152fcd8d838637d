"""gunicorn as `make run` starts it, killed without warning and started again."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from mysteryshop.serve import Address, answers, gunicorn_command
from mysteryshop.serve import Child as Watched

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """:param environment: DATABASE_URL and DATA_DIR; :param wraps: what gunicorn loads instead of the bare program."""

    def __init__(
        self, environment: dict[str, str], *, port: int = 0, wraps: str = "tests.soak.served:app"
    ) -> None:
        self.port = port or free_port()
        kept = {
            k: v for k, v in os.environ.items() if k not in {"HOST", "HTTPS", "PUBLIC_URL", "STORAGE_ROOT"}
        }
        self.environment = {**kept, **environment, "PORT": str(self.port), "LOG_LEVEL": "critical"}
        self.address = Address("127.0.0.1", self.port, f"http://127.0.0.1:{self.port}")
        self.command = [*gunicorn_command(self.address)[:-1], wraps]
        self.kills = 0
        self._child: Watched | None = None

    def start(self) -> None:
        """:returns: when it answers. :raises RuntimeError: it does not."""
        self._child = Watched("web server", self.command)
        self._child.start(self.environment)
        if not answers(self.address, self._child):
            raise RuntimeError("the server did not start")

    def kill(self) -> None:
        """SIGKILL for the server and its workers at once: whatever they were doing ends there."""
        self._signal(signal.SIGKILL)
        self.kills += 1

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        child = self._child
        if child is None or child.process is None:
            return
        try:
            os.killpg(child.process.pid, number)
        except ProcessLookupError:
            return
        try:
            child.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(environment: dict[str, str]) -> None:
    """An empty database with all migrations."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )
