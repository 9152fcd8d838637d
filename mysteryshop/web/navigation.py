"""The navigation of the desk frame: which links a person sees, by role. Data first."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import gettext

from mysteryshop.domain.errors import N_
from mysteryshop.domain.people import ROLE_NAMES


@dataclass(frozen=True, slots=True)
class NavItem:
    url: str
    text: str
    current: bool
    count: int | None = None
    opens: str | None = None  # the role whose links begin here, where a person has several


# role -> (endpoint, words). The first entry of a role is its home. Who has several roles sees all, each once.
NAVIGATION: dict[str, list[tuple[str, str]]] = {
    "admin": [
        ("admin.home", N_("Start")),
        ("admin.brands", N_("Brands")),
        ("admin.people", N_("People")),
        ("manager.home", N_("Fieldwork")),
        ("manager.review", N_("Review")),
        ("manager.waves_home", N_("Waves")),
        ("manager.locations_home", N_("Locations")),
        ("manager.responses_home", N_("Answers")),
        ("brand.scorecards_home", N_("Scorecards")),
    ],
    "account_manager": [
        ("manager.home", N_("Start")),
        ("manager.review", N_("Review")),
        ("manager.waves_home", N_("Waves")),
        ("manager.locations_home", N_("Locations")),
        ("manager.responses_home", N_("Answers")),
        ("brand.scorecards_home", N_("Scorecards")),
        ("manager.people_of_brands", N_("People")),
        ("brand.results", N_("Results")),
        ("brand.reports", N_("Reports")),
    ],
    "brand_owner": [
        ("brand.home", N_("Start")),
        ("brand.results", N_("Results")),
        ("brand.audits", N_("Visits")),
        ("brand.reports", N_("Reports")),
        ("brand.scorecards_home", N_("Scorecards")),
    ],
    "location_manager": [
        ("brand.home", N_("Start")),
        ("brand.results", N_("Results")),
        ("brand.audits", N_("Visits")),
        ("brand.reports", N_("Reports")),
    ],
    "shopper": [
        ("shopper.home", N_("List")),
    ],
}
# Pages whose address lies under none of the links: endpoint -> the links it may belong to, the first that is there.
BELONGS_TO: dict[str, tuple[str, ...]] = {
    "brand.audit": ("brand.audits", "brand.results"),
    "brand.audits": ("brand.results",),
    "brand.location": ("brand.results",),
    "manager.area": ("manager.locations_home",),
    "manager.assignment": ("manager.waves_home",),
    "manager.import_visit_copy": ("manager.waves_home",),
    "manager.new_area": ("manager.locations_home",),
}
ROLE_ORDER = ("admin", "account_manager", "brand_owner", "location_manager", "shopper")


def navigation(
    roles: Collection[str], counts: dict[str, int] | None = None, brand_id: int | None = None
) -> list[NavItem]:
    """The links of a person with these roles, the current page's marked.

    :param counts: endpoint -> how many wait there, shown as a small number.
    :param brand_id: the brand of the page, or the only one a person has; pages of a brand are left out without it.
    """
    entries: dict[str, tuple[str, str]] = {}
    for role in ROLE_ORDER:
        if role in roles:
            entries.update((e, (words, role)) for e, words in NAVIGATION[role] if e not in entries)
    urls = {e: _url(e, brand_id) for e in entries}
    known = [(e, words, role, url) for e, (words, role) in entries.items() if (url := urls[e]) is not None]
    here = _belonging({e: url for e, _words, _role, url in known}) or _current([url for *_rest, url in known])
    items, last = [], known[0][2] if known else None
    for e, words, role, url in known:
        opens = gettext(ROLE_NAMES[role]) if role != last else None
        last = role
        items.append(NavItem(url, gettext(words), url == here, (counts or {}).get(e), opens))
    return items


def _url(endpoint: str, brand_id: int | None) -> str | None:
    if endpoint not in current_app.view_functions:
        return None
    if not current_app.url_map.is_endpoint_expecting(endpoint, "brand_id"):
        return url_for(endpoint)
    return None if brand_id is None else url_for(endpoint, brand_id=brand_id)


def _belonging(urls: dict[str, str]) -> str | None:
    """The address of the link that a page with an address of its own belongs to."""
    parents = () if request.endpoint in urls else BELONGS_TO.get(request.endpoint or "", ())
    return next((urls[parent] for parent in parents if parent in urls), None)


def _current(urls: list[str]) -> str | None:
    """The longest address that the page lies under: a wave's page marks "Waves", whatever the brand."""
    path = _without_brand(request.path)
    under = [url for url in urls if path.startswith(_without_brand(url))]
    return max(under, key=len, default=None)


def _without_brand(path: str) -> str:
    return re.sub(r"(?<!^/admin)/brands/(?:\d+/|(?=scorecards/))", "/", path.rstrip("/") + "/")
