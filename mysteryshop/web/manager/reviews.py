"""The review queue and the pages on which a manager decides about an audit."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from mysteryshop.clock import utc_now
from mysteryshop.models import Audit
from mysteryshop.queries.reviews import (
    QUEUES,
    critical_failures,
    find_audit,
    neighbours,
    review_queue,
    waves_of_brand,
)
from mysteryshop.queries.scope import brands_of
from mysteryshop.reports.review import review_flags
from mysteryshop.services.history import record_access
from mysteryshop.services.reviews import (
    approve_audit,
    reject_audit,
    release_audit,
    return_audit,
    take_back_return,
)
from mysteryshop.web.access import own_brand, own_viewer, requires
from mysteryshop.web.forms import AppForm, form_page
from mysteryshop.web.manager.blueprint import bp
from mysteryshop.web.manager.review_page import review_page

Page = str | tuple[str, int] | Response
LOOKED_INTO = 40  # failed audits of the queue whose reasons are worked out for the list


class DecisionForm(AppForm):
    """What every decision carries: the round that was looked at. The questions come as `return.` and `note.` + key."""

    round = HiddenField(validators=[InputRequired()])

    @property
    def notes(self) -> dict[str, str]:
        """The ticked questions, each with its note as entered."""
        ticked = [name.removeprefix("return.") for name in request.form if name.startswith("return.")]
        return {key: request.form.get(f"note.{key}", "") for key in ticked}

    def seen(self) -> dict[str, Any]:
        """What a service takes beside its own: the round that was looked at, who, when."""
        number = request.form.get("round", 0, type=int)
        return {"seen_round": number, "by": own_viewer().user_id, "now": utc_now()}


class RejectForm(DecisionForm):
    reason = TextAreaField(
        _l("Reason"),
        description=_l("The shopper reads it."),
        validators=[InputRequired(_l("Say why the audit is rejected.")), Length(max=1000)],
    )


@bp.get("/review")
@requires("manage brand")
def review() -> str:
    viewer = own_viewer()
    queue = request.args.get("queue", "waiting")
    brand_id, wave_id = request.args.get("brand", type=int), request.args.get("wave", type=int)
    rows = review_queue(viewer, queue if queue in QUEUES else "waiting", brand_id=brand_id, wave_id=wave_id)
    critical = critical_failures([row.audit_id for row in rows if row.outcome == "fail"][:LOOKED_INTO])
    brands = brands_of(viewer, "manage brand")
    mine = [brand.id for brand in brands if brand_id in (None, brand.id)]
    return render_template(
        "manager/review.html",
        rows=rows,
        flags={
            row.audit_id: review_flags(
                round_number=row.round,
                sent_late=row.sent_late,
                photos_to_come=row.photos_to_come,
                conflicts=row.conflicts,
                critical=row.audit_id in critical,
                is_complete=row.is_complete,
            )
            for row in rows
        },
        queue=queue if queue in QUEUES else "waiting",
        brands=brands,
        brand_id=brand_id,
        wave_id=wave_id,
        waves=waves_of_brand(mine[0]) if len(mine) == 1 else [],
    )


@bp.get("/brands/<int:brand_id>/review/<uuid:audit_id>")
@requires("manage brand")
def audit(brand_id: int, audit_id: UUID) -> str:
    page = _audit_page(_own_audit(brand_id, audit_id), DecisionForm())
    record_access("viewed", "audit", audit_id, user_id=own_viewer().user_id, brand_id=brand_id, now=utc_now())
    return page


@bp.post("/brands/<int:brand_id>/review/<uuid:audit_id>/approve")
@requires("manage brand")
def approve(brand_id: int, audit_id: UUID) -> Response:
    _own_audit(brand_id, audit_id)
    form = DecisionForm()
    approve_audit(brand_id, audit_id, **form.seen())
    flash(_("Approved. Its report is being made, and the brand can see it."), "success")
    return _to_the_next(audit_id)


@bp.post("/brands/<int:brand_id>/review/<uuid:audit_id>/return")
@requires("manage brand")
def return_(brand_id: int, audit_id: UUID) -> Page:
    found = _own_audit(brand_id, audit_id)
    form = DecisionForm()
    if form.carries_out(lambda: return_audit(brand_id, audit_id, form.notes, **form.seen())):
        flash(_("Returned to the shopper with your notes."), "success")
        return _to_the_next(audit_id)
    return _audit_page(_own_audit(brand_id, found.id), form), 422


@bp.post("/brands/<int:brand_id>/review/<uuid:audit_id>/take-back")
@requires("manage brand")
def take_back(brand_id: int, audit_id: UUID) -> Response:
    take_back_return(brand_id, audit_id, **DecisionForm().seen())
    flash(_("The return was taken back. The audit waits for review as it was."), "success")
    return redirect(url_for(".audit", brand_id=brand_id, audit_id=audit_id))


@bp.post("/brands/<int:brand_id>/review/<uuid:audit_id>/release")
@requires("manage brand")
def release(brand_id: int, audit_id: UUID) -> Response:
    release_audit(brand_id, audit_id, **DecisionForm().seen())
    flash(_("Let in. Review it now like any other."), "success")
    return redirect(url_for(".audit", brand_id=brand_id, audit_id=audit_id))


@bp.route("/brands/<int:brand_id>/review/<uuid:audit_id>/reject", methods=["GET", "POST"])
@requires("manage brand")
def reject(brand_id: int, audit_id: UUID) -> Page:
    found = _own_audit(brand_id, audit_id)
    form = RejectForm(round=str(found.current_round))
    if form.validate_on_submit() and form.carries_out(
        lambda: reject_audit(brand_id, audit_id, form.reason.data, **form.seen())
    ):
        flash(_("Rejected. The visit is to be made again."), "success")
        return _to_the_next(audit_id)
    return form_page("manager/reject.html", form, audit=found)


def _audit_page(found: Audit, form: DecisionForm) -> str:
    place, waiting, following = neighbours(own_viewer(), found.id)
    return render_template(
        "manager/audit.html",
        page=review_page(own_brand(), found),
        form=form,
        entered=form.notes,
        place=place,
        waiting=waiting,
        following=following,
    )


def _to_the_next(audit_id: UUID) -> Response:
    """The next one that waits, so that a queue is worked off without going back and forth."""
    following = next((row for row in review_queue(own_viewer()) if row.audit_id != audit_id), None)
    if following is None:
        return redirect(url_for(".review"))
    return redirect(url_for(".audit", brand_id=following.brand_id, audit_id=following.audit_id))


def _own_audit(brand_id: int, audit_id: UUID) -> Audit:
    return find_audit(brand_id, audit_id) or abort(404)
