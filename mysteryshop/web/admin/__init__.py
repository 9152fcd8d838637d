"""The agency's administrators: brands and people."""

from mysteryshop.web.admin import people, views
from mysteryshop.web.admin.blueprint import bp

__all__ = ["bp", "people", "views"]
