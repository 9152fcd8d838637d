"""Checking the answers, sending them once, and the receipt."""

from uuid import UUID

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mysteryshop import clock
from mysteryshop.queries.visits import Visit, find_receipt
from mysteryshop.services.drafts import send_draft
from mysteryshop.web.access import own_viewer, requires
from mysteryshop.web.shopper.blueprint import bp
from mysteryshop.web.shopper.pages import form_of, missing_of, own_open_visit, own_visit, steps
from mysteryshop.web.shopper.spoken import spoken_answer
from mysteryshop.web.shopper.words import VisitWords


@bp.get("/visits/<uuid:draft_id>/check")
@requires("fill audits")
def check(draft_id: UUID) -> str | Response:
    """All answers, and what is missing."""
    visit = own_open_visit(draft_id)
    if visit is None:
        return redirect(url_for(".receipt", audit_id=draft_id))
    return _check_page(visit)


@bp.post("/visits/<uuid:draft_id>/send")
@requires("fill audits")
def send(draft_id: UUID) -> Response | tuple[str, int]:
    """Send it. Pressed again, from another tab or after "back", it leads to the same receipt."""
    visit = own_visit(draft_id)
    if not visit.is_sent and missing_of(visit):
        return _check_page(visit, refused=True), 422
    if not visit.is_sent:
        send_draft(draft_id, shopper_id=own_viewer().user_id, now=clock.utc_now())
    return redirect(url_for(".receipt", audit_id=draft_id))


@bp.get("/visits/<uuid:audit_id>/receipt")
@requires("fill audits")
def receipt(audit_id: UUID) -> str:
    """What was received, and when."""
    found = find_receipt(audit_id, own_viewer().user_id) or abort(404)
    return render_template("shopper/receipt.html", receipt=found, words=VisitWords())


def _check_page(visit: Visit, *, refused: bool = False) -> str:
    all_steps = steps(visit)
    sections = {section.key: section for section in form_of(visit).sections}
    missing = missing_of(visit)
    return render_template(
        "shopper/check.html",
        visit=visit,
        steps=[(step, sections[step.key].shown) for step in all_steps if step.asked],
        answered=sum(step.answered for step in all_steps),
        asked=sum(step.asked for step in all_steps),
        missing=missing,
        problems=[(each.url, f"{each.question}: {each.what}") for each in missing] if refused else [],
        spoken=lambda question: spoken_answer(question, visit),
        words=VisitWords(),
        heading=_("Check your answers"),
    )
