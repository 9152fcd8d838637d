"""One answer of a scorecard in words: what was chosen, what it earned, and why it counts or does not."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from mysteryshop.domain.privacy import Sight, part_of_day
from mysteryshop.reports import words
from mysteryshop.reports.words import gettext

Document = Mapping[str, Any]


def text_of(text: Mapping[str, str], document_language: str) -> str:
    """A Text of the document in the present language, else in the document's own. A blank one is absent."""
    for code in (words.language(), document_language):
        if (found := text.get(code, "")) and found.strip():
            return found
    return ""


def number_questions(document: Document) -> dict[str, str]:
    """Question key -> its number on paper: A1, A2, B1, ... in the document's order."""
    return {
        question["key"]: f"{section_letter(i)}{j}"
        for i, section in enumerate(document["sections"])
        for j, question in enumerate(section["questions"], start=1)
    }


def section_letter(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def answer_in_words(question: Document, answer: Any, language: str, sight: Sight) -> str:
    """What the shopper answered, as a reader writes it; empty when there is no answer.

    :param language: the document's own, for labels without a translation.
    Where the reader may not see employees or times, an answer of that kind is masked here.
    """
    kind = question["kind"]
    if answer is None or (isinstance(answer, str) and not answer.strip()):
        return ""
    if kind == "staff" and not sight.staff_answers:
        return gettext("Given; not shown in this report")
    if kind in ("single", "multiple"):
        return _chosen(question, [answer] if kind == "single" else answer, language)
    if kind == "duration":
        return words.seconds(answer)
    if kind == "number":
        return words.points(answer)
    if kind == "date":
        return words.day(date.fromisoformat(answer))
    if kind == "time":
        moment = time.fromisoformat(answer)
        return words.clock(moment) if sight.visit_time else words.part_of_day(part_of_day(moment))
    return str(answer).strip()


def _chosen(question: Document, keys: list[str], language: str) -> str:
    labels = {option["key"]: text_of(option["label"], language) for option in question["options"]}
    return ", ".join(labels[key] for key in keys) if keys else gettext("None of these")


def points_in_words(question: Document, line: Document) -> str:
    """Earned of possible: "2 / 3"; a bonus with its sign; a dash where nothing counts."""
    if question.get("bonus") and line["state"] == "scored":
        earned = words.points(line["earned"])
        return f"+{earned}" if line["earned"] > 0 else earned
    if line["state"] == "scored" or line["possible"]:
        return f"{words.points(line['earned'])} / {words.points(line['possible'])}"
    return words.DASH


def why(
    question: Document, line: Document, document: Document, situation: str, numbers: Mapping[str, str]
) -> str:
    """Why a question counts as it does, where that is not plain from its points; empty otherwise."""
    state = line["state"]
    if state == "hidden":
        return _why_hidden(question, document, situation, numbers)
    if state == "na":
        return gettext("Not applicable: left out of the score")
    if state == "unanswered" and line["possible"]:
        return gettext("Not answered: counts as 0")
    if state == "unanswered":
        return gettext("Not answered: left out of the score")
    if state == "unscored":
        return gettext("Not scored")
    return gettext("Bonus: adds to earned only") if question.get("bonus") else ""


def _why_hidden(question: Document, document: Document, situation: str, numbers: Mapping[str, str]) -> str:
    if situation not in (question.get("situations") or [situation]):
        return gettext("Not part of this situation")
    condition = question.get("show_if")
    if not condition:
        return gettext("Not asked")
    asked = next(
        q
        for section in document["sections"]
        for q in section["questions"]
        if q["key"] == condition["question"]
    )
    labels = {option["key"]: text_of(option["label"], document["language"]) for option in asked["options"]}
    return gettext(
        "Asked only if the answer to %(question)s is: %(answers)s",
        question=numbers[condition["question"]],
        answers=", ".join(labels[key] for key in condition["answer_in"]),
    )


def what_failing_did(question: Document) -> str:
    """What a failed critical question did to the score, in one clause."""
    return {
        "flag": gettext("the outcome is failed, the score stays"),
        "section": gettext("the section's score is set to 0"),
        "scorecard": gettext("the whole score is set to 0"),
    }[question["critical"]]


def photo_caption(number: str, index: int, total: int) -> str:
    """ "E2, photo 1 of 3"."""
    if total == 1:
        return gettext("%(question)s, photo", question=number)
    return gettext("%(question)s, photo %(i)s of %(n)s", question=number, i=index, n=total)
