"""Broken rules and failures become pages here, in one place. Views raise nothing and catch nothing."""

import secrets
from collections.abc import Callable

from flask import Flask, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from mysteryshop.domain.errors import DomainError, NotAllowed, NotFound
from mysteryshop.queries.installation import read_afresh
from mysteryshop.web.access import PUBLIC_ENDPOINTS
from mysteryshop.web.busy import RETRY_AFTER_SECONDS, even_without_reader, is_busy
from mysteryshop.web.origin import is_from_here

STATUS = {NotFound: 404, NotAllowed: 409}  # any other broken rule: 422
PAGES = {403, 404, 409, 413, 422, 429, 500}

Answer = tuple[str | dict[str, str], int] | Response

# endpoint -> its own answer to a form whose token is too old; None falls back to the general page. An audience whose
# forms are long registers here.
TOO_OLD_PAGES: dict[str, Callable[[], str | None]] = {}


def sentence(error: DomainError) -> str:
    """The error in the reader's language."""
    translated: str = gettext(error.template)
    return translated % error.params if error.params else translated


def status_of(error: DomainError) -> int:
    """The HTTP status of a broken rule."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)


def wants_json() -> bool:
    return request.path.startswith("/api/")


def register(app: Flask) -> None:
    @app.errorhandler(DomainError)
    def rule_broken(error: DomainError) -> Answer:
        app.logger.info("rule broken: %s", type(error).__name__)
        return answer(status_of(error), sentence(error))

    @app.errorhandler(CSRFError)
    def form_too_old(_error: CSRFError) -> Answer:
        if wants_json():
            return {"error": "csrf"}, 400
        own = TOO_OLD_PAGES.get(request.endpoint or "")
        return (own and own()) or form_again(), 400

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Answer | HTTPException:
        if wants_json() and error.code and error.code >= 400:
            return {"error": str(error.code), "message": ""}, error.code
        if error.code not in PAGES:
            return error
        return answer(error.code, None)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Answer:
        if is_busy(error):
            app.logger.warning("the database had no time: %s", type(error).__name__)
            return try_again_later()
        reference = secrets.token_hex(4)
        app.logger.exception("unexpected failure, reference %s", reference)
        return answer(500, None, reference=reference)

    def answer(status: int, message: str | None, **more: str) -> Answer:
        if wants_json():
            return {"error": str(status), "message": message or "", **more}, status
        return render_template(f"errors/{status}.html", message=message, **more), status


def try_again_later() -> Response:
    """503: a sentence for the phone, for a person the page with what was entered."""

    def page() -> str:
        is_ours = is_from_here() and request.method == "POST"
        return render_template(
            "errors/503.html",
            posted=posted_texts() if is_ours else [],
            again=here() if is_ours else None,
            has_files=bool(request.files),
        )

    def plain() -> str:
        said: str = gettext("There is a lot going on right now. Try again in a moment.")
        return said

    read_afresh()
    if wants_json():
        said = jsonify({"error": "503", "message": even_without_reader(plain)})
    else:
        said = make_response(even_without_reader(page))
    said.status_code = 503
    said.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return said


def here() -> str:
    """The address of the request, to send a form to once more."""
    return request.full_path.rstrip("?")


def form_again() -> str:
    """What was entered, once more, with a form that sends it with a fresh token.

    Only where the browser says that our own page sent it: else a page elsewhere could fill in the form, and one
    click here would send it. A file cannot be kept; a signed-out person is shown the way in.
    """
    is_ours = is_from_here() and request.method == "POST"
    view = current_app.view_functions.get(request.endpoint or "")
    for_everybody = request.endpoint in PUBLIC_ENDPOINTS or getattr(view, "access", None) == "public"
    return render_template(
        "errors/csrf.html",
        posted=posted_texts() if is_ours else [],
        again=here() if is_ours else None,
        has_files=bool(request.files),
        is_signed_out=not current_user.is_authenticated and not for_everybody,
        has_start=current_user.is_authenticated or request.blueprint != "survey",
    )


def posted_texts() -> list[tuple[str, str]]:
    """What was typed, to be shown again when a form is refused before its view could see it. Passwords are left out."""
    fields = request.form.items(multi=True)
    return [(name, text) for name, text in fields if text and "password" not in name and name != "csrf_token"]
