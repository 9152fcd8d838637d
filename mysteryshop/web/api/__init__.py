"""JSON for the phone."""

from mysteryshop.web.api import views
from mysteryshop.web.api.blueprint import bp

__all__ = ["bp", "views"]
