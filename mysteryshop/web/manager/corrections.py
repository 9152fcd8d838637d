"""The page on which a manager corrects an audit: the shopper's form, filled, and a round of its own when sent."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mysteryshop.queries.reviews import document_of, find_audit, rounds_of
from mysteryshop.services.corrections import correct_audit
from mysteryshop.web.access import requires
from mysteryshop.web.filters import language
from mysteryshop.web.manager.blueprint import bp
from mysteryshop.web.manager.reviews import DecisionForm
from mysteryshop.web.scorecard_form import ScorecardForm

Page = str | tuple[str, int] | Response


@bp.route("/brands/<int:brand_id>/review/<uuid:audit_id>/correct", methods=["GET", "POST"])
@requires("manage brand")
def correct(brand_id: int, audit_id: UUID) -> Page:
    found = find_audit(brand_id, audit_id) or abort(404)
    assignment = found.assignment
    sent = rounds_of(audit_id, found.situation)[-1]
    answers = ScorecardForm(
        document_of(found), found.situation, language(), channel=assignment.channel, zone=assignment.time_zone
    )
    answers.fill(sent.answers | {"texts": sent.texts})
    decision = DecisionForm(round=str(found.current_round))
    if request.method == "POST" and answers.read(request.form):
        entered = _with_the_rest(answers, sent.answers)
        if decision.carries_out(
            lambda: correct_audit(brand_id, audit_id, entered, answers.part()["texts"], **decision.seen())
        ):
            flash(
                _("Corrected as round %(number)s. What the shopper sent is kept.", number=decision.result),
                "success",
            )
            return redirect(url_for(".audit", brand_id=brand_id, audit_id=audit_id))
    refused = bool(request.method == "POST")
    page = render_template("manager/correct.html", audit=found, form=decision, answers=answers)
    return page, 422 if refused else 200


def _with_the_rest(answers: ScorecardForm, before: dict[str, Any]) -> dict[str, Any]:
    """The answers of the form, and those of questions that are not on it as they were."""
    entered = answers.answers_document()
    for part in ("answers", "comments"):
        kept = {key: value for key, value in before[part].items() if key not in answers.keys}
        entered[part] = kept | entered[part]
    return entered
