"""People, the roles they hold, and the invitations that are on their way."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from mysteryshop.domain.people import Post
from mysteryshop.extensions import db
from mysteryshop.models import Area, Brand, Invitation, Location, Membership, User

_location_name = Location.name.label("location_name")


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds (or is offered) and the names of where."""

    id: int  # of the membership, or of the invitation
    role: str
    brand_id: int | None
    brand_name: str | None
    place_name: str | None  # the area or location; None for all of the brand
    is_area: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. `roles` holds those that the asker may see, in the order they were given."""

    user_id: int
    name: str
    email: str
    active: bool
    language: str | None
    created_at: datetime
    roles: tuple[HeldRole, ...]


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that is neither accepted nor revoked. An expired one can be renewed."""

    email: str
    name: str
    language: str
    offer: HeldRole
    expires_at: datetime
    has_expired: bool


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What the holder of a link may see of the invitation."""

    email: str
    name: str
    language: str | None
    role: str
    brand_name: str | None
    place_name: str | None
    has_account: bool


@dataclass(frozen=True, slots=True)
class Count:
    """What an administrator's home says first."""

    brands: int
    people: int
    open_invitations: int
    brands_without_owner: tuple[tuple[int, str], ...]
    brands_without_manager: tuple[tuple[int, str], ...]


def people(
    *, words: str = "", role: str | None = None, active: bool | None = None, brand_id: int | None = None
) -> list[Person]:
    """People by name; for administrators.

    :param words: a part of the name or address. :param role, brand_id: who holds it, or holds anything there.
    """
    found = select(User).order_by(func.lower(User.name), User.id)
    if words:
        found = found.where(
            or_(
                func.lower(User.name).contains(words.lower(), autoescape=True),
                User.email.contains(words.lower(), autoescape=True),
            )
        )
    if role or brand_id is not None:
        held = select(Membership.user_id)
        held = held.where(Membership.role == role) if role else held
        held = held.where(Membership.brand_id == brand_id) if brand_id is not None else held
        found = found.where(User.id.in_(held))
    if active is not None:
        found = found.where(User.active.is_(active))
    return _with_roles(db.session.scalars(found), None)


def people_of_brand(brand_id: int) -> list[Person]:
    """People who hold a role in the brand, with those roles only: the rest is not the brand's business."""
    held = select(Membership.user_id).where(Membership.brand_id == brand_id)
    found = select(User).where(User.id.in_(held)).order_by(func.lower(User.name), User.id)
    return _with_roles(db.session.scalars(found), brand_id)


def find_person(user_id: int) -> Person | None:
    """One person with all roles; for administrators, and for the person."""
    found = db.session.scalars(select(User).where(User.id == user_id))
    return next(iter(_with_roles(found, None)), None)


def open_invitations(brand_id: int | None, *, now: datetime) -> list[OpenInvitation]:
    """Invitations without an answer, newest first; of a brand, or with None of all, administrators' included."""
    asked = _offers().where(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
    if brand_id is not None:
        asked = asked.where(Invitation.brand_id == brand_id)
    rows = db.session.execute(asked.order_by(Invitation.created_at.desc(), Invitation.id.desc()))
    return [
        OpenInvitation(
            row.Invitation.email,
            row.Invitation.name,
            row.Invitation.language or "en",
            _held(row.Invitation, row),
            row.Invitation.expires_at,
            row.Invitation.expires_at <= now,
        )
        for row in rows
    ]


def find_open_invitation(invitation_id: int, *, brand_id: int | None) -> OpenInvitation | None:
    """An invitation without an answer, of the brand (None: of any)."""
    asked = _offers().where(
        Invitation.id == invitation_id, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None)
    )
    if brand_id is not None:
        asked = asked.where(Invitation.brand_id == brand_id)
    row = db.session.execute(asked).one_or_none()
    if row is None:
        return None
    found, offer = row.Invitation, _held(row.Invitation, row)
    return OpenInvitation(found.email, found.name, found.language or "en", offer, found.expires_at, False)


def invitation_of_link(token: str, *, now: datetime) -> InvitationPage | None:
    """What a link opens; None when it was used, revoked, has expired, or never was."""
    asked = _offers().where(
        Invitation.token_sha256 == hashlib.sha256(token.encode()).hexdigest(),
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now,
    )
    row = db.session.execute(asked).one_or_none()
    if row is None:
        return None
    offer = row.Invitation
    has_account = db.session.scalar(select(User.id).where(User.email == offer.email)) is not None
    held = _held(offer, row)
    return InvitationPage(
        offer.email, offer.name, offer.language, offer.role, held.brand_name, held.place_name, has_account
    )


def holds_post(email: str, post: Post) -> bool:
    """Whether the person with this address holds exactly this role there."""
    same = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(
            User.email == email,
            Membership.role == post.role,
            Membership.brand_id.is_not_distinct_from(post.brand_id),
            Membership.area_id.is_not_distinct_from(post.area_id),
            Membership.location_id.is_not_distinct_from(post.location_id),
        )
    )
    return db.session.scalar(same.limit(1)) is not None


def place_exists(post: Post) -> bool:
    """Whether brand, area and location exist and belong together."""
    asked: list[ColumnElement[bool]] = []
    if post.brand_id is not None:
        asked.append(select(Brand.id).where(Brand.id == post.brand_id).exists())
    if post.area_id is not None:
        asked.append(select(Area.id).where(Area.id == post.area_id, Area.brand_id == post.brand_id).exists())
    if post.location_id is not None:
        of_brand = (Location.id == post.location_id, Location.brand_id == post.brand_id)
        asked.append(select(Location.id).where(*of_brand).exists())
    return all(db.session.scalar(select(condition)) for condition in asked)


def admin_counts(*, now: datetime) -> Count:
    """What an administrator's home says first: how much there is, and which brands nobody looks after."""

    def lacking(role: str) -> tuple[tuple[int, str], ...]:
        held = select(Membership.brand_id).join(User, User.id == Membership.user_id)
        held = held.where(Membership.role == role, User.active)
        offered = select(Invitation.brand_id).where(
            Invitation.role == role,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
            Invitation.brand_id.is_not(None),
        )
        rows = select(Brand.id, Brand.name).where(
            Brand.id.not_in(held.where(Membership.brand_id.is_not(None)))
        )
        rows = rows.where(Brand.id.not_in(offered)).order_by(Brand.name)
        return tuple((row.id, row.name) for row in db.session.execute(rows))

    return Count(
        brands=db.session.scalar(select(func.count(Brand.id))) or 0,
        people=db.session.scalar(select(func.count(User.id)).where(User.active)) or 0,
        open_invitations=len(open_invitations(None, now=now)),
        brands_without_owner=lacking("brand_owner"),
        brands_without_manager=lacking("account_manager"),
    )


def _with_roles(users: Iterable[User], brand_id: int | None) -> list[Person]:
    users = list(users)
    held = (
        select(Membership, Brand.name.label("brand_name"), Area.name.label("area_name"), _location_name)
        .outerjoin(Brand, Brand.id == Membership.brand_id)
        .outerjoin(Area, Area.id == Membership.area_id)
        .outerjoin(Location, Location.id == Membership.location_id)
        .where(Membership.user_id.in_([user.id for user in users]))
        .order_by(Membership.id)
    )
    if brand_id is not None:
        held = held.where(Membership.brand_id == brand_id)
    roles: dict[int, list[HeldRole]] = {}
    for row in db.session.execute(held):
        roles.setdefault(row.Membership.user_id, []).append(_held(row.Membership, row))
    return [
        Person(u.id, u.name, u.email, u.active, u.language, u.created_at, tuple(roles.get(u.id, ())))
        for u in users
    ]


def _offers() -> Select[Any, Any, Any, Any]:
    return (
        select(Invitation, Brand.name.label("brand_name"), Area.name.label("area_name"), _location_name)
        .outerjoin(Brand, Brand.id == Invitation.brand_id)
        .outerjoin(Area, Area.id == Invitation.area_id)
        .outerjoin(Location, Location.id == Invitation.location_id)
    )


def _held(held: Membership | Invitation, row: Any) -> HeldRole:
    return HeldRole(
        held.id,
        held.role,
        held.brand_id,
        row.brand_name,
        row.area_name or row.location_name,
        held.area_id is not None,
    )
