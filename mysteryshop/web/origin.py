"""Forged forms: a token in every form (Flask-WTF), and a second look at where a post comes from.

The browser itself says where a post was started (`Sec-Fetch-Site`, or `Origin`); a page elsewhere cannot change that.
"""

from urllib.parse import urlsplit

from flask import Flask, request
from flask_wtf.csrf import CSRFError

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def register(app: Flask) -> None:
    """Refuse posts that a page elsewhere started, before anything else is looked at."""
    app.before_request(refuse_posts_from_elsewhere)


def refuse_posts_from_elsewhere() -> None:
    """:raises CSRFError: the browser says that another site started this request."""
    if request.method not in SAFE_METHODS and not is_from_here():
        raise CSRFError("The form was sent from another site.")


def is_from_here() -> bool:
    """Whether the browser says that the request was started on this site. One that says nothing is believed:
    the token is checked as well."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
