"""A brand's people, for its account managers (and administrators)."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from mysteryshop.clock import utc_now
from mysteryshop.domain.people import roles_given_by
from mysteryshop.queries.people import find_open_invitation, open_invitations, people_of_brand
from mysteryshop.queries.scope import brands_of
from mysteryshop.services.invitations import revoke_invitation
from mysteryshop.services.people import take_role
from mysteryshop.web.access import own_brand, own_viewer, requires
from mysteryshop.web.forms import form_page
from mysteryshop.web.manager.blueprint import bp
from mysteryshop.web.people.inviting import invite_form, send_again, send_invitation, shown_link


@bp.get("/people")
@requires("manage brand")
def people_of_brands() -> str | Response:
    brands = brands_of(own_viewer(), "manage brand")
    if len(brands) == 1:
        return redirect(url_for(".people", brand_id=brands[0].id))
    return render_template("manager/people_of_brands.html", brands=brands)


@bp.get("/brands/<int:brand_id>/people")
@requires("manage brand")
def people(brand_id: int) -> str:
    return render_template(
        "manager/people.html",
        brand=own_brand(),
        people=people_of_brand(brand_id),
        invitations=open_invitations(brand_id, now=utc_now()),
        may_give=roles_given_by(own_viewer(), brand_id),
        link=shown_link(),
    )


@bp.route("/brands/<int:brand_id>/people/invite", methods=["GET", "POST"])
@requires("manage brand")
def invite_person(brand_id: int) -> tuple[str, int] | Response:
    form = invite_form(own_viewer(), own_brand())
    back = url_for(".people", brand_id=brand_id)
    if form.validate_on_submit() and form.carries_out(
        lambda: send_invitation(form, own_viewer(), own_brand())
    ):
        return redirect(back)
    return form_page("people/invite.html", form, brand=own_brand(), back=back)


@bp.post("/brands/<int:brand_id>/invitations/<int:invitation_id>/renew")
@requires("manage brand")
def renew_invitation(brand_id: int, invitation_id: int) -> Response:
    invitation = find_open_invitation(invitation_id, brand_id=brand_id) or abort(404)
    send_again(own_viewer(), invitation_id, invitation, brand_id)
    return redirect(url_for(".people", brand_id=brand_id))


@bp.post("/brands/<int:brand_id>/invitations/<int:invitation_id>/revoke")
@requires("manage brand")
def revoke(brand_id: int, invitation_id: int) -> Response:
    email = revoke_invitation(own_viewer(), invitation_id, brand_id=brand_id, now=utc_now())
    flash(gettext("The invitation of %(email)s no longer works.", email=email), "success")
    return redirect(url_for(".people", brand_id=brand_id))


@bp.post("/brands/<int:brand_id>/roles/<int:membership_id>/take")
@requires("manage brand")
def take(brand_id: int, membership_id: int) -> Response:
    name = take_role(own_viewer(), membership_id, brand_id=brand_id, now=utc_now())
    flash(gettext("The role was taken from %(name)s.", name=name), "success")
    return redirect(url_for(".people", brand_id=brand_id))
