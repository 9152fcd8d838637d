"""Reports as files, the jobs that make them, and mails on their way."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from mysteryshop.extensions import Base
from mysteryshop.models.types import UtcDateTime, of_same_brand, one_of


class Report(Base):
    """One PDF for one audience in one language. The row lives on; rendering again replaces the file."""

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    audit_id: Mapped[UUID | None]
    location_id: Mapped[int | None]
    wave_id: Mapped[int | None]
    since: Mapped[date | None]  # first day of the period
    until: Mapped[date | None]  # last day, counted
    # "audit:<uuid>:brand:sv" or "location:7:wave:3:brand:sv": one row for one thing asked for
    subject: Mapped[str] = mapped_column(Text, unique=True)
    state: Mapped[str] = mapped_column(Text, default="queued")
    is_stale: Mapped[bool] = mapped_column(default=False)  # something changed since the file was made
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the latest such change
    problem: Mapped[str | None] = mapped_column(Text)
    file_key: Mapped[str | None] = mapped_column(Text)
    pages: Mapped[int | None]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rendered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        of_same_brand("audit_id", "audits"),
        of_same_brand("location_id", "locations"),
        of_same_brand("wave_id", "waves"),
        one_of("kind", ("audit", "location")),
        one_of("audience", ("agency", "brand")),
        one_of("state", ("queued", "rendering", "ready", "failed")),
        CheckConstraint("(kind = 'audit') = (audit_id IS NOT NULL)", name="audit"),
        CheckConstraint("(kind = 'location') = (location_id IS NOT NULL)", name="location"),
        Index("ix_reports_audit", "audit_id"),
        Index("ix_reports_location", "location_id"),
    )


class Export(Base):
    """A workbook of customers' answers that somebody asked for. It goes, with its file, after some days."""

    __tablename__ = "exports"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    wanted: Mapped[str] = mapped_column(Text)  # JSON: the filter of the list it was asked for on
    language: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="queued")
    file_key: Mapped[str | None] = mapped_column(Text)
    rows: Mapped[int | None]
    requested_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        one_of("state", ("queued", "ready", "failed")),
        CheckConstraint("(state = 'ready') = (file_key IS NOT NULL)", name="file"),
    )


class Job(Base):
    """Something to be done outside a request. Written in the commit that wants it, so it is never forgotten."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str] = mapped_column(Text)
    dedupe_key: Mapped[str | None] = mapped_column(Text, unique=True)
    state: Mapped[str] = mapped_column(Text, default="queued")
    # 1: somebody waits for it, and it overtakes; 0: it comes in turn (the reports of a whole wave)
    priority: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        one_of("state", ("queued", "running", "done", "failed")),
        Index("ix_jobs_due", "state", "run_at"),
    )


class Mail(Base):
    """A mail on its way; a job sends it. The body is dropped when it has gone."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    html: Mapped[str | None] = mapped_column(Text)
    sender_name: Mapped[str | None] = mapped_column(Text)  # None: as the installation's sender says
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RateCount(Base):
    """How often something happened in a window of time; counted here so that it holds across workers."""

    __tablename__ = "rate_counts"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    window_ends: Mapped[int] = mapped_column(primary_key=True)  # seconds since 1970
    count: Mapped[int]
