"""Who may sign in, and what they may reach."""

from datetime import datetime

from flask_security import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mysteryshop.domain.access import ROLES
from mysteryshop.extensions import Base
from mysteryshop.models.types import UtcDateTime, of_same_brand, one_of


class User(UserMixin, Base):
    """A person. Deactivated, never deleted: the history must stay readable."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Text, unique=True)  # normalised, lower case
    name: Mapped[str] = mapped_column(Text)
    password: Mapped[str | None] = mapped_column(Text)  # null: invited, has not chosen one yet
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(Text, unique=True)  # changing it ends every session
    language: Mapped[str | None] = mapped_column(Text)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", foreign_keys="Membership.user_id", order_by="Membership.id"
    )

    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    # Flask-Security's roles carry no scope and are not used; see `memberships`.
    roles = []


class Membership(Base):
    """A role held somewhere: everywhere (admin), in a brand, in an area and what opens there later, in a location."""

    __tablename__ = "memberships"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str] = mapped_column(Text)
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brands.id"), index=True)
    area_id: Mapped[int | None]
    location_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    user: Mapped[User] = relationship(back_populates="memberships", foreign_keys="Membership.user_id")

    __table_args__ = (
        one_of("role", ROLES),
        of_same_brand("area_id", "areas"),
        of_same_brand("location_id", "locations"),
        CheckConstraint("(role = 'admin') = (brand_id IS NULL)", name="brand_of_role"),
        CheckConstraint(
            "role = 'location_manager' OR (area_id IS NULL AND location_id IS NULL)", name="scope_of_role"
        ),
        CheckConstraint("area_id IS NULL OR location_id IS NULL", name="one_scope"),
        Index(
            "uq_memberships_everywhere",
            "user_id",
            "role",
            unique=True,
            sqlite_where=text("brand_id IS NULL"),
            postgresql_where=text("brand_id IS NULL"),
        ),
        Index(
            "uq_memberships_brand",
            "user_id",
            "role",
            "brand_id",
            unique=True,
            sqlite_where=text("area_id IS NULL AND location_id IS NULL"),
            postgresql_where=text("area_id IS NULL AND location_id IS NULL"),
        ),
        Index("uq_memberships_area", "user_id", "role", "area_id", unique=True),
        Index("uq_memberships_location", "user_id", "role", "location_id", unique=True),
    )


class Invitation(Base):
    """A single-use link that makes a person a member. Only the hash of its token is kept."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(Text, unique=True)
    email: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    brand_id: Mapped[int | None] = mapped_column(ForeignKey("brands.id"), index=True)
    area_id: Mapped[int | None]
    location_id: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(Text)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        one_of("role", ROLES),
        of_same_brand("area_id", "areas"),
        of_same_brand("location_id", "locations"),
        CheckConstraint("(role = 'admin') = (brand_id IS NULL)", name="brand_of_role"),
    )
