"""Storing one round of an audit: its answers and what they score. Called inside another service's
transaction.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from mysteryshop.domain.scorecard_json import canonical_json, parse_json
from mysteryshop.domain.scorecard_reading import Document, questions_of
from mysteryshop.domain.scoring import CannotScore, score_document
from mysteryshop.domain.visits import storable
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Answer, Audit, Round, ScorecardVersion, SectionScore
from mysteryshop.services.jobs import add_job

MOST = 2**63 - 1  # what BIGINT holds

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the scoring said. `result` None: it could not be scored; `fits` False: because of the answers."""

    result: Mapping[str, Any] | None
    fits: bool
    columns: dict[str, Any]  # of Round and Audit

    @property
    def is_complete(self) -> bool:
        return bool(self.columns["is_complete"])


def judge(document: Document, answers: Mapping[str, Any]) -> Judged:
    """Score an answers document. Never raises: a failure of the arithmetic must not cost a visit."""
    try:
        result = score_document(document, answers)
        return Judged(result, True, _columns(document, result))
    except CannotScore as refused:
        return Judged(None, all(problem.question is None for problem in refused.details), _NOT_SCORED)
    except Exception:
        log.exception("A round could not be scored; it is stored, and a job tries again")
        return Judged(None, True, _NOT_SCORED)


def add_round(
    audit_id: UUID,
    number: int,
    *,
    cause: str,
    sent_by: int,
    body_sha256: str,
    document: Document,
    answers: Mapping[str, Any],
    judged: Judged,
    now: datetime,
    texts: Mapping[str, str] | None = None,
    trail: Mapping[str, Any] | None = None,
) -> None:
    """Store a round with its answers and section scores, in three statements whatever the number of
    questions (`render_nulls`: else one for each run of rows that leave the same columns empty).

    The caller sets the audit's own columns (`judged.columns`, `current_round`). A round that could not be
    scored is stored all the same, with a job that scores it later.

    :param cause: first, returned, corrected or appealed; :param answers: an answers document (situation,
    answers,     comments, evidence); :param texts: evidence pasted as text; :param trail: when each was
    answered.
    """
    scored_at = now if judged.result else None
    db.session.execute(
        insert(Round).values(
            audit_id=audit_id,
            number=number,
            sent_by=sent_by,
            cause=cause,
            body_sha256=body_sha256,
            received_at=now,
            scored_at=scored_at,
            **judged.columns,
        )
    )
    db.session.execute(
        insert(Answer).execution_options(render_nulls=True),
        [
            {"audit_id": audit_id, "number": number}
            | _answer_columns(question["key"], answers, texts or {}, trail or {})
            | _score_columns(question["key"], judged.result)
            for _section, question in questions_of(document)
        ],
    )
    if judged.result:
        _add_section_scores(audit_id, number, judged.result)
    elif judged.fits:
        add_job("score_round", f"{audit_id}/{number}", now=now, dedupe_key=f"score_round:{audit_id}:{number}")


def score_round(audit_id: UUID, number: int, *, now: datetime) -> None:
    """Score a stored round (again): what a job does when scoring failed at sending. Running it twice
    changes nothing.

    :raises CannotScore: its answers do not fit the scorecard.
    """
    with transaction():
        audit = db.session.get_one(Audit, audit_id, with_for_update=True)
        document = parse_json(db.session.get_one(ScorecardVersion, audit.scorecard_version_id).document)
        rows = db.session.scalars(
            select(Answer).where(Answer.audit_id == audit_id, Answer.number == number)
        ).all()
        result = score_document(document, answers_document(audit.situation, rows))
        columns = _columns(document, result)
        for row in rows:
            for name, value in _score_columns(row.question_key, result).items():
                setattr(row, name, value)
        of_round = (SectionScore.audit_id == audit_id, SectionScore.number == number)
        db.session.execute(delete(SectionScore).where(*of_round))
        _add_section_scores(audit_id, number, result)
        db.session.execute(
            update(Round)
            .where(Round.audit_id == audit_id, Round.number == number)
            .values(scored_at=now, **columns)
        )
        if audit.current_round == number:
            for name, value in columns.items():
                setattr(audit, name, value)


def answers_document(situation: str, rows: list[Answer] | Any) -> dict[str, Any]:
    """The answers document of a stored round, as it was sent."""
    return {
        "situation": situation,
        "answers": {row.question_key: parse_json(row.value) for row in rows if row.value is not None},
        "comments": {row.question_key: row.comment for row in rows if row.comment is not None},
        "evidence": {row.question_key: row.evidence_count for row in rows if row.evidence_count},
    }


_NOT_SCORED: dict[str, Any] = {
    "score_tenths": None,
    "computed_tenths": None,
    "outcome": None,
    "band": None,
    "is_complete": False,
}


def _columns(document: Document, result: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "score_tenths": _tenths(result["score"]),
        "computed_tenths": _tenths(result["computed"]),
        "outcome": result["outcome"],
        "band": _band(document, result["score"]),
        "is_complete": result["complete"],
    }


def _band(document: Document, score: float | None) -> int | None:
    """The index of the band in the document: labels may be the same twice, and are translated."""
    if score is None:
        return None
    exact = Decimal(str(score))
    reached = [at for at, band in enumerate(document.get("bands", [])) if Decimal(str(band["from"])) <= exact]
    return reached[-1] if reached else None


def _answer_columns(
    key: str, answers: Mapping[str, Any], texts: Mapping[str, str], trail: Mapping[str, Any]
) -> dict[str, Any]:
    value, comment = answers["answers"].get(key), (answers.get("comments") or {}).get(key)
    evidence = (answers.get("evidence") or {}).get(key)
    entry = trail.get(key)
    entry = entry if isinstance(entry, dict) else {}
    return {
        "question_key": key,
        "value": None if value is None else canonical_json(value),
        "comment": storable(comment) if isinstance(comment, str) else None,
        "evidence_count": evidence if _is_count(evidence) else 0,
        "evidence_text": storable(texts[key]) if isinstance(texts.get(key), str) else None,
        "answered_at": _instant(entry.get("at")),
        "changed_count": entry["changed"] if _is_count(entry.get("changed")) else None,
        "seconds_shown": entry["seconds"] if _is_count(entry.get("seconds")) else None,
    }


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _instant(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _score_columns(key: str, result: Mapping[str, Any] | None) -> dict[str, Any]:
    if result is None:
        return {"state": None, "earned": None, "possible": None}
    scored = next(q for section in result["sections"] for q in section["questions"] if q["key"] == key)
    return {
        "state": scored["state"],
        "earned": _millionths(scored["earned"]),
        "possible": _millionths(scored["possible"]),
    }


def _add_section_scores(audit_id: UUID, number: int, result: Mapping[str, Any]) -> None:
    db.session.execute(
        insert(SectionScore).execution_options(render_nulls=True),
        [
            {
                "audit_id": audit_id,
                "number": number,
                "section_key": section["key"],
                "position": position,
                "score_tenths": _tenths(section["score"]),
                "computed_tenths": _tenths(section["computed"]),
                "earned": _millionths(section["earned"]),
                "possible": _millionths(section["possible"]),
                "weight": _millionths(section["weight"]),
            }
            for position, section in enumerate(result["sections"], 1)
        ],
    )


def _tenths(score: float | None) -> int | None:
    return None if score is None else int(Decimal(str(score)) * 10)


def _millionths(amount: float) -> int:
    """As the column holds it; what is beyond (weights of a thousand millions) is kept at its edge."""
    return max(-MOST, min(MOST, int(Decimal(str(amount)) * 1_000_000)))
