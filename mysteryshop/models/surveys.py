"""What customers said: surveys, responses, and the files they came in."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from mysteryshop.domain.access import CHANNELS
from mysteryshop.extensions import Base
from mysteryshop.models.types import UtcDateTime, of_same_brand, one_of


class Survey(Base):
    """A way of asking customers. Every brand has one open survey for its locations' pages."""

    __tablename__ = "surveys"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("brand_id", "id"),)


class SurveyVersion(Base):
    """The wording that was asked. Never changed (trigger)."""

    __tablename__ = "survey_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"))
    survey_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    document: Mapped[str] = mapped_column(Text)  # JSON: the questions' texts
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("brand_id", "id"),
        UniqueConstraint("survey_id", "number"),
        of_same_brand("survey_id", "surveys"),
    )


class SurveyLink(Base):
    """The public address of a location's survey page: /s/<token>. Renewing it revokes the old one."""

    __tablename__ = "survey_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    location_id: Mapped[int] = mapped_column(index=True)
    token: Mapped[str] = mapped_column(
        Text, unique=True
    )  # 128 bits; printed on paper, so it is kept readable
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        of_same_brand("location_id", "locations"),
        Index(
            "uq_survey_links_live",
            "location_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )


class Response(Base):
    """One customer's answers. Null = not asked or not answered; `dismissed` counts those asked and waved away."""

    __tablename__ = "responses"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    location_id: Mapped[int]
    survey_version_id: Mapped[int | None]
    answered_on: Mapped[date]  # local to the location, frozen
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))  # local
    day_part: Mapped[str | None] = mapped_column(Text)
    situation: Mapped[str | None] = mapped_column(Text)
    channel: Mapped[str | None] = mapped_column(Text)
    csat: Mapped[int | None]
    nps: Mapped[int | None]
    ces: Mapped[int | None]
    ces_scale: Mapped[str | None] = mapped_column(Text)  # "ces2": 1-7, 7 is easy. Versions are never pooled
    dismissed: Mapped[int] = mapped_column(default=0)
    comment: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    external_id: Mapped[str | None] = mapped_column(Text)
    fingerprint: Mapped[str | None] = mapped_column(
        Text
    )  # of the row's values; null where there is an external id
    occurrence: Mapped[int | None]  # its number among equals
    customer_ref: Mapped[str | None] = mapped_column(Text)  # the customer, not the answer
    value: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    currency: Mapped[str | None] = mapped_column(Text)
    import_row_id: Mapped[int | None] = mapped_column(ForeignKey("import_rows.id"))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        of_same_brand("location_id", "locations"),
        of_same_brand("survey_version_id", "survey_versions"),
        one_of("channel", CHANNELS),
        one_of("source", ("open", "invited", "import", "api")),
        one_of("day_part", ("morning", "midday", "afternoon", "evening", "night")),
        CheckConstraint("csat BETWEEN 1 AND 5", name="csat"),
        CheckConstraint("nps BETWEEN 0 AND 10", name="nps"),
        CheckConstraint("ces BETWEEN 1 AND 7", name="ces"),
        CheckConstraint("(external_id IS NULL) = (fingerprint IS NOT NULL)", name="identity"),
        CheckConstraint("(fingerprint IS NULL) = (occurrence IS NULL)", name="occurrence"),
        Index(
            "uq_responses_external",
            "brand_id",
            "source",
            "external_id",
            unique=True,
            sqlite_where=text("external_id IS NOT NULL"),
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        Index(
            "uq_responses_fingerprint",
            "brand_id",
            "source",
            "fingerprint",
            "occurrence",
            unique=True,
            sqlite_where=text("external_id IS NULL"),
            postgresql_where=text("external_id IS NULL"),
        ),
        Index("ix_responses_figures", "brand_id", "location_id", "answered_on"),
    )


class Import(Base):
    """A file that somebody brought, from upload to result. kind: responses or locations."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    file_key: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, default="uploaded")
    problem: Mapped[str | None] = mapped_column(Text)  # why it failed, one sentence
    headers: Mapped[str | None] = mapped_column(Text)  # JSON list, with samples
    mapping: Mapped[str | None] = mapped_column(Text)  # JSON: what each column means, and the value words
    rows_total: Mapped[int | None]
    rows_done: Mapped[int] = mapped_column(default=0)  # progress of the present step
    rows_kept: Mapped[int] = mapped_column(default=0)
    rows_known: Mapped[int] = mapped_column(default=0)
    rows_refused: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("brand_id", "id"),
        one_of("kind", ("responses", "locations")),
        one_of(
            "state",
            (
                "uploaded",
                "reading",
                "mapping",
                "checking",
                "checked",
                "importing",
                "done",
                "failed",
                "dropped",
            ),
        ),
    )


class ImportRow(Base):
    """What became of a row: refused with column, value and reason; or kept, so that a response knows its origin."""

    __tablename__ = "import_rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), index=True)
    row_number: Mapped[int]  # as the spreadsheet shows it, the first line is 1
    state: Mapped[str] = mapped_column(Text)
    column: Mapped[str | None] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (one_of("state", ("kept", "known", "refused")),)


class ImportMapping(Base):
    """The mapping last used for a set of headers, offered again."""

    __tablename__ = "import_mappings"

    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    headers_sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    mapping: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
