"""Reports need translations, so an application context; no database and no request."""

import pytest
from flask import Flask
from flask_babel import Babel


@pytest.fixture
def words_app():
    app = Flask("reports")
    Babel(app)
    with app.app_context():
        yield app
