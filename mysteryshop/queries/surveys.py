"""The public survey pages of locations."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from mysteryshop.extensions import db
from mysteryshop.models import Brand, Location, Response, SurveyLink
from mysteryshop.queries.imports import situation_keys


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """What a token leads to. `revoked`: the address was renewed; printed sheets with it are old."""

    token: str
    brand_id: int
    brand_name: str
    location_id: int
    location_name: str
    time_zone: str
    closed_on: date | None
    revoked: bool
    situations: tuple[str, ...]

    def takes_answers(self, today: date) -> bool:
        """:param today: at the location."""
        return not self.revoked and (self.closed_on is None or today < self.closed_on)


@dataclass(frozen=True, slots=True)
class LocationSurvey:
    """A location with the token of its survey page; None when it has none yet."""

    location_id: int
    name: str
    city: str
    token: str | None
    answers: int  # that came in through survey pages, ever


def find_survey_page(token: str) -> SurveyPage | None:
    row = db.session.execute(
        select(SurveyLink, Brand.name, Location)
        .join(Brand, Brand.id == SurveyLink.brand_id)
        .join(Location, Location.id == SurveyLink.location_id)
        .where(SurveyLink.token == token)
    ).one_or_none()
    if row is None:
        return None
    link, brand_name, location = row
    return SurveyPage(
        link.token,
        link.brand_id,
        brand_name,
        location.id,
        location.name,
        location.time_zone,
        location.closed_on,
        link.revoked_at is not None,
        situation_keys(link.brand_id),
    )


def location_surveys(brand_id: int, today: date, location_id: int | None = None) -> list[LocationSurvey]:
    """The brand's locations that are open, by name, or only the one asked for (an empty list: not the brand's)."""
    answers = (
        select(func.count())
        .where(Response.brand_id == brand_id, Response.location_id == Location.id, Response.source == "open")
        .scalar_subquery()
    )
    live = and_(SurveyLink.location_id == Location.id, SurveyLink.revoked_at.is_(None))
    found = (
        select(Location.id, Location.name, Location.city, SurveyLink.token, answers)
        .outerjoin(SurveyLink, live)
        .where(Location.brand_id == brand_id)
        .where(Location.closed_on.is_(None) | (Location.closed_on > today))
        .order_by(Location.name, Location.id)
    )
    if location_id is not None:
        found = found.where(Location.id == location_id)
    return [LocationSurvey(*row) for row in db.session.execute(found)]
