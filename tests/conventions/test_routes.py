"""Every route says who may open it, and every changing one takes a token."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from mysteryshop.web.access import PUBLIC_ENDPOINTS, SIGNED_IN_ENDPOINTS
from mysteryshop.web.extensions import csrf
from mysteryshop.web.navigation import NAVIGATION
from tests.conventions.sources import no_faults

SAFE = {"GET", "HEAD", "OPTIONS"}


def test_every_route_declares_its_access(app: Flask):
    no_faults(
        (
            f"{rule.rule} ({rule.endpoint})"
            for rule in undeclared(app)
            if not rule.endpoint.startswith("security.")
        ),
        "Put @requires(...) or @public under the route; nothing may be open by forgetting.",
    )


def test_routes_of_libraries_that_nobody_listed_are_closed(app: Flask):
    client, adapter = app.test_client(), app.url_map.bind("127.0.0.1")
    addresses = [adapter.build(r.endpoint, dict.fromkeys(r.arguments, "x")) for r in undeclared(app)]
    no_faults(
        (address for address in addresses if client.get(address).status_code != 404),
        "web/access.py: deny_undeclared must answer 404.",
    )


def undeclared(app: Flask) -> list[Rule]:
    listed = PUBLIC_ENDPOINTS | SIGNED_IN_ENDPOINTS
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in listed and not hasattr(app.view_functions[rule.endpoint], "access")
    ]


def test_endpoints_listed_by_name_exist(app: Flask):
    no_faults(
        sorted((PUBLIC_ENDPOINTS | SIGNED_IN_ENDPOINTS) - set(app.view_functions)),
        "A library no longer has this endpoint: take it off the list in web/access.py.",
    )


def test_no_view_is_exempt_from_csrf(app: Flask):
    exempt = sorted(csrf._exempt_views) + [bp.name for bp in csrf._exempt_blueprints]
    no_faults(exempt, "A POST without a token lets another site press the button. Take the exemption away.")


def test_a_post_without_a_token_is_refused_everywhere(app: Flask):
    """400 comes before sign-in and before the look-up, so ids need not exist."""
    client = app.test_client()
    adapter = app.url_map.bind("127.0.0.1")
    faults = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - SAFE):
            values = {name: sample(rule._converters[name]) for name in rule.arguments}
            answer = client.open(adapter.build(rule.endpoint, values, method=method), method=method)
            if answer.status_code != 400:
                faults.append(f"{method} {rule.rule} answers {answer.status_code}, not 400")
    no_faults(faults, "CSRFProtect must see every changing request; see web/extensions.py.")


def sample(converter: object) -> object:
    return {
        "RowNumber": 1,
        "UUIDConverter": "00000000-0000-4000-8000-000000000000",
        "PathConverter": "x",
    }.get(type(converter).__name__, "x")


def test_changing_routes_do_not_answer_to_get(app: Flask):
    verbs = (
        "delete",
        "remove",
        "publish",
        "approve",
        "reject",
        "deactivate",
        "revoke",
        "renew",
        "close",
        "open",
    )
    no_faults(
        (
            f"{rule.rule} ({rule.endpoint})"
            for rule in app.url_map.iter_rules()
            if rule.endpoint.split(".")[-1].split("_")[0] in verbs
            and rule.methods
            and "POST" not in rule.methods
        ),
        "A link must change nothing: answer to POST.",
    )


@pytest.mark.parametrize("role", NAVIGATION)
def test_the_navigation_leads_to_pages_that_exist(app: Flask, role: str):
    no_faults(
        (endpoint for endpoint, _words in NAVIGATION[role] if endpoint not in app.view_functions),
        "web/navigation.py names an endpoint that no view has.",
    )
