"""Invitations: single-use links that give a person a role somewhere."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from mysteryshop.domain.access import Viewer
from mysteryshop.domain.errors import N_, DomainError, NotFound
from mysteryshop.domain.people import (
    INVITATION_HOLDS_FOR,
    AlreadyInvited,
    AlreadyMember,
    InvitationSpent,
    Post,
    check_post,
    roles_given_by,
)
from mysteryshop.extensions import db, transaction
from mysteryshop.mailer import Mail
from mysteryshop.models import Invitation, Membership, User
from mysteryshop.queries.people import holds_post, place_exists
from mysteryshop.services.history import record_change
from mysteryshop.services.mails import queue_mail


class NotAnAddress(DomainError):
    """The text is no e-mail address."""


WriteMail = Callable[[str], Mail]  # token -> the mail that carries its link


@dataclass(frozen=True, slots=True)
class Invitee:
    """Whom an invitation is for. `language` is that of the mail, and of the person's pages from the start."""

    email: str  # normalised, lower case
    name: str
    language: str


def mail_address(text: str) -> str:
    """An e-mail address as it is stored: normalised, lower case. Whether anybody reads it is not asked.

    :raises NotAnAddress: it is none.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise NotAnAddress(N_("Enter an e-mail address like name@example.com.")) from None
    return found.normalized.lower()


def invite(
    giver: Viewer | None, invitee: Invitee, post: Post, *, write_mail: WriteMail, now: datetime
) -> tuple[int, str]:
    """Invite a person to a role, and queue the mail with the link.

    :param giver: None for the command line, which may give any role, and replaces an open invitation.
    :returns: id and token; the token is nowhere else, the database keeps its hash.
    :raises NotFound: the giver may not give this role there, or the area or location is not of this brand.
    :raises PostRefused, AlreadyMember, AlreadyInvited: with the sentence for the giver.
    """
    if giver is not None:
        check_post(giver, post)
    with transaction():
        if not place_exists(post):
            raise NotFound(N_("This area or location does not belong to the brand."))
        if holds_post(invitee.email, post):
            raise AlreadyMember(N_("%(email)s has this role here already."), email=invitee.email)
        waiting = _open_invitation(invitee.email, post, now)
        if waiting and giver is None:
            waiting.revoked_at = now
        elif waiting:
            raise AlreadyInvited(
                N_(
                    "%(email)s is invited to this role already. Send the link again from the list of invitations."
                ),
                email=invitee.email,
            )
        token = secrets.token_urlsafe(32)
        invitation = Invitation(
            token_sha256=_hash(token),
            email=invitee.email,
            name=invitee.name,
            language=invitee.language,
            role=post.role,
            brand_id=post.brand_id,
            area_id=post.area_id,
            location_id=post.location_id,
            invited_by=giver.user_id if giver else None,
            created_at=now,
            expires_at=now + INVITATION_HOLDS_FOR,
        )
        db.session.add(invitation)
        db.session.flush()
        _record("invitation.sent", invitation, giver, now)
        queue_mail(write_mail(token), now=now)
        return invitation.id, token


def renew_invitation(
    giver: Viewer, invitation_id: int, *, brand_id: int | None, write_mail: WriteMail, now: datetime
) -> str:
    """Send a new link; the old one stops working.

    :param brand_id: the brand in which the giver asks; None for an administrator's list, which holds all.
    :raises NotFound: no invitation of theirs; :raises InvitationSpent: it was accepted or revoked.
    """
    with transaction():
        invitation = _own_invitation(giver, invitation_id, brand_id)
        if invitation.accepted_at or invitation.revoked_at:
            raise InvitationSpent(N_("This invitation has been accepted or revoked. Write a new one."))
        token = secrets.token_urlsafe(32)
        invitation.token_sha256, invitation.expires_at = _hash(token), now + INVITATION_HOLDS_FOR
        _record("invitation.renewed", invitation, giver, now)
        queue_mail(write_mail(token), now=now)
    return token


def revoke_invitation(giver: Viewer, invitation_id: int, *, brand_id: int | None, now: datetime) -> str:
    """Make the link worthless. Again changes nothing.

    :returns: the address it was for.
    :raises NotFound: no invitation of theirs; :raises InvitationSpent: it was accepted.
    """
    with transaction():
        invitation = _own_invitation(giver, invitation_id, brand_id)
        if invitation.accepted_at:
            raise InvitationSpent(
                N_("This invitation has been accepted. Take the role away from the person instead.")
            )
        if invitation.revoked_at is None:
            invitation.revoked_at = now
            _record("invitation.revoked", invitation, giver, now)
        return invitation.email


def accept_as_new_person(token: str, *, name: str, password_hash: str, language: str, now: datetime) -> int:
    """Make the account that the invitation is for, and give it the role.

    :param password_hash: argon2, made by the caller: hashing takes long, and no transaction waits for it.
    :returns: the user's id.
    :raises InvitationSpent: used, revoked or expired; or the address has an account by now.
    """
    with transaction():
        invitation = _usable(token, now)
        if db.session.scalar(select(User.id).where(User.email == invitation.email)):
            raise InvitationSpent(
                N_("This address has an account already. Sign in, then open the link again.")
            )
        user = User(
            email=invitation.email,
            name=name,
            password=password_hash,
            active=True,
            fs_uniquifier=secrets.token_hex(32),
            language=language,
            created_at=now,
        )
        db.session.add(user)
        db.session.flush()
        _give_role(invitation, user.id, now)
        return user.id


def accept_as(token: str, user_id: int, *, now: datetime) -> None:
    """Give the role to a person who has an account already.

    :raises InvitationSpent: used, revoked or expired; :raises NotFound: it is meant for another address.
    """
    with transaction():
        invitation = _usable(token, now)
        user = db.session.get_one(User, user_id)
        if user.email != invitation.email or not user.active:
            raise NotFound(N_("This invitation is for another address. Sign out, then open the link again."))
        _give_role(invitation, user.id, now)


def _give_role(invitation: Invitation, user_id: int, now: datetime) -> None:
    post = Post(invitation.role, invitation.brand_id, invitation.area_id, invitation.location_id)
    if not holds_post(invitation.email, post):
        db.session.add(
            Membership(
                user_id=user_id,
                role=post.role,
                brand_id=post.brand_id,
                area_id=post.area_id,
                location_id=post.location_id,
                created_at=now,
                created_by=invitation.invited_by,
            )
        )
    invitation.accepted_at, invitation.accepted_by = now, user_id
    record_change(
        "invitation.accepted",
        "invitation",
        invitation.id,
        user_id=user_id,
        brand_id=invitation.brand_id,
        now=now,
        after={"role": post.role, "area_id": post.area_id, "location_id": post.location_id},
    )


def _usable(token: str, now: datetime) -> Invitation:
    found = select(Invitation).where(Invitation.token_sha256 == _hash(token)).with_for_update()
    invitation = db.session.scalars(found).one_or_none()
    if invitation is None or invitation.accepted_at or invitation.revoked_at or invitation.expires_at <= now:
        raise InvitationSpent(
            N_("This invitation has been used, was revoked, or has expired. Ask for a new one.")
        )
    return invitation


def _open_invitation(email: str, post: Post, now: datetime) -> Invitation | None:
    same = select(Invitation).where(
        Invitation.email == email,
        Invitation.role == post.role,
        Invitation.brand_id.is_not_distinct_from(post.brand_id),
        Invitation.area_id.is_not_distinct_from(post.area_id),
        Invitation.location_id.is_not_distinct_from(post.location_id),
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now,
    )
    return db.session.scalars(same.limit(1)).one_or_none()


def _own_invitation(giver: Viewer, invitation_id: int, brand_id: int | None) -> Invitation:
    found = select(Invitation).where(Invitation.id == invitation_id).with_for_update()
    if brand_id is not None:
        found = found.where(Invitation.brand_id == brand_id)
    invitation = db.session.scalars(found).one_or_none()
    if invitation is None or invitation.role not in roles_given_by(giver, invitation.brand_id):
        raise NotFound(N_("There is no such invitation."))
    return invitation


def _record(action: str, invitation: Invitation, giver: Viewer | None, now: datetime) -> None:
    record_change(
        action,
        "invitation",
        invitation.id,
        user_id=giver.user_id if giver else None,
        brand_id=invitation.brand_id,
        now=now,
        after={"email": invitation.email, "role": invitation.role},
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
