"""What a file of answers looks like before anybody has said what its columns mean."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from mysteryshop.domain.access import CHANNELS
from mysteryshop.domain.response_headings import (
    DAY_PARTS,
    WORD_FIELDS,
    guess_columns,
    guess_currency,
    guess_date_order,
    guess_decimal,
    guess_words,
    word_key,
)
from mysteryshop.domain.response_rows import ColumnMapping
from mysteryshop.domain.response_scores import SCALES, guess_scores, is_score_word, score_key
from mysteryshop.domain.response_values import as_text

MAX_WORDS = 60  # a column with more different words is no list of situations and no scale
_SAMPLES = 3
_LOOK = 500


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column: a few of its cells, and all its different words when they are few enough to map.

    :param score_words: those of its cells that are words where the column holds scores; None = too many.
    """

    header: str
    samples: tuple[str, ...]
    words: tuple[str, ...] | None
    date_order: str
    decimal: str
    score_words: tuple[str, ...] | None = ()

    def words_of(self, field: str) -> tuple[str, ...] | None:
        """The words to be given a meaning when the column is this field; None = too many for that."""
        if field in SCALES:
            return self.score_words
        if field == "day_part" and self.words:
            return tuple(word for word in self.words if ":" not in word)  # a time tells its part of the day
        return self.words if field in WORD_FIELDS else ()


@dataclass(frozen=True, slots=True)
class FileProfile:
    """Kept with the import, so that the mapping page needs no file."""

    columns: tuple[ColumnProfile, ...]
    encoding: str | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(column.header for column in self.columns)

    def column(self, header: str) -> ColumnProfile | None:
        return next((column for column in self.columns if column.header == header), None)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "FileProfile":
        kept = json.loads(text)
        columns = tuple(
            ColumnProfile(
                c["header"],
                tuple(c["samples"]),
                None if c["words"] is None else tuple(c["words"]),
                c["date_order"],
                c["decimal"],
                None if c.get("score_words", ()) is None else tuple(c.get("score_words", ())),
            )
            for c in kept["columns"]
        )
        return cls(columns, kept["encoding"])


def profile_of(
    headers: Sequence[str], rows: Iterable[Sequence[object]], encoding: str | None = None
) -> FileProfile:
    """Look at every row once."""
    by_column: list[dict[str, object]] = [{} for _ in headers]
    for cells in rows:
        for place, cell in enumerate(cells):
            if cell is not None and len(by_column[place]) <= _LOOK:
                by_column[place].setdefault(as_text(cell), cell)
    return FileProfile(
        tuple(
            ColumnProfile(
                header,
                tuple(text[:80] for text in list(found)[:_SAMPLES]),
                tuple(sorted(found)) if len(found) <= MAX_WORDS and _are_words(found) else None,
                guess_date_order(found),
                guess_decimal(found.values()),
                _score_words(found.values()) if len(found) <= _LOOK else None,
            )
            for header, found in zip(headers, by_column, strict=True)
        ),
        encoding,
    )


def _are_words(texts: Iterable[str]) -> bool:
    return all(len(text) <= 60 for text in texts)


def _score_words(cells: Iterable[object]) -> tuple[str, ...] | None:
    words = {score_key(cell): as_text(cell) for cell in cells if is_score_word(cell)}
    return tuple(sorted(words.values())) if len(words) <= MAX_WORDS else None


def suggested_mapping(profile: FileProfile, situations: Collection[str], currency: str) -> ColumnMapping:
    """What the columns and words seem to mean, for a person to confirm.

    :param situations: the brand's keys; :param currency: the brand's, where the file names none.
    """
    columns = guess_columns(profile.headers)
    by_field = {field: profile.column(header) for header, field in columns.items()}
    day, value = by_field.get("answered_on"), by_field.get("value")
    return ColumnMapping(
        columns,
        suggested_words(profile, columns, situations),
        date_order=day.date_order if day else "dmy",
        decimal=value.decimal if value else ",",
        currency=(guess_currency(value.header) if value else None) or currency,
    )


def suggested_words(
    profile: FileProfile, columns: dict[str, str], situations: Collection[str]
) -> dict[str, dict[str, str]]:
    """Field -> word -> key, for the columns that are mapped to a field of words."""
    allowed = {"situation": situations, "channel": CHANNELS, "day_part": DAY_PARTS}
    words: dict[str, dict[str, str]] = {}
    for header, field in columns.items():
        column = profile.column(header)
        found = column.words_of(field) if column else None
        if found:
            words[field] = (
                guess_scores(field, found) if field in SCALES else guess_words(field, found, allowed[field])
            )
    return words


def meaning_key(field: str, word: str) -> str:
    """What a word's meaning is remembered under: `ColumnMapping.words[field]`."""
    return score_key(word) if field in SCALES else word_key(word)


def fitted(mapping: ColumnMapping, headers: Iterable[str]) -> ColumnMapping:
    """A remembered mapping with the headings spelt as in this file."""
    spelt = {_tidy(header): header for header in headers}
    columns = {spelt.get(_tidy(header), header): name for header, name in mapping.columns.items()}
    return replace(mapping, columns=columns)


def _tidy(header: str) -> str:
    return " ".join(header.split()).casefold()


def headers_key(headers: Iterable[str]) -> str:
    """SHA-256 of a set of headings, whatever their order and case: what a mapping is remembered under."""
    tidy = sorted(_tidy(header) for header in headers)
    return hashlib.sha256(json.dumps(tidy, ensure_ascii=False).encode()).hexdigest()
