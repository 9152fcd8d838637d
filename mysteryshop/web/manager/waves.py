"""Pages about waves."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mysteryshop.clock import utc_now
from mysteryshop.models import Wave
from mysteryshop.queries.assignments import list_assignments, shoppers_of
from mysteryshop.queries.locations import area_tree
from mysteryshop.queries.reviews import history_of
from mysteryshop.queries.scope import brands_of
from mysteryshop.queries.scorecards import situation_names
from mysteryshop.queries.waves import find_wave, list_waves
from mysteryshop.services.waves import (
    change_wave,
    close_wave,
    create_wave,
    open_wave,
    record_notice,
    reopen_wave,
)
from mysteryshop.web.access import own_brand, own_viewer, requires
from mysteryshop.web.forms import form_page
from mysteryshop.web.manager.blueprint import bp
from mysteryshop.web.manager.wave_forms import NoticeForm, WaveForm
from mysteryshop.web.paging import page_of

Page = str | tuple[str, int] | Response


@bp.get("/waves")
@requires("manage brand")
def waves_home() -> Page:
    brands = brands_of(own_viewer(), "manage brand")
    if len(brands) == 1:
        return redirect(url_for(".waves", brand_id=brands[0].id))
    waves = {brand: list_waves(brand.id) for brand in brands}
    return render_template("manager/waves.html", waves=waves)


@bp.get("/brands/<int:brand_id>/waves")
@requires("manage brand")
def waves(brand_id: int) -> str:
    return render_template("manager/waves.html", waves={own_brand(): list_waves(brand_id)})


@bp.route("/brands/<int:brand_id>/waves/new", methods=["GET", "POST"])
@requires("manage brand")
def new_wave(brand_id: int) -> Page:
    form = WaveForm()
    if form.validate_on_submit() and form.carries_out(
        lambda: create_wave(brand_id, form.details(), **_by_now())
    ):
        flash(_("%(name)s was created. Record the notice to staff next.", name=form.name.data), "success")
        return redirect(url_for(".wave", brand_id=brand_id, wave_id=form.result))
    return form_page("manager/wave_form.html", form, wave=None)


@bp.get("/brands/<int:brand_id>/waves/<int:wave_id>")
@requires("manage brand")
def wave(brand_id: int, wave_id: int) -> str:
    found = _own_wave(brand_id, wave_id)
    state, area_id = request.args.get("state", ""), request.args.get("area", type=int)
    shopper_id = request.args.get("shopper", type=int)
    rows = list_assignments(brand_id, wave_id, state=state, area_id=area_id, shopper_id=shopper_id)
    return render_template(
        "manager/wave.html",
        wave=found,
        progress=list_waves(brand_id, wave_id=wave_id)[0],
        page=page_of(rows, request.args.get("page", 1, type=int), 100),
        filtered=bool(state or area_id or shopper_id),
        areas=area_tree(brand_id),
        shoppers=shoppers_of(brand_id),
        own_names=situation_names(brand_id),
        history=history_of("wave", wave_id),
        now=utc_now(),
    )


@bp.route("/brands/<int:brand_id>/waves/<int:wave_id>/edit", methods=["GET", "POST"])
@requires("manage brand")
def edit_wave(brand_id: int, wave_id: int) -> Page:
    found = _own_wave(brand_id, wave_id)
    form = WaveForm(obj=found)
    if form.validate_on_submit() and form.carries_out(
        lambda: change_wave(brand_id, wave_id, form.details(), **_by_now())
    ):
        flash(_("%(name)s was saved.", name=form.name.data), "success")
        return redirect(url_for(".wave", brand_id=brand_id, wave_id=wave_id))
    return form_page("manager/wave_form.html", form, wave=found)


@bp.route("/brands/<int:brand_id>/waves/<int:wave_id>/notice", methods=["GET", "POST"])
@requires("manage brand")
def notice(brand_id: int, wave_id: int) -> Page:
    found = _own_wave(brand_id, wave_id)
    form = NoticeForm(told_on=found.notice_on, manner=found.notice_manner)
    today = utc_now().date()
    if form.validate_on_submit() and form.carries_out(
        lambda: record_notice(
            brand_id, wave_id, form.told_on.data, form.manner.data, today=today, **_by_now()
        )
    ):
        flash(_("The notice to staff is recorded."), "success")
        return redirect(url_for(".wave", brand_id=brand_id, wave_id=wave_id))
    return form_page("manager/notice.html", form, wave=found)


@bp.post("/brands/<int:brand_id>/waves/<int:wave_id>/open")
@requires("manage brand")
def open_(brand_id: int, wave_id: int) -> Response:
    open_wave(brand_id, wave_id, **_by_now())
    flash(_("The wave is open: its shoppers see their visits now."), "success")
    return redirect(url_for(".wave", brand_id=brand_id, wave_id=wave_id))


@bp.route("/brands/<int:brand_id>/waves/<int:wave_id>/close", methods=["GET", "POST"])
@requires("manage brand")
def close_(brand_id: int, wave_id: int) -> Page:
    found = _own_wave(brand_id, wave_id)
    if request.method == "POST":
        close_wave(brand_id, wave_id, **_by_now())
        flash(_("The wave is closed. The reports of its locations are being made."), "success")
        return redirect(url_for(".wave", brand_id=brand_id, wave_id=wave_id))
    progress = list_waves(brand_id, wave_id=wave_id)[0]
    return render_template("manager/close_wave.html", wave=found, progress=progress)


@bp.post("/brands/<int:brand_id>/waves/<int:wave_id>/reopen")
@requires("manage brand")
def reopen_(brand_id: int, wave_id: int) -> Response:
    reopen_wave(brand_id, wave_id, **_by_now())
    flash(_("The wave is open again."), "success")
    return redirect(url_for(".wave", brand_id=brand_id, wave_id=wave_id))


def _by_now() -> dict[str, Any]:
    return {"by": own_viewer().user_id, "now": utc_now()}


def _own_wave(brand_id: int, wave_id: int) -> Wave:
    return find_wave(brand_id, wave_id) or abort(404)
