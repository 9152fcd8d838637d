"""Nobody reads or changes what is not theirs. Every route of the URL map is asked, with ids that exist.

Two full brands stand there. First the rightful person asks, gets an answer and (where the route changes something)
changes something; that is undone. Then every stranger asks the same: other roles of the brand, the same roles of the
other brand, also with their own brand in the address and this brand's ids behind it, a deactivated person, nobody.
Each gets 404 (or the way to sign-in) and the database is as it was.

**A new route?** A page that only shows something is tested without an entry if the world (tests/rights_world.py)
knows the places in its address; else add the row there, and name it in VALUES of tests/web/rights_table.py. A route
that changes something needs an entry in CHANGES there: what is sent.
"""

import io
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from mysteryshop import clock
from mysteryshop.domain.access import ROLES_THAT_MAY
from mysteryshop.extensions import db
from tests.browsing import TOKEN, Browsing
from tests.factories import NOW, make_user
from tests.rights_world import Known, Side, dump, known, make_side
from tests.web.forms_on_pages import form_for
from tests.web.rights_table import CHANGES, NOT_ASKED, NOT_ASKED_BLUEPRINTS, OPEN_TO_ALL, VALUES, Change

SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass
class World:
    app: Flask
    ours: Side
    theirs: Side
    admin: Known
    before: dict[str, Any]
    tokens: dict[int, tuple[Browsing, str]] = field(default_factory=dict)

    def with_token(self, person: Known | None) -> tuple[Browsing, str]:
        """A browser of this person and the token of a page of its own; opened once."""
        key = person.id if person else 0
        if key not in self.tokens:
            browser = self.browser(person)
            home = browser.get("/account" if person is not None and person.active else "/login")
            self.tokens[key] = browser, TOKEN.search(home.text)[1]
        return self.tokens[key]

    def browser(self, person: Known | None) -> Browsing:
        self.app.test_client_class = Browsing
        browser: Browsing = self.app.test_client()  # type: ignore[assignment]
        if person is not None:
            with browser.session_transaction() as session:
                session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
        return browser


@pytest.fixture(scope="module")
def world(lasting_app: Flask):
    """Made once; every test undoes what it does."""
    with lasting_app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "utc_now", lambda: NOW)
        patch.setitem(lasting_app.config, "PUBLIC_URL", "https://shop.example.com")
        engine = db.engine
        connection = engine.connect().execution_options(writes=True)
        outer = connection.begin()
        db._app_engines[lasting_app][None] = connection
        try:
            ours, theirs = make_side("ZQOURS"), make_side("ZQTHEIRS")
            admin = known(make_user("admin", name="The Admin"))
            db.session.remove()
            yield World(lasting_app, ours, theirs, admin, dump(db.engine))
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            db._app_engines[lasting_app][None] = engine


@pytest.fixture
def undone(world: World):
    """What happens inside is rolled back."""
    db.session.remove()
    savepoint = db.engine.begin_nested()
    yield world
    db.session.remove()
    if savepoint.is_active:
        savepoint.rollback()


# ---- who asks


def permission_of(app: Flask, rule: Rule) -> str:
    return str(getattr(app.view_functions[rule.endpoint], "access", "public"))


def rightful(world: World, rule: Rule) -> Any:
    permission = permission_of(world.app, rule)
    role = {
        "administer": None,
        "manage brand": "account_manager",
        "build scorecards": "brand_owner",
        "read results": "brand_owner",
        "fill audits": "shopper",
        "have an account": "brand_owner",
    }[permission]
    return world.ours.known[role] if role else world.admin


def strangers(world: World, rule: Rule) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Name -> (person, other ids in the address). Whoever is listed must find nothing."""
    permission, ours, theirs = permission_of(world.app, rule), world.ours, world.theirs
    allowed = ROLES_THAT_MAY[permission]
    found: dict[str, tuple[Any, dict[str, Any]]] = {}
    for name, person in ours.known.items():
        role = person.role
        if name == "deactivated" or role in allowed:
            continue
        found[f"{name} of the brand"] = (person, {})
    if "admin" not in allowed:
        found["admin"] = (world.admin, {})
    if rule.arguments:
        for name, person in theirs.known.items():
            if name != "deactivated":
                found[f"{name} of the other brand"] = (person, {})
        if "brand_id" in rule.arguments and len(rule.arguments) > 1:
            manager = theirs.known[
                "brand_owner" if permission in ("build scorecards", "read results") else "account_manager"
            ]
            found["with the own brand in the address"] = (manager, {"brand_id": theirs.ids["brand_id"]})
        if permission == "fill audits":
            found["another shopper of the brand"] = (ours.known["other_shopper"], {})
        if permission == "read results" and {"location_id", "audit_id", "report_id"} & rule.arguments:
            found["manager of another location"] = (ours.known["location_manager_elsewhere"], {})
    if permission == "have an account" and not rule.arguments:
        found.clear()  # everybody's own page; it shows nobody else's
    if permission == "administer":
        found.pop("admin", None)
    return found


# ---- what is asked


def value_names(rule: Rule) -> dict[str, str]:
    blueprint = rule.endpoint.split(".")[0]
    named = VALUES.get(blueprint, {}) | VALUES.get(rule.endpoint, {})
    return {place: named.get(place, place) for place in rule.arguments}


def address(world: World, rule: Rule, method: str, instead: dict[str, Any] | None = None) -> str:
    values = {}
    for place, name in value_names(rule).items():
        options = getattr(rule._converters[place], "items", None)
        values[place] = world.ours.ids[name] if name in world.ours.ids else sorted(options)[0]
    values |= {k: v for k, v in (instead or {}).items() if k in values}
    path = world.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
    query = CHANGES[rule.endpoint].query if rule.endpoint in CHANGES else ""
    return path + ("?" + query.format(**world.ours.ids) if query else "")


def ask(world: World, person: Any | None, rule: Rule, method: str, path: str) -> Any:
    """Send the request as this person would: with the token of a page of their own."""
    browser, token = world.with_token(person)
    if method == "GET":
        return browser.get(path)
    change = CHANGES[rule.endpoint]
    if change.raw is not None:
        data, headers = change.raw(world.ours)
        headers |= {"X-CSRFToken": token, "X-User": str(person.id if person else 0)}
        return browser.open(path, method=method, data=data, headers=headers)
    page = (change.page or path).format(**world.ours.ids)
    opened = browser.get(page)
    shown = (
        form_for(opened.text, path.split("?")[0])
        if opened.status_code == 200 and opened.mimetype == "text/html"
        else {}
    )
    ids = world.ours.ids
    form = shown | {name: value.format(**ids) for name, value in change.form.items()} | {"csrf_token": token}
    if change.file is not None:
        field_name, content, name = change.file
        form[field_name] = (io.BytesIO(content(world.ours) if callable(content) else content), name)
    return browser.open(path, method=method, data=form, content_type="multipart/form-data")


def rules(app: Flask) -> list[tuple[Rule, str]]:
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in NOT_ASKED and rule.endpoint.split(".")[0] not in NOT_ASKED_BLUEPRINTS
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "asked" not in metafunc.fixturenames:
        return
    # Only the map of addresses is wanted here: collecting must not need a database.
    from mysteryshop.web import BLUEPRINTS

    bare = Flask("rights")
    for blueprint in BLUEPRINTS:
        bare.register_blueprint(blueprint)
    names = [f"{method} {rule.endpoint}" for rule, method in rules(bare) if rule.endpoint not in OPEN_TO_ALL]
    metafunc.parametrize("asked", names)


def the_rule(app: Flask, asked: str) -> tuple[Rule, str]:
    return next((rule, method) for rule, method in rules(app) if f"{method} {rule.endpoint}" == asked)


def changed_tables(world: World, rule: Rule) -> list[str]:
    """The tables that are not as they were before the test."""
    db.session.remove()
    kept = CHANGES[rule.endpoint].keeps if rule.endpoint in CHANGES else ()
    return [name for name, rows in dump(db.engine).items() if rows != world.before[name] and name not in kept]


# ---- the tests


def test_every_route_has_what_this_test_needs(world: World):
    faults = []
    for rule, method in rules(world.app):
        if rule.endpoint in OPEN_TO_ALL:
            continue
        for place, name in value_names(rule).items():
            if name not in world.ours.ids and not getattr(rule._converters[place], "items", None):
                faults.append(
                    f"{rule.rule} ({rule.endpoint}): the world has no “{name}”. Make such a row in "
                    "tests/rights_world.py and put its id into side.ids, "
                    "or name another one in VALUES of tests/web/rights_table.py."
                )
        if method not in SAFE and rule.endpoint not in CHANGES:
            faults.append(
                f"{method} {rule.rule} ({rule.endpoint}): add an entry to CHANGES in tests/web/rights_table.py "
                "that says what the rightful "
                "person sends, so that something changes."
            )
    assert not faults, "\n".join(["", *faults])


def test_the_table_names_no_route_that_is_gone(app_endpoints: set[str]):
    blueprints = {name.split(".")[0] for name in app_endpoints}
    gone = sorted({*CHANGES, *OPEN_TO_ALL, *VALUES} - app_endpoints - blueprints)
    assert not gone, f"Take these out of tests/web/rights_table.py: {', '.join(gone)}"


@pytest.fixture
def app_endpoints(lasting_app: Flask) -> set[str]:
    return set(lasting_app.view_functions)


def test_the_rightful_person_gets_an_answer_and_changes_something(undone: World, asked: str):
    rule, method = the_rule(undone.app, asked)
    path = address(undone, rule, method)

    answer = ask(undone, rightful(undone, rule), rule, method, path)

    change = CHANGES.get(rule.endpoint, Change())
    assert answer.status_code in change.statuses, (
        f"{asked} {path} answers {answer.status_code}\n{answer.text[:3000]}"
    )
    answer.close()
    changed = changed_tables(undone, rule)
    if method in SAFE:
        assert not changed, f"{asked} is only a look, but changed {changed}"
    else:
        assert bool(changed) == change.changes, (
            f"{asked} {path} ({answer.status_code}, to {answer.location}) changed {changed}"
        )


def test_strangers_find_nothing_and_change_nothing(undone: World, asked: str):
    rule, method = the_rule(undone.app, asked)
    for name, (person, instead) in strangers(undone, rule).items():
        path = address(undone, rule, method, instead)
        answer = ask(undone, person, rule, method, path)
        assert answer.status_code == 404, f"{name}: {method} {path} answers {answer.status_code}, not 404"
        answer.close()
    assert not changed_tables(undone, rule), f"One of the strangers changed the database by {asked}"


def test_deactivated_people_and_nobody_are_sent_to_sign_in(undone: World, asked: str):
    rule, method = the_rule(undone.app, asked)
    path = address(undone, rule, method)
    for person in (undone.ours.known["deactivated"], None):
        answer = ask(undone, person, rule, method, path)
        if path.startswith("/api/"):
            assert (answer.status_code, answer.is_json) == (401, True), (
                f"{method} {path}: {answer.status_code}"
            )
        else:
            assert answer.status_code == 302, f"{method} {path}: {answer.status_code}"
            assert answer.location.startswith("/login"), f"{method} {path} leads to {answer.location}"
    assert not changed_tables(undone, rule), f"{method} {path} changed the database"


def test_the_other_brands_pages_never_name_this_one(undone: World):
    """Lists and homes have no ids in their address: everybody has their own, and it shows their own."""
    faults = []
    for rule, method in rules(undone.app):
        if method != "GET" or permission_of(undone.app, rule) in ("administer", "public"):
            continue
        own = {name: undone.theirs.ids.get(real) for name, real in value_names(rule).items()}
        if None in own.values():
            continue
        path = undone.app.url_map.bind("localhost").build(rule.endpoint, own)
        allowed = ROLES_THAT_MAY[permission_of(undone.app, rule)]
        for name, person in undone.theirs.known.items():
            if name == "deactivated" or person.role not in allowed:
                continue
            answer = undone.browser(person).get(path)
            if answer.status_code == 200 and undone.ours.mark.encode() in answer.data:
                faults.append(f"{path} shows {undone.ours.mark} to {name} of the other brand")
            answer.close()
    assert not faults, "\n".join(["", *faults])
