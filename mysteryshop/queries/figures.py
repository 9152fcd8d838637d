"""Figures of a brand, an area or a location in a period: counted in SQL, shown through the gate of `domain/tallies`.

Only approved audits count. Days are the local dates frozen when a visit or an answer was stored. Every function takes
the brand, and counts all its locations, because what may be shown of one depends on the others.

Held against each other: locations and their total, areas, situations; months and their quarter, a wave and the months
it lies in, if these are no more than three. Not held against each other: the situations of a quarter with those of its
months. And no system of equations is solved: what takes three figures or more of different periods to work out is not
looked for.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, extract, func, select

from mysteryshop.domain.cx_metrics import NpsCounts, ScoreSums
from mysteryshop.domain.estimates import Pool, pooled_sd
from mysteryshop.domain.figures import Change, Metric
from mysteryshop.domain.periods import (
    Days,
    Period,
    PeriodKind,
    add_months,
    month_of,
    months_until,
    pieces_of,
)
from mysteryshop.domain.tallies import (
    Figures,
    Tally,
    all_figures,
    cell_figures,
    changes,
    part_figures,
    situation_cells,
    total,
)
from mysteryshop.extensions import db
from mysteryshop.models import Area, Assignment, Audit, Location, Response, Wave

CES_2 = "ces2"  # versions of CES are never pooled
TREND_MONTHS = 12


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """Some locations together in a period, and each of them.

    :param changes: against `before`; empty when there is no period before.
    :param by_location: location id -> figures, for the locations asked for, also those without any.
    """

    period: Period
    before: Period | None
    whole: Figures
    changes: Mapping[Metric, Change]
    by_location: Mapping[int, Figures]


@dataclass(frozen=True, slots=True)
class MonthFigures:
    month: Period
    figures: Figures


def tallies(brand_id: int, period: Period) -> dict[int, Tally]:
    """Location id -> everything counted in the period, for all locations of the brand with anything in it."""
    return _merged(
        _audit_rows(brand_id, _audits_in(period), (Assignment.location_id,)),
        _answer_rows(brand_id, _answers_in(period), (Response.location_id,)),
        key=lambda key: key[0],
    )


def pool_until(brand_id: int, until: date) -> Pool | None:
    """The spread of scores inside the brand's locations over the twelve months up to `until`, its month included."""
    since = add_months(until, -11)
    rows = _audit_rows(
        brand_id,
        Audit.visited_on.between(since, month_of(until).until),
        (Assignment.location_id,),
    )
    return pooled_sd(scores for _key, scores, _unscored in rows)


def period_figures(
    brand_id: int, location_ids: Collection[int], period: Period, before: Period | None = None
) -> PeriodFigures:
    """The figures of these locations together and one by one, with the change on the period before.

    :param location_ids: of the brand and inside the viewer's scope; the caller sees to both. When they are all that
        have anything in the period, the whole is the brand's.
    """
    pool = pool_until(brand_id, period.until)
    cells = tallies(brand_id, period)
    pieces = _in_pieces(brand_id, pieces_beside(brand_id, period))
    areas = area_parts(brand_id)
    whole = part_figures(cells, location_ids, months=pieces, areas=areas, pool=pool)
    shown = cell_figures(cells, months=pieces, pool=pool)
    nothing = all_figures(Tally())
    return PeriodFigures(
        period=period,
        before=before,
        whole=whole,
        changes=_changes(brand_id, location_ids, cells, whole, before, pool) if before else {},
        by_location={location_id: shown.get(location_id, nothing) for location_id in location_ids},
    )


def pieces_beside(brand_id: int, period: Period) -> list[list[Days]]:
    """The months that the period's figures are held against, cut where waves cut them; none for a month."""
    if period.kind is PeriodKind.MONTH:
        return []
    waves = db.session.execute(
        select(Wave.starts_on, Wave.ends_on).where(Wave.brand_id == brand_id, Wave.state != "planned")
    )
    return pieces_of(period, [Days(*wave) for wave in waves])


def situation_pieces_beside(brand_id: int, period: Period) -> list[list[Days]]:
    """The same for the situations of a location; a quarter's are so many and so small that hardly one were left."""
    return [] if period.kind is PeriodKind.QUARTER else pieces_beside(brand_id, period)


def _in_pieces(
    brand_id: int,
    months: Collection[Collection[Days]],
    *where: ColumnElement[bool],
    by: Any = Response.location_id,
) -> list[list[dict[Any, Tally]]]:
    """For each piece: location id (or what `by` says) -> customers' answers in it."""

    def counted(piece: Days) -> dict[Any, Tally]:
        days = Response.answered_on.between(piece.since, piece.until)
        return {key: answers for (key,), answers in _answer_rows(brand_id, and_(days, *where), (by,))}

    return [[counted(piece) for piece in month] for month in months]


def _changes(
    brand_id: int,
    location_ids: Collection[int],
    cells: Mapping[int, Tally],
    shown_now: Figures,
    before: Period,
    pool: Pool | None,
) -> Mapping[Metric, Change]:
    cells_before = tallies(brand_id, before)
    now, then = (
        total([tally for key, tally in some.items() if key in location_ids]) for some in (cells, cells_before)
    )
    shown_before = part_figures(
        cells_before,
        location_ids,
        months=_in_pieces(brand_id, pieces_beside(brand_id, before)),
        areas=area_parts(brand_id),
        pool=pool,
    )
    return changes(now, then, shown_now, shown_before, pool=pool)


def monthly_figures(brand_id: int, location_ids: Collection[int], until: date) -> list[MonthFigures]:
    """The last twelve months of these locations together, oldest first; a month without anything has "no data"."""
    months = months_until(until, TREND_MONTHS)
    by_month = _by_month(brand_id, months[0].since, months[-1].until)
    pool, areas = pool_until(brand_id, until), area_parts(brand_id)
    cells = [by_month.get((month.since.year, month.since.month), {}) for month in months]
    return [
        MonthFigures(month, part_figures(found, location_ids, areas=areas, pool=pool))
        for month, found in zip(months, cells, strict=True)
    ]


def area_parts(brand_id: int) -> list[frozenset[int]]:
    """The locations below each area of the brand, as sets of ids; areas without any are left out."""
    below: dict[int, set[int]] = defaultdict(set)
    rows = db.session.execute(
        select(Location.id, Area.path)
        .join(Area, Area.id == Location.area_id)
        .where(Location.brand_id == brand_id)
    )
    for location_id, path in rows:
        for area_id in path.strip("/").split("/"):
            below[int(area_id)].add(location_id)
    return [frozenset(ids) for _area_id, ids in sorted(below.items())]


def _by_month(brand_id: int, since: date, until: date) -> dict[tuple[int, int], dict[int, Tally]]:
    """(year, month) -> location id -> everything counted in it."""
    by_month: dict[tuple[int, int], dict[int, Tally]] = defaultdict(dict)
    counted = _merged(
        _audit_rows(
            brand_id,
            Audit.visited_on.between(since, until),
            (Assignment.location_id, *_month(Audit.visited_on)),
        ),
        _answer_rows(
            brand_id,
            Response.answered_on.between(since, until),
            (Response.location_id, *_month(Response.answered_on)),
        ),
        key=lambda key: (key[0], int(key[1]), int(key[2])),
    )
    for (location_id, year, month), tally in counted.items():
        by_month[year, month][location_id] = tally
    return by_month


def situation_figures(brand_id: int, location_id: int, period: Period, own: Figures) -> dict[str, Figures]:
    """Situation key -> figures of one location. :param own: its figures in the period, as `period_figures` has them."""
    counted = _merged(
        _audit_rows(
            brand_id, _audits_in(period) & (Assignment.location_id == location_id), (Audit.situation,)
        ),
        _answer_rows(
            brand_id, _answers_in(period) & (Response.location_id == location_id), (Response.situation,)
        ),
        key=lambda key: key[0] or "",
    )
    at_location = Response.location_id == location_id
    pieces = _in_pieces(
        brand_id,
        situation_pieces_beside(brand_id, period),
        at_location,
        by=func.coalesce(Response.situation, ""),
    )
    return situation_cells(counted, pieces, own, pool=pool_until(brand_id, period.until))


# --- counting ---


def _audits_in(period: Period) -> ColumnElement[bool]:
    if period.kind is PeriodKind.WAVE:
        return Assignment.wave_id == period.wave_id
    return Audit.visited_on.between(period.since, period.until)


def _answers_in(period: Period) -> ColumnElement[bool]:
    return Response.answered_on.between(period.since, period.until)


def _audit_rows(
    brand_id: int, where: ColumnElement[bool], by: tuple[Any, ...]
) -> list[tuple[tuple[Any, ...], ScoreSums, int]]:
    """(key, sums of printed scores, audits without a score) of approved audits, grouped by `by`."""
    score = Audit.score_tenths
    rows = db.session.execute(
        select(*by, func.count(), func.count(score), func.sum(score), func.sum(score * score))
        .join(Assignment, Assignment.id == Audit.assignment_id)
        .where(Audit.brand_id == brand_id, Audit.state == "approved", where)
        .group_by(*by)
    )
    width = len(by)
    return [
        (tuple(row[:width]), ScoreSums(scored, int(sums or 0), int(squares or 0)), audits - scored)
        for row in rows
        for audits, scored, sums, squares in [row[width:]]
    ]


def _answer_rows(
    brand_id: int, where: ColumnElement[bool], by: tuple[Any, ...]
) -> list[tuple[tuple[Any, ...], Tally]]:
    """(key, what customers answered) grouped by `by`. Null answers leave every count."""
    ces = case((Response.ces_scale == CES_2, Response.ces))
    counts = [
        _count(Response.nps >= 9),
        _count(Response.nps.between(7, 8)),
        _count(Response.nps <= 6),
        *[_count(Response.csat == rating) for rating in range(1, 6)],
        *[_count(ces == rating) for rating in range(1, 8)],
    ]
    rows = db.session.execute(select(*by, *counts).where(Response.brand_id == brand_id, where).group_by(*by))
    width = len(by)
    return [(tuple(row[:width]), _answers(row, width)) for row in rows]


def _month(day: Any) -> tuple[ColumnElement[int], ColumnElement[int]]:
    return extract("year", day), extract("month", day)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _answers(row: Row[Any], width: int) -> Tally:
    numbers = list(row[width:])
    return Tally(
        nps=NpsCounts(*numbers[:3]),
        csat={rating: n for rating, n in enumerate(numbers[3:8], start=1) if n},
        ces={rating: n for rating, n in enumerate(numbers[8:], start=1) if n},
    )


def _merged(audit_rows: Any, answer_rows: Any, *, key: Any) -> dict[Any, Tally]:
    merged: dict[Any, Tally] = defaultdict(Tally)
    for found, scores, unscored in audit_rows:
        merged[key(found)] += Tally(scores=scores, unscored=unscored)
    for found, answers in answer_rows:
        merged[key(found)] += answers
    return dict(merged)
