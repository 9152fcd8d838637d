"""The words of the builder: names of situations, kinds, languages and rules, and problems as sentences."""

from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale
from flask_babel import gettext as _

from mysteryshop.domain.names import CHANNEL_NAMES, CRITERION_NAMES, SITUATION_NAMES
from mysteryshop.domain.scorecard import Document, Problem, situations_of, text_in
from mysteryshop.domain.scorecard_problems import filled
from mysteryshop.domain.scorecard_reading import CHOICE_KINDS, KINDS
from mysteryshop.domain.scorecard_templates import PRESETS
from mysteryshop.queries.scorecards import situation_names
from mysteryshop.web.access import own_brand
from mysteryshop.web.brand.blueprint import bp
from mysteryshop.web.brand.scorecard_question_entries import AFTER


def language_name(code: str) -> str:
    """The language in its own words; the code of one that nobody knows."""
    try:
        return str(Locale.parse(code, sep="-").get_language_name(code.replace("-", "_")) or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code


def situation_name(key: str) -> str:
    """The situation in the page's language: one of the five, the brand's own, else its key."""
    if key in SITUATION_NAMES:
        return str(_(SITUATION_NAMES[key]))
    brand = own_brand()
    names = situation_names(brand.id).get(key, {})
    return text_in(names, page_language(), brand.language_codes[0]) or next(iter(names.values()), key)


def channel_name(key: str) -> str:
    return str(_(CHANNEL_NAMES[key]))


def criterion_choices(current: str) -> list[tuple[str, str]]:
    """The eight criteria and, where the document has one of its own, that one."""
    choices = [(key, str(_(name))) for key, name in CRITERION_NAMES.items()]
    return choices if not current or current in CRITERION_NAMES else [*choices, (current, current)]


def kind_name(kind: str) -> str:
    """The kind of a question in the words of somebody who has never seen JSON."""
    return str(
        {
            "single": _("One of several"),
            "multiple": _("Several"),
            "number": _("A number"),
            "duration": _("A time span"),
            "text": _("Free text"),
            "date": _("A date"),
            "time": _("A time of day"),
            "staff": _("Text about an employee"),
        }[kind]
    )


def problem_sentence(problem: Problem) -> str:
    """The problem in the reader's language, with names instead of keys and codes."""
    params = dict(problem.params)
    for name, named in (("languages", language_name), ("situations", situation_name)):
        value = params.get(name)
        if isinstance(value, tuple):
            params[name] = tuple(named(item) for item in value)
    if isinstance(params.get("language"), str):
        params["language"] = language_name(str(params["language"]))
    return filled(str(_(problem.template)), params)


def situation_choices(document: Document) -> list[tuple[str, str]]:
    """Every situation that a scorecard of the brand may serve: the five, the brand's own, those in the document."""
    keys = [*SITUATION_NAMES, *situation_names(own_brand().id), *situations_of(document)]
    return [(key, situation_name(key)) for key in dict.fromkeys(keys)]


def presets() -> list[tuple[str, str]]:
    """What a new question can start as; text about an employee only where the brand allows it."""
    names = {
        "yes_no": _("Yes or No"),
        "yes_no_na": _("Yes, No, Not applicable"),
        "scale": _("A scale of five"),
    }
    allowed = [key for key in PRESETS if key != "staff" or own_brand().allows_staff_questions]
    return [(key, str(names[key]) if key in names else kind_name(key)) for key in allowed]


def comment_choices(kind: str) -> list[tuple[str, str]]:
    """The comment rules of a kind of question; AFTER only where there are answers to tick."""
    choices = [("none", _("No comment")), ("optional", _("Possible")), ("required", _("Always needed"))]
    return [*choices, (AFTER, _("Needed after certain answers"))] if kind in CHOICE_KINDS else choices


def kind_choices(current: str) -> list[tuple[str, str]]:
    """The kinds that a question can become; text about an employee only where the brand allows it."""
    allowed = [k for k in KINDS if k != "staff" or k == current or own_brand().allows_staff_questions]
    return [(kind, kind_name(kind)) for kind in allowed]


@bp.context_processor
def words_for_templates() -> dict[str, Any]:
    """The lists of names that the builder's templates ask for."""
    return {
        "language_names": lambda codes: {code: language_name(code) for code in codes},
        "criterion_choices": criterion_choices,
        "kind_choices": kind_choices,
        "comment_choices": comment_choices,
    }


def page_language() -> str:
    return str(get_locale().language)
