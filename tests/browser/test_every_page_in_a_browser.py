"""Every page as every role in Chromium: nothing for axe to find, nothing sticks out at 320 px, no error in the console.

Pages with refused forms and empty states are among them.
"""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Response

from tests.browser.chromium import overflow, sign_in, violations
from tests.browser.serving import served
from tests.browser.touring import refused_form, tour
from tests.furnished import PASSWORD, furnish

pytestmark = pytest.mark.browser
ROLES = ("admin", "account_manager", "brand_owner", "location_manager", "shopper", "nobody")


@pytest.fixture(scope="module")
def house(template_url, tmp_path_factory):
    """(address, app, e-mail addresses by role) of a served house with something in every room."""
    data = tmp_path_factory.mktemp("house")
    with served(template_copy(template_url, data), data) as site:
        with site.app.app_context():
            emails = {role: person.email for role, person in furnish().people.items()}
        yield site, emails


def template_copy(template_url: str, data: Path) -> str:
    copy = data / "house.db"
    copy.write_bytes(Path(template_url.removeprefix("sqlite:///")).read_bytes())
    return f"sqlite:///{copy}"


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """Pages that one role was shown need not be looked at again as another one: the same template, the same style."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_axe_finds_nothing_and_nothing_sticks_out(house, chromium: Browser, looked_at: set[str], role: str):
    site, emails = house
    context = chromium.new_context(viewport={"width": 320, "height": 700})
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("requestfailed", lambda request: faults.extend(cut_off(request)))
    page.on("response", lambda answer: faults.extend(failure(answer)))
    if role in emails:
        sign_in(page, site.url, emails[role], PASSWORD)

    for name in tour(site.app, page, site.url, each=1):
        if name in looked_at:
            continue
        looked_at.add(name)
        faults += [f"{name}: {fault}" for fault in look_at(page)]
        if refused_form(page):
            faults += [f"{name}, refused: {fault}" for fault in look_at(page)]

    context.close()
    assert not faults, "\n".join(faults)


def cut_off(request: Request) -> list[str]:
    """What could not be loaded; not what the browser gave up because it went on to the next page."""
    gave_up = "ERR_ABORTED" in (request.failure or "")
    return [] if gave_up else [f"{request.url} could not be loaded: {request.failure}"]


def failure(answer: Response) -> list[str]:
    """What must not happen on the way: a failure of ours, or a file of a page that is not there."""
    is_file = answer.request.resource_type != "document"
    bad = answer.status >= 500 or (is_file and answer.status >= 400)
    return [f"{answer.request.method} {answer.url} answered {answer.status}"] if bad else []


def look_at(page: Page) -> list[str]:
    return [*violations(page, Axe()), *(f"sticks out at 320 px: {what}" for what in overflow(page))]
