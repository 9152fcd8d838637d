"""Broken rules and failures become pages here, in one place. Views raise nothing and catch nothing."""

import secrets

from flask import Flask, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from mysteryshop.domain.errors import DomainError, NotAllowed, NotFound

STATUS = {NotFound: 404, NotAllowed: 409}  # any other broken rule: 422
PAGES = {403, 404, 409, 413, 422, 429, 500}

Answer = tuple[str | dict[str, str], int] | Response


def sentence(error: DomainError) -> str:
    """The error in the reader's language."""
    translated: str = gettext(error.template)
    return translated % error.params if error.params else translated


def wants_json() -> bool:
    return request.path.startswith("/api/")


def register(app: Flask) -> None:
    @app.errorhandler(DomainError)
    def rule_broken(error: DomainError) -> Answer:
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 422)
        app.logger.info("rule broken: %s", type(error).__name__)
        return answer(status, sentence(error))

    @app.errorhandler(CSRFError)
    def form_too_old(_error: CSRFError) -> Answer:
        if wants_json():
            return {"error": "csrf"}, 400
        return render_template("errors/csrf.html", posted=posted_texts()), 400

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Answer | HTTPException:
        if error.code not in PAGES:
            return error
        return answer(error.code, None)

    @app.errorhandler(Exception)
    def unexpected(_error: Exception) -> Answer:
        reference = secrets.token_hex(4)
        app.logger.exception("unexpected failure, reference %s", reference)
        return answer(500, None, reference=reference)

    def answer(status: int, message: str | None, **more: str) -> Answer:
        if wants_json():
            return {"error": str(status), "message": message or "", **more}, status
        return render_template(f"errors/{status}.html", message=message, **more), status


def posted_texts() -> list[tuple[str, str]]:
    """What was typed, to be shown again when a form is refused before its view could see it. Passwords are left out."""
    fields = request.form.items(multi=True)
    return [(name, text) for name, text in fields if text and "password" not in name and name != "csrf_token"]
