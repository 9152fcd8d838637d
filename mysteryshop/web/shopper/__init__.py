"""Shoppers: assignments and visits."""

from mysteryshop.web.shopper import views
from mysteryshop.web.shopper.blueprint import bp

__all__ = ["bp", "views"]
