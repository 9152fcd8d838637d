"""A test client that behaves like a person: opens the page, then sends its form."""

import re
from typing import Any

from flask import g, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browsing(FlaskClient):
    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Answer like a server: what the last request left in `g` (who asked, above all) is gone.

        The `app` fixture keeps an app context open, and Flask would use it, and its `g`, for every request.
        """
        if has_app_context():
            vars(g).clear()
        return super().open(*args, **kwargs)

    def submit(
        self, page: str, data: dict[str, Any] | None = None, *, to: str | None = None, **more: Any
    ) -> TestResponse:
        """Open `page`, take its CSRF token, and post the data to `to` (or the page itself)."""
        opened = self.get(page)
        assert opened.status_code == 200, f"{page} answered {opened.status_code}"
        token = TOKEN.search(opened.text)
        assert token, f"{page} holds no form with a CSRF token"
        return self.post(to or page, data={"csrf_token": token[1]} | (data or {}), **more)
