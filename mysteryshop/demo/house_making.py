"""Makes a brand of the demo: its areas, locations, people and published scorecard."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mysteryshop.demo.houses import House, Spot
from mysteryshop.demo.people import Inviter
from mysteryshop.domain.access import Viewer
from mysteryshop.domain.people import Post
from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.domain.scorecard_templates import eight_criteria
from mysteryshop.queries.assignments import newest_versions
from mysteryshop.services.brands import BrandSettings, create_brand
from mysteryshop.services.locations import LocationDetails, add_area, add_location
from mysteryshop.services.scorecards import create_scorecard, publish_draft
from mysteryshop.services.surveys import make_survey_pages

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Made:
    """A brand of the demo as it stands in the database."""

    house: House
    brand_id: int
    locations: dict[str, int]  # by name
    document: dict[str, Any]
    version_id: int
    words: dict[str, Any]


def make_house(house: House, admin: Viewer, *, opened_lately: datetime, now: datetime) -> Made:
    """The brand with everything but people and fieldwork."""
    settings = BrandSettings(
        name=house.name,
        languages=house.languages,
        currency=house.currency,
        accent=house.accent,
        second_colour=house.second_colour,
        allows_staff_questions=False,
        shows_visit_time=False,
    )
    brand_id = create_brand(admin, settings, None, now=now)
    by = admin.user_id
    areas: dict[tuple[str, ...], int] = {}
    locations = {}
    for spot in house.spots:
        area_id = _area(brand_id, spot.area, areas, by=by, now=now)
        details = _details(house, spot, area_id, opened_lately)
        locations[spot.name] = add_location(brand_id, details, by=by, now=now)
    make_survey_pages(brand_id, by=by, now=now)
    document = _document(house)
    scorecard_id = create_scorecard(brand_id, document, by=by, now=now)
    publish_draft(brand_id, scorecard_id, 1, by=by, now=now)
    words = json.loads((HERE / "words.json").read_text("utf-8"))[house.key]
    return Made(house, brand_id, locations, document, newest_versions(brand_id)[0].id, words)


def bring_shoppers(made: Made, inviter: Inviter) -> list[tuple[int, str]]:
    """The brand's shoppers: id and language. They cannot sign in: nobody knows their password."""
    house, post = made.house, Post("shopper", made.brand_id)
    return [
        (inviter.bring(f"shopper{at}@{house.key}.example", name, post, house.name, language), language)
        for at, (name, language) in enumerate(house.shoppers, 1)
    ]


def _area(
    brand_id: int, path: tuple[str, ...], known: dict[tuple[str, ...], int], *, by: int, now: datetime
) -> int:
    for depth in range(1, len(path) + 1):
        if path[:depth] not in known:
            parent = known.get(path[: depth - 1])
            known[path[:depth]] = add_area(brand_id, path[depth - 1], parent, by=by, now=now)
    return known[path]


def _details(house: House, spot: Spot, area_id: int, opened_lately: datetime) -> LocationDetails:
    return LocationDetails(
        name=spot.name,
        area_id=area_id,
        time_zone=house.time_zone,
        external_id=spot.number,
        address=spot.address,
        city=spot.city,
        opened_on=opened_lately.date() if spot.is_new else None,
    )


def _document(house: House) -> dict[str, Any]:
    if house.key == "lodos":
        bank: dict[str, Any] = parse_json((HERE / "bank_scorecard.json").read_bytes())
        return bank
    return eight_criteria(list(house.languages))
