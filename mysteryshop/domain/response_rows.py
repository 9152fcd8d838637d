"""Rows of a file -> customers' answers that are right, and a list of what is wrong with the others.

A row is kept whole or refused whole. Its identity is its id where the file has one, else the fingerprint of its
values and its number among equals, so that two customers who said the same are two, and a file that comes a
second time adds nothing.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import TypeVar

from mysteryshop.domain.access import CHANNELS
from mysteryshop.domain.cells import UncachedFormula
from mysteryshop.domain.customer_answers import CustomerAnswer
from mysteryshop.domain.errors import N_, DomainError
from mysteryshop.domain.location_rows import RowProblem, plain
from mysteryshop.domain.privacy import part_of_day
from mysteryshop.domain.response_headings import DAY_PARTS, FIELDS, WORD_FIELDS, guess_currency, word_key
from mysteryshop.domain.response_scores import REFUSE, SCALES, is_score_word, score_key
from mysteryshop.domain.response_values import (
    BadCell,
    as_text,
    clock,
    comment,
    moment,
    money,
    rating,
    short_text,
)

T = TypeVar("T")

CES_SCALE = "ces2"  # 1 to 7, 7 is easy
EARLIEST = date(1990, 1, 1)


class BadMapping(DomainError):
    """The chosen columns cannot give answers: no location, no date, nothing answered, or one thing twice."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a person said about a set of headings. Remembered per brand and set of headings."""

    columns: Mapping[str, str]  # heading -> one of FIELDS; a heading that is absent is left out
    words: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # field -> word -> key, or number of the scale; "" = leave empty
    date_order: str = "dmy"
    decimal: str = ","
    currency: str | None = None

    def as_json(self) -> str:
        return json.dumps(
            {
                "columns": dict(self.columns),
                "words": {name: dict(words) for name, words in self.words.items()},
                "date_order": self.date_order,
                "decimal": self.decimal,
                "currency": self.currency,
            },
            ensure_ascii=False,
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> "ColumnMapping":
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Place:
    """A location as a row may name it."""

    id: int
    name: str
    external_id: str | None
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedResponse(CustomerAnswer):
    """A row's answers; `fingerprint` is None where there is an id."""

    row: int
    location_id: int
    fingerprint: str | None = None


class Places:
    """Finds a location by its number or its name; the exactest way that finds any decides."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_key: dict[tuple[str, str], set[int]] = {}
        self._places = {place.id: place for place in places}
        for place in self._places.values():
            for name in filter(None, (place.external_id, place.name)):
                for key in self._keys(name):
                    self._by_key.setdefault(key, set()).add(place.id)

    @staticmethod
    def _keys(name: str) -> list[tuple[str, str]]:
        """As written, without regard to case, without accents: from the exact to the forgiving."""
        tidy = " ".join(name.split())
        lower = tidy.replace("İ", "i").replace("I", "ı").casefold().replace("ı", "i")
        return [("exact", tidy), ("lower", lower), *([("plain", plain(tidy))] if plain(tidy) else [])]

    def find(self, name: str) -> Place:
        """:raises BadCell: no location is called so, or several are."""
        for key in self._keys(name):
            found = self._by_key.get(key, set())
            if len(found) > 1:
                raise BadCell(
                    N_("%(count)s locations are called this. Use the location's number instead."),
                    count=len(found),
                )
            if found:
                return self._places[next(iter(found))]
        raise BadCell(N_("No location has this name or number."))


def check_mapping(mapping: ColumnMapping) -> None:
    """Refuse a choice of columns that cannot work.

    :raises BadMapping: with one sentence.
    """
    chosen = list(mapping.columns.values())
    if "location" not in chosen:
        raise BadMapping(N_("Choose the column that holds the location's name or number."))
    if "answered_on" not in chosen:
        raise BadMapping(N_("Choose the column that holds the date of the answer."))
    if not {"nps", "csat", "ces", "comment"} & set(chosen):
        raise BadMapping(N_("Choose a column with answers: NPS, CSAT, CES or the comment."))
    if any(count > 1 for count in Counter(chosen).values()) or set(chosen) - set(FIELDS):
        raise BadMapping(N_("Two columns are chosen for the same thing. Keep one of them."))


class RowReader:
    """Reads the rows of one file under one mapping.

    :param headers: of the file, in order.
    :param places: all locations of the brand.
    :param situations: the keys that the brand has.
    :param latest: the last day that an answer may carry; later ones are refused as mistakes of writing.
    :raises BadMapping: see `check_mapping`.
    """

    def __init__(
        self,
        headers: Sequence[str],
        mapping: ColumnMapping,
        places: Places,
        *,
        situations: Collection[str],
        latest: date,
    ) -> None:
        check_mapping(mapping)
        self._mapping, self._places, self._latest = mapping, places, latest
        self._position = {
            mapping.columns[header]: place
            for place, header in enumerate(headers)
            if header in mapping.columns
        }
        self._headers = headers
        self._allowed = {
            "situation": frozenset(situations),
            "channel": frozenset(CHANNELS),
            "day_part": frozenset(DAY_PARTS),
        }

    def read(self, number: int, cells: Sequence[object]) -> CheckedResponse | list[RowProblem]:
        """The answers of one row, or everything that is wrong with it (at least one problem)."""
        wrong: list[tuple[str, BadCell]] = []

        def take(name: str, reader: Callable[[object], T]) -> T | None:
            cell = self._cell(cells, name)
            try:
                if isinstance(cell, UncachedFormula):
                    raise BadCell(
                        N_("A formula without its result. Save the workbook in a spreadsheet first.")
                    )
                return reader(cell)
            except BadCell as bad:
                wrong.append((name, bad))
                return None

        place = take("location", self._place)
        if place is None and not as_text(self._cell(cells, "location")):
            return self._problems(number, cells, wrong)  # a row of totals: one reason is enough
        zone = place.time_zone if place else "UTC"
        day, at = take("answered_on", lambda cell: self._moment(cell, zone)) or (None, None)
        own_time = take("answered_time", clock)
        at = own_time or at
        words = {name: take(name, partial(self._word, name)) for name in WORD_FIELDS}
        scores = {name: take(name, partial(self._score, name)) for name in SCALES}
        said = take("comment", comment)
        value = take("value", self._amount)
        customer, external = take("customer_ref", short_text), take("external_id", short_text)
        if not wrong and said is None and all(score is None for score in scores.values()):
            wrong.append(("nps", BadCell(N_("The row holds no answer."))))
        if wrong or place is None or day is None:
            return self._problems(number, cells, wrong)
        response = CheckedResponse(
            row=number,
            location_id=place.id,
            answered_on=day,
            answered_at=datetime.combine(day, at) if at else None,
            day_part=words["day_part"] or (part_of_day(at).value if at else None),
            situation=words["situation"],
            channel=words["channel"],
            nps=scores["nps"],
            csat=scores["csat"],
            ces=scores["ces"],
            comment=said,
            value=value,
            currency=self._mapping.currency if value is not None else None,
            customer_ref=customer,
            external_id=external,
        )
        return response if external else replace(response, fingerprint=fingerprint(response))

    def _cell(self, cells: Sequence[object], name: str) -> object:
        place = self._position.get(name)
        return cells[place] if place is not None and place < len(cells) else None

    def _place(self, cell: object) -> Place:
        name = short_text(cell)
        if name is None:
            raise BadCell(N_("The row names no location. Is it a row of totals?"))
        return self._places.find(name)

    def _moment(self, cell: object, zone: str) -> tuple[date, time | None]:
        if not as_text(cell):
            raise BadCell(N_("The date is missing."))
        day, at = moment(cell, zone, self._mapping.date_order)
        if not EARLIEST <= day <= self._latest:
            raise BadCell(
                N_("An answer lies between %(first)s and %(last)s."),
                first=EARLIEST.isoformat(),
                last=self._latest.isoformat(),
            )
        return day, at

    def _word(self, name: str, cell: object) -> str | None:
        text = as_text(cell)
        if not text:
            return None
        key = self._mapping.words.get(name, {}).get(word_key(text))
        if key == "":
            return None
        if key is None and name == "day_part" and ":" in text:
            at = clock(cell)
            return part_of_day(at).value if at else None
        if key is None or key not in self._allowed[name]:
            raise BadCell(N_("The word has no meaning yet. Choose one on the mapping page."))
        return key

    def _score(self, name: str, cell: object) -> int | None:
        least, most = SCALES[name]
        if not is_score_word(cell):
            return rating(cell, least, most)
        meant = self._mapping.words.get(name, {}).get(score_key(cell), REFUSE)
        if meant == REFUSE:
            raise BadCell(
                N_(
                    "This is no whole number from %(least)s to %(most)s. If it stands for one, say so on the page "
                    "“What do the columns mean?”, or write the number in the file."
                ),
                least=least,
                most=most,
            )
        return rating(meant, least, most)

    def _amount(self, cell: object) -> Decimal | None:
        named = guess_currency(as_text(cell)) if isinstance(cell, str) else None
        if (
            named
            and self._mapping.currency
            and named != self._mapping.currency
            and "kr" not in as_text(cell).casefold()
        ):
            raise BadCell(
                N_("The amount is in %(named)s; this file's amounts are in %(currency)s."),
                named=named,
                currency=self._mapping.currency,
            )
        return money(cell, self._mapping.decimal)

    def _problems(
        self, number: int, cells: Sequence[object], wrong: Sequence[tuple[str, BadCell]]
    ) -> list[RowProblem]:
        problems = []
        for name, bad in wrong:
            place = self._position.get(name)
            heading = self._headers[place] if place is not None else ""
            value = as_text(self._cell(cells, name))[:300]
            problems.append(RowProblem(number, heading, value, bad.reason, bad.params))
        return problems


def fingerprint(response: CheckedResponse) -> str:
    """SHA-256, in hexadecimal, of the values as understood: 4, "4" and "4,0" are one value, the order of the
    columns and their names do not matter. The row's number and an external id are not part of it.
    """
    values = [
        response.location_id,
        response.answered_on.isoformat(),
        response.answered_at.isoformat() if response.answered_at else None,
        response.day_part,
        response.situation,
        response.channel,
        response.nps,
        response.csat,
        response.ces,
        response.comment,
        str(response.value) if response.value is not None else None,
        response.currency,
        response.customer_ref,
    ]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()


Identity = tuple[str, str, int]  # ("id", external id, 0) or ("print", fingerprint, occurrence)


class Occurrences:
    """Gives each row of one file, in order, its identity; equals without an id are numbered from 1."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def identity(self, response: CheckedResponse) -> Identity:
        if response.external_id is not None:
            return ("id", response.external_id, 0)
        assert response.fingerprint is not None
        self._seen[response.fingerprint] += 1
        return ("print", response.fingerprint, self._seen[response.fingerprint])
