"""People, their roles, and invitations, for administrators."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_security.recoverable import generate_reset_password_token
from werkzeug.wrappers import Response

from mysteryshop.clock import utc_now
from mysteryshop.models import Brand
from mysteryshop.queries.people import find_open_invitation, find_person, open_invitations
from mysteryshop.queries.people import people as all_people
from mysteryshop.queries.scope import brands_of, find_brand
from mysteryshop.services.addresses import absolute_url
from mysteryshop.services.invitations import revoke_invitation
from mysteryshop.services.people import (
    deactivate_person,
    give_role,
    note_password_link,
    reactivate_person,
    take_role,
)
from mysteryshop.web.access import own_viewer, requires
from mysteryshop.web.admin.blueprint import bp
from mysteryshop.web.admin.forms import PeopleFilter
from mysteryshop.web.forms import form_page
from mysteryshop.web.people.inviting import (
    invite_form,
    role_form,
    send_again,
    send_invitation,
    show_once,
    shown_link,
)


@bp.get("/people")
@requires("administer")
def people() -> str:
    choice = PeopleFilter(request.args).offering(brands_of(own_viewer(), "administer"))
    return render_template(
        "admin/people.html",
        choice=choice,
        people=all_people(**choice.chosen()),
        invitations=open_invitations(None, now=utc_now()),
        link=shown_link(),
    )


@bp.route("/people/invite", methods=["GET", "POST"])
@requires("administer")
def invite() -> str | tuple[str, int] | Response:
    if "brand" not in request.args:
        brands = brands_of(own_viewer(), "administer")
        return render_template("admin/choose_brand.html", brands=brands, title=gettext("Invite a person"))
    brand = _brand_of_address()
    form = invite_form(own_viewer(), brand)
    if form.validate_on_submit() and form.carries_out(lambda: send_invitation(form, own_viewer(), brand)):
        return redirect(url_for(".people"))
    return form_page("people/invite.html", form, brand=brand, back=url_for(".people"))


@bp.get("/people/<int:user_id>")
@requires("administer")
def person(user_id: int) -> str:
    return render_template("admin/person.html", person=find_person(user_id) or abort(404), link=shown_link())


@bp.post("/people/<int:user_id>/deactivate")
@requires("administer")
def deactivate(user_id: int) -> Response:
    name = deactivate_person(own_viewer(), user_id, now=utc_now())
    flash(gettext("%(name)s can no longer sign in. What they did stays readable.", name=name), "success")
    return redirect(url_for(".person", user_id=user_id))


@bp.post("/people/<int:user_id>/reactivate")
@requires("administer")
def reactivate(user_id: int) -> Response:
    name = reactivate_person(own_viewer(), user_id, now=utc_now())
    flash(gettext("%(name)s can sign in again, with the roles of before.", name=name), "success")
    return redirect(url_for(".person", user_id=user_id))


@bp.post("/people/<int:user_id>/password-link")
@requires("administer")
def password_link(user_id: int) -> Response:
    person = find_person(user_id) or abort(404)
    user = current_app.extensions["security"].datastore.find_user(id=user_id)
    note_password_link(own_viewer(), user_id, now=utc_now())
    token = generate_reset_password_token(user)  # type: ignore[no-untyped-call]
    show_once(person.email, absolute_url("security.reset_password", token=token))
    return redirect(url_for(".person", user_id=user_id))


@bp.route("/people/<int:user_id>/roles/new", methods=["GET", "POST"])
@requires("administer")
def new_role(user_id: int) -> str | tuple[str, int] | Response:
    person = find_person(user_id) or abort(404)
    if "brand" not in request.args:
        brands = brands_of(own_viewer(), "administer")
        title = gettext("A role for %(name)s", name=person.name)
        return render_template("admin/choose_brand.html", brands=brands, title=title)
    brand = _brand_of_address()
    form = role_form(own_viewer(), brand)
    if form.validate_on_submit() and form.carries_out(
        lambda: give_role(own_viewer(), user_id, form.post(brand.id if brand else None), now=utc_now())
    ):
        flash(gettext("%(name)s has the role.", name=person.name), "success")
        return redirect(url_for(".person", user_id=user_id))
    return form_page("admin/new_role.html", form, brand=brand, person=person)


@bp.post("/people/<int:user_id>/roles/<int:membership_id>/take")
@requires("administer")
def take(user_id: int, membership_id: int) -> Response:
    name = take_role(own_viewer(), membership_id, brand_id=None, now=utc_now())
    flash(gettext("The role was taken from %(name)s.", name=name), "success")
    return redirect(url_for(".person", user_id=user_id))


@bp.post("/invitations/<int:invitation_id>/renew")
@requires("administer")
def renew(invitation_id: int) -> Response:
    invitation = find_open_invitation(invitation_id, brand_id=None) or abort(404)
    send_again(own_viewer(), invitation_id, invitation, None)
    return redirect(url_for(".people"))


@bp.post("/invitations/<int:invitation_id>/revoke")
@requires("administer")
def revoke(invitation_id: int) -> Response:
    email = revoke_invitation(own_viewer(), invitation_id, brand_id=None, now=utc_now())
    flash(gettext("The invitation of %(email)s no longer works.", email=email), "success")
    return redirect(url_for(".people"))


def _brand_of_address() -> Brand | None:
    """The brand chosen on the page before; "all" for a role that belongs to all brands."""
    if request.args["brand"] == "all":
        return None
    return find_brand(request.args.get("brand", 0, type=int)) or abort(404)
