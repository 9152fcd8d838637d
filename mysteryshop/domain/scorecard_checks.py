"""The errors of a scorecard document: with one of them it can be neither published nor scored."""

from fractions import Fraction
from typing import Any

from mysteryshop.domain.errors import N_
from mysteryshop.domain.scorecard_fields import LANGUAGE, child
from mysteryshop.domain.scorecard_problems import Problem
from mysteryshop.domain.scorecard_question_checks import QuestionCheck
from mysteryshop.domain.scorecard_reading import FIVE_SITUATIONS, FORMAT, METHODS, UNANSWERED

REQUIRED = ("format", "title", "language", "method", "sections")
OPTIONAL = ("situations", "pass_mark", "bands", "unanswered", "cap_bonus")


def find_errors(document: object) -> list[Problem]:
    """Every error, roughly in document order; [] when it can be published. Takes any JSON value."""
    check = QuestionCheck()
    fields = check.fields(document, "$", REQUIRED, OPTIONAL)
    if fields is not None:
        _check_head(check, fields)
        _check_bands(check, fields.get("bands", []))
        if "sections" in fields:
            _check_sections(check, fields["sections"])
    return check.problems


def _check_head(check: QuestionCheck, fields: dict[str, Any]) -> None:
    if "format" in fields and fields["format"] != FORMAT:
        check.add("$.format", N_("This program reads “%(format)s” only."), format=FORMAT)
    if "language" in fields:
        language = fields["language"]
        if isinstance(language, str) and LANGUAGE.fullmatch(language):
            check.language = language
        else:
            check.add(
                "$.language", N_("“%(code)s” is no language code, such as en, sv or tr."), code=language
            )
    if "title" in fields:
        check.text(fields["title"], "$.title")
    _check_situations(check, fields.get("situations", list(FIVE_SITUATIONS)))
    check.if_given(fields, "method", "$", lambda value, path: check.one_of(value, path, METHODS))
    check.if_given(fields, "pass_mark", "$", check.pass_mark)
    check.if_given(fields, "unanswered", "$", lambda value, path: check.one_of(value, path, UNANSWERED))
    check.if_given(fields, "cap_bonus", "$", check.boolean)


def _check_situations(check: QuestionCheck, value: object) -> None:
    before = len(check.problems)
    found = check.keys(
        value, "$.situations", N_("Name at least one situation that this scorecard serves."), None, ""
    )
    check.situations = found if len(check.problems) == before else None


def _check_bands(check: QuestionCheck, value: object) -> None:
    last: Fraction | None = None
    for i, item in enumerate(check.items(value, "$.bands") or []):
        path = f"$.bands[{i}]"
        band = check.fields(item, path, ("from", "label"))
        if band is None:
            continue
        check.if_given(band, "label", path, check.text)
        start = check.number(band["from"], child(path, "from")) if "from" in band else None
        if start is None:
            continue
        check.one_decimal(start, child(path, "from"))
        if i == 0 and start != 0:
            check.add_fixable(child(path, "from"), N_("The first band starts at 0."))
        if last is not None and start <= last:
            check.add_fixable(child(path, "from"), N_("Each band starts higher than the one before it."))
        last = start


def _check_sections(check: QuestionCheck, value: object) -> None:
    taken: list[str] = []
    for i, item in enumerate(check.items(value, "$.sections", N_("Add at least one section.")) or []):
        path = f"$.sections[{i}]"
        section = check.fields(
            item, path, ("key", "title", "questions"), ("weight", "pass_mark", "criterion")
        )
        if section is None:
            continue
        if "key" in section:
            taken.extend(filter(None, [check.key(section["key"], child(path, "key"), taken)]))
        check.if_given(section, "title", path, check.text)
        check.if_given(section, "weight", path, check.weight)
        check.if_given(section, "pass_mark", path, check.pass_mark)
        check.if_given(section, "criterion", path, check.key)
        if "questions" in section:
            _check_questions(check, section["questions"], child(path, "questions"))


def _check_questions(check: QuestionCheck, value: object, path: str) -> None:
    for i, item in enumerate(
        check.items(value, path, N_("Add at least one question to this section.")) or []
    ):
        check.question(item, child(path, i))
