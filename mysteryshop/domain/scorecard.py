"""The scorecard document: its check, its canonical text, and everything that reads it.

This is the front door; the rules live in `scorecard_checks` (errors), `scorecard_warnings`,
`scorecard_reading` (what is shown, texts, languages) and `scorecard_json` (reading and writing). Points are
counted in `scoring`.
"""

from dataclasses import dataclass
from typing import Any

from mysteryshop.domain.errors import N_
from mysteryshop.domain.scorecard_checks import find_errors
from mysteryshop.domain.scorecard_json import (
    BadJson,
    canonical_json,
    document_sha256,
    has_unkept_signs,
    parse_json,
)
from mysteryshop.domain.scorecard_problems import Problem
from mysteryshop.domain.scorecard_reading import (
    Document,
    Effort,
    Question,
    Section,
    Text,
    chosen_options,
    estimated_effort,
    is_blank,
    languages_of,
    question_by_key,
    questions_of,
    showable_sections,
    shown_questions,
    situations_of,
    source_language,
    text_in,
)
from mysteryshop.domain.scorecard_warnings import find_warnings

__all__ = [
    "BadJson",
    "Checked",
    "Document",
    "Effort",
    "Problem",
    "Question",
    "Section",
    "Text",
    "canonical_json",
    "check",
    "check_document",
    "check_for_brand",
    "chosen_options",
    "document_sha256",
    "estimated_effort",
    "has_unkept_signs",
    "is_blank",
    "languages_of",
    "parse_json",
    "question_by_key",
    "questions_of",
    "showable_sections",
    "shown_questions",
    "situations_of",
    "source_language",
    "text_in",
]


@dataclass(frozen=True, slots=True)
class Checked:
    """Errors block publishing; warnings do not, and are looked for only when there is no error."""

    errors: list[Problem]
    warnings: list[Problem]

    @property
    def ok(self) -> bool:
        return not self.errors


def check(document: object) -> Checked:
    """Errors and warnings as data, for the builder, which translates them. Takes any JSON value."""
    errors = find_errors(document)
    if errors or not isinstance(document, dict):
        return Checked(errors, [])
    return Checked([], find_warnings(document))


def check_for_brand(document: object, *, allows_staff_questions: bool) -> Checked:
    """`check`, and where the brand does not allow questions about single employees, each is an error."""
    checked = check(document)
    if allows_staff_questions or not checked.ok or not isinstance(document, dict):
        return checked
    staff = [
        Problem(
            f"$.sections[{s}].questions[{q}].kind",
            N_("This brand does not allow questions about a single employee."),
        )
        for s, section in enumerate(document["sections"])
        for q, question in enumerate(section["questions"])
        if question["kind"] == "staff"
    ]
    return Checked(staff, checked.warnings if not staff else [])


def check_document(document: Any) -> dict[str, Any]:
    """`{"ok": bool, "errors": [{"path", "message"}], "warnings": [...]}` in English. Takes any JSON value."""
    checked = check(document)
    return {
        "ok": checked.ok,
        "errors": [problem.as_dict() for problem in checked.errors],
        "warnings": [problem.as_dict() for problem in checked.warnings],
    }
