"""Inviting, as administrators and account managers both do it; the blueprints hold the addresses."""

from dataclasses import dataclass
from typing import TypeVar

from flask import flash, session
from flask_babel import gettext

from mysteryshop.clock import utc_now
from mysteryshop.domain.access import Scope, Viewer
from mysteryshop.domain.people import roles_given_by
from mysteryshop.models import Brand
from mysteryshop.queries.locations import area_tree
from mysteryshop.queries.people import OpenInvitation
from mysteryshop.queries.scope import locations_of
from mysteryshop.services.invitations import invite, renew_invitation
from mysteryshop.services.letters import invitation_mail, link_to_show
from mysteryshop.web.people.forms import InviteForm, RoleForm

SHOWN_LINK = "shown_link"
F = TypeVar("F", bound=RoleForm)


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link that is shown once, because no mail server takes it to the person."""

    email: str
    address: str


def invite_form(viewer: Viewer, brand: Brand | None) -> InviteForm:
    """The form with the roles that the viewer may give there, in the brand's language."""
    return _with_choices(InviteForm(language=brand.language_codes[0] if brand else "en"), viewer, brand)


def role_form(viewer: Viewer, brand: Brand | None) -> RoleForm:
    """The form with the roles that the viewer may give there."""
    return _with_choices(RoleForm(), viewer, brand)


def _with_choices(form: F, viewer: Viewer, brand: Brand | None) -> F:
    if brand is None:
        return form.offering(roles_given_by(viewer, None)[:1])
    roles = roles_given_by(viewer, brand.id)
    return form.offering(roles, area_tree(brand.id), locations_of(Scope(brand.id, whole_brand=True)))


def send_invitation(form: InviteForm, viewer: Viewer, brand: Brand | None) -> None:
    """Invite whom the form names, and say so on the next page, with the link where no mail takes it."""
    invitee, post, now = form.invitee(), form.post(brand.id if brand else None), utc_now()
    mail = invitation_mail(
        email=invitee.email,
        name=invitee.name,
        language=invitee.language,
        role=post.role,
        brand=brand.name if brand else None,
        inviter=viewer.name,
        now=now,
    )
    _id, token = invite(viewer, invitee, post, write_mail=mail, now=now)
    _say(invitee.email, token)


def send_again(viewer: Viewer, invitation_id: int, invitation: OpenInvitation, brand_id: int | None) -> None:
    """Make a new link for an invitation, and say so on the next page."""
    now = utc_now()
    mail = invitation_mail(
        email=invitation.email,
        name=invitation.name,
        language=invitation.language,
        role=invitation.offer.role,
        brand=invitation.offer.brand_name,
        inviter=viewer.name,
        now=now,
    )
    token = renew_invitation(viewer, invitation_id, brand_id=brand_id, write_mail=mail, now=now)
    _say(invitation.email, token)


def show_once(email: str, address: str) -> None:
    """Keep a link for the next page."""
    session[SHOWN_LINK] = [email, address]


def shown_link() -> ShownLink | None:
    """The link that the last request left for this page; the second look finds nothing."""
    kept = session.pop(SHOWN_LINK, None)
    return ShownLink(*kept) if kept else None


def _say(email: str, token: str) -> None:
    link = link_to_show(token)
    if link is None:
        flash(gettext("An invitation is on its way to %(email)s.", email=email), "success")
    else:
        show_once(email, link)
