"""The answers of a customer: three questions, a comment, what it was about. All may be left out."""

import re
import secrets

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from mysteryshop.services.surveys import MAX_COMMENT, SurveyAnswer
from mysteryshop.web.forms import AppForm

_PRESS = re.compile(r"[0-9a-f]{32}")


class SurveyForm(AppForm):
    csat = IntegerField(
        _l("Satisfaction"), validators=[Optional(), NumberRange(1, 5, _l("Choose one of the five."))]
    )
    nps = IntegerField(
        _l("Recommendation"), validators=[Optional(), NumberRange(0, 10, _l("Choose a number from 0 to 10."))]
    )
    ces = IntegerField(
        _l("Ease"), validators=[Optional(), NumberRange(1, 7, _l("Choose a number from 1 to 7."))]
    )
    comment = TextAreaField(
        _l("Comment"),
        validators=[
            Length(max=MAX_COMMENT, message=_l("Shorten the comment to %(max)d characters or fewer."))
        ],
    )
    situation = SelectField(_l("What was it about?"), choices=[], validate_choice=False)
    press = HiddenField()

    def validate(self, extra_validators: object = None) -> bool:
        """Shape, and that there is anything at all."""
        if not super().validate(extra_validators):
            return False
        answer = self.answer()
        if answer.comment or {answer.csat, answer.nps, answer.ces} != {None}:
            return True
        self.form_errors.append(_l("Answer at least one question, or write a comment."))
        return False

    def answer(self) -> SurveyAnswer:
        """What was sent. A press that is none of ours gets a fresh one."""
        press = self.press.data or ""
        return SurveyAnswer(
            press=press if _PRESS.fullmatch(press) else secrets.token_hex(16),
            csat=self.csat.data,
            nps=self.nps.data,
            ces=self.ces.data,
            comment=self.comment.data or None,
            situation=self.situation.data or None,
        )
