"""Bringing in a copy of a visit that a shopper saved on the phone."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from mysteryshop import clock
from mysteryshop.services.copies import import_copy
from mysteryshop.web.access import own_viewer, requires
from mysteryshop.web.forms import AppForm, form_page
from mysteryshop.web.manager.blueprint import bp


class CopyForm(AppForm):
    file = FileField(_l("Copy of a visit"), validators=[FileRequired(_l("Choose a file."))])


@bp.route("/brands/<int:brand_id>/copies", methods=["GET", "POST"])
@requires("manage brand")
def import_visit_copy(brand_id: int) -> str | tuple[str, int] | Response:
    form = CopyForm()
    if form.validate_on_submit() and form.carries_out(
        lambda: import_copy(
            form.file.data.stream.read(), brand_id=brand_id, by=own_viewer().user_id, now=clock.utc_now()
        )
    ):
        done = form.result
        words = _(
            "Received. Photos: %(photos)s, missing: %(missing)s.",
            photos=done.photos,
            missing=done.photos_missing,
        )
        flash(words if done.receipt.is_new else _("This visit was here already; nothing was changed."))
        return redirect(url_for(".import_visit_copy", brand_id=brand_id))
    return form_page("manager/copies.html", form)
