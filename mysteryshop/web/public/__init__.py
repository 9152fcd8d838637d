"""Pages of everybody: the way in, health, language."""

from mysteryshop.web.public import views
from mysteryshop.web.public.blueprint import bp

__all__ = ["bp", "views"]
