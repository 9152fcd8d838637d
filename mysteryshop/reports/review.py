"""What a manager sees of an audit to decide about it: the report's own lines, and beside them what changed from round
to round, what was asked, what came as evidence, and what to look at before deciding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import gettext, ngettext

from mysteryshop.domain.name_hints import places_of_name, possible_names
from mysteryshop.domain.privacy import Sight
from mysteryshop.domain.rounds import Difference, differences, questions_in_order
from mysteryshop.reports.answers import answer_in_words, text_of
from mysteryshop.reports.audit_lines import QuestionLine, SectionLine

Document = Mapping[str, Any]
Flag = tuple[str | None, str, str]  # kind of state, icon, words


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """One sending, as the difference to the next one needs it."""

    number: int
    cause: str
    person: str
    answers: Document
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Was:
    """What an earlier round said. `before` is worded; empty when there was no answer."""

    number: int
    before: str
    comment_before: str  # empty when the comment is the same
    changed_by: str


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    key: str
    line: QuestionLine
    kind: str
    pasted: str
    earlier: tuple[Was, ...]
    asked: tuple[str, ...]  # what earlier returns asked to put right
    names: tuple[str, ...]

    @property
    def tone(self) -> str:
        """good, warn (part of the points), bad, or empty where an answer is neither right nor wrong."""
        return {"met": "good", "partly": "warn", "missed": "bad"}.get(self.line.state, "")

    @property
    def can_return(self) -> bool:
        return self.line.state != "hidden"


@dataclass(frozen=True, slots=True)
class ReviewSection:
    line: SectionLine
    questions: tuple[ReviewQuestion, ...]


def review_sections(
    document: Document,
    sections: Sequence[SectionLine],
    rounds: Sequence[RoundFacts],
    asked: Mapping[str, Sequence[str]],
    sight: Sight,
    known_words: Sequence[str],
) -> tuple[ReviewSection, ...]:
    """Join the worded lines of the present round with everything that came before.

    :param asked: question key -> the notes of earlier returns; :param known_words: names that are nobody's.
    """
    earlier = _earlier(document, rounds, sight)
    now, shopper = rounds[-1], rounds[0].person
    keys = iter(questions_in_order(document))
    return tuple(
        ReviewSection(
            section,
            tuple(
                ReviewQuestion(
                    key=question["key"],
                    line=line,
                    kind=question["kind"],
                    pasted=now.texts.get(question["key"], ""),
                    earlier=tuple(earlier.get(question["key"], ())),
                    asked=tuple(asked.get(question["key"], ())),
                    names=_names(question, line, now, known_words, shopper),
                )
                for line, question in zip(section.questions, keys, strict=False)
            ),
        )
        for section in sections
    )


def _earlier(document: Document, rounds: Sequence[RoundFacts], sight: Sight) -> dict[str, list[Was]]:
    questions = {question["key"]: question for question in questions_in_order(document)}
    found: dict[str, list[Was]] = {}
    for before, after in pairwise(rounds):
        for key, difference in differences(document, before.answers, after.answers).items():
            found.setdefault(key, []).append(_was(questions[key], difference, document, before, after, sight))
    return found


def _was(
    question: Document,
    difference: Difference,
    document: Document,
    before: RoundFacts,
    after: RoundFacts,
    sight: Sight,
) -> Was:
    by = (
        gettext("Changed by %(person)s in a correction.", person=after.person)
        if after.cause == "corrected"
        else gettext("Changed after the return.")
    )
    language = document["language"]
    return Was(
        before.number,
        answer_in_words(question, difference.answer_before, language, sight)
        if difference.answer_changed
        else "",
        (difference.comment_before or gettext("no comment")) if difference.comment_changed else "",
        by if difference.answer_changed or difference.comment_changed else gettext("Other photos were sent."),
    )


def _names(
    question: Document, line: QuestionLine, now: RoundFacts, known_words: Sequence[str], shopper: str
) -> tuple[str, ...]:
    """Pieces that may name somebody; the shopper's own name, which no brand may read, in whatever place."""
    if question["kind"] == "staff" or line.state == "hidden":
        return ()
    said = [line.comment, now.texts.get(question["key"], "")]
    if question["kind"] == "text":
        said.append(line.answer)
    found = [
        name for text in said for name in (*places_of_name(text, shopper), *possible_names(text, known_words))
    ]
    return tuple(dict.fromkeys(found))


def conflict_words(
    document: Document, stored: Document, arrived: Document, sight: Sight
) -> list[tuple[str, str, str]]:
    """What a body that became no round says differently: question, what counts, what arrived."""
    questions = {question["key"]: question for question in questions_in_order(document)}
    language = document["language"]
    lines = []
    for key, difference in differences(document, stored, arrived).items():
        question = questions[key]
        lines.append(
            (
                text_of(question["text"], language),
                _side(question, difference.answer_before, difference.comment_before, language, sight),
                _side(question, difference.answer_after, difference.comment_after, language, sight),
            )
        )
    return lines


def _side(question: Document, answer: Any, comment: str | None, language: str, sight: Sight) -> str:
    try:
        said = answer_in_words(question, answer, language, sight) or gettext("no answer")
    except (ValueError, KeyError, TypeError, AttributeError):  # what arrived need not fit the question
        said = str(answer)
    return f"{said}: {comment}" if comment else said


def missing_words(document: Document, result: Document) -> list[tuple[str, str]]:
    """What is required and not there: question key and a sentence."""
    texts = {q["key"]: text_of(q["text"], document["language"]) for q in questions_in_order(document)}
    said = {
        "answer": gettext("No answer to “%(question)s”"),
        "comment": gettext("No comment to “%(question)s”"),
        "evidence": gettext("No evidence to “%(question)s”"),
    }
    return [
        (entry["question"], said[entry["what"]] % {"question": texts[entry["question"]]})
        for entry in result["missing"]
    ]


def review_flags(
    *,
    round_number: int,
    sent_late: bool,
    photos_to_come: int,
    photos_missing: int = 0,
    conflicts: int,
    critical: bool,
    is_complete: bool,
    names: int = 0,
    far_m: int | None = None,
    near_m: int | None = None,
) -> list[Flag]:
    """What to look at before deciding, the gravest first; the queue and the page word it the same.

    :param photos_missing: how many have come, and their files are gone.
    :param far_m, near_m: how far from the location the farthest photo was taken, when that is far, or near.
    """
    flags: list[Flag] = []
    if critical:
        flags.append(("bad", "alert", gettext("A critical question failed")))
    if not is_complete:
        flags.append(("warn", "alert", gettext("Something required is missing")))
    if conflicts:
        flags.append(("warn", "alert", gettext("Other answers came in too")))
    if round_number > 1:
        flags.append(("accent", "return", gettext("Round %(number)s", number=round_number)))
    if sent_late:
        flags.append(("warn", "clock", gettext("Sent after the window")))
    if photos_to_come:
        flags.append(
            (None, "download", ngettext("%(num)s photo to come", "%(num)s photos to come", photos_to_come))
        )
    if photos_missing:
        said = ngettext(
            "The file of %(num)s photo is missing", "The files of %(num)s photos are missing", photos_missing
        )
        flags.append(("warn", "alert", said))
    if names:
        flags.append(("warn", "info", gettext("A text may name a person")))
    if far_m is not None:
        flags.append(("warn", "pin", gettext("A photo was taken %(km)s km away", km=-(-far_m // 1000))))
    if near_m is not None:
        flags.append(
            ("good", "pin", gettext("Photos taken within %(metres)s m of the location", metres=near_m))
        )
    return flags
