"""What stands in the builder's fields, as it was typed, and the way to the document and back.

A page is filled from the document on opening and from the posted form after a refusal, so that nothing typed is
lost. Field names are made of fixed words, language codes and positions, never of keys of the document.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from mysteryshop.domain.exact import exact, number_problem
from mysteryshop.domain.scorecard import Text, is_blank
from mysteryshop.domain.scorecard_reading import Section

Posted = MultiDict[str, str]
Json = dict[str, Any]


@dataclass(slots=True)
class Entries:
    """Base: the languages whose fields stand side by side (the document's own first), and what was refused."""

    languages: list[str]
    errors: dict[str, str] = field(default_factory=dict)
    """Field id -> sentence."""

    def refuse(self, field_id: str, sentence: str) -> None:
        self.errors[field_id] = sentence

    def text(self, typed: Mapping[str, str], old: Text) -> dict[str, str]:
        """A text of the document; the own language always, the others where something is written.

        Languages that are not edited here stay as they were.
        """
        kept = {code: words for code, words in old.items() if code not in self.languages}
        written = {code: typed.get(code, "") for code in self.languages}
        own = self.languages[0]
        return kept | {code: words for code, words in written.items() if code == own or not is_blank(words)}

    def number(
        self, field_id: str, name: str, typed: str, default: int | None = None
    ) -> int | Decimal | None:
        """The number, whole where it can be; `default` for an empty field; None (and a sentence) if refused.

        :param name: what the field is called, for the sentence.
        """
        if not typed:
            return default
        return self.checked(
            field_id, as_number(typed), _("%(name)s: write a number, such as 1 or 0.5.", name=name)
        )

    def checked(self, field_id: str, value: int | Decimal | None, otherwise: str) -> int | Decimal | None:
        """:param otherwise: the sentence where nothing could be read."""
        if value is None:
            self.refuse(field_id, otherwise)
            return None
        problem = number_problem(value)
        if problem:
            self.refuse(field_id, _(problem))
        return value


def as_number(typed: str) -> int | Decimal | None:
    """ "1,5", "1.5", "−2" -> a number; None for anything else. Both decimal marks are read in every language."""
    plain = typed.replace("\N{MINUS SIGN}", "-").replace(",", ".").replace(" ", "").replace("\u00a0", "")
    if not plain.isascii() or any(letter not in "0123456789.-+" for letter in plain):
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return int(number) if number == number.to_integral_value() and abs(number) <= 10**9 else number


def shown_number(value: object) -> str:
    """A number of the document as an editor reads it: no exponent, no zeros at the end."""
    if value is None:
        return ""
    if number_problem(value):
        return str(value)
    number = exact(value)
    if number.denominator == 1:
        return str(number.numerator)
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}".rstrip("0")


def as_seconds(typed: str) -> int | Decimal | None:
    """ "1:30" -> 90, "4:00:00" -> 14400, "45" -> 45; None for anything else."""
    parts = [as_number(part) for part in typed.split(":")]
    if len(parts) > 3 or any(part is None for part in parts):
        return None
    total: int | Decimal = 0
    for part in parts:
        total = total * 60 + (part or 0)
    return total


def shown_seconds(value: object) -> str:
    """90 -> "1:30", 14400 -> "4:00:00", 45 -> "0:45"; what is not whole stays a number of seconds."""
    number = Fraction(0) if number_problem(value) else exact(value)
    if number.denominator != 1 or number < 0:
        return shown_number(value)
    minutes, seconds = divmod(number.numerator, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def texts_from(form: Posted, name: str, languages: Iterable[str]) -> dict[str, str]:
    """The fields `name.<language>`."""
    return {code: form.get(f"{name}.{code}", "").strip() for code in languages}


def rows_from(form: Posted, name: str) -> list[str]:
    """The positions of a list of rows as they stand on the page: every row has a hidden field `name.row`."""
    return [row for row in form.getlist(f"{name}.row") if row.isdecimal()]


@dataclass(slots=True)
class BandEntries:
    start: str = ""
    label: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class HeadEntries(Entries):
    """Title, situations, marks, bands and the rules of the whole scorecard."""

    title: dict[str, str] = field(default_factory=dict)
    language: str = "en"
    situations: list[str] = field(default_factory=list)
    method: str = "section_mean"
    pass_mark: str = ""
    unanswered: str = "exclude"
    cap_bonus: bool = True
    bands: list[BandEntries] = field(default_factory=list)

    @classmethod
    def of(cls, document: Json, languages: list[str], situations: list[str]) -> "HeadEntries":
        return cls(
            languages=languages,
            title=dict(document["title"]),
            language=document["language"],
            situations=situations,
            method=document["method"],
            pass_mark=shown_number(document.get("pass_mark")),
            unanswered=document.get("unanswered", "exclude"),
            cap_bonus=document.get("cap_bonus", True),
            bands=[BandEntries(shown_number(b["from"]), dict(b["label"])) for b in document.get("bands", [])],
        )

    @classmethod
    def posted(cls, form: Posted, languages: list[str]) -> "HeadEntries":
        bands = [
            BandEntries(
                form.get(f"band.{n}.from", "").strip(), texts_from(form, f"band.{n}.label", languages)
            )
            for n in rows_from(form, "band")
        ]
        entries = cls(
            languages=languages,
            title=texts_from(form, "title", languages),
            language=form.get("language", ""),
            situations=form.getlist("situations"),
            method=form.get("method", ""),
            pass_mark=form.get("pass_mark", "").strip(),
            unanswered=form.get("unanswered", ""),
            cap_bonus="cap_bonus" in form,
            bands=bands,
        )
        do_rows(form.get("do", ""), "band", entries.bands, BandEntries)
        return entries

    def head(self, old: Json) -> Json:
        """The fields of the document, its sections left out; what cannot be read is in `errors`."""
        if self.language not in self.languages:
            self.refuse("language", _("Choose one of the languages."))
        old_bands = old.get("bands", [])
        bands = [
            {
                "from": self.number(
                    f"band-{n}-from", _("Start of band %(number)s", number=n + 1), band.start, 0
                ),
                "label": self.text(band.label, old_bands[n]["label"] if n < len(old_bands) else {}),
            }
            for n, band in enumerate(self.bands)
        ]
        return {
            "title": self.text(self.title, old["title"]),
            "language": self.language,
            "situations": self.situations,
            "method": "pooled" if self.method == "pooled" else "section_mean",
            "pass_mark": self.number("pass_mark", _("Pass mark"), self.pass_mark),
            "unanswered": "zero" if self.unanswered == "zero" else "exclude",
            "cap_bonus": self.cap_bonus,
            "bands": bands,
        }


@dataclass(slots=True)
class SectionEntries(Entries):
    title: dict[str, str] = field(default_factory=dict)
    weight: str = "1"
    pass_mark: str = ""
    criterion: str = ""

    @classmethod
    def of(cls, section: Section, languages: list[str]) -> "SectionEntries":
        return cls(
            languages=languages,
            title=dict(section["title"]),
            weight=shown_number(section.get("weight", 1)),
            pass_mark=shown_number(section.get("pass_mark")),
            criterion=section.get("criterion", ""),
        )

    @classmethod
    def posted(cls, form: Posted, languages: list[str]) -> "SectionEntries":
        return cls(
            languages=languages,
            title=texts_from(form, "title", languages),
            weight=form.get("weight", "").strip(),
            pass_mark=form.get("pass_mark", "").strip(),
            criterion=form.get("criterion", "").strip(),
        )

    def section(self, old: Section) -> Section:
        """The section with these fields; its key and its questions stay."""
        section = {
            **old,
            "title": self.text(self.title, old["title"]),
            "weight": self.number("weight", _("Weight"), self.weight, 1),
            "pass_mark": self.number("pass_mark", _("Pass mark"), self.pass_mark),
        }
        section.pop("criterion", None)
        return section | ({"criterion": self.criterion} if self.criterion else {})


def do_rows(do: str, name: str, rows: list[Any], new: type) -> None:
    """What a button of a list asks for: `add-option`, `option.2.up`, `option.2.down`, `option.2.remove`."""
    if do == f"add-{name}":
        rows.append(new())
        return
    kind, _dot, rest = do.partition(".")
    place, _dot, move = rest.partition(".")
    if kind != name or not place.isdecimal() or int(place) >= len(rows):
        return
    at = int(place)
    if move == "remove":
        del rows[at]
        return
    target = at + {"up": -1, "down": 1}.get(move, 0)
    if 0 <= target < len(rows):
        rows[at], rows[target] = rows[target], rows[at]
