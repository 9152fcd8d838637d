"""Reading a scorecard document: its words, its defaults, what is shown where.

The functions take a document without errors, or a draft of the builder, which may be incomplete but has the
right shape. A document is a plain `dict` as JSON gives it; keys are data, never names of attributes.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from mysteryshop.domain.exact import exact

FORMAT = "mysteryshop.scorecard/1"
FIVE_SITUATIONS = ("order", "inquiry", "purchase", "complaint", "feedback")
CHANNELS = ("visit", "phone", "email", "chat", "web")
CRITERIA = (
    "first_impression",
    "tone",
    "instructions",
    "listening",
    "selling",
    "problem_solving",
    "professionalism",
    "closing",
)
METHODS = ("section_mean", "pooled")
UNANSWERED = ("exclude", "zero")
KINDS = ("single", "multiple", "number", "duration", "text", "date", "time", "staff")
CHOICE_KINDS = ("single", "multiple")
RANGE_KINDS = ("number", "duration")
CRITICAL = ("flag", "section", "scorecard")
COMMENT_RULES = ("none", "optional", "required")
EVIDENCE_RULES = ("none", "optional", "required")

BLANK = "\t\n\v\f\r \u00a0"
"""What may fill a text that still counts as empty; other white space is something."""

Document = dict[str, Any]
Section = dict[str, Any]
Question = dict[str, Any]
Text = Mapping[str, str]


def is_blank(text: str) -> bool:
    """Empty, or only tab, line feed, vertical tab, form feed, carriage return, space, no-break space."""
    return not text.strip(BLANK)


def text_in(text: Text | None, language: str, source: str) -> str:
    """The text in a language; else in the document's own (`source`), else "" (only in a draft).

    :param language: such as "sv" or "pt-BR"; "pt-BR" also takes a "pt" text before falling back.
    """
    for code in (language, language.split("-")[0], source):
        found = (text or {}).get(code, "")
        if not is_blank(found):
            return found
    return ""


def source_language(document: Document) -> str:
    return str(document["language"])


def band_in(document: Mapping[str, Any], band: str | None, language: str) -> str | None:
    """The label of a band in a language. :param band: as a result names it, in the document's own language."""
    own = str(document["language"])
    labels = (each["label"] for each in document.get("bands", []))
    return next((text_in(label, language, own) for label in labels if label.get(own) == band), band)


def languages_of(document: Document) -> list[str]:
    """Every language in which anything is written, the document's own first, the others by alphabet."""
    own = source_language(document)
    found = {code for _, text in texts_of(document) for code, words in text.items() if not is_blank(words)}
    return [own, *sorted(found - {own})]


def texts_of(document: Document) -> Iterator[tuple[str, Text]]:
    """Every text of the document with its JSON path, in document order."""
    yield "$.title", document["title"]
    for b, band in enumerate(document.get("bands", [])):
        yield f"$.bands[{b}].label", band["label"]
    for s, section in enumerate(document["sections"]):
        yield f"$.sections[{s}].title", section["title"]
        for q, question in enumerate(section["questions"]):
            path = f"$.sections[{s}].questions[{q}]"
            yield f"{path}.text", question["text"]
            if "hint" in question:
                yield f"{path}.hint", question["hint"]
            for o, option in enumerate(question.get("options", [])):
                yield f"{path}.options[{o}].label", option["label"]


def situations_of(document: Document) -> list[str]:
    """The keys of the situations that the document serves, in its order."""
    return list(document.get("situations", FIVE_SITUATIONS))


def questions_of(document: Document) -> Iterator[tuple[Section, Question]]:
    """Every question with its section, in document order."""
    for section in document["sections"]:
        for question in section["questions"]:
            yield section, question


def question_by_key(document: Document, key: str) -> Question | None:
    return next((question for _, question in questions_of(document) if question["key"] == key), None)


def is_asked_in(question: Question, situation: str) -> bool:
    """Whether the question's own list of situations allows it; branching is not looked at."""
    return situation in question.get("situations", [situation])


def chosen_options(question: Question, answer: object) -> list[str]:
    """The option keys of an answer that fits a single or multiple question; else [].

    In a multiple every key stands once, and a not-applicable option stands alone.
    """
    options = {option["key"]: option.get("na", False) for option in question.get("options", [])}
    if question["kind"] == "single":
        return [answer] if isinstance(answer, str) and answer in options else []
    if question["kind"] != "multiple" or not isinstance(answer, list):
        return []
    keys = [key for key in answer if isinstance(key, str) and key in options]
    distinct = len(keys) == len(answer) == len(set(keys))
    alone = len(keys) == 1 or not any(options[key] for key in keys)
    return keys if distinct and alone else []


def is_shown(
    question: Question, situation: str, chosen: Mapping[str, Collection[str]], shown: Collection[str]
) -> bool:
    """Whether a question is shown, given what lies before it.

    :param chosen: question key -> option keys chosen there.
    :param shown: the keys of the earlier questions that are shown; an answer of a hidden one does not count.
    """
    if not is_asked_in(question, situation):
        return False
    condition = question.get("show_if")
    if condition is None:
        return True
    parent = condition["question"]
    return parent in shown and any(key in condition["answer_in"] for key in chosen.get(parent, ()))


def shown_questions(document: Document, situation: str, answers: Mapping[str, Any]) -> list[str]:
    """The keys of the questions shown with these answers (question key -> answer), in document order.

    An answer that does not fit its question counts as none.
    """
    chosen: dict[str, list[str]] = {}
    shown: list[str] = []
    for _, question in questions_of(document):
        if is_shown(question, situation, chosen, shown):
            shown.append(question["key"])
            chosen[question["key"]] = chosen_options(question, answers.get(question["key"]))
    return shown


def showable_questions(document: Document, situation: str) -> list[str]:
    """The keys of the questions that some answers bring up in this situation: every branch counted."""
    showable: list[str] = []
    for _, question in questions_of(document):
        condition = question.get("show_if")
        if is_asked_in(question, situation) and (condition is None or condition["question"] in showable):
            showable.append(question["key"])
    return showable


def showable_sections(document: Document, situation: str) -> list[tuple[Section, list[Question]]]:
    """The sections that ask something in this situation, each with these questions; branches included."""
    showable = set(showable_questions(document, situation))
    sections = (
        (section, [question for question in section["questions"] if question["key"] in showable])
        for section in document["sections"]
    )
    return [(section, questions) for section, questions in sections if questions]


def weight_of(part: Section | Question) -> Fraction:
    """The weight of a section or question; 1 where none is written."""
    return exact(part.get("weight", 1))


def points_of(part: Mapping[str, Any]) -> Fraction:
    """The points of an option or range; absent counts 0."""
    return exact(part.get("points", 0))


def is_scored(question: Question) -> bool:
    """At least one of its options or ranges has points."""
    return any("points" in part for part in scored_parts(question))


def scored_parts(question: Question) -> list[dict[str, Any]]:
    """The options or the ranges; [] for a kind that has neither."""
    if question["kind"] in CHOICE_KINDS:
        return list(question.get("options", []))
    if question["kind"] in RANGE_KINDS:
        return list(question.get("ranges", []))
    return []


def most_one_could_earn(question: Question) -> Fraction:
    """Before the weight: the largest points of one option or range; in a multiple, the positive ones."""
    points = [points_of(part) for part in scored_parts(question) if not part.get("na", False)]
    if question["kind"] == "multiple":
        return sum((p for p in points if p > 0), Fraction(0))
    return max(points, default=Fraction(0))


def comment_is_required(question: Question, chosen: Collection[str]) -> bool:
    """Whether an answered question needs a comment, given the option keys chosen in it."""
    rule = question.get("comment", "optional")
    if isinstance(rule, str):
        return rule == "required"
    return any(key in rule["required_for"] for key in chosen)


# Seconds to read, remember and answer on a phone: our own estimate until there are measured ones.
SECONDS_TO_ANSWER = {
    "single": 12,
    "multiple": 20,
    "number": 15,
    "duration": 15,
    "text": 60,
    "date": 10,
    "time": 10,
    "staff": 25,
}
SECONDS_FOR_COMMENT = {"none": 0, "optional": 5, "required": 45}
SECONDS_FOR_COMMENT_SOMETIMES = 15
SECONDS_FOR_EVIDENCE = {"none": 0, "optional": 5, "required": 30}


@dataclass(frozen=True, slots=True)
class Effort:
    """What a situation asks of a shopper, every branch counted."""

    questions: int
    minutes: int
    """Whole minutes to fill in the form, rounded up; the visit itself is not in it."""


def estimated_effort(document: Document, situation: str) -> Effort:
    showable = set(showable_questions(document, situation))
    asked = [question for _, question in questions_of(document) if question["key"] in showable]
    return Effort(len(asked), ceil(sum(map(_seconds_for, asked)) / 60))


def _seconds_for(question: Question) -> int:
    comment = question.get("comment", "optional")
    return (
        SECONDS_TO_ANSWER[question["kind"]]
        + (SECONDS_FOR_COMMENT[comment] if isinstance(comment, str) else SECONDS_FOR_COMMENT_SOMETIMES)
        + SECONDS_FOR_EVIDENCE[question.get("evidence", "none")]
    )
