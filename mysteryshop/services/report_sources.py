"""Gathers what a report says from the database: rows in, the report objects of `reports/` out. Reads only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from sqlalchemy import select

from mysteryshop import storage
from mysteryshop.domain.access import Scope
from mysteryshop.domain.errors import N_, NotAllowed
from mysteryshop.domain.estimates import Pool
from mysteryshop.domain.figures import Metric
from mysteryshop.domain.period_tables import AnswerLine, AuditLine, month_tallies, situation_tallies
from mysteryshop.domain.periods import Days, Period, PeriodKind, months_until
from mysteryshop.domain.privacy import Audience, Sight, sight_of
from mysteryshop.domain.tallies import Figures, Tally, all_figures, situation_cells
from mysteryshop.extensions import db
from mysteryshop.models import (
    Area,
    Assignment,
    Audit,
    Brand,
    Location,
    Report,
    Wave,
)
from mysteryshop.queries.audit_contents import AuditContent, audit_content
from mysteryshop.queries.figures import TREND_MONTHS, period_figures, pool_until, situation_pieces_beside
from mysteryshop.queries.period_rows import answer_lines, audit_lines
from mysteryshop.queries.periods import period_before
from mysteryshop.queries.reports import (
    answers_of_round,
    area_names,
    period_of,
    versions_used,
)
from mysteryshop.queries.results import latest_audits
from mysteryshop.queries.scorecards import situation_names
from mysteryshop.queries.sections import section_figures
from mysteryshop.reports.answers import text_of
from mysteryshop.reports.audit import AuditFacts, AuditReport, build_audit_report
from mysteryshop.reports.audit_lines import AuditPhoto
from mysteryshop.reports.figures import word_figure
from mysteryshop.reports.location import (
    LatestAudit,
    LocationFacts,
    LocationFigures,
    LocationReport,
    SectionFigures,
    SituationFigures,
    TrendFigure,
    build_location_report,
)
from mysteryshop.reports.periods import month_label, period_in_sentence, period_name
from mysteryshop.reports.situations import situation_name
from mysteryshop.reports.words import gettext

LATEST = 12
LOGO = "logo"
METRICS = (Metric.AUDIT, Metric.CSAT, Metric.NPS, Metric.CES)
Photos = Mapping[str, Callable[[], bytes]]


def audit_report(report: Report, *, now: datetime) -> tuple[AuditReport, Photos]:
    """The report on one audit, and the bytes of its photos by name.

    :raises NotAllowed: the audit is not approved (any more): nobody gets a report of it.
    """
    audit = db.session.get_one(Audit, report.audit_id)
    content = audit_content(audit.id, report.brand_id)
    if audit.state != "approved" or content is None:
        raise NotAllowed(N_("Only approved audits are reported. This one is not approved."))
    readable = {str(photo.id): photo.print_key for photo in content.photos if _is_readable(photo.print_key)}
    brand = db.session.get_one(Brand, audit.brand_id)
    built = build_audit_report(
        content.document,
        content.answers,
        content.result,
        _audit_facts(audit, content, brand, report.language, now),
        audience=Audience(report.audience),
        sight=_sight(brand, report),
        language=report.language,
        photos=[
            AuditPhoto(
                photo.question_key,
                str(photo.id) if str(photo.id) in readable else None,
                is_missing=storage.lacks(photo.print_key or photo.stored_key),
            )
            for photo in content.photos
        ],
        texts={
            row.question_key: row.evidence_text
            for row in answers_of_round(audit.id, audit.current_round)
            if row.evidence_text
        },
    )
    read = {name: partial(_read, key) for name, key in readable.items() if key}
    return built, read | _logo(brand)


def _audit_facts(
    audit: Audit, content: AuditContent, brand: Brand, language: str, now: datetime
) -> AuditFacts:
    assignment, location, area, wave = db.session.execute(
        select(Assignment, Location, Area, Wave)
        .join(Location, Location.id == Assignment.location_id)
        .join(Area, Area.id == Location.area_id)
        .join(Wave, Wave.id == Assignment.wave_id)
        .where(Assignment.id == audit.assignment_id)
    ).one()
    with force_locale(language):
        situation = situation_name(audit.situation, situation_names(brand.id))
    return AuditFacts(
        brand=brand.name,
        colour=brand.accent,
        location=location.name,
        area=_area(brand.id, area),
        wave=wave.name,
        situation=situation,
        channel=assignment.channel,
        visited_on=audit.visited_on,
        visited_at=audit.visited_at.time() if audit.visited_at else None,
        shopper_name=content.shopper_name,
        shopper_number=content.shopper_number or None,
        scorecard_version=content.version_number,
        published_on=content.published_at.date(),
        reviewed_on=content.decided_at.date() if content.decided_at else None,
        round_number=content.round_number,
        data_until=_local(now, location),
        logo=next(iter(_logo(brand)), None),
    )


def _area(brand_id: int, area: Area) -> str:
    return " › ".join(area_names(brand_id, area.path))


def _local(moment: datetime, location: Location) -> datetime:
    return moment.astimezone(ZoneInfo(location.time_zone))


def _sight(brand: Brand, report: Report) -> Sight:
    return sight_of(Audience(report.audience), time_allowed=brand.shows_visit_time)


def _logo(brand: Brand) -> dict[str, Callable[[], bytes]]:
    """The brand's logo by its name in a report; nothing where there is none that can be read."""
    return {LOGO: partial(_read, brand.logo_key)} if brand.logo_key and _is_readable(brand.logo_key) else {}


def _is_readable(key: str | None) -> bool:
    """Whether a photo's print copy is there and is a picture; one that is not leaves a named frame."""
    if key is None or not storage.holds(key):
        return False
    from PIL import Image

    try:
        with storage.open(key) as file, Image.open(file) as picture:
            picture.verify()
    except Exception:  # whatever a broken file makes Pillow raise, it is a photo that cannot be shown
        return False
    return True


def _read(key: str) -> bytes:
    with storage.open(key) as file:
        return file.read()


@dataclass(frozen=True, slots=True)
class _Place:
    brand: Brand
    location: Location
    area: str
    period: Period
    sight: Sight


def location_report(report: Report, *, now: datetime) -> tuple[LocationReport, Photos]:
    """The report on one location in one period, in the report's language, and the brand's logo."""
    brand = db.session.get_one(Brand, report.brand_id)
    location, area = db.session.execute(
        select(Location, Area)
        .join(Area, Area.id == Location.area_id)
        .where(Location.id == report.location_id, Location.brand_id == brand.id)
    ).one()
    wave = db.session.get(Wave, report.wave_id) if report.wave_id is not None else None
    period = (
        period_of(report, wave.name, wave.starts_on, wave.ends_on)
        if wave
        else period_of(report, None, None, None)
    )
    place = _Place(brand, location, _area(brand.id, area), period, _sight(brand, report))
    with force_locale(report.language):
        facts = _location_facts(place, now)
        figures = _location_figures(place, _local(now, location).date())
    built = build_location_report(
        facts, figures, audience=Audience(report.audience), sight=place.sight, language=report.language
    )
    return built, _logo(brand)


def _location_facts(place: _Place, now: datetime) -> LocationFacts:
    local = _local(now, place.location)
    return LocationFacts(
        brand=place.brand.name,
        colour=place.brand.accent,
        location=place.location.name,
        area=place.area,
        period=period_name(place.period),
        since=place.period.since,
        until=place.period.until,
        scorecards=tuple(
            gettext(
                "%(name)s, version %(n)s", name=text_of(document["title"], document["language"]), n=number
            )
            for document, number in versions_used(place.brand.id, place.location.id, place.period)
        ),
        data_until=local,
        left_out=_not_over(place.period, local.date()),
        logo=next(iter(_logo(place.brand)), None),
    )


def _not_over(period: Period, today: date) -> tuple[str, ...]:
    return (gettext("What is still to come: the period is not over."),) if today <= period.until else ()


def _location_figures(place: _Place, today: date) -> LocationFigures:
    brand_id, location_id, period = place.brand.id, place.location.id, place.period
    before = period_before(brand_id, period)
    found = period_figures(brand_id, [location_id], period, before)
    own, names = found.by_location[location_id], situation_names(brand_id)
    trend, situations = _period_tables(place, own, today)
    return LocationFigures(
        headline={
            metric: word_figure(
                own[metric],
                change=found.changes.get(metric),
                before=period_in_sentence(before) if before else "",
            )
            for metric in METRICS
        },
        trend=trend,
        sections=[
            SectionFigures(text_of(row.title, row.language), row.here, row.brand)
            for row in section_figures(brand_id, [location_id], period)
        ],
        situations=[
            SituationFigures(situation_name(key, names), figures) for key, figures in situations.items()
        ],
        latest=[
            LatestAudit(
                row.visited_on,
                row.visited_at,
                row.part,
                situation_name(row.situation, names),
                row.channel,
                row.shopper_name,
                row.shopper_number,
                row.score_tenths,
                row.outcome,
            )
            for row in latest_audits(
                Scope(brand_id, whole_brand=False, location_ids=frozenset({location_id})),
                place.sight,
                period=period,
                limit=LATEST,
            )
        ],
    )


def _period_tables(place: _Place, own: Figures, today: date) -> tuple[list[TrendFigure], dict[str, Figures]]:
    """The months up to the period's end, and the situations in the period by key: grouped with pandas.

    :param own: the location's figures as shown, beside which the situations stand.
    :param today: where the location is. The trend goes no further, whatever end a wave was given.
    """
    brand_id, location_id, period = place.brand.id, place.location.id, place.period
    until = min(period.until, today)
    months = months_until(until, TREND_MONTHS)
    since, last = min(months[0].since, period.since), max(months[-1].until, period.until)
    audits = audit_lines(brand_id, location_id, since, last, wave_id=period.wave_id)
    return (
        _trend(months, month_tallies(audits), pool_until(brand_id, until)),
        _situations(place, [line for line in audits if _is_in(line, period)], own),
    )


def _situations(place: _Place, audits: list[AuditLine], own: Figures) -> dict[str, Figures]:
    brand_id, period = place.brand.id, place.period
    whole = Days(period.since, period.until)
    pieces = situation_pieces_beside(brand_id, period)
    since, until = (pieces[0][0].since, pieces[-1][-1].until) if pieces else (whole.since, whole.until)
    answers = answer_lines(brand_id, place.location.id, since, until)
    return situation_cells(
        situation_tallies(audits, _given_in(whole, answers)),
        [[situation_tallies([], _given_in(piece, answers)) for piece in month] for month in pieces],
        own,
        pool=pool_until(brand_id, period.until),
    )


def _given_in(days: Days, answers: list[AnswerLine]) -> list[AnswerLine]:
    return [line for line in answers if days.since <= line.answered_on <= days.until]


def _is_in(audit: AuditLine, period: Period) -> bool:
    if period.kind is PeriodKind.WAVE:
        return audit.wave_id == period.wave_id
    return period.since <= audit.visited_on <= period.until


def _trend(months: list[Period], counted: Mapping[str, Tally], pool: Pool | None) -> list[TrendFigure]:
    """The months from the first that has a scored audit; one without any is a pause."""
    figures = [
        TrendFigure(
            month_label(month),
            period_name(month),
            all_figures(counted.get(month.slug, Tally()), pool=pool)[Metric.AUDIT],
        )
        for month in months
    ]
    first = next((i for i, month in enumerate(figures) if month.figure.n), len(figures))
    return figures[first:]
