"""Reports as lists, progress pages and downloads need them, and what their making reads."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, or_, select

from mysteryshop.domain.access import Scope
from mysteryshop.domain.periods import Period, PeriodKind, month_of, quarter_of
from mysteryshop.domain.privacy import Audience
from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.extensions import db
from mysteryshop.models import (
    Answer,
    Area,
    Assignment,
    Audit,
    Location,
    Photo,
    Report,
    ScorecardVersion,
    Wave,
)
from mysteryshop.queries.scope import location_in_scope

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in a list. `file_key` None: there is nothing to download yet."""

    id: int
    brand_id: int
    kind: str  # audit, location
    audience: str
    language: str
    location: str
    audit_id: UUID | None
    visited_on: date | None
    period: Period | None
    wave: str | None
    state: str
    is_stale: bool
    file_key: str | None
    pages: int | None
    requested_at: datetime
    rendered_at: datetime | None

    @property
    def is_ready(self) -> bool:
        return self.file_key is not None

    @property
    def is_on_its_way(self) -> bool:
        return self.state in ("queued", "rendering")


def list_reports(
    scope: Scope,
    audiences: tuple[Audience, ...],
    *,
    audit_id: UUID | None = None,
    kind: str = "",
    limit: int = 50,
    offset: int = 0,
) -> list[ReportRow]:
    """Reports inside the scope, the newest request first. A brand asks for its own audience only."""
    query = _inside(scope)
    if audit_id is not None:
        query = query.where(Report.audit_id == audit_id)
    if kind:
        query = query.where(Report.kind == kind)
    newest = query.order_by(func.coalesce(Report.rendered_at, Report.requested_at).desc(), Report.id.desc())
    rows = db.session.execute(newest.limit(limit).offset(offset), _given(scope, audiences))
    return [_row(row) for row in rows]


def count_reports(scope: Scope, audiences: tuple[Audience, ...]) -> int:
    """How many `list_reports` could show in all."""
    query = select(func.count()).select_from(_inside(scope).subquery())
    return db.session.scalar(query, _given(scope, audiences)) or 0


def find_report(report_id: int, scope: Scope, audiences: tuple[Audience, ...]) -> ReportRow | None:
    """One report inside the scope and for one of the audiences; None for any other."""
    given = _given(scope, audiences) | {"report_id": report_id}
    row = db.session.execute(_inside(scope, _ONE), given).one_or_none()
    return _row(row) if row else None


# Made once: making it costs a download as much as running it.
_REPORTS: Select[*tuple[Any, ...]] = (
    select(Report, Location.name, Audit.visited_on, Wave.name, Wave.starts_on, Wave.ends_on)
    .outerjoin(Audit, Audit.id == Report.audit_id)
    .outerjoin(Assignment, Assignment.id == Audit.assignment_id)
    .join(Location, Location.id == func.coalesce(Report.location_id, Assignment.location_id))
    .outerjoin(Wave, Wave.id == func.coalesce(Report.wave_id, Assignment.wave_id))
    .where(
        Report.brand_id == bindparam("brand_id"),
        Location.brand_id == bindparam("brand_id"),
        Report.audience.in_(bindparam("audiences", expanding=True)),
        or_(Report.audit_id.is_(None), Audit.state == "approved"),
    )
)
_ONE = _REPORTS.where(Report.id == bindparam("report_id"))


def _inside(scope: Scope, query: Select[*tuple[Any, ...]] = _REPORTS) -> Select[*tuple[Any, ...]]:
    return query if scope.whole_brand else query.where(location_in_scope(scope))


def _given(scope: Scope, audiences: tuple[Audience, ...]) -> dict[str, Any]:
    return {"brand_id": scope.brand_id, "audiences": [audience.value for audience in audiences]}


def _row(row: Row[Any]) -> ReportRow:
    report, location, visited_on, wave, starts_on, ends_on = tuple(row)
    return ReportRow(
        id=report.id,
        brand_id=report.brand_id,
        kind=report.kind,
        audience=report.audience,
        language=report.language,
        location=location,
        audit_id=report.audit_id,
        visited_on=visited_on,
        period=None if report.kind == "audit" else period_of(report, wave, starts_on, ends_on),
        wave=wave,
        state=report.state,
        is_stale=report.is_stale,
        file_key=report.file_key,
        pages=report.pages,
        requested_at=report.requested_at,
        rendered_at=report.rendered_at,
    )


def period_of(report: Report, wave: str | None, starts_on: date | None, ends_on: date | None) -> Period:
    """The period that a location report is about."""
    if report.wave_id is not None and starts_on is not None and ends_on is not None:
        return Period(PeriodKind.WAVE, starts_on, ends_on, report.wave_id, wave or "")
    assert report.since is not None, "a report without a wave has its days"
    month = month_of(report.since)
    return month if month.until == report.until else quarter_of(report.since)


# --- what the making of a report reads ---


def answers_of_round(audit_id: UUID, number: int) -> list[Answer]:
    """The stored answers of one round."""
    return list(
        db.session.scalars(select(Answer).where(Answer.audit_id == audit_id, Answer.number == number))
    )


def photos_of_audit(audit_id: UUID, until_round: int) -> list[Photo]:
    """The kept photos that came up to a round, by question and time. Their rows say which can be shown."""
    return list(
        db.session.scalars(
            select(Photo)
            .where(Photo.submission_id == audit_id, Photo.round <= until_round, Photo.state == "stored")
            .order_by(Photo.question_key, Photo.uploaded_at, Photo.id)
        )
    )


def area_names(brand_id: int, path: str) -> list[str]:
    """The names from the root to an area, by its path."""
    ids = [int(part) for part in path.strip("/").split("/") if part]
    rows = db.session.execute(select(Area.id, Area.name).where(Area.brand_id == brand_id, Area.id.in_(ids)))
    names = dict(rows.tuples().all())
    return [names[area_id] for area_id in ids if area_id in names]


def versions_used(brand_id: int, location_id: int, period: Period) -> list[tuple[Document, int]]:
    """Documents and numbers of the versions behind the approved audits of one location in a period."""
    rows = db.session.execute(
        select(ScorecardVersion.document, ScorecardVersion.number)
        .join(Audit, Audit.scorecard_version_id == ScorecardVersion.id)
        .join(Assignment, Assignment.id == Audit.assignment_id)
        .where(
            Audit.brand_id == brand_id,
            Audit.state == "approved",
            Assignment.location_id == location_id,
            Assignment.wave_id == period.wave_id
            if period.kind is PeriodKind.WAVE
            else Audit.visited_on.between(period.since, period.until),
        )
        .distinct()
        .order_by(ScorecardVersion.document, ScorecardVersion.number)
    )
    return [(parse_json(document), number) for document, number in rows]
