"""Language and light or dark, chosen by a link that works without JavaScript, kept in cookies."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from mysteryshop.web.access import public
from mysteryshop.web.frame import LANGUAGE_NAMES, THEME_COOKIE, THEMES

bp = Blueprint("preferences", __name__, url_prefix="/preferences")
YEAR = 365 * 24 * 3600
LANGUAGE_COOKIE = "language"


@bp.get("/language/<code>")
@public
def language(code: str) -> Response:
    """Show the pages in this language from now on."""
    if code not in dict(LANGUAGE_NAMES):
        abort(404)
    return _back_with_cookie(LANGUAGE_COOKIE, code)


@bp.get("/theme/<name>")
@public
def theme(name: str) -> Response:
    """Show the pages light, dark, or as the device says."""
    if name not in (*THEMES, "device"):
        abort(404)
    return _back_with_cookie(THEME_COOKIE, name if name in THEMES else "")


def remember_language(response: Response, code: str) -> Response:
    """The browser follows what a person chose for the account."""
    response.set_cookie(LANGUAGE_COOKIE, code, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return response


def _back_with_cookie(name: str, value: str) -> Response:
    response = redirect(local_address(request.args.get("next", "")))
    response.set_cookie(name, value, max_age=YEAR if value else 0, samesite="Lax", secure=request.is_secure)
    return response


def local_address(given: str) -> str:
    """The address if it stays on this site, else the start: nobody sends people elsewhere through us."""
    parts = urlsplit(given.replace("\\", "/"))
    stays = (
        given.startswith("/")
        and not given.startswith(("//", "/\\"))
        and not parts.netloc
        and not parts.scheme
    )
    return given if stays and given.isprintable() else "/"
