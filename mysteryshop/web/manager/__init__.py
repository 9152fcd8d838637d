"""Account managers: fieldwork, review, customers' responses."""

from mysteryshop.web.manager import (
    assignments,
    locations,
    people,
    views,
    waves,
    wording,
)
from mysteryshop.web.manager.blueprint import bp

__all__ = [
    "assignments",
    "bp",
    "locations",
    "people",
    "views",
    "waves",
    "wording",
]
