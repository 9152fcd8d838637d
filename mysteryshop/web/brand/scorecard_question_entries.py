"""One question's fields in the builder, and the way to the document and back."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from mysteryshop.domain.scorecard import is_blank
from mysteryshop.domain.scorecard_editing import new_key
from mysteryshop.domain.scorecard_fields import KEY
from mysteryshop.domain.scorecard_reading import (
    CHOICE_KINDS,
    COMMENT_RULES,
    CRITICAL,
    EVIDENCE_RULES,
    KINDS,
    RANGE_KINDS,
    Question,
)
from mysteryshop.domain.scorecard_templates import yes_no_options
from mysteryshop.web.brand.scorecard_entries import (
    Entries,
    Posted,
    as_seconds,
    do_rows,
    rows_from,
    shown_number,
    shown_seconds,
    texts_from,
)

AFTER = "after"  # the comment rule "needed after these answers"


@dataclass(slots=True)
class OptionEntries:
    key: str = ""
    """Empty until the answer has a label: the key is made from it once and then stays."""
    label: dict[str, str] = field(default_factory=dict)
    points: str = ""
    na: bool = False
    fails: bool = False
    comment: bool = False
    """A comment is needed after this answer."""


@dataclass(slots=True)
class RangeEntries:
    start: str = ""
    points: str = ""
    fails: bool = False


@dataclass(slots=True)
class QuestionEntries(Entries):
    key: str = ""
    words: dict[str, str] = field(default_factory=dict)
    hint: dict[str, str] = field(default_factory=dict)
    kind: str = "single"
    required: bool = True
    weight: str = "1"
    bonus: bool = False
    critical: str = ""
    situations: list[str] = field(default_factory=list)
    parent: str = ""
    parent_before: str = ""
    """The parent whose answers stand on the page; another one has other answers."""
    answers: list[str] = field(default_factory=list)
    comment: str = "optional"
    evidence: str = "none"
    criterion: str = ""
    measures_something_else: bool = False
    options: list[OptionEntries] = field(default_factory=list)
    ranges: list[RangeEntries] = field(default_factory=list)

    @classmethod
    def of(cls, question: Question, languages: list[str], situations: list[str]) -> "QuestionEntries":
        condition = question.get("show_if", {})
        comment = question.get("comment", "optional")
        after = comment["required_for"] if isinstance(comment, dict) else []
        return cls(
            languages=languages,
            key=question["key"],
            words=dict(question["text"]),
            hint=dict(question.get("hint", {})),
            kind=question["kind"],
            required=question.get("required", True),
            weight=shown_number(question.get("weight", 1)),
            bonus=question.get("bonus", False),
            critical=question.get("critical") or "",
            situations=question.get("situations", situations),
            parent=condition.get("question", ""),
            parent_before=condition.get("question", ""),
            answers=condition.get("answer_in", []),
            comment=AFTER if isinstance(comment, dict) else comment,
            evidence=question.get("evidence", "none"),
            criterion=question.get("criterion", ""),
            options=[_option_of(option, after) for option in question.get("options", [])],
            ranges=[_range_of(part, question["kind"]) for part in question.get("ranges", [])],
        )

    @classmethod
    def posted(cls, form: Posted, languages: list[str]) -> "QuestionEntries":
        entries = cls(
            languages=languages,
            key=form.get("key", "").strip(),
            words=texts_from(form, "text", languages),
            hint=texts_from(form, "hint", languages),
            kind=form.get("kind", ""),
            required="required" in form,
            weight=form.get("weight", "").strip(),
            bonus="bonus" in form,
            critical=form.get("critical", ""),
            situations=form.getlist("situations"),
            parent=form.get("parent", ""),
            parent_before=form.get("parent_before", ""),
            answers=form.getlist("answers"),
            comment=form.get("comment", ""),
            evidence=form.get("evidence", ""),
            criterion=form.get("criterion", "").strip(),
            measures_something_else="measures_something_else" in form,
            options=[_posted_option(form, f"option.{n}", languages) for n in rows_from(form, "option")],
            ranges=[_posted_range(form, f"range.{n}") for n in rows_from(form, "range")],
        )
        do_rows(form.get("do", ""), "option", entries.options, OptionEntries)
        do_rows(form.get("do", ""), "range", entries.ranges, RangeEntries)
        return entries

    def question(self, old: Question, situations: list[str]) -> Question:
        """The question with these fields; what cannot be read is in `errors`.

        :param situations: the scorecard's; all of them ticked is written as none named.
        """
        kind = self.kind if self.kind in KINDS else old["kind"]
        question: Question = {
            "key": self._key(old["key"]),
            "text": self.text(self.words, old["text"]),
            "kind": kind,
            "required": self.required,
            "weight": self.number("weight", _("Weight"), self.weight, 1),
            "bonus": self.bonus,
            "critical": self.critical if self.critical in CRITICAL else None,
            "evidence": self.evidence if self.evidence in EVIDENCE_RULES else "none",
            "meaning": old.get("meaning", 1),
        }
        hint = self.text(self.hint, old.get("hint", {}))
        if any(not is_blank(words) for words in hint.values()):
            question["hint"] = hint
        if self.criterion:
            question["criterion"] = self.criterion
        if [key for key in situations if key in self.situations] != situations:
            question["situations"] = [key for key in situations if key in self.situations]
        if self.parent:
            same = self.parent == self.parent_before
            question["show_if"] = {"question": self.parent, "answer_in": self.answers if same else []}
        if kind in CHOICE_KINDS:
            question["options"] = self._options(old)
        if kind in RANGE_KINDS and self.ranges:
            question["ranges"] = [self._range(n, part, kind) for n, part in enumerate(self.ranges)]
        question["comment"] = self._comment(question)
        return question

    def _key(self, old: str) -> str:
        if not self.key or KEY.fullmatch(self.key):
            return self.key or old
        self.refuse(
            "key",
            _("A key starts with a small letter a to z, then come small letters, digits or underscores."),
        )
        return old

    def _options(self, old: Question) -> list[dict[str, Any]]:
        if not self.options and not old.get(
            "options"
        ):  # it has just become a question with answers to choose
            return yes_no_options(self.languages, not_applicable=False)
        labels = {option["key"]: option["label"] for option in old.get("options", [])}
        taken = {option.key for option in self.options if option.key}
        options = []
        for n, entry in enumerate(self.options):
            if not entry.key:
                entry.key = new_key(self._words_of(entry.label), taken, "answer")
                taken.add(entry.key)
            option: dict[str, Any] = {
                "key": entry.key,
                "label": self.text(entry.label, labels.get(entry.key, {})),
            }
            if entry.na:
                option["na"] = True
            elif entry.points:
                name = _("Points of answer %(number)s", number=n + 1)
                option["points"] = self.number(f"option-{n}-points", name, entry.points)
            if entry.fails and not entry.na:
                option["fails"] = True
            options.append(option)
        return options

    def _words_of(self, label: dict[str, str]) -> str:
        return next((label[code] for code in self.languages if label.get(code)), "")

    def _range(self, n: int, entry: RangeEntries, kind: str) -> dict[str, Any]:
        field_id = f"range-{n}-from"
        start: int | Decimal | None
        if kind == "duration":
            otherwise = _("Start of row %(number)s: write a time such as 1:30 or 4:00:00.", number=n + 1)
            start = self.checked(field_id, as_seconds(entry.start or "0"), otherwise)
        else:
            start = self.number(field_id, _("Start of row %(number)s", number=n + 1), entry.start, 0)
        part: dict[str, Any] = {"from": start}
        if entry.points:
            name = _("Points of row %(number)s", number=n + 1)
            part["points"] = self.number(f"range-{n}-points", name, entry.points)
        return part | ({"fails": True} if entry.fails else {})

    def _comment(self, question: Question) -> str | dict[str, list[str]]:
        if self.comment != AFTER or "options" not in question:
            return self.comment if self.comment in COMMENT_RULES else "optional"
        return {"required_for": [option.key for option in self.options if option.comment]}


def _option_of(option: dict[str, Any], after: list[str]) -> OptionEntries:
    return OptionEntries(
        # A label still empty gives the key back, so that it is made from the label that comes.
        key=option["key"] if any(not is_blank(words) for words in option["label"].values()) else "",
        label=dict(option["label"]),
        points=shown_number(option.get("points")),
        na=option.get("na", False),
        fails=option.get("fails", False),
        comment=option["key"] in after,
    )


def _range_of(part: dict[str, Any], kind: str) -> RangeEntries:
    start = shown_seconds(part["from"]) if kind == "duration" else shown_number(part["from"])
    return RangeEntries(start, shown_number(part.get("points")), part.get("fails", False))


def _posted_option(form: Posted, name: str, languages: list[str]) -> OptionEntries:
    key = form.get(f"{name}.key", "")
    return OptionEntries(
        key=key if KEY.fullmatch(key) else "",
        label=texts_from(form, f"{name}.label", languages),
        points=form.get(f"{name}.points", "").strip(),
        na=f"{name}.na" in form,
        fails=f"{name}.fails" in form,
        comment=f"{name}.comment" in form,
    )


def _posted_range(form: Posted, name: str) -> RangeEntries:
    return RangeEntries(
        form.get(f"{name}.from", "").strip(), form.get(f"{name}.points", "").strip(), f"{name}.fails" in form
    )
