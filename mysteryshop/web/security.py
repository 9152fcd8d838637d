"""Sign-in by Flask-Security: argon2, reset by mail, sessions that end with the password."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Flask, Response, abort, g, request, session
from flask_security import Security, SQLAlchemyUserDatastore, user_authenticated

from mysteryshop.clock import utc_now
from mysteryshop.extensions import db
from mysteryshop.models import User
from mysteryshop.queries.scope import viewer_of
from mysteryshop.services.addresses import absolute_url
from mysteryshop.services.mails import send_later
from mysteryshop.services.people import begin_password_change
from mysteryshop.web.limits import limit_sign_in
from mysteryshop.web.security_texts import MESSAGES, SUBJECTS
from mysteryshop.web.sign_in import (
    AskForLinkForm,
    NewPasswordForm,
    NewPasswords,
    OtherPasswordForm,
    QueuedMail,
    SignInForm,
)

SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
    "SECURITY_RECOVERABLE": True,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=1),
    "SECURITY_FRESHNESS": timedelta(seconds=-1),  # no page asks for the password a second time
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "SECURITY_DEFAULT_REMEMBER_ME": False,  # the session itself lasts; see `remember_shoppers`
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
    "SECURITY_I18N_DOMAIN": "messages",
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/login",
    "SECURITY_POST_CHANGE_VIEW": "/account",
    "SECURITY_LOGIN_USER_TEMPLATE": "security/login.html",
    "SECURITY_FORGOT_PASSWORD_TEMPLATE": "security/forgot_password.html",
    "SECURITY_RESET_PASSWORD_TEMPLATE": "security/reset_password.html",
    "SECURITY_CHANGE_PASSWORD_TEMPLATE": "security/change_password.html",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET": "email/reset_password",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "email/password_changed",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "email/password_changed",
    **{f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()},
    **{f"SECURITY_{name}": subject for name, subject in SUBJECTS.items()},
}
# `init_app` takes the forms, but reads these two only here.
security = Security(mail_util_cls=QueuedMail, password_util_cls=NewPasswords)
CHANGES_PASSWORD = {"security.change_password", "security.reset_password"}


def register(app: Flask) -> None:
    """Wire Flask-Security, with its pages, texts and mails ours."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    app.config.setdefault("SECURITY_I18N_DIRNAME", app.config["BABEL_TRANSLATION_DIRECTORIES"])
    security.init_app(
        app,
        SQLAlchemyUserDatastore(db, User, None),  # type: ignore[arg-type]  # roles are ours
        login_form=SignInForm,
        forgot_password_form=AskForLinkForm,
        reset_password_form=NewPasswordForm,
        change_password_form=OtherPasswordForm,
    )
    security.want_json(lambda _request: False)
    security.context_processor(_form_of_the_page)
    app.jinja_env.globals["absolute_url"] = absolute_url
    app.before_request(prepare_security_views)
    app.after_request(send_waiting_mails)
    user_authenticated.connect(remember_shoppers, app)
    lock_password_changes(app)
    limit_sign_in(app)


def prepare_security_views() -> None:
    """Forms only: a JSON body would go past the limits, and would be answered with more than a page says."""
    if request.blueprint != "security":
        return
    if request.is_json:
        abort(415)


def lock_password_changes(app: Flask) -> None:
    """Take the write lock inside the limits, never before them: they count on a connection of their own, which on
    SQLite would wait for the lock that its own request holds.
    """
    for endpoint in CHANGES_PASSWORD:
        app.view_functions[endpoint] = _locked(app.view_functions[endpoint])


def _locked(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def locked(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            begin_password_change()
        return view(*args, **kwargs)

    return locked


def send_waiting_mails(response: Response) -> Response:
    """Hand over what Flask-Security wrote, after its commit: a mail about a change that failed is never sent."""
    mails = g.pop("waiting_mails", [])
    if mails and response.status_code < 400:
        send_later(mails, now=utc_now())
    if request.endpoint == "security.logout":
        response.headers["Clear-Site-Data"] = '"cache"'  # going back shows nothing on a shared phone
    return response


def remember_shoppers(_app: Flask, user: User, **_more: Any) -> None:
    """A shopper's session lasts a month from the last page; everybody else's ends with the browser."""
    session.permanent = "shopper" in viewer_of(user).roles()


def _form_of_the_page() -> dict[str, Any]:
    """Runs when Flask-Security is about to write a page: the last moment at which its form can be touched."""
    form = g.get("security_form")
    if form is not None:
        form.put_shape_errors_back()
    return {"form": form}
