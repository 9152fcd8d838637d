"""Migrated throwaway databases for the tests, on SQLite and PostgreSQL."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from flask_migrate import upgrade
from sqlalchemy import make_url

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import db


@contextmanager
def migrated(kind: str, folder: Path, server: str | None) -> Iterator[str]:
    """The address of a new database with all migrations run; gone afterwards."""
    with new(kind, folder, server) as url:
        app = create_app(load_config({"DATABASE_URL": url, "DATA_DIR": str(folder)}))
        with app.app_context():
            upgrade()
            db.engine.dispose()
        yield url


@contextmanager
def new(kind: str, folder: Path, server: str | None, template: str | None = None) -> Iterator[str]:
    """The address of an empty database, or of a copy of a template."""
    if kind == "sqlite":
        path = folder / f"{uuid4().hex}.db"
        if template:
            shutil.copy(template.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"
        return
    assert server, "TEST_POSTGRES_URL names no server"
    name = f"t{uuid4().hex}"
    base = make_url(server).set(drivername="postgresql+psycopg")
    admin = sa.create_engine(base, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        copy = f' TEMPLATE "{make_url(template).database}"' if template else ""
        connection.execute(sa.text(f'CREATE DATABASE "{name}"{copy}'))
    try:
        yield base.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@contextmanager
def copied(kind: str, url: str, folder: Path) -> Iterator[str]:
    """The address of a copy of a migrated database, for tests that commit from several threads or processes."""
    if kind == "sqlite":
        with new(kind, folder, None, url) as copy:
            yield copy
    else:
        with new(kind, folder, url, url) as copy:
            yield copy
