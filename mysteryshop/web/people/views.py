"""An invitation's link, one's own account."""

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from flask_security import hash_password, login_user
from werkzeug.wrappers import Response

from mysteryshop.clock import utc_now
from mysteryshop.queries.people import find_person, invitation_of_link
from mysteryshop.services.invitations import accept_as, accept_as_new_person
from mysteryshop.services.people import update_account
from mysteryshop.web.access import current_viewer, own_viewer, public, requires
from mysteryshop.web.forms import form_page
from mysteryshop.web.limits import INVITATIONS_PER_ADDRESS, limiter
from mysteryshop.web.people.blueprint import bp
from mysteryshop.web.people.forms import AcceptForm, AccountForm
from mysteryshop.web.public.preferences import remember_language


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public
@limiter.limit(INVITATIONS_PER_ADDRESS)
def invitation(token: str) -> str | Response | tuple[str, int]:
    offer = invitation_of_link(token, now=utc_now())
    if offer is None:
        return render_template("people/invitation_spent.html"), 410
    if offer.has_account:
        return render_template("people/invitation_known.html", offer=offer, token=token, viewer=current_user)
    form = AcceptForm(name=offer.name, language=offer.language).about(offer)
    if form.validate_on_submit():
        user_id = accept_as_new_person(
            token,
            name=form.name.data,
            password_hash=hash_password(form.normal_password()),
            language=form.language.data,
            now=utc_now(),
        )
        login_user(current_app.extensions["security"].datastore.find_user(id=user_id))
        return redirect("/")
    return form_page("people/invitation.html", form, offer=offer)


@bp.post("/invitation/<token>/accept")
@requires("have an account")
@limiter.limit(INVITATIONS_PER_ADDRESS)
def accept_invitation(token: str) -> Response:
    accept_as(token, own_viewer().user_id, now=utc_now())
    flash(gettext("You have accepted the invitation."), "success")
    return redirect("/")


@bp.route("/account", methods=["GET", "POST"])
@requires("have an account")
def account() -> tuple[str, int] | Response:
    person = find_person(own_viewer().user_id) or abort(404)
    form = AccountForm(name=person.name, language=person.language or "en")
    if form.validate_on_submit():
        update_account(person.user_id, name=form.name.data, language=form.language.data)
        flash(gettext("Your account is saved."), "success")
        return remember_language(redirect(url_for(".account")), form.language.data)
    return form_page("people/account.html", form, person=person)


@bp.get("/no-role")
@requires("have an account")
def no_role() -> str | Response:
    """Where somebody lands whose last role was taken away."""
    viewer = current_viewer()
    if viewer is not None and viewer.grants:
        return redirect("/")
    return render_template("people/no_role.html")
