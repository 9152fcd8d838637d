"""Editing a draft: each function takes a document and gives a new one; the old one is never changed.

A draft keeps the right shape at all times, but may have errors that the builder shows (an empty section, a
missing text), so none of these functions refuses what `check` would.
"""

import copy
import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any

from mysteryshop.domain.errors import N_, DomainError, NotFound
from mysteryshop.domain.scorecard_fields import KEY
from mysteryshop.domain.scorecard_reading import (
    CHOICE_KINDS,
    Document,
    Question,
    Section,
    questions_of,
)

LONGEST_KEY = 40
# Letters that lose nothing but their look; all others keep their base letter through NFKD.
PLAIN_LETTERS = str.maketrans({"ı": "i", "ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l"})


class NoSuchPart(NotFound):
    """The section or question is not in the draft (any more)."""


class KeyTaken(DomainError):
    """Two questions cannot have the same key."""


def new_key(wanted: str, taken: Collection[str], otherwise: str) -> str:
    """A key made from words: "Ödeme türü?" -> "odeme_turu"; a number behind it where it is taken.

    :param otherwise: what to use where the words hold no letter a to z.
    """
    plain = unicodedata.normalize("NFKD", wanted.casefold().translate(PLAIN_LETTERS))
    slug = re.sub("[^a-z0-9]+", "_", "".join(c for c in plain if not unicodedata.combining(c)))
    base = wanted if KEY.fullmatch(wanted) else slug.strip("_0123456789")
    base = base[:LONGEST_KEY].strip("_")
    base = base or otherwise
    number = 1
    key = base
    while key in taken:
        number += 1
        key = f"{base}_{number}"
    return key


def section_keys(document: Document) -> list[str]:
    return [section["key"] for section in document["sections"]]


def question_keys(document: Document) -> list[str]:
    return [question["key"] for _, question in questions_of(document)]


def find_section(document: Document, key: str) -> Section:
    """:raises NoSuchPart: it is not there."""
    for section in document["sections"]:
        if section["key"] == key:
            return dict(section)
    raise NoSuchPart(N_("This section is no longer in the draft."))


def find_question(document: Document, key: str) -> tuple[Section, Question]:
    """The question and its section. :raises NoSuchPart: it is not there."""
    for section, question in questions_of(document):
        if question["key"] == key:
            return section, question
    raise NoSuchPart(N_("This question is no longer in the draft."))


def with_head(document: Document, head: dict[str, Any]) -> Document:
    """Title, language, situations, method, marks, bands and rules replaced; the sections stay."""
    return {**document, **head, "sections": document["sections"]}


def add_section(document: Document, section: Section) -> Document:
    """Put it at the end; its key must not be taken."""
    return {**document, "sections": [*document["sections"], section]}


def replace_section(document: Document, key: str, fields: Section) -> Document:
    """The fields of a section replaced; its questions stay, whatever `fields` holds."""
    old = find_section(document, key)
    new = {**fields, "questions": old["questions"]}
    return {**document, "sections": [new if s["key"] == key else s for s in document["sections"]]}


def move_section(document: Document, key: str, step: int) -> Document:
    """:param step: -1 up, 1 down; at the end of the list nothing happens."""
    find_section(document, key)
    return {**document, "sections": _moved(document["sections"], section_keys(document).index(key), step)}


def remove_section(document: Document, key: str) -> Document:
    """The section with all its questions; a branch on them stays, and the check reports it."""
    find_section(document, key)
    return {**document, "sections": [s for s in document["sections"] if s["key"] != key]}


def add_question(document: Document, section_key: str, question: Question) -> Document:
    """Put it at the end of a section; its key must not be taken."""
    section = find_section(document, section_key)
    return _with_questions(document, section_key, [*section["questions"], question])


def replace_question(document: Document, key: str, question: Question) -> Document:
    """Put `question` in the place of `key`. A new key is followed by every branch that named the old one.

    :raises KeyTaken: another question has the new key.
    """
    section, _ = find_question(document, key)
    new = question["key"]
    if new != key and new in question_keys(document):
        raise KeyTaken(N_("Another question already has the key “%(key)s”. Choose a different one."), key=new)
    questions = [question if q["key"] == key else q for q in section["questions"]]
    changed = _with_questions(document, section["key"], questions)
    return _with_renamed_parent(changed, key, new) if new != key else changed


def move_question(document: Document, key: str, step: int) -> Document:
    """Up (-1) or down (1); beyond the first or last place it goes into the neighbouring section, if any."""
    section, question = find_question(document, key)
    place = section["questions"].index(question)
    if 0 <= place + step < len(section["questions"]):
        return _with_questions(document, section["key"], _moved(section["questions"], place, step))
    keys = section_keys(document)
    neighbour = keys.index(section["key"]) + step
    if not 0 <= neighbour < len(keys):
        return document
    return put_question(document, key, keys[neighbour], at_end=step < 0)


def put_question(document: Document, key: str, section_key: str, *, at_end: bool = True) -> Document:
    """Into another section, at its end or its beginning."""
    _, question = find_question(document, key)
    without = remove_question(document, key)
    others = find_section(without, section_key)["questions"]
    return _with_questions(without, section_key, [*others, question] if at_end else [question, *others])


def remove_question(document: Document, key: str) -> Document:
    section, _ = find_question(document, key)
    return _with_questions(document, section["key"], [q for q in section["questions"] if q["key"] != key])


def duplicate_question(document: Document, key: str) -> tuple[Document, str]:
    """A copy behind the original, and the copy's key; its meaning starts at 1, as it is a new question."""
    section, question = find_question(document, key)
    twin = {**copy.deepcopy(question), "key": new_key(key, question_keys(document), "question")}
    twin.pop("meaning", None)
    place = section["questions"].index(question) + 1
    questions = [*section["questions"][:place], twin, *section["questions"][place:]]
    return _with_questions(document, section["key"], questions), twin["key"]


def dependents(document: Document, keys: Collection[str]) -> list[Question]:
    """The questions outside `keys` that are only shown after an answer to one of them."""
    return [
        question
        for _, question in questions_of(document)
        if question["key"] not in keys and question.get("show_if", {}).get("question") in keys
    ]


def possible_parents(document: Document, key: str) -> Iterator[Question]:
    """The questions on which `key` may branch: the earlier ones whose answer is chosen from a list."""
    for _, question in questions_of(document):
        if question["key"] == key:
            return
        if question["kind"] in CHOICE_KINDS:
            yield question


def with_raised_meaning(question: Question) -> Question:
    """It now measures something else: trends join equal key and meaning only."""
    return {**question, "meaning": int(question.get("meaning", 1)) + 1}


def _moved(items: list[Any], place: int, step: int) -> list[Any]:
    target = place + step
    if not 0 <= target < len(items):
        return items
    moved = list(items)
    moved[place], moved[target] = moved[target], moved[place]
    return moved


def _with_questions(document: Document, section_key: str, questions: list[Question]) -> Document:
    return {
        **document,
        "sections": [
            {**section, "questions": questions} if section["key"] == section_key else section
            for section in document["sections"]
        ],
    }


def _with_renamed_parent(document: Document, old: str, new: str) -> Document:
    def follow(question: Question) -> Question:
        condition = question.get("show_if")
        if not condition or condition["question"] != old:
            return question
        return {**question, "show_if": {**condition, "question": new}}

    return {
        **document,
        "sections": [
            {**section, "questions": [follow(q) for q in section["questions"]]}
            for section in document["sections"]
        ],
    }
