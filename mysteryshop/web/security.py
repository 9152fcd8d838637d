"""Sign-in by Flask-Security: argon2, reset by mail, sessions that end with the password."""

from flask import Flask
from flask_security import SQLAlchemyUserDatastore

from mysteryshop.extensions import db
from mysteryshop.models import User
from mysteryshop.web.extensions import security

SETTINGS = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_RECOVERABLE": True,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/login",
    "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
    "SECURITY_PASSWORD_LENGTH_MIN": 10,
    "SECURITY_DEFAULT_REMEMBER_ME": True,
}


def register(app: Flask) -> None:
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    datastore = SQLAlchemyUserDatastore(db, User, None)  # type: ignore[arg-type]  # roles are memberships
    security.init_app(app, datastore)
