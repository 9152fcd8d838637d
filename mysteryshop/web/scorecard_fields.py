"""One WTForms field for each kind of question: from HTML texts to a value of the answers document, and back.

A field is named `q.<key>`; a kind that needs several inputs adds a part: `q.<key>.minutes`. What cannot be read is
kept as it was typed (`typed`), so that no sentence of refusal ever costs what somebody wrote.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.utils import unset_value

from mysteryshop.domain.scorecard_reading import BLANK, Question
from mysteryshop.domain.scoring_answers import answer_problem
from mysteryshop.domain.windows import as_instant

NONE_OF_THESE = "-"  # never a key: those begin with a letter
MAX_TEXT = 20_000
NUMBER = re.compile(r"[+−-]?\d{1,30}([.,]\d{1,30})?")
CLOCK = re.compile(r"(?:(\d{1,5}):)?(\d{1,5}):([0-5]?\d)")
DOTTED_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
SHORT_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")


class AnswerField(Field):  # type: ignore[misc]  # WTForms has no types
    """Base: the value of the answers document in `data` (None: unanswered), what was typed in `typed`."""

    parts: tuple[str, ...] = ()  # inputs beside the one that has the field's own name

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question
        self.typed: dict[str, str] = {}
        self.id = self.name.replace(".", "-")

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002
        """Read the inputs when there are any, else show `data`: `(value, typed texts of this field)`."""
        self.process_errors: list[str] = []
        self.errors: list[str] = []
        value, typed = data if data is not unset_value else (None, {})
        self.data = value
        self.typed = {name: typed[name] for name in self._names() if name in typed}
        if formdata is None and self.typed:
            formdata = _Texts(self.typed)
        if formdata is not None:
            self.data, self.typed = None, {}
            self._read_or_keep(formdata)

    def _read_or_keep(self, formdata: Any) -> None:
        try:
            value = self.read(formdata)
            problem = None if value is None else answer_problem(self.question, value)
            if problem is not None:
                raise ValueError(_(problem))
            self.data = value
        except ValueError as refused:
            self.process_errors.append(str(refused))
            self.typed = {name: formdata.get(name) for name in self._names() if formdata.get(name)}

    def read(self, formdata: Any) -> Any:
        """The value; None when nothing was entered.

        :raises ValueError: with the sentence for the shopper.
        """
        raise NotImplementedError

    def text(self, part: str = "") -> str:
        """What stands in an input: as typed, or the value in words of the input."""
        name = f"{self.name}.{part}" if part else self.name
        return self.typed[name] if name in self.typed else self.shown(part)

    def shown(self, part: str) -> str:
        """The value as the input writes it."""
        return "" if self.data is None or part else str(self.data)

    def _names(self) -> list[str]:
        return [self.name, *(f"{self.name}.{part}" for part in self.parts)]

    def _typed_in(self, formdata: Any, part: str = "") -> str:
        text = formdata.get(f"{self.name}.{part}" if part else self.name) or ""
        if len(text) > MAX_TEXT:
            raise ValueError(_("This is too long: write at most %(most)s characters.", most=MAX_TEXT))
        return text.replace("\r\n", "\n").replace("\0", "").strip(BLANK)


class SingleField(AnswerField):
    """One of the options."""

    def read(self, formdata: Any) -> Any:
        return self._typed_in(formdata) or None


class MultipleField(AnswerField):
    """Any of the options; "none of these" is an answer, nothing ticked is none."""

    def read(self, formdata: Any) -> Any:
        chosen = [key for key in formdata.getlist(self.name) if key]
        if chosen == [NONE_OF_THESE]:
            return []
        if NONE_OF_THESE in chosen:
            raise ValueError(_("“None of these” stands alone: choose it, or the other answers."))
        return chosen or None

    def chosen(self) -> list[str]:
        """The values of the ticked boxes."""
        return [NONE_OF_THESE] if self.data == [] else list(self.data or [])


class NumberField(AnswerField):
    """A number with a decimal comma or point."""

    def read(self, formdata: Any) -> Any:
        text = self._typed_in(formdata)
        return None if not text else number_in(text)

    def shown(self, part: str) -> str:
        return "" if self.data is None or part else _plain(self.data)


class DurationField(AnswerField):
    """Seconds: typed in parts, measured by a stopwatch that fills the parts, or the time between two moments.

    `zone` is the location's: between two wall-clock times the clocks may have changed.
    """

    parts = ("days", "hours", "minutes", "seconds", "from", "to")
    sizes = {"days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}

    def __init__(self, question: Question, *, in_days: bool, zone: str, **kwargs: Any) -> None:
        super().__init__(question, **kwargs)
        self.in_days = in_days  # shown as days, hours and minutes, not as minutes and seconds
        self.zone = zone

    def read(self, formdata: Any) -> Any:
        moments = self._between(formdata)
        parts = self._in_parts(formdata)
        if moments is not None and parts is not None and moments != parts:
            raise ValueError(_("Give the two moments or the time it took, not both."))
        if moments is not None:  # the moments are not in the answer: kept, so that they are seen again
            names = (f"{self.name}.from", f"{self.name}.to")
            self.typed = {name: formdata.get(name) for name in names}
        return parts if moments is None else moments

    def _in_parts(self, formdata: Any) -> Decimal | None:
        whole = self._typed_in(formdata)
        if match := CLOCK.fullmatch(whole):
            hours, minutes, seconds = (int(part or 0) for part in match.groups())
            return Decimal(hours * 3600 + minutes * 60 + seconds)
        if whole:
            return number_in(whole)
        texts = {part: self._typed_in(formdata, part) for part in self.sizes}
        if not any(texts.values()):
            return None
        numbers = {part: number_in(text) for part, text in texts.items() if text}
        if min(numbers.values()) < 0:
            raise ValueError(_("A duration cannot be negative."))
        return sum((value * self.sizes[part] for part, value in numbers.items()), Decimal(0)).normalize()

    def _between(self, formdata: Any) -> Decimal | None:
        texts = [self._typed_in(formdata, part) for part in ("from", "to")]
        if not any(texts):
            return None
        if not all(texts):
            raise ValueError(_("Give both moments, or the time it took."))
        try:
            first, last = (as_instant(_moment_in(text), self.zone) for text in texts)
        except (ValueError, OverflowError):
            raise ValueError(_("Give each moment as a date and a time, such as 2026-03-31 14:05.")) from None
        if last < first:
            raise ValueError(_("The second moment is before the first."))
        return Decimal(int((last - first).total_seconds()))

    def shown(self, part: str) -> str:
        if self.data is None or part not in self.sizes or f"{self.name}.from" in self.typed:
            return ""
        sizes = {"days": 86400, "hours": 3600, "minutes": 60} if self.in_days else {"minutes": 60}
        left, amounts = Decimal(str(self.data)), {}
        for name, size in sizes.items():
            amounts[name], left = divmod(left, size)
        amounts["seconds"] = left
        amount = amounts.get(part, Decimal(0))
        is_needed = amount or part == "minutes" or (part == "seconds" and not self.in_days)
        return _plain(amount) if is_needed else ""


class TextField(AnswerField):
    """Text of any length; also what is said about an employee."""

    def read(self, formdata: Any) -> Any:
        return self._typed_in(formdata) or None


class DateField(AnswerField):
    """A date: what a date input sends, or day.month.year as people write it."""

    def read(self, formdata: Any) -> Any:
        text = self._typed_in(formdata)
        if match := DOTTED_DATE.fullmatch(text):
            day, month, year = map(int, match.groups())
            try:
                return date(year, month, day).isoformat()
            except ValueError:
                return text
        return text or None


class TimeField(AnswerField):
    """A time of day; "9:05" and "9.05" too."""

    def read(self, formdata: Any) -> Any:
        text = self._typed_in(formdata)[:8]
        if match := SHORT_TIME.fullmatch(text):
            return f"{int(match[1]):02}:{match[2]}"
        return text[:5] if re.fullmatch(r"\d\d:\d\d:\d\d", text) else text or None


FIELDS: Mapping[str, type[AnswerField]] = {
    "single": SingleField,
    "multiple": MultipleField,
    "number": NumberField,
    "duration": DurationField,
    "text": TextField,
    "staff": TextField,
    "date": DateField,
    "time": TimeField,
}


class _Texts:
    """Texts kept from an earlier request, read like a form."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def get(self, name: str) -> str | None:
        return self._texts.get(name)

    def getlist(self, name: str) -> list[str]:
        return [self._texts[name]] if name in self._texts else []


def number_in(text: str) -> Decimal:
    """A number as people type it: decimal comma or point, no thousands marks.

    :raises ValueError: with the sentence for the shopper.
    """
    bare = text.replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if not NUMBER.fullmatch(bare):
        raise ValueError(
            _("“%(text)s” is no number. Write it with digits, such as 12 or 2.5.", text=text[:40])
        )
    return Decimal(bare.replace(",", ".").replace("−", "-"))


def _moment_in(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace(" ", "T"))
    if moment.tzinfo is not None or "T" not in text.replace(" ", "T"):
        raise ValueError("a wall-clock time")
    return moment


def _plain(value: Any) -> str:
    """12, 2.5: never 1E+2."""
    return f"{Decimal(str(value)).normalize():f}"
