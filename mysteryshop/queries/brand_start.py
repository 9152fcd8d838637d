"""What a brand's people need to know when they come in: how far the brand is, and where its newest figures are."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select

from mysteryshop.extensions import db
from mysteryshop.models import Audit, Location, Response, Scorecard, ScorecardVersion, Wave


@dataclass(frozen=True, slots=True)
class BrandStart:
    """How far a brand is on its way to its first results.

    :param open_wave: the name of the wave in the field, the newest if several; None when none is.
    """

    has_scorecard: bool
    has_published: bool
    locations: int
    open_wave: str | None
    has_results: bool


def brand_start(brand_id: int) -> BrandStart:
    """Where a brand stands; one small statement each."""

    def any_of(*where: object) -> bool:
        return bool(db.session.scalar(select(exists().where(*where))))  # type: ignore[arg-type]

    return BrandStart(
        has_scorecard=any_of(Scorecard.brand_id == brand_id),
        has_published=any_of(ScorecardVersion.brand_id == brand_id),
        locations=db.session.scalar(
            select(func.count()).select_from(Location).where(Location.brand_id == brand_id)
        )
        or 0,
        open_wave=db.session.scalar(
            select(Wave.name)
            .where(Wave.brand_id == brand_id, Wave.state == "open")
            .order_by(Wave.starts_on.desc(), Wave.id.desc())
            .limit(1)
        ),
        has_results=any_of(Audit.brand_id == brand_id, Audit.state == "approved")
        or any_of(Response.brand_id == brand_id),
    )
