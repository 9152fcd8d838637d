"""The arithmetic of a scorecard: exact rationals, every printed value rounded once, half away from zero."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mysteryshop.domain.errors import N_, DomainError
from mysteryshop.domain.exact import exact, rounded
from mysteryshop.domain.scorecard_checks import find_errors
from mysteryshop.domain.scorecard_reading import (
    Document,
    Question,
    Section,
    comment_is_required,
    is_scored,
    most_one_could_earn,
    points_of,
    questions_of,
    scored_parts,
    showable_questions,
    situations_of,
    text_in,
    weight_of,
)
from mysteryshop.domain.scoring_answers import AnswerProblem, Given, read_answers

ZERO = Fraction(0)


class CannotScore(DomainError, ValueError):
    """The document has errors, or answers do not fit; `details` says which, translatably."""

    def __init__(self, details: list[AnswerProblem]) -> None:
        super().__init__(
            N_("The visit cannot be scored: %(problem)s"),
            problem="; ".join(problem.message for problem in details),
        )
        self.details = details

    @property
    def problems(self) -> list[dict[str, str | None]]:
        """`{"question": key or None, "message": English sentence}` for each."""
        return [{"question": problem.question, "message": problem.message} for problem in self.details]


@dataclass(frozen=True, slots=True)
class _QuestionScore:
    key: str
    state: str
    earned: Fraction
    possible: Fraction
    failed: bool
    critical: str | None


@dataclass(frozen=True, slots=True)
class _SectionScore:
    section: Section
    questions: list[_QuestionScore]
    weight: Fraction
    earned: Fraction
    possible: Fraction
    computed: Fraction | None
    score: Fraction | None
    earned_after: Fraction
    """Earned after a critical effect on the section."""


def score_document(document: Document, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The result document of one visit, as section 4 of the scorecard contract says.

    :param document: a published scorecard document, numbers read as `Decimal` (or int).
    :param answers: `{"situation", "answers", "comments", "evidence"}`; not changed.
    :returns: scores as floats with one decimal, sums and weights with six; `None` where there is none. The
        score of an incomplete document is provisional: never print it as a result.
    :raises CannotScore: a `ValueError` with `problems`, every one of them.
    """
    _refuse_errors(document)
    given = read_answers(document, answers)
    if given.problems:
        raise CannotScore(given.problems)
    sections = [_score_section(document, section, given) for section in document["sections"]]
    computed = _overall(document, [(s.weight, s.computed, s.earned, s.possible) for s in sections])
    score = _overall(document, [(s.weight, s.score, s.earned_after, s.possible) for s in sections])
    failures = [q for s in sections for q in s.questions if q.failed]
    if score is not None and any(q.critical == "scorecard" for q in failures):
        score = ZERO
    missing = _missing(document, given)
    return {
        "score": _tenths(score),
        "computed": _tenths(computed),
        "outcome": _outcome(document, score, sections, bool(missing), bool(failures)),
        "band": _band(document, score),
        "complete": not missing,
        "missing": missing,
        "critical_failures": [q.key for q in failures],
        "sections": [_section_result(section) for section in sections],
    }


def still_needed(document: Document, answers: Mapping[str, Any]) -> list[dict[str, str]]:
    """What has to be put right before these answers may be sent, by a shopper or as a correction; [] when nothing.

    :returns: `{"question", "what"}` each: what a complete visit lacks (answer, comment, evidence, in document
        order), or, of answers that cannot be scored, those that do not fit (fit).
    """
    try:
        needed: list[dict[str, str]] = score_document(document, answers)["missing"]
    except CannotScore as refused:
        return [{"question": at.question, "what": "fit"} for at in refused.details if at.question is not None]
    return needed


def _refuse_errors(document: Document) -> None:
    errors = find_errors(document)
    if errors:
        raise CannotScore(
            [
                AnswerProblem(None, "%(path)s: %(message)s", {"path": e.path, "message": e.message})
                for e in errors
            ]
        )


def _score_section(document: Document, section: Section, given: Given) -> _SectionScore:
    questions = [_score_question(document, question, given) for question in section["questions"]]
    earned = sum((q.earned for q in questions), ZERO)
    possible = sum((q.possible for q in questions), ZERO)
    computed = _clamped(document, 100 * earned / possible) if possible else None
    fails = any(q.failed and q.critical == "section" for q in questions)
    return _SectionScore(
        section=section,
        questions=questions,
        weight=weight_of(section),
        earned=earned,
        possible=possible,
        computed=computed,
        score=ZERO if fails and computed is not None else computed,
        earned_after=min(ZERO, earned) if fails else earned,
    )


def _score_question(document: Document, question: Question, given: Given) -> _QuestionScore:
    key = question["key"]
    critical = question.get("critical")
    chosen = _chosen_parts(question, given) if key in given.answers else []
    failed = critical is not None and any(part.get("fails", False) for part in chosen)
    weight = weight_of(question)
    possible = ZERO if question.get("bonus", False) else weight * most_one_could_earn(question)
    state, earned = "scored", ZERO
    if key not in given.shown:
        state, possible = "hidden", ZERO
    elif not is_scored(question):
        state, possible = "unscored", ZERO
    elif key not in given.answers:
        state = "unanswered"
        possible = possible if document.get("unanswered", "exclude") == "zero" else ZERO
    elif any(part.get("na", False) for part in chosen):
        state, possible = "na", ZERO
    else:
        earned = weight * sum((points_of(part) for part in chosen), ZERO)
    return _QuestionScore(key, state, earned, possible, failed, critical)


def _chosen_parts(question: Question, given: Given) -> list[dict[str, Any]]:
    """The options chosen, or the one range in which the number falls."""
    parts = scored_parts(question)
    if question["kind"] in ("number", "duration"):
        number = exact(given.answers[question["key"]])
        below = [part for part in parts if exact(part["from"]) <= number]
        return below[-1:] or parts[:1]
    chosen = given.chosen.get(question["key"], [])
    return [part for part in parts if part["key"] in chosen]


def _clamped(document: Document, percent: Fraction) -> Fraction:
    floored = max(ZERO, percent)
    return min(Fraction(100), floored) if document.get("cap_bonus", True) else floored


def _overall(
    document: Document, sections: Iterable[tuple[Fraction, Fraction | None, Fraction, Fraction]]
) -> Fraction | None:
    """:param sections: weight, score (None: no score), earned, possible."""
    if document["method"] == "section_mean":
        scored = [(weight, score) for weight, score, _, _ in sections if score is not None]
        weights = sum((weight for weight, _ in scored), ZERO)
        return sum((weight * score for weight, score in scored), ZERO) / weights if weights else None
    earned = possible = ZERO
    for weight, _, section_earned, section_possible in sections:
        earned += weight * section_earned
        possible += weight * section_possible
    return _clamped(document, 100 * earned / possible) if possible else None


def _missing(document: Document, given: Given) -> list[dict[str, str]]:
    missing = []
    for _, question in questions_of(document):
        key = question["key"]
        if key in given.answers:
            required = comment_is_required(question, given.chosen.get(key, []))
            if required and key not in given.commented:
                missing.append({"question": key, "what": "comment"})
            if question.get("evidence", "none") == "required" and key not in given.evidenced:
                missing.append({"question": key, "what": "evidence"})
        elif key in given.shown and question.get("required", True):
            missing.append({"question": key, "what": "answer"})
    return missing


def _outcome(
    document: Document, score: Fraction | None, sections: list[_SectionScore], incomplete: bool, failed: bool
) -> str | None:
    marks = [document.get("pass_mark"), *(s.section.get("pass_mark") for s in sections)]
    critical = any(q.critical is not None for s in sections for q in s.questions)
    if not critical and all(mark is None for mark in marks):
        return None
    if incomplete:
        return "incomplete"
    if failed:
        return "fail"
    if score is None:
        return "no_score"
    judged = [(score, marks[0]), *zip((s.score for s in sections), marks[1:], strict=True)]
    below = any(
        value is not None and mark is not None and rounded(value, 1) < exact(mark) for value, mark in judged
    )
    return "fail" if below else "pass"


def _band(document: Document, score: Fraction | None) -> str | None:
    if score is None:
        return None
    reached = [band for band in document.get("bands", []) if exact(band["from"]) <= rounded(score, 1)]
    return text_in(reached[-1]["label"], document["language"], document["language"]) if reached else None


def _section_result(section: _SectionScore) -> dict[str, Any]:
    return {
        "key": section.section["key"],
        "score": _tenths(section.score),
        "computed": _tenths(section.computed),
        "earned": _millionths(section.earned),
        "possible": _millionths(section.possible),
        "weight": _millionths(section.weight),
        "questions": [
            {
                "key": question.key,
                "state": question.state,
                "earned": _millionths(question.earned),
                "possible": _millionths(question.possible),
            }
            for question in section.questions
        ],
    }


def _tenths(value: Fraction | None) -> float | None:
    return None if value is None else float(rounded(value, 1))


def _millionths(value: Fraction) -> float:
    return float(rounded(value, 6))


def effective_shares(document: Document, situation: str) -> dict[str, float]:
    """What each question is worth in one situation, in per cent of the whole score, rounded to one decimal.

    Every question that this situation can show counts as applicable, all branches included; bonus questions,
    unscored ones and those not shown are 0.0. Every question of the document has an entry.

    :raises CannotScore: the document has errors, or does not serve the situation.
    """
    _refuse_errors(document)
    if situation not in situations_of(document):
        allowed = tuple(situations_of(document))
        raise CannotScore(
            [AnswerProblem(None, N_("The situation must be one of: %(allowed)s."), {"allowed": allowed})]
        )
    return {key: float(rounded(share, 1)) for key, share in exact_shares(document, situation).items()}


def exact_shares(document: Document, situation: str) -> dict[str, Fraction]:
    """`effective_shares` before rounding and without its checks: also for a draft of the builder."""
    showable = set(showable_questions(document, situation))
    possible = {
        question["key"]: weight_of(question) * most_one_could_earn(question)
        if question["key"] in showable and is_scored(question) and not question.get("bonus", False)
        else ZERO
        for _, question in questions_of(document)
    }
    sums = [
        sum((possible[question["key"]] for question in section["questions"]), ZERO)
        for section in document["sections"]
    ]
    weights = [weight_of(section) for section in document["sections"]]
    pooled = document["method"] == "pooled"
    if pooled:
        whole = sum((weight * total for weight, total in zip(weights, sums, strict=True)), ZERO)
    else:
        whole = sum((weight for weight, total in zip(weights, sums, strict=True) if total), ZERO)
    shares: dict[str, Fraction] = {}
    for section, weight, total in zip(document["sections"], weights, sums, strict=True):
        divisor = whole if pooled else whole * total
        for question in section["questions"]:
            part = weight * possible[question["key"]]
            shares[question["key"]] = 100 * part / divisor if divisor else ZERO
    return shares
