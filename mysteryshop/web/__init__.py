"""What the browser sees. Split by audience, because the audience is the boundary of access."""

from flask import Flask

from mysteryshop.web import admin, api, brand, manager, people, public, shopper, survey
from mysteryshop.web.public import preferences

# Importing an audience's package imports its view modules, which hang their routes on its blueprint.
BLUEPRINTS = (
    public.bp,
    preferences.bp,
    people.bp,
    admin.bp,
    manager.bp,
    brand.bp,
    shopper.bp,
    survey.bp,
    api.bp,
)


def register_blueprints(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
