"""Jobs that make PDFs."""

from uuid import UUID

from mysteryshop import clock
from mysteryshop.services import report_rendering


def render_report(subject_id: str) -> None:
    """One report; the subject is its id."""
    report_rendering.render_report(int(subject_id), now=clock.utc_now())


def render_audit_report(subject_id: str) -> None:
    """Both reports of an approved audit, each a job of its own; the subject is the audit's id."""
    report_rendering.request_audit_reports(UUID(subject_id), now=clock.utc_now())


def render_wave_reports(subject_id: str) -> None:
    """The reports of all locations of a closed wave, each a job of its own; the subject is the wave's id."""
    report_rendering.request_wave_reports(int(subject_id), now=clock.utc_now())
