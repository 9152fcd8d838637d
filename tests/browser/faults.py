"""A WSGI middleware that breaks things on purpose, between a real browser and the real program.

A rule matches requests by method and the beginning of the path, and is used a number of times. Modes:
drop_before (the program never sees it), drop_after (it is committed, the answer is lost), delay (seconds), cut (only so
many bytes of the body arrive), html (a page of somebody else), redirect (to sign-in), or a status with JSON or HTML.
"""

import contextlib
import io
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
ALWAYS = 10**9


@dataclass
class Rule:
    mode: str
    path: str = "/api/v1/"
    method: str | None = None
    times: int = 1
    status: int = 500
    seconds: float = 0
    size: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: str = "<!doctype html><title>Not us</title>"
    content_type: str = "text/html"


class Faults:
    """Wraps a WSGI program. `add(Rule(...))` from the test; `requests` is what came, in order."""

    def __init__(self, program: WSGI) -> None:
        self.program, self.rules = program, list[Rule]()
        self.requests: list[tuple[str, str]] = []
        self.is_down = False
        self._lock = threading.Lock()

    def add(self, mode: str, **more: Any) -> None:
        with self._lock:
            self.rules.append(Rule(mode, **more))

    def clear(self) -> None:
        with self._lock:
            self.rules.clear()
            self.is_down = False

    def count(self, method: str, path: str) -> int:
        """How many such requests came."""
        return sum(1 for m, p in self.requests if m == method and p.startswith(path))

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        with self._lock:
            self.requests.append((method, path))
            rule = None if self.is_down else self._rule_for(method, path)
        if self.is_down:
            return hang_up(environ)
        return self.program(environ, start) if rule is None else self._break(rule, environ, start)

    def _rule_for(self, method: str, path: str) -> Rule | None:
        for rule in self.rules:
            if rule.times and path.startswith(rule.path) and rule.method in (None, method):
                rule.times -= 1
                return rule
        return None

    def _break(self, rule: Rule, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if rule.mode == "drop_before":
            return hang_up(environ)
        if rule.mode == "drop_after":
            answer = self.program(environ, lambda *_args: lambda _bytes: None)
            for _chunk in answer:
                pass
            close = getattr(answer, "close", None)
            if close:
                close()
            return hang_up(environ)
        if rule.mode == "delay":
            time.sleep(rule.seconds)
            return self.program(environ, start)
        if rule.mode == "cut":
            environ = environ | {"wsgi.input": io.BytesIO(environ["wsgi.input"].read(rule.size))}
            return self.program(environ, start)
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if rule.mode == "redirect":
            start("302 Found", [("Location", "/login"), ("Content-Length", "0")])
            return [b""]
        body = rule.body.encode()
        status = 200 if rule.mode == "html" else rule.status
        head = [
            ("Content-Type", rule.content_type),
            ("Content-Length", str(len(body))),
            *rule.headers.items(),
        ]
        start(f"{status} Fault", head)
        return [body]


def hang_up(environ: dict[str, Any]) -> Iterable[bytes]:
    """End the connection without an answer, as a dead network does."""
    connection: socket.socket = environ["werkzeug.socket"]
    with contextlib.suppress(OSError):  # the browser was faster
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError("a fault asked for this")
