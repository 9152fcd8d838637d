"""A test client that behaves like a person: opens the page, then sends its form."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browsing(FlaskClient):
    def submit(
        self, page: str, data: dict[str, Any] | None = None, *, to: str | None = None, **more: Any
    ) -> TestResponse:
        """Open `page`, take its CSRF token, and post the data to `to` (or the page itself)."""
        opened = self.get(page)
        assert opened.status_code == 200, f"{page} answered {opened.status_code}"
        token = TOKEN.search(opened.text)
        assert token, f"{page} holds no form with a CSRF token"
        return self.post(to or page, data={"csrf_token": token[1]} | (data or {}), **more)
