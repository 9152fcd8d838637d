"""What the report on one location over one period says: audits beside customers, each with n and interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from flask_babel import force_locale

from mysteryshop.domain.figures import SCALES, Figure, Metric
from mysteryshop.domain.privacy import Audience, PartOfDay, Sight, State, sight_of
from mysteryshop.reports import colour, method, words
from mysteryshop.reports import location_findings as findings
from mysteryshop.reports.figures import Remark, WordedFigure, metric_name, word_figure
from mysteryshop.reports.location_findings import CUSTOMER
from mysteryshop.reports.situations import channel_name
from mysteryshop.reports.words import gettext

MEASURED = 2  # periods with a figure, from which on a trend is drawn; as on the page


@dataclass(frozen=True, slots=True)
class LocationFacts:
    """The period and the place. `period` is its name in the report's language: a wave, a month."""

    brand: str
    colour: str | None
    location: str
    area: str
    period: str
    since: date
    until: date
    scorecards: tuple[str, ...]  # "Hizmet sözü, sürüm 7", those that were used
    data_until: datetime  # aware
    left_out: tuple[str, ...] = ()  # sentences about what was not counted
    logo: str | None = None  # its name among the PDF's photos


@dataclass(frozen=True, slots=True)
class SectionFigures:
    title: str
    here: Figure
    brand: Figure


@dataclass(frozen=True, slots=True)
class SituationFigures:
    """One situation's figures; a metric that was not asked has a figure in the state "no data"."""

    name: str
    figures: Mapping[Metric, Figure]


@dataclass(frozen=True, slots=True)
class TrendFigure:
    label: str  # "Nov" or "Wave 4"
    name: str  # "November 2026"
    figure: Figure


@dataclass(frozen=True, slots=True)
class LatestAudit:
    visited_on: date
    visited_at: time | None
    part: PartOfDay | None
    situation: str
    channel: str
    shopper_name: str | None
    shopper_number: int | None
    score_tenths: int | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class LocationFigures:
    """The figures of one location in one period, unrounded, as the domain gives them."""

    headline: Mapping[
        Metric, WordedFigure
    ]  # audit, CSAT, NPS, CES: with change and target where there are any
    trend: Sequence[TrendFigure] = ()
    sections: Sequence[SectionFigures] = ()
    situations: Sequence[SituationFigures] = ()
    latest: Sequence[LatestAudit] = ()
    targets: Mapping[Metric, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tile:
    figure: WordedFigure
    unit: str
    lines: tuple[str, ...]  # interval, n, note
    remarks: tuple[Remark, ...]
    target: float | None
    ends: tuple[float, float]


@dataclass(frozen=True, slots=True)
class SectionRow:
    title: str
    here: WordedFigure
    brand: WordedFigure


@dataclass(frozen=True, slots=True)
class SituationRow:
    name: str
    cells: tuple[WordedFigure, ...]  # audit, CSAT, NPS, CES


@dataclass(frozen=True, slots=True)
class TrendRow:
    label: str
    name: str
    figure: WordedFigure


@dataclass(frozen=True, slots=True)
class AuditRow:
    day: str
    when: str
    situation: str
    channel: str
    shopper: str
    score: str
    outcome: str


@dataclass(frozen=True, slots=True)
class LocationReport:
    language: str
    audience: Audience
    accent: str
    brand: str
    logo: str | None
    title: str
    description: str
    eyebrow: str
    location: str
    facts: tuple[tuple[str, str], ...]
    lead: str
    tiles: tuple[Tile, ...]
    happened: tuple[str, ...]
    first: tuple[str, ...]  # sections clearly under the brand's average
    first_note: str  # why none is named; empty where there is one, or no section at all
    trend: tuple[TrendRow, ...]  # empty under two measured periods: one point is no trend
    trend_target: float | None
    could_show: str
    sections: tuple[SectionRow, ...]
    situations: tuple[SituationRow, ...]
    metrics: tuple[str, ...]  # the columns of `situations`
    shows_time: bool
    latest: tuple[AuditRow, ...]
    key: tuple[tuple[str, str, str], ...]
    method: tuple[tuple[str, str], ...]
    footer: tuple[str, str]


def build_location_report(
    facts: LocationFacts,
    figures: LocationFigures,
    *,
    audience: Audience,
    language: str,
    sight: Sight | None = None,
) -> LocationReport:
    """Word one location's period for a page and a PDF.

    :param figures: `headline` must have been worded in the report's language.
    :param audience: a brand sees dates and parts of the day, and "Shopper 3".
    The four headline figures stand side by side on their own scales; nothing here combines them.
    """
    sight = sight or sight_of(audience)
    with force_locale(language):
        sections = tuple(
            SectionRow(s.title, word_figure(s.here, label=s.title), word_figure(s.brand, label=s.title))
            for s in figures.sections
        )
        audit = figures.headline[Metric.AUDIT]
        first, first_note = findings.first(sections)
        trend = tuple(TrendRow(t.label, t.name, word_figure(t.figure, label=t.name)) for t in figures.trend)
        shows_trend = sum(row.figure.value is not None for row in trend) >= MEASURED
        return LocationReport(
            language=language,
            audience=audience,
            accent=colour.accent(facts.colour),
            brand=facts.brand,
            logo=facts.logo,
            title=gettext(
                "Location report: %(place)s, %(period)s", place=facts.location, period=facts.period
            ),
            description=gettext("Audit score and customers' figures, with intervals and method"),
            eyebrow=facts.period,
            location=facts.location,
            facts=_facts(facts),
            lead=findings.lead(figures),
            tiles=tuple(_tile(figures, metric) for metric in (Metric.AUDIT, *CUSTOMER)),
            happened=findings.happened(figures, sections),
            first=first,
            first_note=first_note,
            trend=trend if shows_trend else (),
            trend_target=figures.targets.get(Metric.AUDIT),
            could_show=audit.could_show,
            sections=sections,
            situations=tuple(_situation(row) for row in figures.situations),
            metrics=tuple(metric_name(metric) for metric in (Metric.AUDIT, *CUSTOMER)),
            shows_time=sight.visit_time,
            latest=tuple(_audit(row, sight) for row in figures.latest),
            key=_key(figures, trend if shows_trend else ()),
            method=method.of_location(
                facts, pooled=audit.figure.pooled, sections=bool(sections), sight=sight
            ),
            footer=_footer(facts),
        )


def _facts(facts: LocationFacts) -> tuple[tuple[str, str], ...]:
    rows = [(gettext("Area"), facts.area)] if facts.area else []
    rows.append((gettext("Period"), f"{words.day(facts.since)} {words.DASH} {words.day(facts.until)}"))
    if facts.scorecards:
        rows.append((gettext("Scorecard"), "; ".join(facts.scorecards)))
    return tuple(rows)


def _tile(figures: LocationFigures, metric: Metric) -> Tile:
    worded = figures.headline[metric]
    shown = worded.value is not None
    # "One visit, no interval" says its n itself.
    lines = (worded.interval, worded.n if worded.interval else "", worded.note) if shown else ("",)
    if shown and worded.figure.state is State.LOW:
        lines = (*lines[:2], gettext("Low base"))
    return Tile(
        figure=worded,
        unit=worded.unit if shown else "",
        lines=tuple(line for line in lines if line),
        remarks=worded.remarks if shown else (),
        target=figures.targets.get(metric),
        ends=SCALES[metric],
    )


def _situation(row: SituationFigures) -> SituationRow:
    return SituationRow(row.name, tuple(word_figure(row.figures[m]) for m in (Metric.AUDIT, *CUSTOMER)))


def _audit(row: LatestAudit, sight: Sight) -> AuditRow:
    when = ""
    if sight.visit_time and row.visited_at is not None:
        when = words.clock(row.visited_at)
    elif row.part is not None:
        when = words.part_of_day(row.part)
    return AuditRow(
        day=words.day(row.visited_on),
        when=when,
        situation=row.situation,
        channel=channel_name(row.channel),
        shopper=words.shopper(row.shopper_name, row.shopper_number, sight),
        score=words.score(None if row.score_tenths is None else row.score_tenths / 10),
        outcome=words.outcome(row.outcome) or (gettext("No score") if row.score_tenths is None else ""),
    )


def _key(figures: LocationFigures, trend: Sequence[TrendRow]) -> tuple[tuple[str, str, str], ...]:
    """The marks that this report draws, with what they mean; no others."""
    rows = []
    drawn = [figures.headline[metric].figure for metric in (Metric.AUDIT, *CUSTOMER)]
    drawn = [figure for figure in (*drawn, *(row.figure.figure for row in trend)) if figure.has_value]
    here = [section.here for section in figures.sections]
    if any(not figure.is_weak for figure in drawn):
        rows.append(
            ("point", gettext("point and band"), gettext("The figure and its interval on its own scale."))
        )
    if any(figure.is_weak for figure in drawn):
        rows.append(("hollow", gettext("hollow point"), gettext("Fewer than 30 answers, or one visit.")))
    if any(figure.has_interval for figure in here):
        rows.append(("whisker", gettext("whisker"), gettext("The interval of a section's mean.")))
    if any(section.brand.has_value for section in figures.sections):
        rows.append(("triangle", gettext("triangle"), gettext("The brand's average in the same period.")))
    if any(not figure.has_value for figure in here):
        meaning = gettext("No score: nothing that counts was asked. Neither 0 nor 100.")
        rows.append(("frame", gettext("dashed frame"), meaning))
    if any(row.figure.value is None for row in trend):
        meaning = gettext("A pause without visits. No line is drawn across it.")
        rows.append(("field", gettext("grey field"), meaning))
    if figures.targets:
        rows += [
            ("target", gettext("upright"), gettext("The target.")),
            ("pale", gettext("pale"), gettext("Undetermined: the interval holds the target.")),
            ("hatched", gettext("hatched"), gettext("Under the target with its whole interval.")),
        ]
    return tuple(rows)


def _footer(facts: LocationFacts) -> tuple[str, str]:
    first = gettext(
        "%(brand)s, %(place)s, %(period)s. Data until %(moment)s.",
        brand=facts.brand,
        place=facts.location,
        period=facts.period,
        moment=words.moment(facts.data_until),
    )
    return first, method.purpose()
