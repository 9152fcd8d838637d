"""Absolute addresses. `PUBLIC_URL` is their only source: what a request says about its host is never believed."""

from typing import Any

from flask import current_app


def absolute_url(endpoint: str, **values: Any) -> str:
    """The address of a page as it is written in mails and on paper. Needs no request, so commands can use it."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + path
