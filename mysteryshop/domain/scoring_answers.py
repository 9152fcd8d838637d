"""Checking an answers document against a scorecard: which answers count, and every one that does not fit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from mysteryshop.domain.errors import N_
from mysteryshop.domain.exact import exact, number_problem
from mysteryshop.domain.scorecard_problems import filled
from mysteryshop.domain.scorecard_reading import (
    Document,
    Question,
    chosen_options,
    is_blank,
    is_shown,
    questions_of,
    situations_of,
)

LONGEST_DURATION_SECONDS = 90 * 24 * 60 * 60
DATE = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
TIME = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """One answer that does not fit; `question` is None when it concerns the whole document."""

    question: str | None
    template: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return filled(self.template, self.params)


@dataclass(slots=True)
class Given:
    """What counts of an answers document; every part holds shown questions only."""

    situation: str = ""
    shown: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    """Only answered questions."""
    chosen: dict[str, list[str]] = field(default_factory=dict)
    commented: set[str] = field(default_factory=set)
    evidenced: set[str] = field(default_factory=set)
    problems: list[AnswerProblem] = field(default_factory=list)

    def refuse(self, question: str | None, template: str, **params: object) -> None:
        self.problems.append(AnswerProblem(question, template, params))


def read_answers(document: Document, source: object) -> Given:
    """Sort an answers document; `document` has no errors. All problems are collected in `problems`."""
    given = Given()
    if not isinstance(source, dict):
        given.refuse(None, N_("The answers must be an object with the fields situation and answers."))
        return given
    parts = _parts(given, document, source)
    if _situation_is_valid(given, document, source):
        for _, question in questions_of(document):
            if is_shown(question, given.situation, given.chosen, given.shown):
                given.shown.append(question["key"])
                _read_one(given, question, parts)
    return given


def _parts(given: Given, document: Document, source: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The three objects keyed by question; unknown fields and keys are refused."""
    for name in source:
        if name not in ("situation", "answers", "comments", "evidence"):
            given.refuse(None, N_("The field “%(name)s” is not known in answers."), name=name)
    keys = {question["key"] for _, question in questions_of(document)}
    parts: dict[str, dict[str, Any]] = {}
    for name in ("answers", "comments", "evidence"):
        part = source.get(name, {})
        if name == "answers" and name not in source:
            given.refuse(None, N_("The field “%(name)s” is missing."), name=name)
        if not isinstance(part, dict):
            given.refuse(None, N_("“%(name)s” must be an object with question keys."), name=name)
            part = {}
        for key in part:
            if key not in keys:
                given.refuse(str(key), N_("The scorecard has no question “%(key)s”."), key=key)
        parts[name] = part
    return parts


def _situation_is_valid(given: Given, document: Document, source: dict[str, Any]) -> bool:
    if "situation" not in source:
        given.refuse(None, N_("The field “%(name)s” is missing."), name="situation")
        return False
    situation = source["situation"]
    if not isinstance(situation, str) or situation not in situations_of(document):
        given.refuse(
            None,
            N_("The situation must be one of: %(allowed)s."),
            allowed=tuple(situations_of(document)),
        )
        return False
    given.situation = situation
    return True


def _read_one(given: Given, question: Question, parts: dict[str, dict[str, Any]]) -> None:
    key = question["key"]
    answer = parts["answers"].get(key)
    if not (answer is None or (isinstance(answer, str) and is_blank(answer))):
        problem = answer_problem(question, answer)
        if problem:
            given.refuse(key, problem)
        else:
            given.answers[key] = answer
            given.chosen[key] = chosen_options(question, answer)
    comment = parts["comments"].get(key)
    if isinstance(comment, str):
        if not is_blank(comment):
            given.commented.add(key)
    elif comment is not None:
        given.refuse(key, N_("A comment must be a text."))
    _read_evidence(given, key, parts["evidence"].get(key))


def _read_evidence(given: Given, key: str, pieces: object) -> None:
    if pieces is None:
        return
    count = None if number_problem(pieces) else exact(pieces)
    if count is None or count < 0 or count.denominator != 1:
        given.refuse(key, N_("The pieces of evidence must be a whole number, 0 or more."))
    elif count > 0:
        given.evidenced.add(key)


def answer_problem(question: Question, answer: object) -> str | None:
    """Why an answer (not None, not blank) does not fit its question, as a marked sentence, or None."""
    kind = question["kind"]
    if kind == "single":
        fits = bool(chosen_options(question, answer))
        return None if fits else N_("Choose one of the answers that are offered.")
    if kind == "multiple":
        return _multiple_problem(question, answer)
    if kind in ("number", "duration"):
        return number_problem(answer) or (_duration_problem(exact(answer)) if kind == "duration" else None)
    if not isinstance(answer, str):
        return N_("This answer must be a text.")
    if kind == "date":
        return None if _is_date(answer) else N_("Give a real date as year-month-day, such as 2026-03-31.")
    if kind == "time":
        return None if TIME.fullmatch(answer) else N_("Give the time as hours and minutes, 00:00 to 23:59.")
    return None


def _multiple_problem(question: Question, answer: object) -> str | None:
    if answer == [] or chosen_options(question, answer):
        return None
    not_applicable = {option["key"] for option in question["options"] if option.get("na", False)}
    if (
        isinstance(answer, list)
        and len(answer) > 1
        and any(key in not_applicable for key in map(str, answer))
    ):
        return N_("“Not applicable” stands alone: choose it, or the other answers.")
    return N_("Choose among the answers that are offered, each at most once.")


def _duration_problem(seconds: Fraction) -> str | None:
    if seconds < 0:
        return N_("A duration cannot be negative.")
    return N_("A duration can be at most 90 days.") if seconds > LONGEST_DURATION_SECONDS else None


def _is_date(text: str) -> bool:
    parts = DATE.fullmatch(text)
    if parts is None:
        return False
    try:
        date(*map(int, parts.groups()))
    except ValueError:
        return False
    return True
