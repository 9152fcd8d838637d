"""Forms of the import: the file, and what its columns and words mean.

The second one has as many fields as the file has columns; they are numbered, so that no heading becomes a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from mysteryshop.domain.errors import N_, DomainError
from mysteryshop.domain.response_profile import (
    MAX_WORDS,
    ColumnProfile,
    FileProfile,
    meaning_key,
    suggested_words,
)
from mysteryshop.domain.response_rows import ColumnMapping, check_mapping
from mysteryshop.domain.response_scores import REFUSE, SCALES
from mysteryshop.domain.survey_wording import wording
from mysteryshop.web.errors import sentence
from mysteryshop.web.forms import AppForm

FIELD_NAMES = {
    "location": N_("Location: name or number"),
    "answered_on": N_("Date of the answer, with or without the time"),
    "answered_time": N_("Time of the answer"),
    "nps": N_("NPS: recommend, 0 to 10"),
    "csat": N_("CSAT: satisfied, 1 to 5"),
    "ces": N_("CES: easy, 1 to 7"),
    "situation": N_("Situation"),
    "channel": N_("Channel"),
    "day_part": N_("Time of day"),
    "comment": N_("Comment"),
    "value": N_("Customer value"),
    "customer_ref": N_("Customer's number"),
    "external_id": N_("Id of the answer"),
}
CURRENCIES = ("SEK", "TRY", "EUR", "USD", "GBP", "NOK", "DKK", "CHF", "PLN")
LEAVE_EMPTY = "-"


def score_choices(language: str) -> dict[str, list[tuple[str, str]]]:
    """Every whole number of the three scales; the ends named, of CSAT all, so that nobody turns a scale around.

    :param language: en, sv or tr.
    """
    survey = wording(language, "")
    names = {
        "nps": dict(zip((0, 10), survey.nps_ends, strict=True)),
        "csat": {number: f"{number} {label}" for number, label in enumerate(survey.csat_labels, 1)},
        "ces": {1: "1 " + _("Very difficult"), 7: "7 " + _("Very easy")},
    }
    return {
        field: [(str(number), names[field].get(number, str(number))) for number in range(least, most + 1)]
        for field, (least, most) in SCALES.items()
    }


class UploadForm(AppForm):
    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])


@dataclass(slots=True)
class WordChoice:
    name: str  # of the HTML field
    word: str
    chosen: str
    error: str | None = None


@dataclass(slots=True)
class ColumnChoice:
    name: str
    profile: ColumnProfile
    chosen: str
    words: list[WordChoice] = field(default_factory=list)
    error: str | None = None
    unseen: bool = False  # its words were not on the page that was sent

    @property
    def is_score(self) -> bool:
        return self.chosen in SCALES

    @property
    def note(self) -> str | None:
        """Why the words of a score column are not here to be given a number. Their rows are refused."""
        if not self.is_score or self.profile.score_words is not None:
            return None
        return _(
            "It holds too many different texts to choose a number for each (at most %(most)s). Rows with a "
            "word here are refused.",
            most=MAX_WORDS,
        )


class MappingForm:
    """What the columns mean: as suggested or remembered, then as sent.

    :param posted: the form's fields, or None when the page is opened.
    :param choices: field of words or scores -> its keys and names.
    """

    def __init__(
        self,
        profile: FileProfile,
        kept: ColumnMapping,
        choices: Mapping[str, list[tuple[str, str]]],
        posted: Mapping[str, str] | None,
    ) -> None:
        self.choices, self._posted, self._remembered = choices, posted, kept.words
        self.date_order, self.decimal = kept.date_order, kept.decimal
        self.currency = kept.currency or ""
        if posted is not None:
            self.date_order = "mdy" if posted.get("date_order") == "mdy" else "dmy"
            self.decimal = "." if posted.get("decimal") == "." else ","
            self.currency = posted.get("currency", "")[:3]
        chosen = {
            column.header: posted.get(f"column-{place}", "")
            if posted is not None
            else kept.columns.get(column.header, "")
            for place, column in enumerate(profile.columns)
        }
        guesses = suggested_words(profile, chosen, [key for key, _name in choices["situation"]])
        self.columns = [
            self._column(place, column, chosen[column.header], kept, guesses)
            for place, column in enumerate(profile.columns)
        ]
        self.problems: list[tuple[str, str]] = []

    @property
    def currencies(self) -> list[str]:
        return list(dict.fromkeys([self.currency, *CURRENCIES] if self.currency else CURRENCIES))

    def has(self, *fields: str) -> bool:
        """Whether a column is chosen for one of the fields."""
        return any(column.chosen in fields for column in self.columns)

    def _column(
        self,
        place: int,
        profile: ColumnProfile,
        chosen: str,
        kept: ColumnMapping,
        guesses: Mapping[str, Mapping[str, str]],
    ) -> ColumnChoice:
        column = ColumnChoice(f"column-{place}", profile, chosen)
        known = {**guesses.get(chosen, {}), **_kept_words(kept, chosen)}
        for number, word in enumerate(profile.words_of(chosen) or ()):
            # a number chosen on one scale is none of another: each has its own fields
            name = f"word-{place}-{number}" + (f"-{chosen}" if column.is_score else "")
            guess = known.get(meaning_key(chosen, word), REFUSE if column.is_score else "")
            sent = self._posted.get(name) if self._posted is not None else None
            column.unseen |= column.is_score and self._posted is not None and sent is None
            column.words.append(WordChoice(name, word, guess if sent is None else sent))
        return column

    def validate(self) -> bool:
        """Whether it can work; else `problems` says what to do, each with the field it is about."""
        for column in self.columns:
            if column.chosen in ("situation", "channel") and column.profile.words is None:
                column.error = _(
                    "“%(column)s” holds too many different texts to be a list.", column=column.profile.header
                )
                self.problems.append((column.name, column.error))
            if column.unseen:
                column.error = _(
                    "“%(column)s” holds words. Look at what each of them means.",
                    column=column.profile.header,
                )
                self.problems.append((column.name, column.error))
            for word in column.words:
                if not word.chosen:
                    word.error = _("Choose what “%(word)s” means.", word=word.word)
                    self.problems.append((word.name, word.error))
        try:
            check_mapping(self.mapping())
        except DomainError as error:
            self.problems.insert(0, ("column-0", sentence(error)))
        return not self.problems

    def mapping(self) -> ColumnMapping:
        """What was chosen; words of earlier files with these headings are not forgotten."""
        words: dict[str, dict[str, str]] = {}
        for column in self.columns:
            if column.words:
                words.setdefault(column.chosen, dict(self._remembered.get(column.chosen, {})))
            for word in column.words:
                if word.chosen:
                    key = "" if word.chosen == LEAVE_EMPTY else word.chosen
                    words[column.chosen][meaning_key(column.chosen, word.word)] = key
        return ColumnMapping(
            {column.profile.header: column.chosen for column in self.columns if column.chosen},
            words,
            date_order=self.date_order,
            decimal=self.decimal,
            currency=self.currency or None,
        )


def _kept_words(kept: ColumnMapping, chosen: str) -> dict[str, str]:
    return {word: key or LEAVE_EMPTY for word, key in kept.words.get(chosen, {}).items()}
