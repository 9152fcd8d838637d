"""Importing locations: upload, columns, dry run, result."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import Field, SelectField, StringField
from wtforms.validators import InputRequired

from mysteryshop.clock import utc_now
from mysteryshop.domain.errors import N_
from mysteryshop.domain.location_rows import LocationMapping
from mysteryshop.domain.response_profile import FileProfile
from mysteryshop.queries.imports import (
    ImportOverview,
    count_refused_cells,
    find_import,
    imports_of,
    location_mapping,
    refused_rows,
)
from mysteryshop.reports.formats import DOT
from mysteryshop.services.location_imports import (
    change_location_columns,
    choose_location_columns,
    confirm_location_import,
    drop_location_import,
    upload_locations,
)
from mysteryshop.web.access import own_viewer, requires
from mysteryshop.web.errors import sentence
from mysteryshop.web.forms import AppForm, form_page
from mysteryshop.web.manager.blueprint import bp
from mysteryshop.web.manager.import_forms import UploadForm
from mysteryshop.web.manager.location_forms import TIME_ZONES
from mysteryshop.web.paging import PAGE_SIZE

Page = str | tuple[str, int] | Response
FIELD_NAMES = {
    "name": N_("Name"),
    "external_id": N_("Number of the location"),
    "area_1": N_("Area, level 1: the widest"),
    "area_2": N_("Area, level 2"),
    "area_3": N_("Area, level 3"),
    "area_4": N_("Area, level 4"),
    "area_5": N_("Area, level 5"),
    "address": N_("Street and number"),
    "postcode": N_("Postcode"),
    "city": N_("City"),
    "latitude": N_("Latitude"),
    "longitude": N_("Longitude"),
    "time_zone": N_("Time zone"),
    "opened_on": N_("Opened on"),
    "closed_on": N_("Closed since"),
    "peer_group": N_("Format"),
}


class ColumnsForm(AppForm):
    """A select for each column, numbered: no heading becomes a name. Made by `of`."""

    time_zone = StringField(
        _l("Time zone of rows that name none"),
        validators=[InputRequired(_l("Enter a time zone, like Europe/Stockholm."))],
    )

    @classmethod
    def of(cls, profile: FileProfile, kept: LocationMapping) -> "ColumnsForm":
        """The form for a file's columns, filled with what is suggested or remembered."""
        choices = [("", _("Leave out")), *((key, _(name)) for key, name in FIELD_NAMES.items())]
        fields = {
            f"column_{place}": SelectField(
                column.header,
                description=DOT.join(column.samples)[:90],
                choices=choices,
                validate_choice=True,
            )
            for place, column in enumerate(profile.columns)
        }
        suggested = {
            f"column_{place}": kept.columns.get(column.header, "")
            for place, column in enumerate(profile.columns)
        }
        form: ColumnsForm = type("FileColumnsForm", (cls,), fields)(time_zone=kept.time_zone, **suggested)
        return form

    @property
    def columns(self) -> list[Field]:
        return [field for field in self if field.name.startswith("column_")]

    def mapping(self) -> LocationMapping:
        return LocationMapping({f.label.text: f.data for f in self.columns if f.data}, self.time_zone.data)


@bp.route("/brands/<int:brand_id>/locations/import", methods=["GET", "POST"])
@requires("manage brand")
def import_locations(brand_id: int) -> Page:
    form = UploadForm()
    if form.validate_on_submit() and form.carries_out(
        lambda: upload_locations(
            brand_id,
            form.file.data.stream,
            form.file.data.filename or "",
            by=own_viewer().user_id,
            now=utc_now(),
        )
    ):
        return redirect(url_for(".location_import", brand_id=brand_id, import_id=form.result))
    return form_page("manager/location_upload.html", form, imports=imports_of(brand_id, "locations")[:5])


@bp.get("/brands/<int:brand_id>/locations/imports/<int:import_id>")
@requires("manage brand")
def location_import(brand_id: int, import_id: int) -> Page:
    brought = _own_import(brand_id, import_id)
    if brought.state == "mapping":
        return redirect(url_for(".location_columns", brand_id=brand_id, import_id=import_id))
    pages = max(1, -(-count_refused_cells(import_id) // PAGE_SIZE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    refused = refused_rows(import_id, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    context = {"brought": brought, "refused": refused, "number": number, "pages": pages, "sentence": sentence}
    return render_template("manager/location_import.html", **context)


@bp.route("/brands/<int:brand_id>/locations/imports/<int:import_id>/columns", methods=["GET", "POST"])
@requires("manage brand")
def location_columns(brand_id: int, import_id: int) -> Page:
    brought = _own_import(brand_id, import_id)
    found = location_mapping(brand_id, import_id)
    if found is None or brought.state not in ("mapping", "checked"):
        return redirect(url_for(".location_import", brand_id=brand_id, import_id=import_id))
    form = ColumnsForm.of(*found)
    if form.validate_on_submit() and form.carries_out(
        lambda: choose_location_columns(brand_id, import_id, form.mapping(), now=utc_now())
    ):
        return redirect(url_for(".location_import", brand_id=brand_id, import_id=import_id))
    return form_page("manager/location_columns.html", form, brought=brought, zones=TIME_ZONES)


@bp.post("/brands/<int:brand_id>/locations/imports/<int:import_id>/columns/again")
@requires("manage brand")
def location_columns_again(brand_id: int, import_id: int) -> Page:
    change_location_columns(brand_id, import_id)
    return redirect(url_for(".location_columns", brand_id=brand_id, import_id=import_id))


@bp.post("/brands/<int:brand_id>/locations/imports/<int:import_id>/confirm")
@requires("manage brand")
def confirm_locations(brand_id: int, import_id: int) -> Page:
    confirm_location_import(brand_id, import_id, now=utc_now())
    return redirect(url_for(".location_import", brand_id=brand_id, import_id=import_id))


@bp.post("/brands/<int:brand_id>/locations/imports/<int:import_id>/drop")
@requires("manage brand")
def drop_locations(brand_id: int, import_id: int) -> Page:
    drop_location_import(brand_id, import_id)
    flash(_("The import was dropped. Nothing of it was kept."), "success")
    return redirect(url_for(".locations", brand_id=brand_id))


def _own_import(brand_id: int, import_id: int) -> ImportOverview:
    found = find_import(brand_id, import_id, "locations")
    if found is None or found.state == "dropped":
        abort(404)
    return found
