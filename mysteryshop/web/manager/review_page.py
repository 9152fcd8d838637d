"""Putting the page of one audit together for the manager who decides about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mysteryshop import storage
from mysteryshop.domain.audit_states import audit_moves_from
from mysteryshop.domain.places import distance_m
from mysteryshop.domain.privacy import Audience, Sight, sight_of
from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.domain.scoring import CannotScore
from mysteryshop.models import Audit, Brand, Location
from mysteryshop.queries.assignments import window_of
from mysteryshop.queries.audit_contents import AuditContent, audit_content
from mysteryshop.queries.locations import area_names
from mysteryshop.queries.reviews import (
    Conflict,
    HistoryEntry,
    ReviewPhoto,
    SentRound,
    conflicts_of,
    history_of,
    photos_of,
    return_notes,
    rounds_of,
)
from mysteryshop.queries.scorecards import situation_names
from mysteryshop.reports.audit import AuditFacts, AuditReport, build_audit_report
from mysteryshop.reports.page_charts import Bar, score_bar
from mysteryshop.reports.review import (
    Flag,
    ReviewSection,
    RoundFacts,
    conflict_words,
    missing_words,
    review_flags,
    review_sections,
)
from mysteryshop.reports.situations import situation_name
from mysteryshop.web.filters import language

FAR_M = 500


@dataclass(frozen=True, slots=True)
class ConflictLines:
    arrived: Conflict
    lines: list[tuple[str, str, str]]  # question, what counts, what arrived


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """`report` and what hangs on it are None for a held audit whose answers do not fit the scorecard."""

    audit: Audit
    location: Location
    area: str
    situation: str
    shopper_name: str
    shopper_number: int
    version_number: int
    report: AuditReport | None
    sections: tuple[ReviewSection, ...]
    bars: tuple[Bar, ...]
    missing: list[tuple[str, str]]
    flags: list[Flag]
    photos: dict[str, list[ReviewPhoto]]
    gone: Mapping[UUID, str]  # photos whose files are missing: "all", or "large" where the small copy is left
    conflicts: list[ConflictLines]
    misfits: tuple[str, ...]
    history: list[HistoryEntry]
    moves: frozenset[str]


def review_page(brand: Brand, audit: Audit) -> ReviewPage:
    """Everything the page shows; the audit was looked up with its brand."""
    sight = sight_of(Audience.AGENCY, time_allowed=True)
    rounds = rounds_of(audit.id, audit.situation)
    photos = photos_of(audit.id, brand.id)
    gone = _gone(photos)
    content: AuditContent | None = None
    misfits: tuple[str, ...] = ()
    try:
        content = audit_content(audit.id, brand.id)
    except CannotScore as refused:
        misfits = tuple(problem.message for problem in refused.details)
    location = audit.assignment.location
    areas = area_names(brand.id)
    report = _report(brand, audit, content, areas.get(location.area_id, "")) if content else None
    sections = _sections(brand, audit, content, report, rounds, sight, list(areas.values()))
    return ReviewPage(
        audit=audit,
        location=location,
        area=areas.get(location.area_id, ""),
        situation=situation_name(audit.situation, situation_names(brand.id)),
        shopper_name=content.shopper_name if content else rounds[0].person,
        shopper_number=content.shopper_number if content else 0,
        version_number=audit.assignment.version.number if content is None else content.version_number,
        report=report,
        sections=sections,
        bars=tuple(score_bar(section.line.value, section.line.target) for section in sections),
        missing=missing_words(content.document, content.result) if content else [],
        flags=_flags(audit, content, sections, photos, gone),
        photos=_by_question(photos),
        gone=gone,
        conflicts=_conflicts(audit, content, rounds, sight),
        misfits=misfits,
        history=history_of("audit", audit.id),
        moves=audit_moves_from(audit.state),
    )


def _report(brand: Brand, audit: Audit, content: AuditContent, area: str) -> AuditReport:
    assignment = audit.assignment
    facts = AuditFacts(
        brand=brand.name,
        colour=brand.accent,
        location=assignment.location.name,
        area=area,
        wave=assignment.wave.name,
        situation=situation_name(audit.situation, situation_names(brand.id)),
        channel=assignment.channel,
        visited_on=audit.visited_on,
        visited_at=audit.visited_at.time() if audit.visited_at else None,
        shopper_name=content.shopper_name,
        shopper_number=content.shopper_number,
        scorecard_version=content.version_number,
        published_on=content.published_at.date(),
        reviewed_on=content.decided_at.date() if content.decided_at else None,
        round_number=content.round_number,
        data_until=content.decided_at or content.submitted_at,
    )
    return build_audit_report(
        content.document,
        content.answers,
        content.result,
        facts,
        audience=Audience.AGENCY,
        language=language(),
        sight=sight_of(Audience.AGENCY, time_allowed=True),
    )


def _sections(
    brand: Brand,
    audit: Audit,
    content: AuditContent | None,
    report: AuditReport | None,
    rounds: Sequence[SentRound],
    sight: Sight,
    areas: list[str],
) -> tuple[ReviewSection, ...]:
    if content is None or report is None:
        return ()
    facts = [RoundFacts(r.number, r.cause, r.person, r.answers, r.texts) for r in rounds]
    asked: dict[str, list[str]] = {}
    for note in return_notes(audit.id):
        asked.setdefault(note.question_key or "", []).append(note.note)
    location = audit.assignment.location
    known = [brand.name, location.name, location.city, location.address, *areas]
    return review_sections(content.document, report.sections, facts, asked, sight, known)


def _flags(
    audit: Audit,
    content: AuditContent | None,
    sections: Sequence[ReviewSection],
    photos: Sequence[ReviewPhoto],
    gone: Mapping[UUID, str],
) -> list[Flag]:
    farthest = _farthest(audit.assignment.location, photos)
    window = window_of(audit.assignment)
    return review_flags(
        round_number=audit.current_round,
        sent_late=window.judge(audit.submitted_at) == "over",
        photos_to_come=sum(photo.state == "expected" for photo in photos),
        photos_missing=len(gone),
        conflicts=len(conflicts_of(audit.id)),
        critical=bool(content and content.result["critical_failures"]),
        is_complete=audit.is_complete,
        names=sum(bool(question.names) for section in sections for question in section.questions),
        far_m=farthest if farthest is not None and farthest > FAR_M else None,
        near_m=farthest if farthest is not None and farthest <= FAR_M else None,
    )


def _farthest(location: Location, photos: Sequence[ReviewPhoto]) -> int | None:
    """Metres, rounded up to tens; None when a photo or the location does not say where it is."""
    if location.lat is None or location.lon is None:
        return None
    metres = [
        distance_m(location.lat, location.lon, photo.lat, photo.lon)
        for photo in photos
        if photo.lat is not None and photo.lon is not None
    ]
    return -(-int(max(metres)) // 10) * 10 if metres else None


def _gone(photos: Sequence[ReviewPhoto]) -> dict[UUID, str]:
    gone: dict[UUID, str] = {}
    for photo in photos:
        if storage.lacks(photo.print_key or photo.stored_key):
            gone[photo.id] = "all"
        elif storage.lacks(photo.stored_key):
            gone[photo.id] = "large"
    return gone


def _by_question(photos: Sequence[ReviewPhoto]) -> dict[str, list[ReviewPhoto]]:
    kept: dict[str, list[ReviewPhoto]] = {}
    for photo in photos:
        kept.setdefault(photo.question_key, []).append(photo)
    return kept


def _conflicts(
    audit: Audit, content: AuditContent | None, rounds: Sequence[SentRound], sight: Sight
) -> list[ConflictLines]:
    stored = {sent.number: sent.answers for sent in rounds}
    found = []
    for conflict in conflicts_of(audit.id):
        arrived = _document_of(conflict.body)
        known = stored.get(conflict.number)
        lines = (
            conflict_words(content.document, known, arrived, sight) if content and arrived and known else []
        )
        found.append(ConflictLines(conflict, lines))
    return found


def _document_of(body: str) -> dict[str, Any] | None:
    """The answers that a body carries, if it can be read at all."""
    try:
        document = parse_json(body)
    except ValueError:
        return None
    parts = ("answers", "comments", "evidence")
    if not isinstance(document, dict) or not all(
        isinstance(document.get(part) or {}, dict) for part in parts
    ):
        return None
    return {part: document.get(part) or {} for part in parts}
