"""The database session and the one way to write with it. Imported by models, queries and services only."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase

from mysteryshop import task_queue

log = logging.getLogger(__name__)


class Base(DeclarativeBase):
    """Base of every table; constraint names are predictable so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# create_savepoint: a test may hand the session a connection that is already inside a transaction.
db = SQLAlchemy(model_class=Base, session_options={"join_transaction_mode": "create_savepoint"})


def init_database(app: Flask) -> None:
    """Bind the session to the app's database and prepare SQLite's connections."""
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", _engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _prepare_sqlite)
            event.listen(db.engine, "begin", _begin_sqlite)


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 20}}
    # One connection a thread of a worker, and a few for jobs; stale ones are noticed before use.
    return {"pool_size": 16, "max_overflow": 4, "pool_pre_ping": True}


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions on its own
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_mode=WAL")
    # FULL: what was answered "received" is on the disk, even if the power fails in the next second.
    connection.execute("PRAGMA synchronous=FULL")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes is refused at once when another one wrote in between,
    # whatever the timeout; one that is going to write says so at its beginning and waits its turn.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """One use case, one transaction: commit at the end, or roll everything back and raise.

    Begins afresh, so that what is read inside is what was committed before; objects loaded earlier are read again
    when touched. Jobs added inside (`services/jobs.py`) are handed to the queue after the commit; the queue failing
    is no failure of the use case, since the worker also looks for jobs that nobody handed over.

    :raises RuntimeError: inside another transaction; a use case does not call another one.
    """
    info = db.session().info
    if info.get("writing"):
        raise RuntimeError(
            "A transaction is already open: let the outer service call a function without its own."
        )
    db.session.rollback()
    info["writing"] = True
    try:
        db.session.connection(execution_options={"writes": True})
        yield
        db.session.commit()
    except BaseException:
        info.pop("jobs", None)
        db.session.rollback()
        raise
    finally:
        info["writing"] = False
    for job_id, priority in info.pop("jobs", []):
        try:
            task_queue.enqueue(job_id, priority)
        except Exception:
            log.exception("job %s is stored but could not be queued; the periodic task will find it", job_id)


@contextmanager
def short_transaction(*, writes: bool = True) -> Iterator[Connection]:
    """A connection of its own, committed at the end: for counts that stay even if the request fails afterwards.

    Not inside `transaction()`: on SQLite it would wait for the lock that its own request holds.
    """
    bind: Engine | Connection = db.engine
    if isinstance(bind, Connection):  # a test's, which rolls everything back afterwards
        with bind.begin_nested():
            yield bind
        return
    with bind.connect().execution_options(writes=writes) as connection, connection.begin():
        yield connection


def insert_ignore(table: Table | type[Base]) -> sqlite.Insert | postgresql.Insert:
    """`INSERT ... ON CONFLICT DO NOTHING` in the dialect at hand. Whether a row was added is told by `.returning(...)`
    (None: it was there); rowcount means nothing on PostgreSQL.
    """
    return upsert(table).on_conflict_do_nothing()


def upsert(table: Table | type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT of the dialect at hand, to be completed with `.on_conflict_do_update(...)` or `_do_nothing()`."""
    target = table if isinstance(table, Table) else table.__table__
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    return insert(target)  # type: ignore[arg-type]  # __table__ is typed as FromClause
