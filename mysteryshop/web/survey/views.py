"""The survey a customer answers, without an account."""

import secrets

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from mysteryshop import clock
from mysteryshop.domain.survey_wording import wording
from mysteryshop.queries.surveys import SurveyPage, find_survey_page
from mysteryshop.services.surveys import answer_survey
from mysteryshop.web.access import public
from mysteryshop.web.filters import language
from mysteryshop.web.situations import situation_choices
from mysteryshop.web.survey.blueprint import bp
from mysteryshop.web.survey.forms import SurveyForm
from mysteryshop.web.survey.limits import browser_mark, may_answer

Answer = str | Response | tuple[str, int]


@bp.route("/s/<token>", methods=["GET", "POST"])
@public
def survey(token: str) -> Answer:
    page = find_survey_page(token)
    if page is None or not _is_open(page):
        return _no_survey(page)
    browser_mark()
    form = SurveyForm()
    form.situation.choices = situation_choices(page.brand_id)
    if form.validate_on_submit():
        if not may_answer(token):
            return render_template("survey/busy.html", page=page), 429
        answer_survey(token, form.answer(), now=clock.utc_now())
        return redirect(url_for(".thanks", token=token))
    form.press.data = form.press.data or secrets.token_hex(16)
    return render_template(
        "survey/survey.html", page=page, form=form, words=wording(language(), page.brand_name)
    )


@bp.get("/s/<token>/thanks")
@public
def thanks(token: str) -> Answer:
    page = find_survey_page(token)
    return render_template("survey/thanks.html", page=page) if page else _no_survey(page)


@bp.get("/s/<token>/privacy")
@public
def privacy(token: str) -> Answer:
    page = find_survey_page(token)
    return render_template("survey/privacy.html", page=page) if page else _no_survey(page)


def _is_open(page: SurveyPage) -> bool:
    return page.takes_answers(clock.local_date(clock.utc_now(), page.time_zone))


def _no_survey(page: SurveyPage | None) -> tuple[str, int]:
    """410 for an old sheet or a closed location, 404 for an address that never was."""
    return render_template("survey/gone.html", page=page), 410 if page else 404
