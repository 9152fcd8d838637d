"""The blueprint, apart from its views, so that every view module can hang its routes on it."""

from flask import Blueprint

bp = Blueprint("people", __name__)
