"""What happens to people: roles given and taken, access ended and given back. Nobody is ever deleted."""

import secrets
from datetime import datetime

from sqlalchemy import select

from mysteryshop.domain.access import Viewer
from mysteryshop.domain.errors import N_, NotFound
from mysteryshop.domain.people import AlreadyMember, LastAdmin, Post, check_post, roles_given_by
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Membership, User
from mysteryshop.queries.people import holds_post, place_exists
from mysteryshop.services.history import record_change


def deactivate_person(admin: Viewer, user_id: int, *, now: datetime) -> str:
    """End a person's access at once, everywhere; what they did stays readable. Again changes nothing.

    :returns: the person's name.
    :raises NotFound: no such person; :raises LastAdmin: nobody could administer anything afterwards.
    """
    with transaction():
        admins = _lock_admins()
        user = _person(user_id)
        _keep_an_admin(admins, user)
        if user.active:
            user.active, user.deactivated_at = False, now
            user.fs_uniquifier = secrets.token_hex(32)  # sessions of today do not come back with the person
            _record("person.deactivated", user, admin.user_id, now)
        return user.name


def reactivate_person(admin: Viewer, user_id: int, *, now: datetime) -> str:
    """Give access back, with the roles the person had. Again changes nothing.

    :returns: the person's name. :raises NotFound: no such person.
    """
    with transaction():
        user = _person(user_id)
        if not user.active:
            user.active, user.deactivated_at = True, None
            _record("person.reactivated", user, admin.user_id, now)
        return user.name


def give_role(giver: Viewer, user_id: int, post: Post, *, now: datetime) -> None:
    """Give a person one more role.

    :raises NotFound: no such person, or the giver may not give this role there, or the place is not of the brand.
    :raises AlreadyMember, PostRefused: with the sentence for the giver.
    """
    check_post(giver, post)
    with transaction():
        user = _person(user_id)
        if not place_exists(post):
            raise NotFound(N_("This area or location does not belong to the brand."))
        if holds_post(user.email, post):
            raise AlreadyMember(N_("%(email)s has this role here already."), email=user.email)
        membership = Membership(
            user_id=user.id,
            role=post.role,
            brand_id=post.brand_id,
            area_id=post.area_id,
            location_id=post.location_id,
            created_at=now,
            created_by=giver.user_id,
        )
        db.session.add(membership)
        _record_role("role.given", membership, giver.user_id, now)


def take_role(giver: Viewer, membership_id: int, *, brand_id: int | None, now: datetime) -> str:
    """Take a role away.

    :param brand_id: the brand in which the giver asks; None for an administrator's page, which holds all.
    :returns: the person's name.
    :raises NotFound: no role that the giver could have given; :raises LastAdmin: it is the last administrator's.
    """
    with transaction():
        admins = _lock_admins()
        found = select(Membership).where(Membership.id == membership_id)
        if brand_id is not None:
            found = found.where(Membership.brand_id == brand_id)
        membership = db.session.scalars(found.with_for_update()).one_or_none()
        if membership is None or membership.role not in roles_given_by(giver, membership.brand_id):
            raise NotFound(N_("There is no such role."))
        user = _person(membership.user_id)
        if membership.role == "admin":
            _keep_an_admin(admins, user)
        _record_role("role.taken", membership, giver.user_id, now)
        db.session.delete(membership)
        return user.name


def note_password_link(admin: Viewer, user_id: int, *, now: datetime) -> None:
    """Keep in the history that an administrator made a link with which the person sets a new password."""
    with transaction():
        _record("person.password_link", _person(user_id), admin.user_id, now)


def update_account(user_id: int, *, name: str, language: str | None) -> None:
    """What people change about themselves. :param language: None follows the browser."""
    with transaction():
        user = _person(user_id)
        user.name, user.language = name, language


def begin_password_change() -> None:
    """Take the write lock before Flask-Security reads the user it is about to change and commits by itself.

    On SQLite a transaction that reads first and writes later is refused when another one wrote in between.
    """
    db.session.rollback()
    db.session.connection(execution_options={"writes": True})


def _person(user_id: int) -> User:
    user = db.session.get(User, user_id, with_for_update=True)
    if user is None:
        raise NotFound(N_("There is no such person."))
    return user


def _keep_an_admin(admins: list[int], leaving: User) -> None:
    if admins == [leaving.id]:
        raise LastAdmin(
            N_("%(name)s is the only administrator. Make somebody else one first."), name=leaving.name
        )


def _lock_admins() -> list[int]:
    """The active administrators, locked in one order: two who deactivate each other cannot both succeed."""
    admins = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.role == "admin", User.active)
        .order_by(User.id)
        .with_for_update(of=User)
    )
    return [admin.id for admin in db.session.scalars(admins)]


def _record(action: str, user: User, by: int, now: datetime) -> None:
    record_change(action, "user", user.id, user_id=by, brand_id=None, now=now, after={"active": user.active})


def _record_role(action: str, membership: Membership, by: int, now: datetime) -> None:
    record_change(
        action,
        "user",
        membership.user_id,
        user_id=by,
        brand_id=membership.brand_id,
        now=now,
        after={
            "role": membership.role,
            "area_id": membership.area_id,
            "location_id": membership.location_id,
        },
    )
