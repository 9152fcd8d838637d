"""The errors of one question: its kind, options, ranges, branching, comment rule and what it can earn."""

from fractions import Fraction
from typing import Any

from mysteryshop.domain.errors import N_
from mysteryshop.domain.scorecard_fields import FieldCheck, child
from mysteryshop.domain.scorecard_reading import (
    CHOICE_KINDS,
    COMMENT_RULES,
    CRITICAL,
    EVIDENCE_RULES,
    KINDS,
    RANGE_KINDS,
    is_scored,
    most_one_could_earn,
)

REQUIRED = ("key", "text", "kind")
OPTIONAL = (
    *("hint", "meaning", "criterion", "required", "weight", "bonus", "critical", "situations", "show_if"),
    *("options", "ranges", "comment", "evidence"),
)


class QuestionCheck(FieldCheck):
    """Goes through the questions in document order and remembers what the later ones may refer to."""

    def __init__(self) -> None:
        super().__init__()
        self.situations: list[str] | None = None
        self.keys_taken: list[str] = []
        self.choices: dict[str, list[str]] = {}
        """Key of an earlier single or multiple question -> its option keys."""

    def question(self, value: object, path: str) -> None:
        question = self.fields(value, path, REQUIRED, OPTIONAL)
        if question is None:
            return
        key = self.key(question["key"], child(path, "key"), self.keys_taken) if "key" in question else None
        self._plain_fields(question, path)
        kind = self.one_of(question["kind"], child(path, "kind"), KINDS) if "kind" in question else None
        self._show_if(question, path)
        before = len(self.problems)
        option_keys = self._options(question, kind, path)
        self._ranges(question, kind, path)
        if kind is not None and len(self.problems) == before:
            self._earning_and_failing(question, path)
        self._comment(question, option_keys, path)
        if key is not None:
            self.keys_taken.append(key)
            if kind in CHOICE_KINDS:
                self.choices[key] = option_keys

    def _plain_fields(self, question: dict[str, Any], path: str) -> None:
        self.if_given(question, "text", path, self.text)
        self.if_given(question, "hint", path, self.text)
        self.if_given(question, "meaning", path, self._meaning)
        self.if_given(question, "criterion", path, self.key)
        self.if_given(question, "required", path, self.boolean)
        self.if_given(question, "weight", path, self.weight)
        self.if_given(question, "bonus", path, self.boolean)
        if question.get("critical") is not None:
            self.one_of(question["critical"], child(path, "critical"), CRITICAL)
        self.if_given(question, "evidence", path, lambda value, at: self.one_of(value, at, EVIDENCE_RULES))
        if "situations" in question:
            self.keys(
                question["situations"],
                child(path, "situations"),
                N_("Choose at least one situation in which this question is asked."),
                self.situations,
                N_("The scorecard does not serve the situation “%(key)s”."),
            )

    def _meaning(self, value: object, path: str) -> None:
        meaning = self.number(value, path)
        if meaning is not None and (meaning < 1 or meaning.denominator != 1):
            self.add(path, N_("The meaning is a whole number from 1."))

    def _show_if(self, question: dict[str, Any], path: str) -> None:
        if "show_if" not in question:
            return
        path = child(path, "show_if")
        condition = self.fields(question["show_if"], path, ("question", "answer_in"))
        if condition is None:
            return
        parent = condition.get("question")
        known = self.choices.get(parent) if isinstance(parent, str) else None
        if known is None and "question" in condition:
            self.add_fixable(
                child(path, "question"),
                N_("“Only shown if” must name an earlier question whose answer is chosen from a list."),
            )
        if "answer_in" in condition:
            self.keys(
                condition["answer_in"],
                child(path, "answer_in"),
                N_("Choose at least one answer after which this question is shown."),
                known,
                N_("The earlier question has no answer “%(key)s”."),
            )

    def _options(self, question: dict[str, Any], kind: str | None, path: str) -> list[str]:
        """The keys of the options, those of faulty options left out."""
        if "options" not in question:
            if kind in CHOICE_KINDS:
                self.add(path, N_("The field “%(name)s” is missing."), name="options")
            return []
        if kind is not None and kind not in CHOICE_KINDS:
            self.add(child(path, "options"), N_("Only questions with answers to choose from have options."))
            return []
        found: list[str] = []
        real = 0
        path = child(path, "options")
        for i, item in enumerate(self.items(question["options"], path) or []):
            option = self.fields(item, child(path, i), ("key", "label"), ("points", "na", "fails"))
            if option is None:
                real += 1  # already reported; not also counted as missing
                continue
            if "key" in option:
                found.extend(filter(None, [self.key(option["key"], child(child(path, i), "key"), found)]))
            self._option(option, child(path, i))
            real += option.get("na") is not True
        if isinstance(question["options"], list) and real < 2:
            self.add_fixable(path, N_("Give at least two answers to choose from, beside “not applicable”."))
        return found

    def _option(self, option: dict[str, Any], path: str) -> None:
        self.if_given(option, "label", path, self.text)
        self.if_given(option, "points", path, self.number)
        self.if_given(option, "na", path, self.boolean)
        self.if_given(option, "fails", path, self.boolean)
        if option.get("na") is True and "points" in option:
            self.add_fixable(child(path, "points"), N_("“Not applicable” carries no points."))
        if option.get("na") is True and option.get("fails") is True:
            self.add_fixable(child(path, "fails"), N_("“Not applicable” cannot fail a question."))

    def _ranges(self, question: dict[str, Any], kind: str | None, path: str) -> None:
        if "ranges" not in question:
            return
        path = child(path, "ranges")
        if kind is not None and kind not in RANGE_KINDS:
            self.add(path, N_("Only questions answered by a number or a duration have ranges."))
            return
        last: Fraction | None = None
        for i, item in enumerate(
            self.items(question["ranges"], path, N_("Add a range, or leave ranges out.")) or []
        ):
            part = self.fields(item, child(path, i), ("from",), ("points", "fails"))
            if part is None:
                continue
            self.if_given(part, "points", child(path, i), self.number)
            self.if_given(part, "fails", child(path, i), self.boolean)
            start_path = child(child(path, i), "from")
            start = self.number(part["from"], start_path) if "from" in part else None
            if start is not None and last is not None and start <= last:
                self.add_fixable(start_path, N_("Each range starts higher than the one before it."))
            last = last if start is None else start

    def _comment(self, question: dict[str, Any], option_keys: list[str], path: str) -> None:
        if "comment" not in question:
            return
        path = child(path, "comment")
        rule = question["comment"]
        if not isinstance(rule, dict):
            self.one_of(rule, path, COMMENT_RULES)
            return
        fields = self.fields(rule, path, ("required_for",))
        if fields and "required_for" in fields:
            self.keys(
                fields["required_for"],
                child(path, "required_for"),
                N_("Choose at least one answer after which a comment is needed."),
                option_keys,
                N_("This question has no answer “%(key)s”."),
            )

    def _earning_and_failing(self, question: dict[str, Any], path: str) -> None:
        """Only for a question whose options and ranges have no errors."""
        if is_scored(question) and question.get("bonus") is not True and most_one_could_earn(question) <= 0:
            self.add_fixable(
                path,
                N_("Nobody can earn anything here: give an answer more than 0 points, or make it a bonus."),
            )
        parts = [*question.get("options", []), *question.get("ranges", [])]
        critical = question.get("critical")
        if critical in CRITICAL and not any(part.get("fails", False) for part in parts):
            self.add_fixable(
                child(path, "critical"), N_("Mark the answer that fails this critical question.")
            )
