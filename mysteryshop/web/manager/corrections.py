"""The page on which a manager corrects an audit: the shopper's form, filled, and a round of its own when sent."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mysteryshop.models import Audit
from mysteryshop.queries.reviews import SentRound, document_of, find_audit, rounds_of
from mysteryshop.services.corrections import IncompleteCorrection, correct_audit
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
    is_sent = request.method == "POST"
    is_read = is_sent and answers.read(request.form)
    if is_read and decision.carries_out(lambda: _corrected(found, answers, sent, decision)):
        said = _("Corrected as round %(number)s. What the shopper sent is kept.", number=decision.result)
        flash(said, "success")
        return redirect(url_for(".audit", brand_id=brand_id, audit_id=audit_id))
    page = render_template("manager/correct.html", audit=found, form=decision, answers=answers)
    return page, 422 if is_sent else 200


def _corrected(audit: Audit, answers: ScorecardForm, sent: SentRound, decision: DecisionForm) -> int:
    entered, texts = _with_the_rest(answers, sent)
    try:
        return correct_audit(audit.brand_id, audit.id, entered, texts, **decision.seen())
    except IncompleteCorrection as refused:
        for needed in refused.needed:
            answers.refuse(*_beside(answers, needed["question"], needed["what"]))
        raise


def _beside(answers: ScorecardForm, key: str, what: str) -> tuple[str, str]:
    """The field at which something is needed, and the sentence there."""
    pasted = f"e.{key}.text"
    if what == "comment":
        return f"c.{key}", _("Say what happened: a comment is needed here.")
    if what == "evidence" and pasted in answers:
        return pasted, _("Paste the text: it is needed here.")
    sentences = {
        "answer": _("This question needs an answer."),
        "evidence": _("A photo is needed here, and only the shopper can add it: return the audit for it."),
        "fit": _("This answer does not fit its question."),
    }
    return f"q.{key}", sentences[what]


def _with_the_rest(answers: ScorecardForm, sent: SentRound) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers and pasted texts of the form, and what is not on it as it was."""
    entered = answers.answers_document()
    for part in ("answers", "comments"):
        kept = {key: value for key, value in sent.answers[part].items() if key not in answers.keys}
        entered[part] = kept | entered[part]
    texts = {key: text for key, text in sent.texts.items() if f"e.{key}.text" not in answers}
    return entered, texts | answers.part()["texts"]
