"""Account managers: fieldwork, review, customers' responses."""

from mysteryshop.web.manager import views
from mysteryshop.web.manager.blueprint import bp

__all__ = ["bp", "views"]
