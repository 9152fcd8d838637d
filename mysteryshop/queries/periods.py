"""The periods of a brand: its waves, and the months and quarters that hold any figures."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from mysteryshop.domain.periods import (
    Period,
    PeriodKind,
    WaveSlug,
    month_of,
    months_until,
    parse_slug,
    quarter_of,
)
from mysteryshop.extensions import db
from mysteryshop.models import Audit, Response, Wave

MONTHS_OFFERED = 12
WAVES_OFFERED = 24


@dataclass(frozen=True, slots=True)
class PeriodChoices:
    """What a reader may choose from, newest first in each group."""

    waves: tuple[Period, ...]
    months: tuple[Period, ...]
    quarters: tuple[Period, ...]

    @property
    def newest(self) -> Period | None:
        """The wave that a page opens with, or the newest month; None before anything was measured."""
        return next(iter((*self.waves, *self.months)), None)


def period_choices(brand_id: int) -> PeriodChoices:
    """The brand's opened waves, and the last twelve months and the quarters up to its newest figure."""
    waves = db.session.scalars(
        select(Wave)
        .where(Wave.brand_id == brand_id, Wave.state != "planned")
        .order_by(Wave.starts_on.desc(), Wave.id.desc())
        .limit(WAVES_OFFERED)
    )
    days = [day for day in _days_with_figures(brand_id) if day is not None]
    months: list[Period] = []
    if days:
        earliest = month_of(min(days)).since
        months = [m for m in reversed(months_until(max(days), MONTHS_OFFERED)) if m.since >= earliest]
    quarters = dict.fromkeys(quarter_of(month.since) for month in months)
    return PeriodChoices(tuple(_period(wave) for wave in waves), tuple(months), tuple(quarters))


def _days_with_figures(brand_id: int) -> list[date | None]:
    """First and last day of approved audits and of answers."""
    visited = db.session.execute(
        select(func.min(Audit.visited_on), func.max(Audit.visited_on)).where(
            Audit.brand_id == brand_id, Audit.state == "approved"
        )
    ).one()
    answered = db.session.execute(
        select(func.min(Response.answered_on), func.max(Response.answered_on)).where(
            Response.brand_id == brand_id
        )
    ).one()
    return [*visited, *answered]


def find_period(brand_id: int, slug: str) -> Period | None:
    """The period an address names; None when it is none, or a wave of another brand or one not opened."""
    parsed = parse_slug(slug)
    if not isinstance(parsed, WaveSlug):
        return parsed
    wave = db.session.scalar(
        select(Wave).where(Wave.id == parsed.wave_id, Wave.brand_id == brand_id, Wave.state != "planned")
    )
    return _period(wave) if wave else None


def period_before(brand_id: int, period: Period) -> Period | None:
    """What a period is compared with: the month or quarter before, or the brand's wave that began before."""
    if period.kind is not PeriodKind.WAVE:
        return period.before()
    wave = db.session.scalar(
        select(Wave)
        .where(
            Wave.brand_id == brand_id,
            Wave.state != "planned",
            Wave.id != period.wave_id,
            Wave.starts_on < period.since,
        )
        .order_by(Wave.starts_on.desc(), Wave.id.desc())
        .limit(1)
    )
    return _period(wave) if wave else None


def _period(wave: Wave) -> Period:
    return Period(PeriodKind.WAVE, wave.starts_on, wave.ends_on, wave.id, wave.name)
