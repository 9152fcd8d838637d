"""What is worth a second look in a scorecard without errors; it can be published all the same."""

import re
from collections.abc import Iterator
from fractions import Fraction

from mysteryshop.domain.errors import N_
from mysteryshop.domain.exact import rounded
from mysteryshop.domain.scorecard_problems import Problem
from mysteryshop.domain.scorecard_reading import (
    BLANK,
    Document,
    Question,
    is_blank,
    is_scored,
    languages_of,
    most_one_could_earn,
    points_of,
    questions_of,
    scored_parts,
    showable_questions,
    situations_of,
    source_language,
    text_in,
    texts_of,
    weight_of,
)
from mysteryshop.domain.scoring import exact_shares

MOST_QUESTIONS = 40
LARGEST_SHARE = 25
SCORED_FROM = 5
"""With fewer scored questions in a situation one of them is bound to weigh a lot."""

YES = {"yes", "ja", "evet"}
DOUBLE = re.compile(r"\b(and|och|ve)\b", re.IGNORECASE)


def find_warnings(document: Document) -> list[Problem]:
    """Every warning, for a document without errors."""
    return [
        *_too_many(document),
        *_languages(document),
        *_heavy(document),
        *_dead_sections(document),
        *(warning for path, question in _placed(document) for warning in _of_question(path, question)),
    ]


def _placed(document: Document) -> Iterator[tuple[str, Question]]:
    for s, section in enumerate(document["sections"]):
        for q, question in enumerate(section["questions"]):
            yield f"$.sections[{s}].questions[{q}]", question


def _too_many(document: Document) -> Iterator[Problem]:
    count = sum(1 for _ in questions_of(document))
    if count > MOST_QUESTIONS:
        yield Problem(
            "$",
            N_("%(count)s questions are a lot: beyond %(most)s, shoppers remember less of what they saw."),
            {"count": count, "most": MOST_QUESTIONS},
        )


def _languages(document: Document) -> Iterator[Problem]:
    used = languages_of(document)
    for path, text in texts_of(document):
        absent = tuple(code for code in used if is_blank(text.get(code, "")))
        if absent:
            yield Problem(
                path,
                N_("This text is missing in: %(languages)s. The original is shown instead."),
                {"languages": absent},
            )


def _heavy(document: Document) -> Iterator[Problem]:
    """A question that decides more than a quarter; one warning a question, naming its situations."""
    found: dict[str, dict[str, Fraction]] = {}
    for situation in situations_of(document):
        showable = set(showable_questions(document, situation))
        scored = sum(1 for _, q in questions_of(document) if q["key"] in showable and is_scored(q))
        if scored < SCORED_FROM:
            continue
        for key, share in exact_shares(document, situation).items():
            if share > LARGEST_SHARE:
                found.setdefault(key, {})[situation] = share
    language = source_language(document)
    for path, question in _placed(document):
        if question["key"] in found:
            shares = found[question["key"]]
            yield Problem(
                path,
                N_("“%(question)s” alone decides %(share)s%% of the score in: %(situations)s."),
                {
                    "question": text_in(question["text"], language, language),
                    "share": float(rounded(max(shares.values()), 1)),
                    "situations": tuple(shares),
                },
            )


def _dead_sections(document: Document) -> Iterator[Problem]:
    reachable = {
        key for situation in situations_of(document) for key in showable_questions(document, situation)
    }
    for s, section in enumerate(document["sections"]):
        scored = [q for q in section["questions"] if q["key"] in reachable and is_scored(q)]
        if any(not q.get("bonus", False) and weight_of(q) * most_one_could_earn(q) > 0 for q in scored):
            continue
        if any(q.get("bonus", False) for q in scored):
            yield Problem(
                f"$.sections[{s}]", N_("This section holds only bonus points, so it has no score of its own.")
            )
        else:
            yield Problem(
                f"$.sections[{s}]", N_("This section can never have a score: nothing in it earns points.")
            )


def _of_question(path: str, question: Question) -> Iterator[Problem]:
    double = next((m for words in question["text"].values() for m in DOUBLE.finditer(words)), None)
    if double:
        yield Problem(
            f"{path}.text",
            N_("Two questions in one? With “%(word)s” in it, a shopper may need two answers and has one."),
            {"word": double.group()},
        )
    yield from _cheap_yes(path, question)
    if question.get("critical") is None:
        kind = "options" if "options" in question else "ranges"
        for i, part in enumerate(scored_parts(question)):
            if part.get("fails", False):
                yield Problem(
                    f"{path}.{kind}[{i}].fails",
                    N_("This answer is marked as failing, but the question is not critical: nothing fails."),
                )


def _cheap_yes(path: str, question: Question) -> Iterator[Problem]:
    options = [option for option in question.get("options", []) if not option.get("na", False)]
    best = max(map(points_of, options), default=Fraction(0))
    for i, option in enumerate(question.get("options", [])):
        names = {option["key"], *option["label"].values()}
        says_yes = any(name.strip(BLANK).casefold() in YES for name in names)
        if says_yes and not option.get("na", False) and points_of(option) < best:
            yield Problem(
                f"{path}.options[{i}].points",
                N_("“Yes” earns less here than another answer. Is the question put the wrong way round?"),
            )
