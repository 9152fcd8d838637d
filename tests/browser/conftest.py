"""Debian's Chromium for the browser tests, and a live program for each."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.browser.chromium import ARGUMENTS
from tests.browser.live import Live, live
from tests.browser.phone import Case, Phone, make_case

PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What a thread of the live server leaves open when a test cuts it off is no fault of the next test."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """`playwright` is pytest-playwright's: a process can run only one."""
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def program(fresh_url: str, tmp_path: Path) -> Iterator[Live]:
    """The program behind a socket on a database of its own; `program.faults` breaks it."""
    with live(fresh_url, tmp_path / "data") as running:
        yield running


@pytest.fixture
def signed_in(program: Live, chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """signed_in(user) -> a browser of that person, at phone size; closed afterwards."""
    opened: list[BrowserContext] = []

    def open_for(user: Any, **more: Any) -> BrowserContext:
        context = chromium.new_context(viewport=PHONE, has_touch=True, base_url=program.url, **more)
        context.add_cookies([session_cookie(program, user.fs_uniquifier)])
        opened.append(context)
        return context

    yield open_for
    for context in opened:
        context.close()


def session_cookie(program: Live, uniquifier: str) -> dict[str, Any]:
    """The cookie of somebody who signed in: tests of sign-in itself use the page."""
    serializer = program.app.session_interface.get_signing_serializer(program.app)  # type: ignore[attr-defined]
    value = serializer.dumps({"_user_id": uniquifier, "_fresh": True, "_permanent": True})
    return {"name": "session", "value": value, "url": program.url, "httpOnly": True, "sameSite": "Lax"}


@pytest.fixture
def case(program: Live) -> Case:
    """A shopper with one assignment."""
    return make_case(program)


@pytest.fixture
def phone(case: Case, signed_in: Callable[..., BrowserContext]) -> Iterator[Phone]:
    """That shopper's phone; afterwards the three invariants must hold, and no script may have failed."""
    phone = Phone(case, signed_in(case))
    yield phone
    if not phone.page.is_closed():
        phone.program.back()
        phone.check_invariants()
        assert not phone.errors, phone.errors
