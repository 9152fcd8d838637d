"""The page of one audit, in the same words as its PDF: both print the report object of `reports/audit.py`."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort, url_for

from mysteryshop import storage
from mysteryshop.domain.privacy import Audience, Sight
from mysteryshop.models import Brand
from mysteryshop.queries.audit_contents import AuditContent, StoredPhoto, audit_content
from mysteryshop.queries.results import AuditRow
from mysteryshop.queries.scorecards import situation_names
from mysteryshop.reports.audit import AuditFacts, AuditReport, build_audit_report
from mysteryshop.reports.audit_lines import AuditPhoto
from mysteryshop.reports.page_charts import Bar, score_bar
from mysteryshop.reports.situations import situation_name
from mysteryshop.web.filters import language


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The report, and a bar for each of its sections."""

    report: AuditReport
    bars: tuple[Bar, ...]


def audit_page(brand: Brand, row: AuditRow, sight: Sight, audience: Audience) -> AuditPage:
    """Put the page together; the report masks what `sight` does not allow."""
    content = audit_content(row.id, brand.id) or abort(404)
    report = build_audit_report(
        content.document,
        content.answers,
        content.result,
        _facts(brand, row, content),
        audience=audience,
        language=language(),
        sight=sight,
        photos=[_photo(brand.id, row, p) for p in content.photos],
    )
    bars = tuple(score_bar(section.value, section.target) for section in report.sections)
    return AuditPage(report, bars)


def shown_photo(audit_id: UUID, brand_id: int, photo_id: UUID, sight: Sight) -> str | None:
    """The storage key of a photo's 900 px copy; None: not for this reader, or there is none (any more)."""
    content = audit_content(audit_id, brand_id)
    found = [p for p in content.photos if p.id == photo_id] if content else []
    if not content or not found or (not sight.staff_answers and _is_of_staff(content, found[0].question_key)):
        return None
    return None if storage.lacks(found[0].print_key) else found[0].print_key


def _is_of_staff(content: AuditContent, question_key: str) -> bool:
    questions = [q for section in content.document["sections"] for q in section["questions"]]
    return any(q["key"] == question_key and q["kind"] == "staff" for q in questions)


def _photo(brand_id: int, row: AuditRow, photo: StoredPhoto) -> AuditPhoto:
    if storage.lacks(photo.print_key or photo.stored_key):
        return AuditPhoto(photo.question_key, None, is_missing=True)
    here = url_for("brand.audit_photo", brand_id=brand_id, audit_id=row.id, photo_id=photo.id)
    return AuditPhoto(photo.question_key, here if photo.print_key else None)


def _facts(brand: Brand, row: AuditRow, content: AuditContent) -> AuditFacts:
    decided = content.decided_at
    return AuditFacts(
        brand=brand.name,
        colour=brand.accent,
        location=row.location,
        area=row.area,
        wave=row.wave,
        situation=situation_name(row.situation, situation_names(brand.id)),
        channel=row.channel,
        visited_on=row.visited_on,
        visited_at=content.visited_at.time() if content.visited_at else None,
        shopper_name=content.shopper_name,
        shopper_number=content.shopper_number,
        scorecard_version=content.version_number,
        published_on=content.published_at.date(),
        reviewed_on=decided.date() if decided else None,
        round_number=content.round_number,
        data_until=decided or content.published_at,
    )
