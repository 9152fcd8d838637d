"""Where a request comes from: through which proxies, in which session, and from a page of whose.

Forged forms: every form carries a token (Flask-WTF), and this is a second look at where a post was started.

The browser itself says where a post was started (`Sec-Fetch-Site`, or `Origin`); a page elsewhere cannot change that.
"""

from urllib.parse import urlsplit

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFError
from werkzeug.middleware.proxy_fix import ProxyFix

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def register(app: Flask) -> None:
    """Believe as many proxies as there are, and refuse posts that a page elsewhere started."""
    proxies = app.config["PROXIES"]
    if proxies:
        # Address and scheme only: the host of our links is PUBLIC_URL, whatever a proxy passes on.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    app.session_interface = Sessions()
    app.before_request(refuse_posts_from_elsewhere)


class Sessions(SecureCookieSessionInterface):
    """Flask's own, except that a file which every cache may keep never carries anybody's cookie, and that only a page
    makes a session last longer: the answer to a call in the background may arrive after signing out, and would sign in
    again.
    """

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        if request.endpoint == "static":
            return False
        is_page = (
            request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate" and request.blueprint != "api"
        )
        return session.modified or (is_page and super().should_set_cookie(app, session))


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
