"""Who changed what, and who saw what. Append-only by trigger."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from mysteryshop.extensions import Base
from mysteryshop.models.types import UtcDateTime


class Change(Base):
    """An entry of the history."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brands.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))  # null: the program itself
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(Text)  # "audit.approved"
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str] = mapped_column(Text)
    before: Mapped[str | None] = mapped_column(Text)  # JSON
    after: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_changes_subject", "subject_kind", "subject_id"),)


class Access(Base):
    """Somebody viewed, exported or downloaded something worth knowing about."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brands.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(Text)  # viewed, exported, downloaded
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_access_log_subject", "subject_kind", "subject_id"),)
