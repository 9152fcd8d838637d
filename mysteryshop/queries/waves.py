"""Waves and how far they have come."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit, Wave, WaveShopper


@dataclass(frozen=True, slots=True)
class WaveRow:
    """A wave with its progress. `planned` counts its assignments without the cancelled ones."""

    id: int
    brand_id: int
    name: str
    starts_on: date
    ends_on: date
    state: str
    notice_on: date | None
    planned: int
    unassigned: int
    sent: int  # visits made, whatever the review says
    approved: int

    @property
    def done_percent(self) -> float:
        """Approved of planned, 0 to 100, for a bar; 0 when nothing is planned."""
        return 100 * self.approved / self.planned if self.planned else 0.0


def list_waves(brand_id: int, *, wave_id: int | None = None) -> list[WaveRow]:
    """The brand's waves, the latest first; `wave_id` for one of them."""
    live = Assignment.state != "cancelled"
    counts = (
        select(
            Assignment.wave_id,
            func.sum(case((live, 1), else_=0)).label("planned"),
            func.sum(case((Assignment.state == "open", 1), else_=0)).label("unassigned"),
            func.sum(case((Assignment.state == "done", 1), else_=0)).label("sent"),
        )
        .where(Assignment.brand_id == brand_id)
        .group_by(Assignment.wave_id)
        .subquery()
    )
    approved = (
        select(Assignment.wave_id, func.count().label("approved"))
        .join(Audit, Audit.assignment_id == Assignment.id)
        .where(Assignment.brand_id == brand_id, Audit.state == "approved")
        .group_by(Assignment.wave_id)
        .subquery()
    )
    statement = (
        select(Wave, counts.c.planned, counts.c.unassigned, counts.c.sent, approved.c.approved)
        .outerjoin(counts, counts.c.wave_id == Wave.id)
        .outerjoin(approved, approved.c.wave_id == Wave.id)
        .where(Wave.brand_id == brand_id)
        .order_by(Wave.starts_on.desc(), Wave.id.desc())
    )
    if wave_id is not None:
        statement = statement.where(Wave.id == wave_id)
    return [
        WaveRow(
            wave.id,
            wave.brand_id,
            wave.name,
            wave.starts_on,
            wave.ends_on,
            wave.state,
            wave.notice_on,
            *(int(count or 0) for count in numbers),
        )
        for wave, *numbers in db.session.execute(statement)
    ]


def find_wave(brand_id: int, wave_id: int) -> Wave | None:
    return db.session.scalars(select(Wave).where(Wave.brand_id == brand_id, Wave.id == wave_id)).one_or_none()


def shopper_number(wave_id: int, shopper_id: int) -> int | None:
    """The number that a brand sees instead of the shopper in this wave."""
    return db.session.scalar(
        select(WaveShopper.number).where(WaveShopper.wave_id == wave_id, WaveShopper.shopper_id == shopper_id)
    )
