"""Reading locations from a table that somebody else made: which column is what, and what is wrong with a row.

The bytes are not read here (`tabular.py` does that); cells arrive as texts, or as dates and numbers from a
workbook.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from mysteryshop.domain.errors import N_, DomainError
from mysteryshop.domain.windows import UnknownTimeZone, check_time_zone

T = TypeVar("T")

LEVELS = ("area_1", "area_2", "area_3", "area_4", "area_5")
FIELDS = (
    "name", "external_id", *LEVELS, "address", "postcode", "city", "latitude", "longitude", "time_zone",
    "opened_on", "closed_on", "peer_group",
)  # fmt: skip
MAX_NAME = 200
MAX_TEXT = 300

# Headings as people write them, in English, Swedish and Turkish, without accents and signs (see `plain`).
_HEADINGS: Mapping[str, str] = {
    "name": "name location store branch shop butik butiksnamn namn plats kontor filial enhet "
    "sube sube_adi magaza magaza_adi ad adi isim lokasyon location_name store_name branch_name",
    "external_id": "id external_id number no nr store_no store_number store_id location_id code kod nummer "
    "butiksnummer butiksnr butiks_id numara sube_no sube_kodu magaza_no magaza_kodu store_code location_code",
    "address": "address street street_address adress gatuadress gata adres sokak acik_adres",
    "postcode": "postcode postal_code zip zip_code postnr postnummer posta_kodu",
    "city": "city town ort stad postort sehir",
    "latitude": "lat latitude latitud breddgrad enlem",
    "longitude": "long lng lon longitude longitud langdgrad boylam",
    "time_zone": "time_zone timezone tz tidszon saat_dilimi zaman_dilimi",
    "opened_on": "opened opened_on opening_date open_date oppnad oppnades oppningsdatum acilis acilis_tarihi",
    "closed_on": "closed closed_on closing_date stangd stangdes stangningsdatum kapanis kapanis_tarihi",
    "peer_group": "peer_group format type store_type store_format butikstyp grupp kategori tip magaza_tipi",
}
# Area columns have an order of their own, whatever the order of the columns: the widest first.
_AREA_HEADINGS = (
    "country land ulke",
    "region area_1 area omrade bolge",
    "state province lan county il eyalet area_2",
    "district distrikt kommun ilce area_3 area_manager",
    "cluster kluster area_4",
)
_FIELD_OF_HEADING = {word: field for field, words in _HEADINGS.items() for word in words.split()}
_RANK_OF_HEADING = {word: rank for rank, words in enumerate(_AREA_HEADINGS) for word in words.split()}


class BadMapping(DomainError):
    """The chosen columns cannot give locations: the name is missing, or one thing has two columns."""


@dataclass(frozen=True, slots=True)
class LocationMapping:
    """What the columns of a file mean: heading -> one of `FIELDS`, and the zone of rows that name none."""

    columns: Mapping[str, str]
    time_zone: str

    def as_json(self) -> str:
        return json.dumps({"columns": dict(self.columns), "time_zone": self.time_zone}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "LocationMapping":
        kept = json.loads(text)
        return cls(kept["columns"], kept["time_zone"])

    def positions(self, headings: Sequence[object]) -> dict[int, str]:
        """As `guess_columns` gives it, for these headings."""
        return {place: self.columns[str(h)] for place, h in enumerate(headings) if str(h) in self.columns}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was left out. `row` is the number of the line in the file as a spreadsheet counts it."""

    row: int
    column: str
    value: str
    reason: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class LocationRow:
    """One good row. `area_path` goes from the widest area to the narrowest and may be empty."""

    row: int
    name: str
    external_id: str | None
    area_path: tuple[str, ...]
    address: str
    postcode: str
    city: str
    latitude: Decimal | None
    longitude: Decimal | None
    time_zone: str
    opened_on: date | None
    closed_on: date | None
    peer_group: str | None


class _Bad(Exception):
    """A cell is wrong; becomes a RowProblem."""

    def __init__(self, field: str, reason: str, **params: object) -> None:
        self.field, self.reason, self.params = field, reason, params


def plain(heading: object) -> str:
    """A heading for comparison: lower case, no accents, Turkish dotless i as i, words joined by "_"."""
    text = str(heading or "").replace("İ", "i").replace("I", "i").replace("ı", "i").casefold()
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", text).strip("_")


def recognise(heading: str) -> bool:
    """Whether a heading is one that files of locations usually have; helps to find the header row."""
    return plain(heading) in _FIELD_OF_HEADING or plain(heading) in _RANK_OF_HEADING


def guess_columns(headings: Sequence[object]) -> dict[int, str]:
    """What each column seems to hold: column position -> one of `FIELDS`; unknown columns are absent.

    Area columns become `area_1`, `area_2` … from the widest to the narrowest; a field is guessed for one
    column only, the first that fits. Only a suggestion: a person confirms it.
    """
    guessed: dict[int, str] = {}
    ranks: dict[int, int] = {}
    for position, heading in enumerate(headings):
        word = plain(heading)
        field = _FIELD_OF_HEADING.get(word)
        if field and field not in guessed.values():
            guessed[position] = field
        elif word in _RANK_OF_HEADING:
            ranks[position] = _RANK_OF_HEADING[word]
    in_order = sorted(ranks, key=lambda position: (ranks[position], position))
    guessed.update(zip(in_order, LEVELS, strict=False))
    return dict(sorted(guessed.items()))


def check_mapping(columns: Mapping[int, str]) -> None:
    """Refuse a choice of columns that cannot work.

    :raises BadMapping: no column for the name, a field chosen twice, an area level without the wider one, one
        coordinate without the other.
    """
    chosen = list(columns.values())
    if "name" not in chosen:
        raise BadMapping(N_("Choose which column holds the location's name."))
    for field in FIELDS:
        if chosen.count(field) > 1:
            raise BadMapping(
                N_("Two columns are chosen for the same thing. Keep one of them: %(field)s."), field=field
            )
    levels = [level for level in LEVELS if level in chosen]
    if levels != list(LEVELS[: len(levels)]):
        raise BadMapping(
            N_("Number the area columns from the widest, without a gap: level 1, level 2 and so on.")
        )
    if ("latitude" in chosen) != ("longitude" in chosen):
        raise BadMapping(N_("Choose a column for the latitude and one for the longitude, or neither."))


def read_locations(
    headings: Sequence[object],
    rows: Iterable[tuple[int, Sequence[object]]],
    columns: Mapping[int, str],
    *,
    time_zone: str,
) -> tuple[list[LocationRow], list[RowProblem]]:
    """Check every row.

    :param rows: the number of the line in the file and its cells, the heading line left out. Wholly blank
        lines are skipped without a word.
    :param columns: as `guess_columns` gives them.
    :param time_zone: for rows that name none.
    :returns: the good rows and what is wrong with the others, a problem for each bad cell.
    :raises BadMapping: see `check_mapping`.
    """
    check_mapping(columns)
    position_of = {field: position for position, field in columns.items()}
    good: list[LocationRow] = []
    problems: list[RowProblem] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in rows:
        if not any(_text(cell) for cell in cells):
            continue
        row, bad = _read_row(number, cells, position_of, time_zone)
        if row is not None and (first := seen.setdefault(_identity(row), number)) != number:
            field = "external_id" if row.external_id else "name"
            bad = [_Bad(field, N_("The same location stands in row %(first)s already."), first=first)]
        if row is not None and not bad:
            good.append(row)
        for wrong in bad:
            position = position_of.get(wrong.field)
            heading = _text(headings[position]) if position is not None and position < len(headings) else ""
            value = _text(cells[position]) if position is not None and position < len(cells) else ""
            problems.append(RowProblem(number, heading, value[:MAX_TEXT], wrong.reason, wrong.params))
    return good, problems


def _identity(row: LocationRow) -> tuple[str, ...]:
    if row.external_id:
        return ("id", row.external_id)
    return ("name", *(part.casefold() for part in row.area_path), row.name.casefold())


def _read_row(
    number: int, cells: Sequence[object], position_of: Mapping[str, int], time_zone: str
) -> tuple[LocationRow | None, list[_Bad]]:
    bad: list[_Bad] = []

    def cell(field: str) -> object:
        position = position_of.get(field)
        return cells[position] if position is not None and position < len(cells) else None

    def read(field: str, reader: Callable[[str, object], T], otherwise: T) -> T:
        try:
            return reader(field, cell(field))
        except _Bad as wrong:
            bad.append(wrong)
            return otherwise

    name = read("name", _name, "")
    opened, closed = read("opened_on", _date, None), read("closed_on", _date, None)
    if opened and closed and closed < opened:
        bad.append(_Bad("closed_on", N_("The location would have closed before it opened.")))
    latitude, longitude = read("latitude", _latitude, None), read("longitude", _longitude, None)
    if (latitude is None) != (longitude is None) and not any(
        b.field in ("latitude", "longitude") for b in bad
    ):
        bad.append(
            _Bad(
                "longitude" if longitude is None else "latitude", N_("One of the two coordinates is missing.")
            )
        )
    row = LocationRow(
        row=number,
        name=name,
        external_id=read("external_id", _short, "") or None,
        area_path=_area_path([read(level, _short, "") for level in LEVELS], bad),
        address=read("address", _short, ""),
        postcode=read("postcode", _short, ""),
        city=read("city", _short, ""),
        latitude=latitude,
        longitude=longitude,
        time_zone=read("time_zone", _time_zone, "") or time_zone,
        opened_on=opened,
        closed_on=closed,
        peer_group=read("peer_group", _short, "") or None,
    )
    return (None if bad else row), bad


def _area_path(levels: list[str], bad: list[_Bad]) -> tuple[str, ...]:
    path = [level for level in levels if level]
    if path != levels[: len(path)]:
        empty = levels.index("")
        bad.append(_Bad(LEVELS[empty], N_("A narrower area is named, but the one around it is missing.")))
    return tuple(path)


def _text(cell: object) -> str:
    """A cell as text on one line; a whole number from a workbook without ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def _short(field: str, cell: object) -> str:
    text = _text(cell)
    if len(text) > MAX_TEXT:
        raise _Bad(field, N_("This is longer than %(most)s characters."), most=MAX_TEXT)
    return text


def _name(field: str, cell: object) -> str:
    text = _text(cell)
    if not text:
        raise _Bad(field, N_("The location's name is missing."))
    if len(text) > MAX_NAME:
        raise _Bad(field, N_("This is longer than %(most)s characters."), most=MAX_NAME)
    return text


def _time_zone(field: str, cell: object) -> str:
    text = _text(cell)
    try:
        return check_time_zone(text) if text else ""
    except UnknownTimeZone as unknown:
        raise _Bad(field, unknown.template, **unknown.params) from None


def _latitude(field: str, cell: object) -> Decimal | None:
    return _degrees(field, cell, 90)


def _longitude(field: str, cell: object) -> Decimal | None:
    return _degrees(field, cell, 180)


def _degrees(field: str, cell: object, most: int) -> Decimal | None:
    """Degrees with a decimal point or a decimal comma; hemisphere letters and minutes are refused, not
    guessed.
    """
    text = _text(cell).replace("−", "-")
    if not text:
        return None
    if not re.fullmatch(r"[+-]?\d{1,3}([.,]\d{1,15})?", text, re.ASCII):
        raise _Bad(field, N_("Write degrees as a decimal number, like 55.6050 or 55,6050."))
    degrees = Decimal(text.replace(",", "."))
    if abs(degrees) > most:
        raise _Bad(field, N_("Degrees here lie between -%(most)s and %(most)s."), most=most)
    return degrees.quantize(Decimal("0.000001"))  # a tenth of a metre


def _date(field: str, cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _text(cell).removesuffix(" 00:00:00")
    if not text:
        return None
    iso = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text, re.ASCII)
    dotted = re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", text, re.ASCII)
    if (
        dotted
        and dotted[2] == "/"
        and int(dotted[1]) <= 12
        and int(dotted[3]) <= 12
        and dotted[1] != dotted[3]
    ):
        raise _Bad(
            field, N_("This can be read as two different days. Write it as year-month-day, like 2024-05-31.")
        )
    parts = (
        (int(iso[1]), int(iso[2]), int(iso[3]))
        if iso
        else (int(dotted[4]), int(dotted[3]), int(dotted[1]))
        if dotted
        else None
    )
    try:
        if parts:
            return date(*parts)
    except ValueError:
        pass
    raise _Bad(field, N_("This is no date. Write it as year-month-day, like 2024-05-31."))
