"""The public survey page of a location."""

from mysteryshop.web.survey import views
from mysteryshop.web.survey.blueprint import bp

__all__ = ["bp", "views"]
