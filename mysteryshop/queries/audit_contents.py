"""All that one audit says: its scorecard, the answers of the round that counts, what they scored, its photos.

For the audit's page and its report. The caller has found the audit inside the reader's scope before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.domain.scoring import score_document
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Audit, ScorecardVersion, User, WaveShopper
from mysteryshop.queries.reports import answers_of_round, photos_of_audit


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A piece of evidence. `print_key` is the 900 px copy in the storage, None when there is no preview."""

    id: UUID
    question_key: str
    print_key: str | None
    stored_key: str | None


@dataclass(frozen=True, slots=True)
class AuditContent:
    """Documents as `domain/scoring` and `reports/audit` take them; everything unmasked.

    :param result: of scoring the answers again, so that the reasons behind the stored score are at hand.
    :param published_at: and the other moments: aware, on the location's clock, so that page and PDF print the same day.
    :param decided_at: when it was approved; None before.
    """

    document: dict[str, Any]
    answers: dict[str, Any]
    result: dict[str, Any]
    version_number: int
    published_at: datetime
    submitted_at: datetime
    decided_at: datetime | None
    round_number: int
    shopper_name: str
    shopper_number: int
    visited_at: datetime | None
    photos: tuple[StoredPhoto, ...]


def audit_content(audit_id: UUID, brand_id: int) -> AuditContent | None:
    """The content of one audit of the brand; None when the brand has no such audit."""
    audit = db.session.scalar(select(Audit).where(Audit.id == audit_id, Audit.brand_id == brand_id))
    if audit is None:
        return None
    version = db.session.get_one(ScorecardVersion, audit.scorecard_version_id)
    here = ZoneInfo(audit.assignment.location.time_zone)
    document = parse_json(version.document)
    answers = answers_document(audit.situation, answers_of_round(audit_id, audit.current_round))
    return AuditContent(
        document=document,
        answers=answers,
        result=score_document(document, answers),
        version_number=version.number,
        published_at=version.published_at.astimezone(here),
        submitted_at=audit.submitted_at.astimezone(here),
        decided_at=audit.decided_at.astimezone(here) if audit.decided_at else None,
        round_number=audit.current_round,
        shopper_name=db.session.get_one(User, audit.shopper_id).name,
        shopper_number=_number(audit),
        visited_at=audit.visited_at,
        photos=tuple(
            StoredPhoto(photo.id, photo.question_key, photo.print_key, photo.stored_key)
            for photo in photos_of_audit(audit_id, audit.current_round)
        ),
    )


def answers_document(situation: str, rows: Sequence[Answer]) -> dict[str, Any]:
    """The answers document of one round, from its rows."""
    return {
        "situation": situation,
        "answers": {row.question_key: parse_json(row.value) for row in rows if row.value is not None},
        "comments": {row.question_key: row.comment for row in rows if row.comment is not None},
        "evidence": {row.question_key: row.evidence_count for row in rows if row.evidence_count},
    }


def _number(audit: Audit) -> int:
    number = db.session.scalar(
        select(WaveShopper.number).where(
            WaveShopper.wave_id == audit.assignment.wave_id, WaveShopper.shopper_id == audit.shopper_id
        )
    )
    return number or 0
