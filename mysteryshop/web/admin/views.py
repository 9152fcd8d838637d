"""Home of the administrators, and the brands."""

from flask import abort, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from mysteryshop.clock import utc_now
from mysteryshop.queries.people import admin_counts
from mysteryshop.queries.scope import brands_of
from mysteryshop.services.brands import create_brand, open_logo, update_brand
from mysteryshop.web.access import own_brand, own_viewer, requires
from mysteryshop.web.admin.blueprint import bp
from mysteryshop.web.admin.forms import BrandForm, brand_form
from mysteryshop.web.forms import form_page


@bp.get("/")
@requires("administer")
def home() -> str:
    return render_template("admin/home.html", counts=admin_counts(now=utc_now()))


@bp.get("/brands")
@requires("administer")
def brands() -> str:
    return render_template("admin/brands.html", brands=brands_of(own_viewer(), "administer"))


@bp.route("/brands/new", methods=["GET", "POST"])
@requires("administer")
def new_brand() -> tuple[str, int] | Response:
    form = brand_form()
    if form.validate_on_submit() and form.carries_out(
        lambda: create_brand(own_viewer(), form.settings(), form.logo_file(), now=utc_now())
    ):
        _say_saved(form, gettext("%(name)s is there. Invite its people next.", name=form.name.data))
        return redirect(url_for(".brand", brand_id=form.result))
    return form_page("admin/brand.html", form, brand=None)


@bp.route("/brands/<int:brand_id>", methods=["GET", "POST"])
@requires("administer")
def brand(brand_id: int) -> tuple[str, int] | Response:
    form = brand_form(own_brand())
    if form.validate_on_submit() and form.carries_out(
        lambda: update_brand(
            own_viewer(),
            brand_id,
            form.settings(),
            form.logo_file(),
            drop_logo=form.drops_logo(),
            now=utc_now(),
        )
    ):
        _say_saved(form, gettext("%(name)s is saved.", name=form.name.data))
        return redirect(url_for(".brand", brand_id=brand_id))
    return form_page("admin/brand.html", form, brand=own_brand())


@bp.get("/brands/<int:brand_id>/logo")
@requires("administer")
def brand_logo(brand_id: int) -> Response:  # noqa: ARG001 (`requires` finds the brand)
    return send_file(open_logo(own_brand()) or abort(404), mimetype="image/jpeg", max_age=0)


def _say_saved(form: BrandForm, text: str) -> None:
    flash(text, "success")
    for correction in form.corrected_colours():
        flash(correction, "warning")
