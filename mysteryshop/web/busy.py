"""The database had no time, or is not there: 503 with Retry-After, where the phone and a person simply try again.

SQLite waits its busy timeout for the lock of another connection, then gives up; PostgreSQL says by its SQLSTATE that
the same transaction may well succeed later.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from flask import current_app, g
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError

RETRY_AFTER_SECONDS = 10
SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
# Connection failures, rolled back to resolve a conflict, too many connections, lock not to be had, shutting down.
SQLSTATE_CLASSES = {"08", "40"}
SQLSTATES = {"53300", "55P03", "57P01", "57P02", "57P03"}


def is_busy(error: Exception) -> bool:
    """Whether the same request may succeed in a moment. A full disk, a missing table and bad SQL are no such case."""
    if isinstance(error, TimeoutError):  # every connection of the pool is taken
        return True
    if not isinstance(error, DBAPIError):
        return False
    cause: Any = error.orig
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF in SQLITE
    if not hasattr(cause, "sqlstate"):
        return False
    state = cause.sqlstate
    if state is None:  # the server was not reached, or the connection broke
        return type(cause).__name__ == "OperationalError"
    return state in SQLSTATES or state[:2] in SQLSTATE_CLASSES


def even_without_reader(write: Callable[[], str]) -> str:
    """What `write` says; said to nobody in particular where not even the reader can be looked up any more."""
    try:
        return write()
    except SQLAlchemyError:
        g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
        g.pop("brand", None)
        return write()
