"""Audits as the shopper's sending leaves them, for tests: rounds, answers, scores and the payload they came in."""

import hashlib
import json
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from mysteryshop.domain.scoring import score_document
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Assignment, Audit, Payload, Round, ScorecardVersion, SectionScore
from tests.factories import NOW


def make_audit(assignment: Assignment, answers: dict[str, Any] | None = None, **values: Any) -> Audit:
    """An audit of one round, scored, with its payload; submitted unless a state is given. Its assignment is done.

    `answers` are those of the answers document; all yes by default. `comments=`, `evidence=` as there.
    """
    version = db.session.get_one(ScorecardVersion, assignment.scorecard_version_id)
    document = json.loads(version.document)
    sent = {
        "situation": assignment.situation,
        "answers": {"greeted": "yes", "goodbye": "yes"} if answers is None else answers,
        "comments": values.pop("comments", {}),
        "evidence": values.pop("evidence", {}),
    }
    defaults = {
        "shopper_id": assignment.shopper_id,
        "situation": assignment.situation,
        "state": "submitted",
        "visited_on": date(2026, 3, 12),
        "submitted_at": NOW,
    }
    audit_id = uuid4()
    result = score_document(document, sent)
    db.session.add(
        Audit(
            id=audit_id,
            brand_id=assignment.brand_id,
            assignment_id=assignment.id,
            scorecard_version_id=version.id,
            **score_columns(document, result),
            **(defaults | values),
        )
    )
    db.session.flush()
    add_round(audit_id, 1, document, sent, assignment.shopper_id)
    if values.get("state") != "held":
        assignment.state = "done"
    db.session.commit()
    return db.session.get_one(Audit, audit_id)


def add_round(
    audit_id: UUID, number: int, document: dict[str, Any], sent: dict[str, Any], by: int, cause: str = "first"
) -> None:
    """The rows of one sending, its score included, and the payload it came in."""
    result = score_document(document, sent)
    body = json.dumps(sent, sort_keys=True)
    kept = {"body_sha256": hashlib.sha256(body.encode()).hexdigest(), "received_at": NOW, "sent_by": by}
    db.session.add(Payload(audit_id=audit_id, number=number, body=body, **kept))
    columns = score_columns(document, result)
    db.session.add(Round(audit_id=audit_id, number=number, cause=cause, scored_at=NOW, **columns, **kept))
    db.session.flush()
    for position, section in enumerate(result["sections"]):
        db.session.add(
            SectionScore(
                audit_id=audit_id,
                number=number,
                section_key=section["key"],
                position=position,
                score_tenths=_tenths(section["score"]),
                computed_tenths=_tenths(section["computed"]),
                **{name: round(section[name] * 1_000_000) for name in ("earned", "possible", "weight")},
            )
        )
        for line in section["questions"]:
            key = line["key"]
            value = sent["answers"].get(key)
            db.session.add(
                Answer(
                    audit_id=audit_id,
                    number=number,
                    question_key=key,
                    value=None if value is None else json.dumps(value),
                    comment=sent["comments"].get(key),
                    evidence_count=sent["evidence"].get(key, 0),
                    state=line["state"],
                    earned=round(line["earned"] * 1_000_000),
                    possible=round(line["possible"] * 1_000_000),
                )
            )
    db.session.flush()


def score_columns(document: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    """What audits and rounds keep of a result."""
    bands = [band["label"][document["language"]] for band in document.get("bands", [])]
    return {
        "score_tenths": _tenths(result["score"]),
        "computed_tenths": _tenths(result["computed"]),
        "outcome": result["outcome"],
        "band": bands.index(result["band"]) if result["band"] is not None else None,
        "is_complete": result["complete"],
    }


def _tenths(score: float | None) -> int | None:
    return None if score is None else round(score * 10)
