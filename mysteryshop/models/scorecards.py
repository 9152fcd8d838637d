"""Scorecards: one draft that is edited, and the immutable versions that were published."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mysteryshop.extensions import Base
from mysteryshop.models.types import UtcDateTime, of_same_brand


class Scorecard(Base):
    """What a brand owner edits. The draft is canonical JSON that need not be valid yet."""

    __tablename__ = "scorecards"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    name: Mapped[str] = mapped_column(Text)  # for lists; the title in the document is what shoppers see
    draft: Mapped[str] = mapped_column(Text)
    draft_rev: Mapped[int] = mapped_column(
        default=1
    )  # rises with every change: two editors never overwrite silently
    draft_saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    draft_saved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    versions: Mapped[list["ScorecardVersion"]] = relationship(
        viewonly=True,
        order_by="ScorecardVersion.number",
        primaryjoin="Scorecard.id == ScorecardVersion.scorecard_id",
        foreign_keys="ScorecardVersion.scorecard_id",
    )

    __table_args__ = (UniqueConstraint("brand_id", "id"),)


class ScorecardVersion(Base):
    """A published document. Never changed or deleted (trigger)."""

    __tablename__ = "scorecard_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    scorecard_id: Mapped[int] = mapped_column(index=True)
    number: Mapped[int]
    document: Mapped[str] = mapped_column(
        Text
    )  # canonical JSON, never JSONB: the bytes are what was published
    sha256: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    __table_args__ = (
        UniqueConstraint("brand_id", "id"),
        UniqueConstraint("scorecard_id", "number"),
        of_same_brand("scorecard_id", "scorecards"),
    )
