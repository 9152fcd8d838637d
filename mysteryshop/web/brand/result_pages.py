"""What the result pages show, put together from queries and worded by `reports/`. Views hand it to a template."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import abort
from flask_babel import gettext

from mysteryshop.clock import utc_now
from mysteryshop.domain.access import Scope
from mysteryshop.domain.figures import Figure, Metric
from mysteryshop.domain.periods import Period
from mysteryshop.domain.privacy import Sight
from mysteryshop.domain.tallies import Figures
from mysteryshop.models import Location
from mysteryshop.queries.figures import MonthFigures, monthly_figures, period_figures, situation_figures
from mysteryshop.queries.locations import area_tree
from mysteryshop.queries.periods import PeriodChoices, find_period, period_before, period_choices
from mysteryshop.queries.results import AuditRow, latest_audits
from mysteryshop.queries.scorecards import situation_names
from mysteryshop.queries.sections import SectionFigures, section_figures
from mysteryshop.reports import formats, words
from mysteryshop.reports.answers import text_of
from mysteryshop.reports.formats import DOT
from mysteryshop.reports.periods import month_label, period_in_sentence, period_name
from mysteryshop.reports.results import (
    SectionRow,
    Table,
    Tile,
    TrendChart,
    headline,
    section_row,
    table,
    tiles,
    trend_chart,
)
from mysteryshop.reports.situations import Names, channel_name, situation_name
from mysteryshop.web.filters import language

LOCATIONS_A_PAGE = 40
LATEST = 8
Choices = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class AuditItem:
    """An approved audit in a list, worded."""

    id: UUID
    location: str
    day: str
    line: str
    score: str | None
    verdict: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The figures of some locations in a period. `period` is None before there is any."""

    headline: str
    period: Period | None
    period_name: str
    choices: Choices
    tiles: tuple[Tile, ...] = ()
    trends: tuple[TrendChart, ...] = ()
    sections: tuple[SectionRow, ...] = ()
    beside_brand: bool = False
    rows: Table | None = None
    pages: int = 1
    situations: Table | None = None
    audits: tuple[AuditItem, ...] = ()
    areas: tuple[tuple[int, str], ...] = ()  # to choose from
    area: int | None = None  # the chosen one


def chosen_period(brand_id: int, slug: str | None, choices: PeriodChoices) -> Period | None:
    """The period of the address, else the newest; None while nothing was measured. An unknown one is a 404."""
    if not slug:
        return choices.newest
    return find_period(brand_id, slug) or abort(404)


def area_choices(brand_id: int, locations: Sequence[Location]) -> list[tuple[int, str]]:
    """The areas that hold some of these locations, by name from the root; none when there is nothing to choose."""
    held = {int(part) for location in locations for part in location.area.path.strip("/").split("/")}
    found = [(area.id, area.full_name) for area in area_tree(brand_id) if area.id in held]
    return found if len(found) > 1 and len(locations) > 1 else []


def in_area(locations: Sequence[Location], area_id: int | None) -> list[Location]:
    """The locations below an area; all without one. An area that holds none of them is a 404."""
    if area_id is None:
        return list(locations)
    return [loc for loc in locations if f"/{area_id}/" in loc.area.path] or abort(404)


def overview_page(
    scope: Scope,
    locations: Sequence[Location],
    slug: str | None,
    sight: Sight,
    *,
    area: int | None = None,
    page: int = 1,
) -> ResultsPage:
    """These locations together, then each of them.

    :param locations: of the scope, by name; :param area: only those below it.
    :param page: of the table of locations, from 1.
    """
    choices = period_choices(scope.brand_id)
    period = chosen_period(scope.brand_id, slug, choices)
    if period is None:
        return ResultsPage(gettext("Nothing was measured yet"), None, "", [])
    areas = area_choices(scope.brand_id, locations)
    locations = in_area(locations, area)
    ids = [location.id for location in locations]
    figures = period_figures(scope.brand_id, ids, period, period_before(scope.brand_id, period))
    first = (page - 1) * LOCATIONS_A_PAGE
    shown = locations[first : first + LOCATIONS_A_PAGE]
    before = period_in_sentence(figures.before) if figures.before else ""
    beside = not scope.whole_brand or area is not None
    return ResultsPage(
        headline=headline(figures.whole, figures.changes, period_in_sentence(period), before),
        period=period,
        period_name=period_name(period),
        choices=_choices(choices),
        tiles=tiles(figures.whole, figures.changes, before),
        trends=_trends(scope.brand_id, ids, period),
        sections=_section_rows(section_figures(scope.brand_id, ids, period), beside=beside),
        beside_brand=beside,
        rows=table([(loc.name, loc.area.name, loc.id, figures.by_location[loc.id]) for loc in shown]),
        pages=max(1, -(-len(locations) // LOCATIONS_A_PAGE)),
        audits=audit_items(
            latest_audits(_only(scope, ids, area), sight, period=period, limit=LATEST), scope.brand_id
        ),
        areas=tuple(areas),
        area=area,
    )


def _only(scope: Scope, location_ids: Collection[int], area: int | None) -> Scope:
    """The scope, narrowed to the locations of the chosen area."""
    if area is None:
        return scope
    return Scope(scope.brand_id, whole_brand=False, location_ids=frozenset(location_ids))


def location_page(scope: Scope, location: Location, slug: str | None, sight: Sight) -> ResultsPage:
    """One location: the same figures as its report."""
    choices = period_choices(scope.brand_id)
    period = chosen_period(scope.brand_id, slug, choices)
    if period is None:
        return ResultsPage(location.name, None, "", [])
    figures = period_figures(scope.brand_id, [location.id], period, period_before(scope.brand_id, period))
    own = figures.by_location[location.id]
    before = period_in_sentence(figures.before) if figures.before else ""
    return ResultsPage(
        headline=headline(own, figures.changes, period_in_sentence(period), before),
        period=period,
        period_name=period_name(period),
        choices=_choices(choices),
        tiles=tiles(own, figures.changes, before),
        trends=_trends(scope.brand_id, [location.id], period),
        sections=_section_rows(section_figures(scope.brand_id, [location.id], period), beside=True),
        beside_brand=True,
        situations=_situations(scope.brand_id, location.id, period, own),
        audits=audit_items(
            latest_audits(scope, sight, period=period, location_id=location.id, limit=LATEST), scope.brand_id
        ),
    )


def _choices(choices: PeriodChoices) -> Choices:
    groups = (
        (gettext("Waves"), choices.waves),
        (gettext("Months"), choices.months),
        (gettext("Quarters"), choices.quarters),
    )
    return [(label, [(p.slug, period_name(p)) for p in periods]) for label, periods in groups]


def period_options(brand_id: int) -> Choices:
    """The periods a reader may choose from, worded, for a select."""
    return _choices(period_choices(brand_id))


def _trends(brand_id: int, ids: Collection[int], period: Period) -> tuple[TrendChart, ...]:
    until = min(period.until, utc_now().date())  # an open wave may end in a month that has not begun
    months = monthly_figures(brand_id, ids, until)
    drawn = [trend_chart(metric, _series(months, metric)) for metric in (Metric.AUDIT, Metric.NPS)]
    return tuple(chart for chart in drawn if chart is not None)


def _series(months: Sequence[MonthFigures], metric: Metric) -> list[tuple[str, str, Figure]]:
    return [(month_label(m.month), period_name(m.month), m.figures[metric]) for m in months]


def _section_rows(sections: Sequence[SectionFigures], *, beside: bool) -> tuple[SectionRow, ...]:
    several = len({section.scorecard for section in sections}) > 1
    return tuple(
        section_row(
            text_of(section.title, section.language),
            section.scorecard if several else "",
            section.here,
            section.brand,
            beside=beside,
        )
        for section in sections
    )


def _situations(brand_id: int, location_id: int, period: Period, own: Figures) -> Table | None:
    names = situation_names(brand_id)
    found = situation_figures(brand_id, location_id, period, own)
    if not found:
        return None
    return table([(situation_name(key, names), "", key, figures) for key, figures in found.items()])


def audit_items(audits: Sequence[AuditRow], brand_id: int) -> tuple[AuditItem, ...]:
    """Audits worded for a list: place, day and part of the day, situation, channel, shopper as far as allowed."""
    names: Names = situation_names(brand_id) if audits else {}
    return tuple(
        AuditItem(
            id=audit.id,
            location=audit.location,
            day=formats.day(audit.visited_on, language()),
            line=audit_line(audit, names),
            score=None if audit.score_tenths is None else formats.score(audit.score_tenths, language()),
            verdict=words.outcome(audit.outcome),
        )
        for audit in audits
    )


def audit_line(audit: AuditRow, names: Names) -> str:
    """When as far as allowed, what for, by which way, by whom as far as allowed."""
    if audit.visited_at is not None:
        when = words.clock(audit.visited_at)
    else:
        when = words.part_of_day(audit.part) if audit.part else ""
    what = situation_name(audit.situation, names)
    return DOT.join(part for part in (when, what, channel_name(audit.channel), shopper_of(audit)) if part)


def shopper_of(audit: AuditRow) -> str:
    """The shopper's name for the agency, "Shopper 3" for a brand."""
    if audit.shopper_name is not None:
        return audit.shopper_name
    if audit.shopper_number is None:
        return gettext("A shopper")
    return gettext("Shopper %(number)s", number=audit.shopper_number)
