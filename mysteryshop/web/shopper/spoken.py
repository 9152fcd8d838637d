"""An answer in words, for the shopper's own check page."""

from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from mysteryshop.queries.visits import Visit
from mysteryshop.reports import formats
from mysteryshop.web.filters import language
from mysteryshop.web.scorecard_form import FormQuestion


def spoken_answer(question: FormQuestion, visit: Visit) -> list[str]:
    """The answer, then how many photos and whether text and a comment are there; [] when there is nothing."""
    said: list[str] = []
    value = question.field.data
    if value is not None:
        said.append(_spoken_value(question, value))
    elif question.field.typed:
        said.append(" ".join(question.field.typed.values()))
    photos = sum(photo.question == question.key for photo in visit.photos)
    if photos:
        said.append(ngettext("%(num)s photo", "%(num)s photos", photos))
    if question.pasted is not None and question.pasted.data:
        said.append(_("text pasted"))
    if question.comment is not None and question.comment.data:
        said.append(_("with a comment"))
    return said


def _spoken_value(question: FormQuestion, value: object) -> str:
    labels = dict(question.options)
    if isinstance(value, list):
        return ", ".join(labels.get(str(key), str(key)) for key in value) or _("None of these")
    if question.kind == "single":
        return labels.get(str(value), str(value))
    if question.kind == "duration":
        return spoken_duration(Decimal(str(value)))
    if question.kind == "number":
        exact = Decimal(str(value)).normalize()
        return formats.number(exact, language(), max(0, -int(exact.as_tuple().exponent)))
    if question.kind == "date":
        return formats.day(date.fromisoformat(str(value)), language())
    return str(value)


def spoken_duration(seconds: Decimal) -> str:
    """1 min 15 s, 2 h 5 min, 3 d 4 h: the parts that are not zero."""
    minutes, left = divmod(int(seconds), 60)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = (
        (days, _("%(n)s d", n=days)),
        (hours, _("%(n)s h", n=hours)),
        (minutes, _("%(n)s min", n=minutes)),
        (left, _("%(s)s s", s=left)),
    )
    return " ".join(words for amount, words in parts if amount) or parts[-1][1]
