"""Account managers: fieldwork, review, customers' responses."""

from mysteryshop.web.manager import locations, people, views, wording
from mysteryshop.web.manager.blueprint import bp

__all__ = ["bp", "locations", "people", "views", "wording"]
