"""A phone of the soak: sends as `static/js/offline/outbox.js` does, through a network that breaks on purpose.

The same UUIDs and the same bytes at every attempt; "received" only by our own JSON receipt; it never gives up.
"""

import http.client
import json
import random
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

from tests.soak.visits import Shopper, Shot, Visit

FAULTS = ("drop_before", "lost", "unheard", "cut", "500", "502", "twice", "parallel")
LONGEST = 1.0  # a real phone waits up to five minutes; the order of things is the same


@dataclass
class Answer:
    """kind: ok, offline, signin, csrf, busy or refused; as `api.js` judges them."""

    kind: str
    status: int = 0
    json: Any = None


OFFLINE = Answer("offline")


class Tally:
    """What happened to all phones together."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.received = self.requests = 0
        self.faults: dict[str, int] = {}
        self.stop = threading.Event()

    def count(self, fault: str | None) -> None:
        with self.lock:
            self.requests += 1
            if fault:
                self.faults[fault] = self.faults.get(fault, 0) + 1


class Phone:
    """One shopper's phone. :param share: the part of requests that goes wrong."""

    def __init__(self, port: int, shopper: Shopper, tally: Tally, *, share: float, seed: int) -> None:
        self.port, self.shopper, self.tally, self.share = port, shopper, tally, share
        self.chance = random.Random(seed)  # a soak that can be repeated, no secret
        self.cookie, self.csrf = shopper.cookie, ""
        self._connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Until everything is received, or the soak is called off."""
        failures = 0
        while not self.tally.stop.is_set():
            waiting = [visit for visit in self.shopper.visits if not visit.receipt and not visit.refused]
            if not waiting:
                break
            before = self.tally.received
            self._drain(waiting)
            failures = 0 if self.tally.received > before else failures + 1
            time.sleep(min(0.02 * 2 ** min(failures, 8), LONGEST) * (0.5 + self.chance.random()))
        self.close()

    def _drain(self, waiting: list[Visit]) -> None:
        if not self._session():
            return
        for visit in waiting:
            if self.tally.stop.is_set() or self._send(visit) == "offline":
                return

    def _session(self) -> bool:
        answer = self.call("GET", "/session")
        if answer.kind != "ok" or answer.json["user_id"] != self.shopper.user_id:
            return False
        self.csrf = answer.json["csrf"]
        return True

    def _send(self, visit: Visit) -> str | None:
        if (
            self.chance.random() < 0.3 and not visit.attempts
        ):  # photos may go first, while the form is still open
            for shot in visit.shots:
                self._send_photo(visit, shot)
        visit.attempts += 1
        answer = self.call("PUT", f"/submissions/{visit.uuid}/rounds/1", visit.body, {
            "Content-Type": "application/json", "X-Content-SHA256": visit.sha256})  # fmt: skip
        if answer.kind == "refused":
            visit.refused = f"{answer.status} {answer.json}"
        if answer.kind != "ok":
            return answer.kind if answer.kind == "offline" else None
        if answer.json["uuid"] != str(visit.uuid):
            return "offline"
        if answer.json["state"] == "incomplete":
            for shot in visit.shots:
                if str(shot.photo_id) in answer.json["missing_photos"]:
                    self._send_photo(visit, shot)
            answer = self.call("GET", f"/submissions/{visit.uuid}/status")
        if answer.kind == "ok" and answer.json["state"] != "incomplete":
            visit.receipt = answer.json["receipt"]
            with self.tally.lock:
                self.tally.received += 1
        return None

    def _send_photo(self, visit: Visit, shot: Shot) -> None:
        answer = self.call("PUT", f"/photos/{shot.photo_id}", shot.data, {
            "Content-Type": "image/jpeg", "X-Content-SHA256": shot.sha256, "X-Submission": str(visit.uuid),
            "X-Assignment": str(visit.assignment_id), "X-Round": "1", "X-Question": "greeted"})  # fmt: skip
        if answer.kind == "refused" and answer.status != 422:
            visit.refused = f"photo: {answer.status} {answer.json}"

    # The network

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def call(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """One request, perhaps broken."""
        fault = self.chance.choice(FAULTS) if self.chance.random() < self.share else None
        self.tally.count(fault)
        sent = {"Cookie": f"session={self.cookie}", "X-User": str(self.shopper.user_id), "X-Client": "1",
                "X-CSRFToken": self.csrf, "Accept": "application/json", **(headers or {})}  # fmt: skip
        request = (method, f"/api/v1{path}", body, sent)
        if fault == "drop_before":
            return OFFLINE
        if fault == "cut":
            self._cut(*request)
            return OFFLINE
        if fault in ("500", "502", "lost"):
            return self._once(method, request[1], body, {**sent, "X-Fault": fault})
        if fault == "parallel":
            other = threading.Thread(target=self._apart, args=request)
            other.start()
            answer = self._once(*request)
            other.join()
            return answer
        answer = self._once(*request)
        if fault == "twice":
            return self._once(*request)
        return OFFLINE if fault == "unheard" else answer

    def _apart(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body or None, headers)
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()

    def _cut(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        """The head and half of the body, then silence."""
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall("\r\n".join([*lines, "", ""]).encode() + body[: len(body) // 2])
        except OSError:
            pass

    def _once(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        try:
            self._connection = self._connection or http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=30
            )
            self._connection.request(method, path, body or None, headers)
            got = self._connection.getresponse()
            text = got.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return OFFLINE
        for name, value in got.getheaders():
            if name.lower() == "set-cookie" and value.startswith("session="):
                self.cookie = value.removeprefix("session=").partition(";")[0]
        return _judged(got.status, got.getheader("Content-Type", ""), text)


def _judged(status: int, kind: str, text: bytes) -> Answer:
    said = json.loads(text) if kind.startswith("application/json") else None
    if status == 401:
        return Answer("signin", status)
    if status == 429 or status >= 500:
        return Answer("busy", status)
    if said is None:
        return OFFLINE
    if 200 <= status < 300:
        return Answer("ok", status, said)
    return Answer("csrf" if status == 400 and said.get("error") == "csrf" else "refused", status, said)
