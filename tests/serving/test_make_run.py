"""The real thing: `python -m mysteryshop.serve` with its two children, on an empty database."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STALLED_UPLOADS = 12


@dataclass
class Server:
    process: subprocess.Popen[str]
    port: int

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.read().decode()

    def children(self) -> dict[int, str]:
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return {int(line.split()[0]): line for line in listed.stdout.splitlines()}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "HOST", "HTTPS", "PUBLIC_URL"}}
    process = subprocess.Popen(
        [sys.executable, "-m", "mysteryshop.serve"],
        cwd=ROOT,
        env={**kept, "PORT": str(port), "DATA_DIR": str(tmp_path), "DEMO": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        for line in process.stdout:
            if "Ctrl-C stops it" in line:
                break
        else:
            pytest.fail("it ended before it said that it is up")
        yield Server(process, port)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
        process.stdout.close()


def test_ctrl_c_stops_both_cleanly(server: Server):
    children = server.children()
    assert len(children) == 2, children

    server.process.send_signal(signal.SIGINT)
    said, _ = server.process.communicate(timeout=30)

    assert server.process.returncode == 0
    assert "Traceback" not in said
    assert not [pid for pid in children if is_alive(pid)]
    with pytest.raises(urllib.error.URLError):
        server.get("/healthz")


def test_a_worker_that_was_killed_is_started_again(server: Server):
    worker = next(pid for pid, line in server.children().items() if "jobs.worker" in line)
    time.sleep(5)  # one that dies sooner would only die again, and is not
    os.kill(worker, signal.SIGKILL)

    def is_back() -> bool:
        return any("jobs.worker" in line and pid != worker for pid, line in server.children().items())

    assert eventually(is_back)


def test_twelve_half_sent_uploads_leave_the_site_answering(server: Server):  # 57
    stalled = [
        socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(STALLED_UPLOADS)
    ]
    try:
        for connection in stalled:
            connection.sendall(
                b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                b"Content-Length: 1000000\r\n\r\n--x\r\nContent-Disposition: form-data; name=photo\r\n\r\nhalf"
            )
        time.sleep(0.5)
        for _ in range(10):
            started = time.monotonic()
            assert "ok" in server.get("/healthz")
            assert "password" in server.get("/")  # the way in: nobody is signed in here
            assert time.monotonic() - started < 3
    finally:
        for connection in stalled:
            connection.close()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"


def eventually(condition, seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False
