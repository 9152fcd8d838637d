"""Mysteryshop: mystery-shopping audits beside what customers say."""

from typing import Any

from flask import Flask

from mysteryshop import cli
from mysteryshop.extensions import Base, db, init_database
from mysteryshop.jobs import queue
from mysteryshop.web import (
    access,
    assets,
    errors,
    filters,
    frame,
    headers,
    limits,
    odd_input,
    origin,
    register_blueprints,
    security,
)
from mysteryshop.web.extensions import babel, compress, csrf
from mysteryshop.web.i18n import current_language
from mysteryshop.web.uploads import AppRequest


class MigrateLater:
    """Stands for Flask-Migrate until a command asks for it: a web worker starts without Alembic, a tenth sooner."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate

        Migrate(self._app, db, directory="migrations", metadata=Base.metadata)  # takes this one's place
        return getattr(self._app.extensions["migrate"], name)


def create_app(config: dict[str, Any]) -> Flask:
    """Wire the program together, in reading order.

    :param config: as `config.load_config` returns it.
    """
    app = Flask(__name__, template_folder="../templates", static_folder=None)
    app.request_class = AppRequest
    app.config.update(config)
    init_database(app)
    queue.register(app)
    app.extensions["migrate"] = MigrateLater(app)
    babel.init_app(app, locale_selector=current_language)
    odd_input.register(app)
    origin.register(app)
    compress.init_app(app)
    csrf.init_app(app)
    limits.register(app)
    security.register(app)
    access.register(app)
    errors.register(app)
    filters.register(app)
    frame.register(app)
    assets.register(app)
    headers.register(app)
    register_blueprints(app)
    cli.register(app)
    return app
