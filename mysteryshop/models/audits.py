"""Audits: what was sent, round by round, with every arriving byte kept."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mysteryshop.extensions import Base
from mysteryshop.models.fieldwork import Assignment
from mysteryshop.models.types import UtcDateTime, of_same_brand, one_of

LIVE = "state NOT IN ('held', 'rejected', 'withdrawn')"


class Audit(Base):
    """What a shopper sent for an assignment. Its id was born with the draft; its score is the current round's."""

    __tablename__ = "audits"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(index=True)
    shopper_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    scorecard_version_id: Mapped[int]
    situation: Mapped[str] = mapped_column(Text)  # as sent
    state: Mapped[str] = mapped_column(Text)
    held_reason: Mapped[str | None] = mapped_column(Text)
    current_round: Mapped[int] = mapped_column(default=1)
    visited_on: Mapped[date]  # local to the location, frozen when stored; every grouping uses it
    visited_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))  # local; agency only
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)  # round 1 received
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decision_note: Mapped[str | None] = mapped_column(Text)  # why it was rejected
    score_tenths: Mapped[int | None]  # printed score, tenths of a per cent; null = no score
    computed_tenths: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(Text)
    band: Mapped[int | None]  # index into the document's bands
    is_complete: Mapped[bool] = mapped_column(default=False)

    assignment: Mapped[Assignment] = relationship(
        viewonly=True, primaryjoin="Audit.assignment_id == Assignment.id", foreign_keys="Audit.assignment_id"
    )

    __table_args__ = (
        UniqueConstraint("brand_id", "id"),
        of_same_brand("assignment_id", "assignments"),
        of_same_brand("scorecard_version_id", "scorecard_versions"),
        one_of("state", ("submitted", "returned", "approved", "rejected", "withdrawn", "held")),
        one_of("outcome", ("pass", "fail", "incomplete", "no_score")),
        CheckConstraint("(state = 'held') = (held_reason IS NOT NULL)", name="held_reason"),
        CheckConstraint("current_round > 0", name="current_round"),
        # Two phones, one assignment: the second is stored as held, and the database makes sure of it.
        Index(
            "uq_audits_live",
            "assignment_id",
            unique=True,
            sqlite_where=text(LIVE),
            postgresql_where=text(LIVE),
        ),
        Index("ix_audits_results", "brand_id", "state", "visited_on"),
    )


class Round(Base):
    """One sending: the shopper's first, a correction after a return, a manager's correction, an upheld appeal."""

    __tablename__ = "rounds"

    audit_id: Mapped[UUID] = mapped_column(ForeignKey("audits.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sent_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    cause: Mapped[str] = mapped_column(Text)
    body_sha256: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    score_tenths: Mapped[int | None]
    computed_tenths: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(Text)
    band: Mapped[int | None]
    is_complete: Mapped[bool] = mapped_column(default=False)
    scored_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime
    )  # null: scoring is still to be repeated by a job

    __table_args__ = (
        one_of("cause", ("first", "returned", "corrected", "appealed")),
        one_of("outcome", ("pass", "fail", "incomplete", "no_score")),
        CheckConstraint("(number = 1) = (cause = 'first')", name="first_round"),
    )


class Answer(Base):
    """One question's answer in one round. Values are JSON texts of the answers document."""

    __tablename__ = "answers"

    audit_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    question_key: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str | None] = mapped_column(Text)  # JSON; null = not answered
    comment: Mapped[str | None] = mapped_column(Text)
    evidence_count: Mapped[int] = mapped_column(default=0)
    evidence_text: Mapped[str | None] = mapped_column(Text)  # pasted mail or chat
    state: Mapped[str | None] = mapped_column(Text)  # null: not scored yet
    earned: Mapped[int | None] = mapped_column(BigInteger)  # millionths of a point
    possible: Mapped[int | None] = mapped_column(BigInteger)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_count: Mapped[int | None]
    seconds_shown: Mapped[int | None]

    __table_args__ = (
        ForeignKeyConstraint(["audit_id", "number"], ["rounds.audit_id", "rounds.number"]),
        one_of("state", ("hidden", "unscored", "unanswered", "na", "scored")),
    )


class SectionScore(Base):
    """One section's result in one round."""

    __tablename__ = "section_scores"

    audit_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    section_key: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[int]
    score_tenths: Mapped[int | None]
    computed_tenths: Mapped[int | None]
    earned: Mapped[int] = mapped_column(BigInteger)  # millionths, before any critical effect
    possible: Mapped[int] = mapped_column(BigInteger)
    weight: Mapped[int] = mapped_column(BigInteger)  # millionths

    __table_args__ = (ForeignKeyConstraint(["audit_id", "number"], ["rounds.audit_id", "rounds.number"]),)


class Payload(Base):
    """Every arriving body, the refused and conflicting ones too. Append-only (trigger)."""

    __tablename__ = "payloads"

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[UUID] = mapped_column(index=True)  # no foreign key: it arrives before the audit exists
    number: Mapped[int]
    sent_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    body: Mapped[str] = mapped_column(Text)
    body_sha256: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("audit_id", "number", "sent_by", "body_sha256"),)


class ReturnNote(Base):
    """What a manager asked the shopper to put right; only these questions reopen. A null key speaks of the whole."""

    __tablename__ = "return_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[UUID] = mapped_column(ForeignKey("audits.id"), index=True)
    number: Mapped[int]  # the round that was returned
    question_key: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    written_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Photo(Base):
    """A piece of evidence. May come before its audit; files are shared by content, so a purge counts references."""

    __tablename__ = "photos"

    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the phone
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(index=True)
    submission_id: Mapped[UUID] = mapped_column(index=True)  # the draft's id, no foreign key
    round: Mapped[int] = mapped_column(default=1)
    question_key: Mapped[str] = mapped_column(Text)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    upload_sha256: Mapped[str] = mapped_column(Text)  # of the bytes that arrived
    stored_key: Mapped[str | None] = mapped_column(
        Text
    )  # 2048 px, or the bytes as they came when no preview could be made
    print_key: Mapped[str | None] = mapped_column(Text)  # 900 px; null: preview not available
    width: Mapped[int | None]
    height: Mapped[int | None]
    phash: Mapped[str | None] = mapped_column(Text)
    device_taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    lat: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    lon: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    accuracy_m: Mapped[int | None]
    exif: Mapped[str | None] = mapped_column(Text)  # JSON of the facts read before they were dropped
    state: Mapped[str] = mapped_column(Text, default="stored")

    __table_args__ = (
        of_same_brand("assignment_id", "assignments"),
        one_of("state", ("expected", "stored", "rejected", "removed")),
        Index("ix_photos_question", "submission_id", "question_key"),
    )
