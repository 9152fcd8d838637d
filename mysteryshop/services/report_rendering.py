"""Makes the files: reads, words, sets and stores a report. Runs in the worker; every step may be repeated."""

import io
from datetime import datetime
from pathlib import Path
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select

from mysteryshop import storage
from mysteryshop.domain.errors import DomainError
from mysteryshop.domain.periods import Period, PeriodKind
from mysteryshop.domain.privacy import Audience
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Assignment, Audit, Brand, Report, Wave
from mysteryshop.reports.html import audit_html, location_html
from mysteryshop.reports.pdf import Pdf, html_to_pdf
from mysteryshop.services.report_sources import audit_report, location_report
from mysteryshop.services.reports import Wanted, ensure_report, wanted_at_approval


def render_report(report_id: int, *, now: datetime) -> None:
    """Make the file of a report, unless it is there and up to date.

    What changes while it is made marks it stale again, so that nothing is lost between reading and storing.

    :raises Exception: whatever went wrong; the row then says "failed", and the job is tried again.
    """
    with transaction():
        report = db.session.get(Report, report_id, with_for_update=True)
        if report is None or (report.state == "ready" and not report.is_stale):
            return
        report.state, report.is_stale = "rendering", False
    try:
        pdf = _pdf_of(db.session.get_one(Report, report_id), now)
        key = storage.put(io.BytesIO(pdf.data))
    except Exception as error:
        _note_failure(report_id, error)
        raise
    _replace_file(report_id, key, pdf.pages, now)


def request_audit_reports(audit_id: UUID, *, now: datetime) -> list[int]:
    """Both reports of an approved audit, each made by a job of its own; one made before the approval is made anew.

    :returns: their ids; none when the audit was decided otherwise meanwhile.
    """
    audit = db.session.get(Audit, audit_id)
    if audit is None or audit.state != "approved":
        return []
    wanted = wanted_at_approval(audit, db.session.get_one(Brand, audit.brand_id))
    by, decided_at = audit.decided_by, audit.decided_at
    ids = []
    with transaction():
        for each in wanted:
            report = ensure_report(each, by=by, now=now)
            if report.rendered_at is not None and decided_at is not None and report.rendered_at < decided_at:
                ensure_report(each, by=by, now=now, again=True)
            ids.append(report.id)
    return ids


def request_wave_reports(wave_id: int, *, now: datetime) -> None:
    """A report of every location that the wave visited, each made by a job of its own."""
    wave = db.session.get(Wave, wave_id)
    if wave is None:
        return
    brand = db.session.get_one(Brand, wave.brand_id)
    period = Period(PeriodKind.WAVE, wave.starts_on, wave.ends_on, wave.id, wave.name)
    brand_id, language = brand.id, brand.language_codes[0]
    visited = select(Assignment.location_id).where(
        Assignment.brand_id == brand_id, Assignment.wave_id == wave_id, Assignment.state != "cancelled"
    )
    locations = sorted(set(db.session.scalars(visited)))
    with transaction():
        for location_id in locations:
            wanted = Wanted(brand_id, Audience.BRAND, language, location_id=location_id, period=period)
            ensure_report(wanted, by=None, now=now)


def _pdf_of(report: Report, now: datetime) -> Pdf:
    static = current_app.static_folder
    assert static is not None, "the fonts lie in the static folder"
    fonts = Path(static) / "fonts"
    if report.kind == "audit":
        built, photos = audit_report(report, now=now)
        return html_to_pdf(audit_html(built), fonts, photos)
    about, logo = location_report(report, now=now)
    return html_to_pdf(location_html(about), fonts, logo)


def _replace_file(report_id: int, key: str, pages: int, now: datetime) -> None:
    with transaction():
        report = db.session.get_one(Report, report_id, with_for_update=True)
        old = report.file_key
        report.file_key, report.pages, report.rendered_at = key, pages, now
        report.state, report.problem = "ready", None
        db.session.flush()
        users = db.session.scalar(select(func.count()).select_from(Report).where(Report.file_key == old))
    if old and old != key and not users:
        storage.delete(old)


def _note_failure(report_id: int, error: Exception) -> None:
    with transaction():
        report = db.session.get_one(Report, report_id)
        report.state = "failed"
        report.problem = error.message if isinstance(error, DomainError) else type(error).__name__
