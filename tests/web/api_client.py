"""A phone in a test: signed in, with a CSRF token, sending what the product's own phone sends."""

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

from werkzeug.test import TestResponse

from mysteryshop.models import Assignment, User

ANSWERS = {"greeted": "yes", "goodbye": "yes"}


class Phone:
    """:param browser: a signed-in test client of that person."""

    def __init__(self, browser: Any, user: User) -> None:
        self.browser, self.user_id = browser, user.id
        self.csrf = browser.get("/api/v1/session").json["csrf"]

    def headers(self, **more: str) -> dict[str, str]:
        return {"X-User": str(self.user_id), "X-CSRFToken": self.csrf} | more

    def put_round(
        self, uuid: UUID, body: str | bytes, number: int = 1, sha256: str | None = None, **more: str
    ) -> TestResponse:
        data = body.encode() if isinstance(body, str) else body
        named = {"X-Content-SHA256": sha256 or hashlib.sha256(data).hexdigest()}
        return self.browser.put(
            f"/api/v1/submissions/{uuid}/rounds/{number}",
            data=data,
            content_type="application/json",
            headers=self.headers(**named, **more),
        )

    def put_photo(
        self, photo: UUID, data: bytes, submission: UUID, assignment: Assignment, **more: str
    ) -> TestResponse:
        named = {
            "X-Content-SHA256": hashlib.sha256(data).hexdigest(),
            "X-Submission": str(submission),
            "X-Assignment": str(assignment.id),
            "X-Round": "1",
            "X-Question": "greeted",
        }
        return self.browser.put(
            f"/api/v1/photos/{photo}",
            data=data,
            content_type="image/jpeg",
            headers=self.headers(**named | more),
        )

    def put_draft(
        self, uuid: UUID, assignment: Assignment, rev: int, base_rev: int, **more: Any
    ) -> TestResponse:
        body = {
            "assignment_id": assignment.id,
            "scorecard_version_id": assignment.scorecard_version_id,
            "round": 1,
            "rev": rev,
            "base_rev": base_rev,
            "device_id": "phone-1",
            "fields": {"q.greeted": ["yes"]},
        } | more
        return self.browser.put(f"/api/v1/drafts/{uuid}", json=body, headers=self.headers())

    def status(self, uuid: UUID) -> TestResponse:
        return self.browser.get(f"/api/v1/submissions/{uuid}/status", headers=self.headers())


def body_of(assignment: Assignment, answers: dict[str, Any] | None = None, **more: Any) -> str:
    """The body of a round as a phone writes it."""
    said = {
        "assignment_id": assignment.id,
        "scorecard_version_id": assignment.scorecard_version_id,
        "situation": assignment.situation,
        "answers": ANSWERS if answers is None else answers,
        "comments": {},
        "evidence": {},
        "photos": [],
        "started_at": "2026-03-12T09:00:00+00:00",
    }
    return json.dumps(said | more)


def photo_in(photo: UUID, question: str = "greeted", data: bytes = b"") -> dict[str, str]:
    return {"photo_uuid": str(photo), "question": question, "sha256": hashlib.sha256(data).hexdigest()}


def fresh() -> UUID:
    return uuid4()
