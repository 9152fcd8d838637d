"""What waits for a manager, over all brands that are theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from mysteryshop.domain.windows import local_date
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit, Brand, Location, Report, ScorecardVersion, Wave
from mysteryshop.queries.assignments import window_of

NEW_REPORT_DAYS = 7


@dataclass(frozen=True, slots=True)
class WaveTask:
    """Something to do in one wave; `count` is 0 where nothing is counted."""

    brand_id: int
    brand_name: str
    wave_id: int
    wave_name: str
    what: str  # notice, open, unassigned, overdue, close
    count: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class SetupTask:
    """What a brand without a wave needs next on the way to its first one."""

    brand_id: int
    brand_name: str
    what: str  # locations, scorecard, wave


@dataclass(frozen=True, slots=True)
class BrandTasks:
    """The numbers of one brand on the home page."""

    brand_id: int
    brand_name: str
    to_review: int
    held: int
    returned: int
    new_reports: int  # made in the last days


def wave_tasks(brands: Sequence[Brand], now: datetime) -> list[WaveTask]:
    """What is to be done in waves that are not closed, the most urgent kind first, then by the wave's start."""
    names = {brand.id: brand.name for brand in brands}
    waves = db.session.scalars(
        select(Wave).where(Wave.brand_id.in_(names), Wave.state != "closed").order_by(Wave.starts_on, Wave.id)
    ).all()
    open_ones = _unfinished([wave.id for wave in waves])
    tasks: list[WaveTask] = []
    for wave in waves:
        rows = open_ones.get(wave.id, [])
        for what, count in _of_wave(wave, rows, now):
            task = WaveTask(
                wave.brand_id,
                names[wave.brand_id],
                wave.id,
                wave.name,
                what,
                count,
                wave.starts_on,
                wave.ends_on,
            )
            tasks.append(task)
    order = ("overdue", "notice", "unassigned", "open", "close")
    return sorted(tasks, key=lambda task: (order.index(task.what), task.starts_on, task.wave_id))


def _of_wave(wave: Wave, rows: Sequence[Assignment], now: datetime) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    if wave.state == "planned":
        found.append(("notice", 0) if wave.notice_on is None else ("open", 0))
    unassigned = sum(row.state == "open" for row in rows)
    overdue = sum(row.state != "open" and window_of(row).judge(now) == "over" for row in rows)
    if unassigned:
        found.append(("unassigned", unassigned))
    if wave.state == "open" and overdue:
        found.append(("overdue", overdue))
    if wave.state == "open" and wave.ends_on < local_date(now, "UTC"):
        found.append(("close", 0))
    return found


def _unfinished(wave_ids: Sequence[int]) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = {}
    rows = db.session.scalars(
        select(Assignment).where(
            Assignment.wave_id.in_(wave_ids), Assignment.state.in_(("open", "assigned", "started"))
        )
    )
    for row in rows:
        found.setdefault(row.wave_id, []).append(row)
    return found


def setup_tasks(brands: Sequence[Brand]) -> list[SetupTask]:
    """One task for each brand that never had a wave; three statements whatever the number of brands."""
    columns = (Wave.brand_id, ScorecardVersion.brand_id, Location.brand_id)
    ids = [brand.id for brand in brands]
    waves, scorecards, locations = (
        set(db.session.scalars(select(column).where(column.in_(ids)).distinct())) for column in columns
    )
    return [
        SetupTask(
            brand.id,
            brand.name,
            "wave"
            if brand.id in locations & scorecards
            else "scorecard"
            if brand.id in locations
            else "locations",
        )
        for brand in brands
        if brand.id not in waves
    ]


def brand_tasks(brands: Sequence[Brand], now: datetime) -> list[BrandTasks]:
    """The numbers of each brand, in the order given; three statements whatever the number of brands."""
    ids = [brand.id for brand in brands]
    states = {
        (brand_id, state): count
        for brand_id, state, count in db.session.execute(
            select(Audit.brand_id, Audit.state, func.count())
            .where(Audit.brand_id.in_(ids), Audit.state.in_(("submitted", "held", "returned")))
            .group_by(Audit.brand_id, Audit.state)
        )
    }
    new_reports = db.session.execute(
        select(Report.brand_id, func.count())
        .where(
            Report.brand_id.in_(ids),
            Report.state == "ready",
            Report.audience == "brand",
            Report.rendered_at >= now - timedelta(days=NEW_REPORT_DAYS),
        )
        .group_by(Report.brand_id)
    )
    reports = dict(new_reports.all())
    return [
        BrandTasks(
            brand.id,
            brand.name,
            states.get((brand.id, "submitted"), 0),
            states.get((brand.id, "held"), 0),
            states.get((brand.id, "returned"), 0),
            reports.get(brand.id, 0),
        )
        for brand in brands
    ]
