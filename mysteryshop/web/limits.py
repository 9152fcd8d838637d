"""Flask-Limiter on our own table: sign-in, reset and invitation links are limited per account and per address."""

import time
from typing import Any

from flask import Flask, current_app, request
from flask_limiter import Limiter
from flask_login import current_user
from limits.storage import Storage
from sqlalchemy.exc import SQLAlchemyError

from mysteryshop.services import limits
from mysteryshop.services.limits import key_of

PER_ACCOUNT = "10 per 15 minutes; 60 per day"
PER_ADDRESS = "100 per 15 minutes; 1000 per day"  # an office or a shop shares one address
RESETS_PER_ACCOUNT = "5 per hour"
RESETS_PER_ADDRESS = "40 per hour"
INVITATIONS_PER_ADDRESS = "120 per hour"


class DatabaseStorage(Storage):
    """Counts in `rate_counts`. Counting and asking is one statement, so two workers cannot both be the last one."""

    STORAGE_SCHEME = ["database"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions, **options)

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return limits.count_hit(key, window_seconds=expiry, now=time.time(), amount=amount)

    def get(self, key: str) -> int:
        return limits.hits(key, now=time.time())

    def get_expiry(self, key: str) -> float:
        return limits.window_ends(key, now=time.time())

    def check(self) -> bool:
        return self.get("check") == 0

    def reset(self) -> int | None:
        return limits.forget()

    def clear(self, key: str) -> None:
        limits.forget(key)


def address() -> str:
    """The address a request comes from, as a key. Behind proxies it is right when `PROXIES` says how many."""
    return key_of("address", request.remote_addr or "", secret=current_app.config["SECRET_KEY"])


def account() -> str:
    """The account that somebody tries to get into, as a key: whether it exists or not, spelt in whatever case."""
    tried = request.form.get("email", "").strip().casefold()
    return key_of("account", tried, secret=current_app.config["SECRET_KEY"])


def person() -> str:
    """Who is signed in, as a key."""
    return key_of("person", str(current_user.get_id()), secret=current_app.config["SECRET_KEY"])


limiter = Limiter(key_func=address, storage_uri="database://", strategy="fixed-window")


def register(app: Flask) -> None:
    """Count before anything else is done: a limit that is asked later could wait for its own lock."""
    limiter.init_app(app)


def limit_sign_in(app: Flask) -> None:
    """Put the limits on the views of Flask-Security, which cannot carry them themselves."""
    for endpoint, texts in {
        "security.login": ((PER_ACCOUNT, account), (PER_ADDRESS, address)),
        "security.forgot_password": ((RESETS_PER_ACCOUNT, account), (RESETS_PER_ADDRESS, address)),
        "security.reset_password": ((RESETS_PER_ADDRESS, address),),
        "security.change_password": ((PER_ACCOUNT, person),),
    }.items():
        view: Any = app.view_functions[endpoint]
        for text, key in texts:
            view = limiter.limit(text, key_func=key, methods=["POST"])(view)
        app.view_functions[endpoint] = view
