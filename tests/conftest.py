"""Fixtures. A test that asks for `app` (or client, sign_in) gets a migrated database and leaves no trace in it.

Tests in services/, queries/ and migrations/, and those marked `both_databases`, run once more on PostgreSQL when
TEST_POSTGRES_URL names a server (`make test` starts one); the url's user may create databases.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import load_config
from mysteryshop import create_app
from mysteryshop.catalogues import compile_catalogues
from mysteryshop.extensions import db
from tests import databases
from tests.browsing import Browsing

# As the program hashes, with less work: a hash that takes its time would be most of the time of the tests.
QUICK_ARGON2 = {"argon2__rounds": 1, "argon2__memory_cost": 1024, "argon2__parallelism": 1}
POSTGRES = os.environ.get("TEST_POSTGRES_URL")
BOTH = {"services", "queries", "migrations"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" not in metafunc.fixturenames:
        return
    folder = metafunc.definition.path.relative_to(Path(__file__).parent).parts[0]
    both = folder in BOTH or metafunc.definition.get_closest_marker("both_databases")
    kinds = ["sqlite", "postgresql"] if both and POSTGRES else ["sqlite"]
    metafunc.parametrize("database", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """sqlite or postgresql."""
    return str(request.param)


@pytest.fixture(scope="session")
def template_url(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a migrated, empty database that nobody connects to: PostgreSQL copies no other."""
    with databases.migrated(database, tmp_path_factory.mktemp(database), POSTGRES) as url:
        yield url


@pytest.fixture
def fresh_url(database: str, template_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database of the test's own, for tests with threads or processes."""
    with databases.copied(database, template_url, tmp_path) as url:
        yield url


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """Compiled before anybody speaks: of a language without a compiled file Flask-Babel remembers that it has no texts,
    for the whole process and whatever program is made in it later.
    """
    compile_catalogues()


@pytest.fixture(scope="session")
def shared_url(database: str, template_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the database that `app` uses and never changes for good."""
    with databases.copied(database, template_url, tmp_path_factory.mktemp("shared")) as url:
        yield url


@pytest.fixture(scope="session")
def lasting_app(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The program, made once. Use `app`."""
    data = tmp_path_factory.mktemp("data")
    config = load_config({"DATABASE_URL": shared_url, "DATA_DIR": str(data)})
    made = create_app(config | {"TESTING": True, "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": QUICK_ARGON2})
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def app(lasting_app: Flask) -> Iterator[Flask]:
    """The program inside a transaction that is rolled back afterwards; an app context is open."""
    with lasting_app.app_context():
        engine = db.engine
        connection = engine.connect().execution_options(writes=True)
        outer = connection.begin()
        db._app_engines[lasting_app][None] = connection
        try:
            yield lasting_app
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            db._app_engines[lasting_app][None] = engine


@pytest.fixture
def client(app: Flask) -> Browsing:
    """A browser that is not signed in; CSRF is on, `submit` takes the token from the page."""
    app.test_client_class = Browsing
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., Browsing]:
    """sign_in(user) -> a browser of that person."""

    def signed_in(user: object) -> Browsing:
        app.test_client_class = Browsing
        browser: Browsing = app.test_client()  # type: ignore[assignment]
        with browser.session_transaction() as session:
            session["_user_id"] = user.fs_uniquifier  # type: ignore[attr-defined]
            session["_fresh"] = True
        return browser

    return signed_in
