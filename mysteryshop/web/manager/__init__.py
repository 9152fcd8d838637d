"""Account managers: fieldwork, review, customers' responses."""

from mysteryshop.web.manager import (
    assignments,
    copies,
    corrections,
    imports,
    location_imports,
    locations,
    people,
    photos,
    reports,
    responses,
    reviews,
    survey_pages,
    views,
    waves,
    wording,
)
from mysteryshop.web.manager.blueprint import bp

__all__ = [
    "assignments",
    "bp",
    "copies",
    "corrections",
    "imports",
    "location_imports",
    "locations",
    "people",
    "photos",
    "reports",
    "responses",
    "reviews",
    "survey_pages",
    "views",
    "waves",
    "wording",
]
