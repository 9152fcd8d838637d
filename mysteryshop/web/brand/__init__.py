"""Brand owners and location managers: scorecards and results."""

from mysteryshop.web.brand import reports, results, scorecard_builder, scorecards, views
from mysteryshop.web.brand.blueprint import bp

__all__ = ["bp", "reports", "results", "scorecard_builder", "scorecards", "views"]
