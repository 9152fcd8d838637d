"""Scorecards as pages need them: the list, the draft with its state, a published version."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from mysteryshop.domain.scorecard import Document, parse_json
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, BrandSituation, Scorecard, ScorecardVersion, User
from mysteryshop.queries.assignments import situations_of

NOT_STARTED = ("open", "assigned")


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version, without its document."""

    id: int
    number: int
    published_at: datetime
    published_by: str | None
    assignments: int
    """How many assignments use it, cancelled ones left out."""


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """A line of the list."""

    id: int
    name: str
    version: int | None
    """The version in use; None before the first publishing."""
    published_at: datetime | None
    saved_at: datetime
    has_changes: bool
    """The draft differs from the version in use."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being edited."""

    scorecard_id: int
    brand_id: int
    name: str
    document: Document
    rev: int
    saved_at: datetime
    saved_by: str | None
    published: Document | None
    """The document of the version in use; None before the first publishing."""
    versions: tuple[VersionRow, ...]
    """The newest first."""

    @property
    def version(self) -> int | None:
        return self.versions[0].number if self.versions else None

    @property
    def number(self) -> int:
        """The number that the draft gets when it is published."""
        return (self.version or 0) + 1

    @property
    def has_changes(self) -> bool:
        return self.document != self.published


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    scorecard_id: int
    name: str
    number: int
    document: Document
    text: str
    """The canonical JSON as it was published."""
    sha256: str
    published_at: datetime


def list_scorecards(brand_id: int, *, archived: bool = False) -> list[ScorecardRow]:
    """The scorecards of a brand that are in use, or the archived ones, by name."""
    newest = (
        select(ScorecardVersion.scorecard_id, func.max(ScorecardVersion.number).label("number"))
        .where(ScorecardVersion.brand_id == brand_id)
        .group_by(ScorecardVersion.scorecard_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Scorecard.id,
            Scorecard.name,
            ScorecardVersion.number,
            ScorecardVersion.published_at,
            Scorecard.draft_saved_at,
            func.coalesce(Scorecard.draft != ScorecardVersion.document, True),
        )
        .outerjoin(newest, newest.c.scorecard_id == Scorecard.id)
        .outerjoin(
            ScorecardVersion,
            (ScorecardVersion.scorecard_id == Scorecard.id) & (ScorecardVersion.number == newest.c.number),
        )
        .where(Scorecard.brand_id == brand_id, Scorecard.archived_at.is_not(None) == archived)
        .order_by(Scorecard.name, Scorecard.id)
    )
    return [ScorecardRow(*row[:5], has_changes=bool(row[5])) for row in rows]


def find_draft(brand_id: int, scorecard_id: int) -> Draft | None:
    """The scorecard's draft with the list of its versions; None when the brand has no such scorecard."""
    row = db.session.execute(
        select(Scorecard, User.name)
        .outerjoin(User, User.id == Scorecard.draft_saved_by)
        .where(Scorecard.brand_id == brand_id, Scorecard.id == scorecard_id)
    ).one_or_none()
    if row is None:
        return None
    scorecard, saved_by = row
    versions = _versions(brand_id, scorecard_id)
    published = find_version(brand_id, scorecard_id, versions[0].number) if versions else None
    return Draft(
        scorecard.id,
        brand_id,
        scorecard.name,
        parse_json(scorecard.draft),
        scorecard.draft_rev,
        scorecard.draft_saved_at,
        saved_by,
        published.document if published else None,
        versions,
    )


def _versions(brand_id: int, scorecard_id: int) -> tuple[VersionRow, ...]:
    used = (
        select(func.count())
        .select_from(Assignment)
        .where(Assignment.scorecard_version_id == ScorecardVersion.id, Assignment.state != "cancelled")
        .correlate(ScorecardVersion)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(ScorecardVersion.id, ScorecardVersion.number, ScorecardVersion.published_at, User.name, used)
        .outerjoin(User, User.id == ScorecardVersion.published_by)
        .where(ScorecardVersion.brand_id == brand_id, ScorecardVersion.scorecard_id == scorecard_id)
        .order_by(ScorecardVersion.number.desc())
    )
    return tuple(VersionRow(*row) for row in rows)


def find_version(brand_id: int, scorecard_id: int, number: int) -> PublishedVersion | None:
    row = db.session.execute(
        select(ScorecardVersion, Scorecard.name)
        .join(Scorecard, Scorecard.id == ScorecardVersion.scorecard_id)
        .where(
            ScorecardVersion.brand_id == brand_id,
            ScorecardVersion.scorecard_id == scorecard_id,
            ScorecardVersion.number == number,
        )
    ).one_or_none()
    if row is None:
        return None
    version, name = row
    return PublishedVersion(
        scorecard_id,
        name,
        version.number,
        parse_json(version.document),
        version.document,
        version.sha256,
        version.published_at,
    )


def situation_names(brand_id: int) -> dict[str, dict[str, str]]:
    """The brand's own situations: key -> language code -> name, by key. The five known ones are not in it."""
    rows = db.session.scalars(
        select(BrandSituation).where(BrandSituation.brand_id == brand_id).order_by(BrandSituation.key)
    )
    return {row.key: json.loads(row.names) for row in rows}


def assignments_to_move(brand_id: int, scorecard_id: int, document: Document) -> list[Assignment]:
    """The assignments that take over the next version: not started, and of a situation that it still serves."""
    served = situations_of(json.dumps({"situations": document.get("situations")}))
    return list(
        db.session.scalars(
            select(Assignment)
            .join(ScorecardVersion, ScorecardVersion.id == Assignment.scorecard_version_id)
            .where(
                Assignment.brand_id == brand_id,
                ScorecardVersion.scorecard_id == scorecard_id,
                Assignment.state.in_(NOT_STARTED),
                Assignment.situation.in_(served),
            )
            .order_by(Assignment.id)
        )
    )
