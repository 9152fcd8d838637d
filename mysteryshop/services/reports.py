"""Reports as people ask for them: a row for each thing asked for, a job in the same commit, stale when data change."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from mysteryshop.domain.errors import N_, NotAllowed, NotFound
from mysteryshop.domain.periods import Period, PeriodKind
from mysteryshop.domain.privacy import Audience
from mysteryshop.extensions import db, insert_ignore, transaction
from mysteryshop.models import Audit, Brand, Location, Report
from mysteryshop.services.history import record_change
from mysteryshop.services.jobs import IN_TURN, WAITED_FOR, add_job, is_waiting

QUIET = timedelta(minutes=15)
REMADE_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """One report: about an audit, or about a location in a period; for one audience, in one language."""

    brand_id: int
    audience: Audience
    language: str
    audit_id: UUID | None = None
    location_id: int | None = None
    period: Period | None = None

    @property
    def subject(self) -> str:
        """One row for one thing asked for."""
        if self.audit_id is not None:
            return f"audit:{self.audit_id}:{self.audience}:{self.language}"
        assert self.period is not None, "a location report is about a period"
        return f"location:{self.location_id}:{self.period.slug}:{self.audience}:{self.language}"


def request_report(wanted: Wanted, *, by: int, now: datetime, again: bool = False) -> int:
    """Ask for a report; one that is ready and up to date, or already on its way, is not made twice.

    :param again: make it anew although it is ready.
    :returns: its id.
    :raises NotFound: the audit or location is not the brand's. :raises NotAllowed: the audit is not approved.
    """
    with transaction():
        _check(wanted)
        report = ensure_report(wanted, by=by, now=now, again=again, priority=WAITED_FOR)
        record_change(
            "report.requested",
            "report",
            report.id,
            user_id=by,
            brand_id=wanted.brand_id,
            now=now,
            after={"subject": report.subject},
        )
        return report.id


def request_again(brand_id: int, report_id: int, *, by: int, now: datetime) -> None:
    """Have an existing report made anew. The file that is there stays until the new one replaces it.

    :raises NotFound: no such report of the brand.
    """
    with transaction():
        report = db.session.scalars(
            select(Report).where(Report.brand_id == brand_id, Report.id == report_id)
        ).one_or_none()
        if report is None:
            raise NotFound(N_("This report does not exist."))
        _queue(report, by=by, now=now, priority=WAITED_FOR)


def ensure_report(
    wanted: Wanted, *, by: int | None, now: datetime, again: bool = False, priority: int = IN_TURN
) -> Report:
    """The row of a report, with a job if it has to be made. Inside the transaction at hand."""
    period = wanted.period
    values = {
        "brand_id": wanted.brand_id,
        "kind": "audit" if wanted.audit_id is not None else "location",
        "audience": wanted.audience.value,
        "language": wanted.language,
        "audit_id": wanted.audit_id,
        "location_id": wanted.location_id,
        "wave_id": period.wave_id if period and period.kind is PeriodKind.WAVE else None,
        "since": period.since if period else None,
        "until": period.until if period else None,
        "subject": wanted.subject,
        "state": "queued",
        "is_stale": False,
        "requested_by": by,
        "requested_at": now,
    }
    is_new = (
        db.session.execute(insert_ignore(Report).values(values).returning(Report.id)).scalar() is not None
    )
    report = db.session.scalars(select(Report).where(Report.subject == wanted.subject)).one()
    overtakes = report.state == "queued" and priority > IN_TURN
    if is_new or again or overtakes or report.is_stale or report.state == "failed":
        _queue(report, by=by, now=now, is_new=is_new, priority=priority)
    return report


def _queue(
    report: Report, *, by: int | None, now: datetime, is_new: bool = False, priority: int = IN_TURN
) -> None:
    if not is_new and report.state in ("queued", "rendering") and not report.is_stale:
        if report.state == "queued" and not is_waiting("render_report", report.id, priority):
            # Somebody asks for what was to come in turn: it overtakes, and the job left behind finds it made.
            add_job("render_report", report.id, now=now, priority=priority)
        return  # on its way; asking again makes it no faster
    report.state, report.problem = "queued", None
    report.requested_by, report.requested_at = by, now
    key = f"render_report:{report.id}:{now.isoformat()}"
    add_job("render_report", report.id, now=now, dedupe_key=key, priority=priority)


def _check(wanted: Wanted) -> None:
    if wanted.audit_id is not None:
        audit = db.session.scalars(
            select(Audit).where(Audit.brand_id == wanted.brand_id, Audit.id == wanted.audit_id)
        ).one_or_none()
        if audit is None:
            raise NotFound(N_("This audit does not exist."))
        if audit.state != "approved":
            raise NotAllowed(N_("Only approved audits are reported. This one is not approved."))
    else:
        known = select(Location.id).where(
            Location.brand_id == wanted.brand_id, Location.id == wanted.location_id
        )
        if db.session.scalar(known) is None:
            raise NotFound(N_("This location does not exist."))


def wanted_at_approval(audit: Audit, brand: Brand) -> tuple[Wanted, Wanted]:
    """What is made of every approved audit: one copy for the agency, one for the brand, in the brand's language."""
    language = brand.language_codes[0]
    agency = Wanted(brand.id, Audience.AGENCY, language, audit_id=audit.id)
    return agency, Wanted(brand.id, Audience.BRAND, language, audit_id=audit.id)


def mark_reports_stale(brand_id: int, since: date, until: date | None = None, *, now: datetime) -> None:
    """Note that the figures of some days changed, inside the transaction of the change.

    Every location report of the brand over one of the days: the brand's average and spread stand in all of them.

    :param until: the last day, counted; the same as `since` when absent.
    """
    db.session.execute(
        update(Report)
        .where(
            Report.brand_id == brand_id,
            Report.since <= (until or since),
            Report.until >= since,
            Report.state != "queued",
        )
        .values(is_stale=True, changed_at=now)
        .execution_options(synchronize_session=False)
    )


def remake_quiet_reports(*, now: datetime) -> int:
    """Have stale reports made anew once nothing changed for a quarter of an hour, a few at a time: never a storm.

    :returns: how many.
    """
    with transaction():
        quiet = db.session.scalars(
            select(Report)
            .where(Report.is_stale, Report.state == "ready", Report.changed_at <= now - QUIET)
            .order_by(Report.changed_at, Report.id)
            .limit(REMADE_AT_ONCE)
        ).all()
        for report in quiet:
            _queue(report, by=report.requested_by, now=now)
        return len(quiet)
