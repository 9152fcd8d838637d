"""A manager's correction: a round of its own beside what the shopper sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from mysteryshop.domain.audit_states import next_audit_state
from mysteryshop.domain.errors import N_, DomainError
from mysteryshop.domain.rounds import differences
from mysteryshop.domain.scorecard_json import canonical_json, document_sha256, parse_json
from mysteryshop.domain.scorecard_reading import Document
from mysteryshop.domain.scoring import still_needed
from mysteryshop.domain.visits import answers_of
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Answer, Audit, Payload, ScorecardVersion
from mysteryshop.services.reviews import locked_audit, move_audit
from mysteryshop.services.rounds import add_round, answers_document, judge


class BadCorrection(DomainError):
    """A correction that changes nothing."""


class IncompleteCorrection(BadCorrection):
    """A correction that a shopper could not send: something required is missing, or does not fit.

    :param needed: as `domain/scoring.py: still_needed` gives it.
    """

    def __init__(self, needed: list[dict[str, str]]) -> None:
        super().__init__(
            N_(
                "Something required is missing or does not fit. A correction has to be as complete as what a shopper "
                "sends. Nothing was changed."
            )
        )
        self.needed = needed


def correct_audit(
    brand_id: int,
    audit_id: UUID,
    entered: Mapping[str, Any],
    texts: Mapping[str, str],
    *,
    seen_round: int,
    by: int,
    now: datetime,
) -> int:
    """Store the manager's answers as the next round and score it; the shopper's rounds stay as they are.

    :param entered: an answers document of all questions; its evidence is not looked at: photos stay the shopper's.
    :param texts: evidence pasted as text, of all questions.
    :returns: the new round's number.
    :raises BadCorrection: nothing is different; IncompleteCorrection: sending would not take it; NotAllowed: not
        waiting for review.
    """
    with transaction():
        audit = locked_audit(brand_id, audit_id, seen_round)
        state = next_audit_state(audit.state, "correct")
        document = parse_json(db.session.get_one(ScorecardVersion, audit.scorecard_version_id).document)
        rows = _answers(audit)
        before = answers_document(audit.situation, rows)
        earlier_texts = {row.question_key: row.evidence_text for row in rows if row.evidence_text}
        photos = {key: count - (key in earlier_texts) for key, count in before["evidence"].items()}
        answers = answers_of({**entered, "situation": audit.situation, "texts": texts}, photos)
        changed = differences(document, before, answers)
        if not changed and dict(texts) == earlier_texts:
            raise BadCorrection(N_("Nothing was changed: every answer is as it was."))
        _refuse_incomplete(document, before, answers)
        judged = judge(document, answers)
        number = audit.current_round + 1
        sha256 = _keep_payload(audit, number, answers | {"texts": dict(texts)}, by, now)
        add_round(
            audit.id,
            number,
            cause="corrected",
            sent_by=by,
            body_sha256=sha256,
            document=document,
            answers=answers,
            judged=judged,
            now=now,
            texts=texts,
        )
        audit.current_round = number
        for name, value in judged.columns.items():
            setattr(audit, name, value)
        move_audit(audit, state, "audit.corrected", by, now, {"round": number, "questions": list(changed)})
        return number


def _refuse_incomplete(document: Document, before: dict[str, Any], answers: dict[str, Any]) -> None:
    """The rule of sending, but for photos that the shopper's answers came without: no manager can add them."""

    def was_let_in(each: dict[str, str]) -> bool:
        key = each["question"]
        return each["what"] == "evidence" and key in before["answers"] and key not in before["evidence"]

    needed = [each for each in still_needed(document, answers) if not was_let_in(each)]
    if needed:
        raise IncompleteCorrection(needed)


def _answers(audit: Audit) -> list[Answer]:
    return list(
        db.session.scalars(
            select(Answer).where(Answer.audit_id == audit.id, Answer.number == audit.current_round)
        )
    )


def _keep_payload(audit: Audit, number: int, answers: dict[str, Any], by: int, now: datetime) -> str:
    body = canonical_json(answers)
    sha256 = document_sha256(body)
    db.session.add(
        Payload(audit_id=audit.id, number=number, sent_by=by, body=body, body_sha256=sha256, received_at=now)
    )
    return sha256
