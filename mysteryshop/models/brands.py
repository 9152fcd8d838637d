"""Brands, their tree of areas, and their locations."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mysteryshop.extensions import Base
from mysteryshop.models.types import UtcDateTime, of_same_brand


class Brand(Base):
    """The client. What it allows beyond the strict default of privacy.md is a column here."""

    __tablename__ = "brands"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)
    languages: Mapped[str] = mapped_column(
        Text, default="en"
    )  # comma-separated codes, the first is the main one
    currency: Mapped[str] = mapped_column(Text, default="EUR")  # ISO 4217
    logo_key: Mapped[str | None] = mapped_column(Text)
    accent: Mapped[str] = mapped_column(Text, default="#0b5f66")  # #rrggbb, contrast checked where it enters
    second_colour: Mapped[str] = mapped_column(Text, default="#16191d")
    allows_staff_questions: Mapped[bool] = mapped_column(default=False)
    shows_visit_time: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint("length(currency) = 3", name="currency"),
        CheckConstraint("length(accent) = 7 AND length(second_colour) = 7", name="colours"),
    )

    @property
    def language_codes(self) -> list[str]:
        return self.languages.split(",")


class BrandSituation(Base):
    """A situation of the brand's own, with its names: the five known ones have our translations."""

    __tablename__ = "brand_situations"

    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    names: Mapped[str] = mapped_column(Text)  # JSON: language code to name


class Area(Base):
    """A node of the brand's tree: country, region, district."""

    __tablename__ = "areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    parent_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text, index=True)  # "/3/17/": the ids from the root to this node

    __table_args__ = (
        UniqueConstraint("brand_id", "id"),
        of_same_brand("parent_id", "areas"),
        Index("uq_areas_name", "brand_id", "parent_id", "name", unique=True),
        Index(
            "uq_areas_root_name",
            "brand_id",
            "name",
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
    )


class Location(Base):
    """A store, branch, call centre or web shop."""

    __tablename__ = "locations"

    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brands.id"), index=True)
    area_id: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    external_id: Mapped[str | None] = mapped_column(Text)  # the brand's own number
    address: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(Text, default="")
    city: Mapped[str] = mapped_column(Text, default="")
    lat: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    lon: Mapped[Decimal | None] = mapped_column(Numeric(9, 6))
    time_zone: Mapped[str] = mapped_column(Text)  # IANA name
    peer_group: Mapped[str | None] = mapped_column(Text)
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    area: Mapped[Area] = relationship(
        viewonly=True, primaryjoin="Location.area_id == Area.id", foreign_keys="Location.area_id"
    )

    __table_args__ = (
        UniqueConstraint("brand_id", "id"),
        of_same_brand("area_id", "areas"),
        Index("ix_locations_area", "area_id"),
        Index(
            "uq_locations_external",
            "brand_id",
            "external_id",
            unique=True,
            sqlite_where=text("external_id IS NOT NULL"),
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        CheckConstraint("lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name="position"),
    )
