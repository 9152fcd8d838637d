"""Pages about the assignments of a wave."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from mysteryshop.clock import utc_now
from mysteryshop.models import Assignment
from mysteryshop.queries.assignments import (
    find_assignment,
    list_assignments,
    newest_versions,
    shoppers_of,
)
from mysteryshop.queries.locations import area_tree, list_locations
from mysteryshop.queries.reviews import history_of
from mysteryshop.queries.scorecards import situation_names
from mysteryshop.queries.waves import find_wave
from mysteryshop.services.assignments import (
    assign_shopper,
    cancel_assignment,
    change_assignment,
    create_assignments,
)
from mysteryshop.web.access import own_brand, own_viewer, requires
from mysteryshop.web.forms import form_page
from mysteryshop.web.manager.blueprint import bp
from mysteryshop.web.manager.location_choice import chosen_locations, grouped_locations
from mysteryshop.web.manager.wave_forms import AssignmentForm, NewAssignmentsForm

Page = str | tuple[str, int] | Response


@bp.route("/brands/<int:brand_id>/waves/<int:wave_id>/assignments/new", methods=["GET", "POST"])
@requires("manage brand")
def new_assignments(brand_id: int, wave_id: int) -> Page:
    wave = find_wave(brand_id, wave_id) or abort(404)
    form = NewAssignmentsForm()
    if not form.is_submitted():
        form.show_wave(wave, own_brand().language_codes[0])
    versions, areas, places = newest_versions(brand_id), area_tree(brand_id), list_locations(brand_id)
    form.offer(versions, shoppers_of(brand_id), situation_names(brand_id))
    form.areas.choices = [(area.id, area.name) for area in areas]
    form.locations.choices = [(place.id, place.name) for place in places]
    if form.validate_on_submit() and form.carries_out(
        lambda: create_assignments(
            brand_id,
            wave_id,
            chosen_locations(areas, places, form.areas.data, form.locations.data),
            form.situation.data,
            form.details(),
            repeat=form.repeat.data,
            **_by_now(),
        )
    ):
        flash(
            _created_words(form.result.created, form.result.skipped),
            "success" if form.result.created else "info",
        )
        return redirect(url_for(".wave", brand_id=brand_id, wave_id=wave_id))
    groups = grouped_locations(areas, places)
    return form_page("manager/new_assignments.html", form, wave=wave, groups=groups, versions=versions)


@bp.route("/brands/<int:brand_id>/assignments/<int:assignment_id>", methods=["GET", "POST"])
@requires("manage brand")
def assignment(brand_id: int, assignment_id: int) -> Page:
    found = _own_assignment(brand_id, assignment_id)
    [row] = list_assignments(brand_id, found.wave_id, assignment_id=assignment_id)
    form = AssignmentForm()
    if not form.is_submitted():
        form.show(found)
    label = _("%(name)s, version %(number)s", name=row.scorecard_name, number=row.version_number)
    form.offer(newest_versions(brand_id), shoppers_of(brand_id), situation_names(brand_id), label)
    if form.validate_on_submit() and form.carries_out(
        lambda: change_assignment(brand_id, assignment_id, form.details(), **_by_now())
    ):
        flash(_("The assignment was saved."), "success")
        return redirect(url_for(".wave", brand_id=brand_id, wave_id=found.wave_id))
    history = history_of("assignment", assignment_id)
    return form_page(
        "manager/assignment.html", form, assignment=found, row=row, history=history, now=utc_now()
    )


@bp.post("/brands/<int:brand_id>/waves/<int:wave_id>/assign")
@requires("manage brand")
def assign(brand_id: int, wave_id: int) -> Response:
    find_wave(brand_id, wave_id) or abort(404)
    chosen = request.form.getlist("assignment", type=int)
    count = assign_shopper(brand_id, chosen, request.form.get("shopper", type=int), **_by_now())
    flash(
        ngettext("%(num)s assignment changed hands.", "%(num)s assignments changed hands.", count), "success"
    )
    return redirect(url_for(".wave", brand_id=brand_id, wave_id=wave_id))


@bp.post("/brands/<int:brand_id>/assignments/<int:assignment_id>/cancel")
@requires("manage brand")
def cancel(brand_id: int, assignment_id: int) -> Response:
    found = _own_assignment(brand_id, assignment_id)
    wave_id = found.wave_id
    cancel_assignment(brand_id, assignment_id, **_by_now())
    flash(_("The assignment was cancelled."), "success")
    return redirect(url_for(".wave", brand_id=brand_id, wave_id=wave_id))


def _created_words(created: int, skipped: int) -> str:
    made = ngettext("%(num)s assignment was added.", "%(num)s assignments were added.", created)
    if not skipped:
        return made
    left = ngettext(
        "%(num)s was there already and was not added again.",
        "%(num)s were there already and were not added again.",
        skipped,
    )
    return f"{made} {left}"


def _by_now() -> dict[str, Any]:
    return {"by": own_viewer().user_id, "now": utc_now()}


def _own_assignment(brand_id: int, assignment_id: int) -> Assignment:
    return find_assignment(brand_id, assignment_id) or abort(404)
