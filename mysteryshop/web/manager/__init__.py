"""Account managers: fieldwork, review, customers' responses."""

from mysteryshop.web.manager import locations, views, wording
from mysteryshop.web.manager.blueprint import bp

__all__ = ["bp", "locations", "views", "wording"]
