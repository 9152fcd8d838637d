"""The navigation of the desk frame: which links a person sees, by role. Data first."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext

from mysteryshop.domain.errors import N_


@dataclass(frozen=True, slots=True)
class NavItem:
    url: str
    text: str
    current: bool
    count: int | None = None


# role -> (endpoint, words). The first entry of a role is its home. Who has several roles sees all, each once.
NAVIGATION: dict[str, list[tuple[str, str]]] = {
    "admin": [
        ("admin.home", N_("Start")),
        ("admin.brands", N_("Brands")),
        ("admin.people", N_("People")),
        ("manager.home", N_("Fieldwork")),
        ("manager.waves_home", N_("Waves")),
        ("manager.locations_home", N_("Locations")),
    ],
    "account_manager": [
        ("manager.home", N_("Start")),
        ("manager.waves_home", N_("Waves")),
        ("manager.locations_home", N_("Locations")),
        ("manager.people_of_brands", N_("People")),
    ],
    "brand_owner": [
        ("brand.home", N_("Start")),
    ],
    "location_manager": [
        ("brand.home", N_("Start")),
    ],
    "shopper": [
        ("shopper.home", N_("List")),
    ],
}
ROLE_ORDER = ("admin", "account_manager", "brand_owner", "location_manager", "shopper")


def navigation(roles: Collection[str], counts: dict[str, int] | None = None) -> list[NavItem]:
    """The links of a person with these roles, the current page's marked.

    :param counts: endpoint -> how many wait there, shown as a small number.
    """
    entries: dict[str, str] = {}
    for role in ROLE_ORDER:
        if role in roles:
            entries.update(
                (endpoint, words) for endpoint, words in NAVIGATION[role] if endpoint not in entries
            )
    known = [(e, words, url_for(e)) for e, words in entries.items() if e in current_app.view_functions]
    here = _current([url for _e, _words, url in known])
    return [NavItem(url, gettext(words), url == here, (counts or {}).get(e)) for e, words, url in known]


def _current(urls: list[str]) -> str | None:
    """The longest address that the page lies under: a wave's page marks "Waves"."""
    path = re.sub(
        r"/brands/\d+/", "/", request.path.rstrip("/") + "/"
    )  # a brand's waves lie under "Waves" too
    under = [url for url in urls if path.startswith(url.rstrip("/") + "/")]
    return max(under, key=len, default=None)


def home_endpoint(roles: Collection[str]) -> str | None:
    """Where a person with these roles lands; None for somebody without a role."""
    for role in ROLE_ORDER:
        if role in roles and NAVIGATION[role][0][0] in current_app.view_functions:
            return NAVIGATION[role][0][0]
    return None


def context(roles: Collection[str]) -> dict[str, Any]:
    """What the context processor adds."""
    return {"navigation": navigation(roles)}
