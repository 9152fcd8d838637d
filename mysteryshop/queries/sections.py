"""How the sections of a brand's scorecards came out: some locations beside all of the brand."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from mysteryshop.domain.cx_metrics import ScoreSums
from mysteryshop.domain.estimates import Pool, pooled_sd
from mysteryshop.domain.figures import Figure, Metric, score_figure
from mysteryshop.domain.periods import Period, PeriodKind, add_months, month_of
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit, Scorecard, ScorecardVersion, SectionScore


@dataclass(frozen=True, slots=True)
class SectionFigures:
    """One section in a period.

    :param title: language code -> text, from the newest version that was used; :param language: the document's own.
    :param scorecard: its name, to tell apart sections of two scorecards.
    """

    key: str
    title: Mapping[str, str]
    language: str
    scorecard: str
    here: Figure
    brand: Figure


def section_figures(brand_id: int, location_ids: Collection[int], period: Period) -> list[SectionFigures]:
    """Mean printed section scores of these locations and of the whole brand, in the order of the scorecards.

    Sections without a visit at these locations are absent. A section is the same one across the versions of a
    scorecard, by its key. Intervals rest on the section's own spread inside the brand's locations over twelve months,
    as those of the audit score do.
    """
    here: dict[tuple[int, str], ScoreSums] = defaultdict(ScoreSums)
    brand: dict[tuple[int, str], ScoreSums] = defaultdict(ScoreSums)
    unscored: dict[tuple[int, str], int] = defaultdict(int)
    versions: dict[int, int] = {}
    for row in _rows(brand_id, _in(period)):
        key = (row.scorecard_id, row.section_key)
        sums = ScoreSums(row.scored, int(row.sums or 0), int(row.squares or 0))
        versions[row.scorecard_id] = max(versions.get(row.scorecard_id, 0), row.newest)
        brand[key] += sums
        if row.location_id in location_ids:
            here[key] += sums
            unscored[key] += row.audits - row.scored
    titles, pools = _titles(brand_id, versions.values()), _pools(brand_id, period.until)
    return [
        SectionFigures(
            key=section_key,
            title=title,
            language=language,
            scorecard=name,
            here=score_figure(
                here[scorecard_id, section_key],
                pool=pools.get((scorecard_id, section_key)),
                unscored=unscored[scorecard_id, section_key],
                metric=Metric.SECTION,
            ),
            brand=score_figure(
                brand[scorecard_id, section_key],
                pool=pools.get((scorecard_id, section_key)),
                metric=Metric.SECTION,
            ),
        )
        for (scorecard_id, section_key), (title, language, name) in titles.items()
        if (scorecard_id, section_key) in here
    ]


def _pools(brand_id: int, until: date) -> dict[tuple[int, str], Pool]:
    """(scorecard id, section key) -> the spread inside locations over the twelve months up to `until`."""
    groups: dict[tuple[int, str], list[ScoreSums]] = defaultdict(list)
    for row in _rows(brand_id, Audit.visited_on.between(add_months(until, -11), month_of(until).until)):
        sums = ScoreSums(row.scored, int(row.sums or 0), int(row.squares or 0))
        groups[row.scorecard_id, row.section_key].append(sums)
    found = {key: pooled_sd(sums) for key, sums in groups.items()}
    return {key: pool for key, pool in found.items() if pool is not None}


def _in(period: Period) -> ColumnElement[bool]:
    if period.kind is PeriodKind.WAVE:
        return Assignment.wave_id == period.wave_id
    return Audit.visited_on.between(period.since, period.until)


def _rows(brand_id: int, where: ColumnElement[bool]) -> Any:
    score = SectionScore.score_tenths
    return db.session.execute(
        select(
            ScorecardVersion.scorecard_id,
            SectionScore.section_key,
            Assignment.location_id,
            func.max(ScorecardVersion.id).label("newest"),
            func.count().label("audits"),
            func.count(score).label("scored"),
            func.sum(score).label("sums"),
            func.sum(score * score).label("squares"),
        )
        .select_from(Audit)
        .join(Assignment, Assignment.id == Audit.assignment_id)
        .join(ScorecardVersion, ScorecardVersion.id == Audit.scorecard_version_id)
        .join(
            SectionScore, and_(SectionScore.audit_id == Audit.id, SectionScore.number == Audit.current_round)
        )
        .where(Audit.brand_id == brand_id, Audit.state == "approved", where)
        .group_by(ScorecardVersion.scorecard_id, SectionScore.section_key, Assignment.location_id)
    )


def _titles(
    brand_id: int, version_ids: Collection[int]
) -> dict[tuple[int, str], tuple[Mapping[str, str], str, str]]:
    """(scorecard id, section key) -> title, the document's language, the scorecard's name; in document order."""
    rows = db.session.execute(
        select(ScorecardVersion.scorecard_id, ScorecardVersion.document, Scorecard.name)
        .join(Scorecard, Scorecard.id == ScorecardVersion.scorecard_id)
        .where(ScorecardVersion.brand_id == brand_id, ScorecardVersion.id.in_(list(version_ids)))
        .order_by(Scorecard.name, ScorecardVersion.scorecard_id)
    )
    titles = {}
    for scorecard_id, text, name in rows:
        document = json.loads(text)
        for section in document["sections"]:
            titles[scorecard_id, section["key"]] = (section["title"], document["language"], name)
    return titles
