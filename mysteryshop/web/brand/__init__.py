"""Brand owners and location managers: scorecards and results."""

from mysteryshop.web.brand import views
from mysteryshop.web.brand.blueprint import bp

__all__ = ["bp", "views"]
