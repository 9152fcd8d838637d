"""A shopper's list, one assignment with its briefing, and the start of a visit."""

from datetime import timedelta
from uuid import UUID

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from mysteryshop import clock
from mysteryshop.queries.visits import find_visit_item, notes_of_return, visits_of_shopper
from mysteryshop.services.drafts import open_next_round, restart_draft, start_draft
from mysteryshop.web.access import own_viewer, requires
from mysteryshop.web.shopper.blueprint import bp
from mysteryshop.web.shopper.words import VisitWords, grouped

DONE_STAYS = timedelta(days=180)


@bp.get("/")
@requires("fill audits")
def home() -> str:
    """The list: what is to be done, by when, and how far it is."""
    now = clock.utc_now()
    items = visits_of_shopper(own_viewer().user_id, since=now.date() - DONE_STAYS)
    return render_template("shopper/home.html", groups=grouped(items, now), words=VisitWords())


@bp.get("/assignments/<int:assignment_id>")
@requires("fill audits")
def assignment(assignment_id: int) -> str:
    """What, where, when, and the briefing."""
    item = find_visit_item(assignment_id, own_viewer().user_id) or abort(404)
    return render_template(
        "shopper/assignment.html",
        item=item,
        timing=item.window.judge(clock.utc_now()),
        notes=notes_of_return(item.audit_id, own_viewer().user_id) if item.audit_id else None,
        words=VisitWords(),
    )


@bp.post("/assignments/<int:assignment_id>/start")
@requires("fill audits")
def start(assignment_id: int) -> Response:
    """Make the draft, or go on with the one there is."""
    draft_id = start_draft(assignment_id, shopper_id=own_viewer().user_id, now=clock.utc_now())
    return redirect(url_for(".resume", draft_id=draft_id))


@bp.post("/visits/<uuid:draft_id>/restart")
@requires("fill audits")
def restart(draft_id: UUID) -> Response:
    """Begin again from nothing."""
    fresh = restart_draft(draft_id, shopper_id=own_viewer().user_id, now=clock.utc_now())
    return redirect(url_for(".section", draft_id=fresh, number=1))


@bp.post("/visits/<uuid:audit_id>/reopen")
@requires("fill audits")
def reopen(audit_id: UUID) -> Response:
    """Put right what was returned."""
    draft_id = open_next_round(audit_id, shopper_id=own_viewer().user_id, now=clock.utc_now())
    return redirect(url_for(".section", draft_id=draft_id, number=1))
