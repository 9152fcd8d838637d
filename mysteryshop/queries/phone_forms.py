"""The form of an assignment as a phone keeps it: everything to fill it in without a network, and no points."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from mysteryshop.domain.rounds import reopened_questions
from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.domain.scorecard_reading import Document, showable_sections
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Assignment, Audit, Draft, Location, ReturnNote, ScorecardVersion

MAY_FILL = ("assigned", "started")


@dataclass(frozen=True, slots=True)
class PhoneForm:
    """:param uuid: only where the identity is born already: a returned audit. :param only: what a return opened."""

    assignment_id: int
    brand_id: int
    version_id: int
    round: int
    document: Document
    situation: str
    channel: str
    location_name: str
    time_zone: str
    uuid: UUID | None = None
    only: frozenset[str] | None = None
    base: Mapping[str, Any] | None = None  # the answers document of the round before
    texts: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    whole_notes: tuple[str, ...] = ()
    version_number: int = 1
    is_newer: bool = False  # a later version than this one was published
    set_aside: tuple[UUID, ...] = ()  # audits of this visit that were rejected or withdrawn: it begins anew


def find_phone_form(
    assignment_id: int, shopper_id: int, begun_version_id: int | None = None
) -> PhoneForm | None:
    """The form that the shopper may fill now, at its pinned version; None when there is nothing to fill.

    :param begun_version_id: the version of a draft that the server has not seen; counts if it is of the same
        scorecard, and the server knows no draft.
    """
    row = db.session.execute(
        select(Assignment, Location.name, Location.time_zone)
        .join(Location, Location.id == Assignment.location_id)
        .where(Assignment.id == assignment_id, Assignment.shopper_id == shopper_id)
    ).one_or_none()
    if row is None:
        return None
    assignment: Assignment = row.Assignment
    audit = db.session.scalars(
        select(Audit).where(
            Audit.assignment_id == assignment_id, Audit.shopper_id == shopper_id, Audit.state == "returned"
        )
    ).one_or_none()
    if audit is None and assignment.state not in MAY_FILL:
        return None
    version = _version_of(assignment, audit, shopper_id, begun_version_id)
    document = parse_json(version.document)
    latest = select(func.max(ScorecardVersion.number)).where(
        ScorecardVersion.scorecard_id == version.scorecard_id
    )
    dropped = select(Audit.id).where(
        Audit.assignment_id == assignment_id, Audit.state.in_(("rejected", "withdrawn"))
    )
    facts = {
        "assignment_id": assignment.id,
        "brand_id": assignment.brand_id,
        "version_id": version.id,
        "version_number": version.number,
        "is_newer": (db.session.scalar(latest) or 0) > version.number,
        "set_aside": tuple(db.session.scalars(dropped)),
        "document": document,
        "situation": audit.situation if audit else assignment.situation,
        "channel": assignment.channel,
        "location_name": row.name,
        "time_zone": row.time_zone,
    }
    return PhoneForm(round=1, **facts) if audit is None else PhoneForm(**facts, **_returned(audit, document))


def _version_of(
    assignment: Assignment, audit: Audit | None, shopper_id: int, begun_version_id: int | None
) -> ScorecardVersion:
    """What was sent or begun keeps its version; else the assignment's."""
    started = db.session.scalars(
        select(Draft.scorecard_version_id)
        .where(
            Draft.assignment_id == assignment.id,
            Draft.shopper_id == shopper_id,
            Draft.removed_at.is_(None),
            Draft.sent_at.is_(None),
        )
        .order_by(Draft.saved_at.desc())
        .limit(1)
    ).one_or_none()
    pinned_id = audit.scorecard_version_id if audit else started or assignment.scorecard_version_id
    pinned = db.session.get_one(ScorecardVersion, pinned_id)
    if audit or started or begun_version_id is None:
        return pinned
    begun = db.session.get(ScorecardVersion, begun_version_id)
    return begun if begun and begun.scorecard_id == pinned.scorecard_id else pinned


def _returned(audit: Audit, document: Document) -> dict[str, Any]:
    of_round = (Answer.audit_id == audit.id, Answer.number == audit.current_round)
    rows = db.session.scalars(select(Answer).where(*of_round)).all()
    notes = db.session.execute(
        select(ReturnNote.question_key, ReturnNote.note)
        .where(ReturnNote.audit_id == audit.id, ReturnNote.number == audit.current_round)
        .order_by(ReturnNote.id)
    ).all()
    by_question = {note.question_key: note.note for note in notes if note.question_key}
    return {
        "round": audit.current_round + 1,
        "uuid": audit.id,
        "only": frozenset(reopened_questions(document, by_question)) if by_question else None,
        "base": {
            "answers": {row.question_key: parse_json(row.value) for row in rows if row.value is not None},
            "comments": {row.question_key: row.comment for row in rows if row.comment},
            "evidence": {row.question_key: row.evidence_count for row in rows if row.evidence_count},
        },
        "texts": {row.question_key: row.evidence_text for row in rows if row.evidence_text},
        "notes": by_question,
        "whole_notes": tuple(note.note for note in notes if not note.question_key),
    }


def phone_document(form: PhoneForm, in_days: bool) -> dict[str, Any]:
    """What the phone needs to read and judge the form; no points, no weights, no texts."""
    return {
        "situation": form.situation,
        "zone": form.time_zone,
        "in_days": in_days,
        "sections": [
            {"key": section["key"], "questions": [_judged(question) for question in questions]}
            for section, questions in showable_sections(form.document, form.situation)
        ],
    }


def _judged(question: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": question["key"],
        "kind": question["kind"],
        "required": question.get("required", True),
        "show_if": question.get("show_if"),
        "comment": question.get("comment", "optional"),
        "evidence": question.get("evidence", "none"),
    }
