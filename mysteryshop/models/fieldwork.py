"""Waves, assignments, and the drafts a shopper has not sent yet."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mysteryshop.domain.access import CHANNELS
from mysteryshop.extensions import Base
from mysteryshop.models.brands import Location
from mysteryshop.models.people import User
from mysteryshop.models.scorecards import ScorecardVersion
from mysteryshop.models.types import UtcDateTime, of_same_brand, one_of


class Wave(Base):
    """A period of fieldwork. It does not open without the recorded notice to staff (privacy.md)."""

    __tablename__ = "waves"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # the last day, counted
    state: Mapped[str] = mapped_column(Text, default="planned")
    notice_on: Mapped[date | None]
    notice_manner: Mapped[str | None] = mapped_column(Text)  # how staff were told, in words
    notice_recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("brand_id", "id"),
        UniqueConstraint("brand_id", "name"),
        one_of("state", ("planned", "open", "closed")),
        CheckConstraint("starts_on <= ends_on", name="period"),
        CheckConstraint(
            "state = 'planned' OR (notice_on IS NOT NULL AND notice_manner IS NOT NULL)",
            name="notice_before_open",
        ),
    )


class WaveShopper(Base):
    """The number a brand sees instead of the shopper ("Shopper 3"), stable within a wave."""

    __tablename__ = "wave_shoppers"

    wave_id: Mapped[int] = mapped_column(ForeignKey("waves.id"), primary_key=True)
    shopper_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    number: Mapped[int]

    __table_args__ = (UniqueConstraint("wave_id", "number"), CheckConstraint("number > 0", name="number"))


class Assignment(Base):
    """One location, one situation, one channel, one scorecard version, one window, at most one shopper."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    wave_id: Mapped[int] = mapped_column(index=True)
    location_id: Mapped[int] = mapped_column(index=True)
    scorecard_version_id: Mapped[int] = mapped_column(index=True)
    situation: Mapped[str] = mapped_column(Text)  # a key of the document: no CHECK lists them
    channel: Mapped[str] = mapped_column(Text)
    shopper_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    # Local to the location, with the zone's name: a window "until 18:00" stays 18:00 whatever the politicians decide.
    window_from: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    window_until: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    time_zone: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    briefing: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(Text, default="open")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    wave: Mapped[Wave] = relationship(
        viewonly=True, primaryjoin="Assignment.wave_id == Wave.id", foreign_keys="Assignment.wave_id"
    )
    location: Mapped[Location] = relationship(
        viewonly=True,
        primaryjoin="Assignment.location_id == Location.id",
        foreign_keys="Assignment.location_id",
    )
    version: Mapped[ScorecardVersion] = relationship(
        viewonly=True,
        primaryjoin="Assignment.scorecard_version_id == ScorecardVersion.id",
        foreign_keys="Assignment.scorecard_version_id",
    )
    shopper: Mapped[User | None] = relationship(viewonly=True, foreign_keys="Assignment.shopper_id")

    __table_args__ = (
        UniqueConstraint("brand_id", "id"),
        of_same_brand("wave_id", "waves"),
        of_same_brand("location_id", "locations"),
        of_same_brand("scorecard_version_id", "scorecard_versions"),
        one_of("channel", CHANNELS),
        one_of("state", ("open", "assigned", "started", "done", "cancelled")),
        CheckConstraint("window_from < window_until", name="window"),
        CheckConstraint("state IN ('open', 'cancelled') OR shopper_id IS NOT NULL", name="shopper_of_state"),
    )


class Draft(Base):
    """What a shopper has typed and not sent. Its id becomes the audit's; after a return it carries the next round."""

    __tablename__ = "drafts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(index=True)
    shopper_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    scorecard_version_id: Mapped[int]
    round: Mapped[int] = mapped_column(default=1)
    rev: Mapped[int] = mapped_column(default=0)
    device_id: Mapped[str | None] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)  # the answers document as typed so far, canonical JSON
    section: Mapped[str | None] = mapped_column(Text)  # where the shopper was, a section key
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the sending of `round`
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # "start again" keeps it for seven days

    __table_args__ = (
        of_same_brand("assignment_id", "assignments"),
        of_same_brand("scorecard_version_id", "scorecard_versions"),
        CheckConstraint("round > 0 AND rev >= 0", name="numbers"),
    )
