"""Checking the single fields of a document: objects, keys, texts, numbers, lists. No JSON makes it raise."""

import json
import re
from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any

from mysteryshop.domain.errors import N_
from mysteryshop.domain.exact import exact, number_problem
from mysteryshop.domain.scorecard_problems import Problem
from mysteryshop.domain.scorecard_reading import is_blank

KEY = re.compile("[a-z][a-z0-9_]*")
LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]+)*")
PLAIN_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")


def child(path: str, name: str | int) -> str:
    """The JSON path of a field or of an item of a list."""
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if PLAIN_NAME.fullmatch(name) else f"{path}[{json.dumps(name)}]"


class FieldCheck:
    """Collects problems; each method looks at one value and gives it back, or None when it is of no use."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.language: str | None = None

    def add(self, path: str, template: str, **params: object) -> None:
        self.problems.append(Problem(path, template, params))

    def add_fixable(self, path: str, template: str, **params: object) -> None:
        """A problem of what it says, not of its shape: the builder can open such a document."""
        self.problems.append(Problem(path, template, params, is_fixable=True))

    def fields(
        self, value: object, path: str, required: Collection[str], optional: Collection[str] = ()
    ) -> dict[str, Any] | None:
        """An object with every required field and no unknown one; what is missing is reported at `path`."""
        if not isinstance(value, dict):
            self.add(path, N_("This must be an object with named fields."))
            return None
        for name in value:
            if name not in required and name not in optional:
                self.add(child(path, str(name)), N_("The field “%(name)s” is not known here."), name=name)
        for name in required:
            if name not in value:
                self.add(path, N_("The field “%(name)s” is missing."), name=name)
        return value

    def items(self, value: object, path: str, empty: str | None = None) -> list[Any] | None:
        """A list; :param empty: the sentence when it holds nothing, None when it may."""
        if not isinstance(value, list):
            self.add(path, N_("This must be a list."))
            return None
        if not value and empty:
            self.add_fixable(path, empty)
        return value

    def key(self, value: object, path: str, taken: Collection[str] = ()) -> str | None:
        if not isinstance(value, str) or not KEY.fullmatch(value):
            self.add(
                path,
                N_(
                    "A key starts with a small letter a to z, then come small letters, digits or underscores."
                ),
            )
            return None
        if value in taken:
            self.add(path, N_("The key “%(key)s” is used twice."), key=value)
            return None
        return value

    def keys(
        self, value: object, path: str, empty: str, known: Collection[str] | None, unknown: str
    ) -> list[str]:
        """A list of distinct keys that is not empty. :param known: None when any well-formed key will do."""
        found: list[str] = []
        for i, item in enumerate(self.items(value, path, empty) or []):
            key = self.key(item, child(path, i), found)
            if key is None:
                continue
            found.append(key)
            if known is not None and key not in known:
                self.add_fixable(child(path, i), unknown, key=key)
        return found

    def text(self, value: object, path: str) -> None:
        """A text in several languages; it must be written in the document's own."""
        if not isinstance(value, dict):
            self.add(path, N_('This must be a text in one or more languages, such as {"en": "Welcome"}.'))
            return
        for code, words in value.items():
            if not isinstance(code, str) or not LANGUAGE.fullmatch(code):
                self.add(
                    child(path, str(code)),
                    N_("“%(code)s” is no language code, such as en, sv or tr."),
                    code=code,
                )
            elif not isinstance(words, str):
                self.add(child(path, code), N_("This must be a text."))
        if self.language is not None:
            own = value.get(self.language, "")
            if isinstance(own, str) and is_blank(own):
                self.add_fixable(
                    path,
                    N_("Write this text in the scorecard's own language (%(language)s)."),
                    language=self.language,
                )

    def number(self, value: object, path: str) -> Fraction | None:
        problem = number_problem(value)
        if problem:
            self.add(path, problem)
            return None
        return exact(value)

    def boolean(self, value: object, path: str) -> bool | None:
        if not isinstance(value, bool):
            self.add(path, N_("This must be true or false."))
            return None
        return value

    def one_of(self, value: object, path: str, allowed: Collection[str]) -> str | None:
        if not isinstance(value, str) or value not in allowed:
            self.add(path, N_("This must be one of: %(allowed)s."), allowed=tuple(allowed))
            return None
        return value

    def weight(self, value: object, path: str) -> None:
        weight = self.number(value, path)
        if weight is not None and weight < 0:
            self.add_fixable(path, N_("A weight cannot be negative."))

    def pass_mark(self, value: object, path: str) -> None:
        if value is None:
            return
        mark = self.number(value, path)
        if mark is not None and not 0 <= mark <= 100:
            self.add_fixable(path, N_("A pass mark lies between 0 and 100."))
        elif mark is not None:
            self.one_decimal(mark, path)

    def one_decimal(self, number: Fraction, path: str) -> None:
        if (number * 10).denominator != 1:
            self.add_fixable(path, N_("Use at most one decimal, because scores have one decimal."))

    def if_given(
        self, part: dict[str, Any], name: str, path: str, check: Callable[[Any, str], object]
    ) -> None:
        """Check a field that may be absent."""
        if name in part:
            check(part[name], child(path, name))
