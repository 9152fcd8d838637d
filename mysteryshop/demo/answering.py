"""What the demo's shoppers answer: any scorecard, a given quality, and comments like those that people write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from mysteryshop.domain.scorecard_reading import Document, Question, questions_of, shown_questions

# What is usually done better or worse than the rest, so that the sections differ as they do in life.
TILT = {
    "tone": 0.08,
    "professionalism": 0.07,
    "trust": 0.08,
    "selling": -0.17,
    "closing": -0.06,
    "listening": -0.05,
}
NOT_APPLICABLE = 0.08
PRAISED = 0.12
WISHED = 0.45


@dataclass(frozen=True, slots=True)
class Errand:
    """A situation and the channel of the contact."""

    situation: str
    channel: str


def answer(
    document: Document,
    errand: Errand,
    quality: float,
    words: Mapping[str, Any],
    rng: Random,
    *,
    failing: str | None = None,
) -> dict[str, dict[str, Any]]:
    """`{"answers", "comments"}` of a whole visit.

    :param quality: the chance that a thing is done as it should be, 0 to 1.
    :param failing: the critical question that fails; every other one is passed.
    """
    answers: dict[str, Any] = {}
    comments: dict[str, str] = {}
    for section, question in questions_of(document):
        if question["key"] not in shown_questions(document, errand.situation, answers):
            continue
        chance = quality + TILT.get(section["key"], 0.0)
        key = question["key"]
        if question.get("critical"):
            value: Any = _by_failing(question, fails=key == failing)
        else:
            value = _value(question, errand, min(0.98, max(0.05, chance)), words, rng)
        if value is None:
            continue
        answers[key] = value
        comment = _comment(question, value, words, rng)
        if comment:
            comments[key] = comment
    return {"answers": answers, "comments": comments}


def _value(question: Question, errand: Errand, chance: float, words: Mapping[str, Any], rng: Random) -> Any:
    kind = question["kind"]
    if kind == "single":
        return _single(question, errand, chance, rng)
    if kind == "multiple":
        return [o["key"] for o in question["options"] if not o.get("na") and rng.random() < chance * 0.85]
    if kind in ("duration", "number"):
        return _measured(question, chance, rng)
    if kind == "text" and rng.random() < WISHED:
        return rng.choice(words["improvement"])
    return None


def _single(question: Question, errand: Errand, chance: float, rng: Random) -> str:
    options = question["options"]
    keys = [option["key"] for option in options]
    if errand.channel in keys:
        return errand.channel  # the question how the contact took place
    not_applicable = [option["key"] for option in options if option.get("na")]
    if not_applicable and rng.random() < NOT_APPLICABLE:
        return str(not_applicable[0])
    ranked = sorted((o for o in options if not o.get("na")), key=lambda o: -(o.get("points") or 0))
    place = 0
    while place < len(ranked) - 1 and rng.random() > chance:
        place += 1
    return str(ranked[place]["key"])


def _measured(question: Question, chance: float, rng: Random) -> int:
    """Somewhere in the range that a place of this quality reaches; the worst range has no end of its own."""
    ranges = question["ranges"]
    starts = [int(each["from"]) for each in ranges]
    better_first = (ranges[0].get("points") or 0) >= (ranges[-1].get("points") or 0)
    order = list(range(len(starts))) if better_first else list(reversed(range(len(starts))))
    place = 0
    while place < len(order) - 1 and rng.random() > chance:
        place += 1
    at = order[place]
    start = starts[at]
    end = starts[at + 1] if at + 1 < len(starts) else start + max(1, start // 2)
    return rng.randrange(start, max(start + 1, end))


def _by_failing(question: Question, *, fails: bool) -> str:
    return next(
        str(o["key"]) for o in question["options"] if bool(o.get("fails")) == fails and not o.get("na")
    )


def _comment(question: Question, value: Any, words: Mapping[str, Any], rng: Random) -> str | None:
    rule, key = question.get("comment", "optional"), question["key"]
    if isinstance(rule, dict) and value in rule["required_for"]:
        written: Sequence[str] = words["comments"].get(key) or words["comments"]["*"]
        return rng.choice(written)
    if rule != "none" and key in words["praise"] and rng.random() < PRAISED and _is_best(question, value):
        return str(rng.choice(words["praise"][key]))
    return None


def _is_best(question: Question, value: Any) -> bool:
    points = {o["key"]: o.get("points") or 0 for o in question.get("options", []) if not o.get("na")}
    return isinstance(value, str) and bool(points) and points.get(value, -1) == max(points.values())
