"""Pages about a brand's areas and locations."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from mysteryshop.clock import local_date, utc_now
from mysteryshop.models import Area, Location
from mysteryshop.queries.locations import area_tree, find_area, find_location, list_locations, time_zones_of
from mysteryshop.queries.reviews import history_of
from mysteryshop.queries.scope import brands_of
from mysteryshop.services.locations import (
    add_area,
    add_location,
    change_location,
    close_location,
    remove_area,
    rename_area,
    reopen_location,
)
from mysteryshop.web.access import own_viewer, requires
from mysteryshop.web.forms import form_page
from mysteryshop.web.manager.blueprint import bp
from mysteryshop.web.manager.location_forms import TIME_ZONES, AreaForm, CloseForm, LocationForm
from mysteryshop.web.paging import page_of

Page = str | tuple[str, int] | Response
STATES = {"open": False, "closed": True, "all": None}


@bp.get("/locations")
@requires("manage brand")
def locations_home() -> Page:
    brands = brands_of(own_viewer(), "manage brand")
    if len(brands) == 1:
        return redirect(url_for(".locations", brand_id=brands[0].id))
    return render_template(
        "manager/choose_brand.html", brands=brands, title=_("Locations"), endpoint=".locations"
    )


@bp.get("/brands/<int:brand_id>/locations")
@requires("manage brand")
def locations(brand_id: int) -> Page:
    area_id = request.args.get("area", type=int)
    search = request.args.get("q", "")
    shown = request.args.get("show", "open")
    found = list_locations(brand_id, area_id=area_id, search=search, closed=STATES.get(shown, False))
    return render_template(
        "manager/locations.html",
        areas=area_tree(brand_id),
        page=page_of(found, request.args.get("page", 1, type=int)),
        area_id=area_id,
        search=search,
        shown=shown,
    )


@bp.route("/brands/<int:brand_id>/locations/new", methods=["GET", "POST"])
@requires("manage brand")
def new_location(brand_id: int) -> Page:
    areas = area_tree(brand_id)
    if not areas:
        flash(_("Add an area first: a country or a region, in which the locations lie."), "info")
        return redirect(url_for(".new_area", brand_id=brand_id))
    zones = time_zones_of(brand_id)
    form = LocationForm(
        time_zone=zones[0] if zones else "Europe/Stockholm", area=request.args.get("area", type=int)
    )
    form.offer(areas)
    if form.validate_on_submit() and form.carries_out(
        lambda: add_location(brand_id, form.details(), **_by_now())
    ):
        flash(_("%(name)s was added.", name=form.name.data), "success")
        return redirect(url_for(".locations", brand_id=brand_id))
    return form_page("manager/location.html", form, location=None, zones=TIME_ZONES)


@bp.route("/brands/<int:brand_id>/locations/<int:location_id>", methods=["GET", "POST"])
@requires("manage brand")
def location(brand_id: int, location_id: int) -> Page:
    found = _own_location(brand_id, location_id)
    form = LocationForm()
    form.offer(area_tree(brand_id))
    if not form.is_submitted():
        form.show(found)
    if form.validate_on_submit() and form.carries_out(
        lambda: change_location(brand_id, location_id, form.details(), **_by_now())
    ):
        flash(_("%(name)s was saved.", name=form.name.data), "success")
        return redirect(url_for(".locations", brand_id=brand_id))
    history = history_of("location", location_id)
    return form_page("manager/location.html", form, location=found, zones=TIME_ZONES, history=history)


@bp.route("/brands/<int:brand_id>/locations/<int:location_id>/close", methods=["GET", "POST"])
@requires("manage brand")
def close(brand_id: int, location_id: int) -> Page:
    found = _own_location(brand_id, location_id)
    form = CloseForm(closed_on=local_date(utc_now(), found.time_zone))
    if form.validate_on_submit() and form.carries_out(
        lambda: close_location(brand_id, location_id, form.closed_on.data, **_by_now())
    ):
        flash(_("%(name)s is closed. Its audits and figures stay.", name=found.name), "success")
        if form.result:
            left = ngettext("%(num)s assignment there is still to do.", "%(num)s assignments there are still to do.",
                            form.result)  # fmt: skip
            flash(left, "warning")
        return redirect(url_for(".locations", brand_id=brand_id))
    return form_page("manager/close_location.html", form, location=found)


@bp.post("/brands/<int:brand_id>/locations/<int:location_id>/reopen")
@requires("manage brand")
def reopen(brand_id: int, location_id: int) -> Response:
    reopen_location(brand_id, location_id, **_by_now())
    flash(_("The location is open again."), "success")
    return redirect(url_for(".location", brand_id=brand_id, location_id=location_id))


@bp.route("/brands/<int:brand_id>/areas/new", methods=["GET", "POST"])
@requires("manage brand")
def new_area(brand_id: int) -> Page:
    form = AreaForm(parent=request.args.get("area", type=int))
    form.offer(area_tree(brand_id))
    if form.validate_on_submit() and form.carries_out(
        lambda: add_area(brand_id, form.name.data, form.parent.data, **_by_now())
    ):
        flash(_("%(name)s was added.", name=form.name.data), "success")
        return redirect(url_for(".locations", brand_id=brand_id))
    return form_page("manager/area.html", form, area=None)


@bp.route("/brands/<int:brand_id>/areas/<int:area_id>", methods=["GET", "POST"])
@requires("manage brand")
def area(brand_id: int, area_id: int) -> Page:
    found = _own_area(brand_id, area_id)
    form = AreaForm(name=found.name)
    del form.parent
    if form.validate_on_submit() and form.carries_out(
        lambda: rename_area(brand_id, area_id, form.name.data, **_by_now())
    ):
        flash(_("%(name)s was saved.", name=form.name.data), "success")
        return redirect(url_for(".locations", brand_id=brand_id))
    return form_page("manager/area.html", form, area=found)


@bp.post("/brands/<int:brand_id>/areas/<int:area_id>/remove")
@requires("manage brand")
def remove(brand_id: int, area_id: int) -> Response:
    remove_area(brand_id, area_id, **_by_now())
    flash(_("The area was removed."), "success")
    return redirect(url_for(".locations", brand_id=brand_id))


def _by_now() -> dict[str, Any]:
    return {"by": own_viewer().user_id, "now": utc_now()}


def _own_location(brand_id: int, location_id: int) -> Location:
    return find_location(brand_id, location_id) or abort(404)


def _own_area(brand_id: int, area_id: int) -> Area:
    return find_area(brand_id, area_id) or abort(404)
