"""Rows of customers' answers: what is kept, what is refused and why, and who is the same."""

from collections import Counter
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.cells import UncachedFormula
from mysteryshop.domain.response_headings import (
    guess_columns,
    guess_currency,
    guess_date_order,
    guess_decimal,
    guess_field,
    guess_words,
    recognise,
)
from mysteryshop.domain.response_rows import (
    BadMapping,
    CheckedResponse,
    ColumnMapping,
    Occurrences,
    Place,
    Places,
    RowReader,
    check_mapping,
)
from mysteryshop.domain.response_values import BadCell, clock, moment, money, rating
from mysteryshop.tabular import read_table

REAL = Path(__file__).parents[1] / "cases" / "real"
SITUATIONS = ("order", "inquiry", "purchase", "complaint", "feedback")
TURKISH = ("İstanbul Kadıköy", "Şanlıurfa", "İzmir Alsancak", "Ankara Çankaya", "Eskişehir")
SWEDISH = ("Malmö", "Göteborg", "Örebro", "Umeå", "Växjö", "Åre", "Jönköping", "Stockholm Söder")


def places(*names: str, zone: str = "Europe/Stockholm", prefix: str = "SE-01") -> Places:
    return Places(Place(n + 1, name, f"{prefix}{n:02}", zone) for n, name in enumerate(names))


def guessed_mapping(headers, rows, currency=None) -> ColumnMapping:
    columns = guess_columns(headers)
    words = {}
    for header, field in columns.items():
        if field in ("situation", "channel", "day_part"):
            cells = {row.cells[headers.index(header)] for row in rows} - {None}
            words[field] = guess_words(field, cells, SITUATIONS)
    return ColumnMapping(columns, words, currency=currency)


def read(name, where, currency=None):
    table = read_table((REAL / name).read_bytes(), recognise=recognise)
    mapping = guessed_mapping(table.headers, table.rows, currency)
    reader = RowReader(table.headers, mapping, where, situations=SITUATIONS, latest=date(2026, 11, 22))
    good, bad = [], []
    for row in table.rows:
        answer = reader.read(row.number, row.cells)
        (good if isinstance(answer, CheckedResponse) else bad).append(answer)
    return good, bad


def identities(responses) -> list[tuple[str, str, int]]:
    numbers = Occurrences()
    return [numbers.identity(response) for response in responses]


def test_the_turkish_file_comes_out_as_its_readme_says():
    good, bad = read("responses-tr.csv", places(*TURKISH, zone="Europe/Istanbul"), "TRY")
    assert len(good) + len(bad) == 261
    assert sorted((p.column, p.value) for problems in bad for p in problems) == [
        ("Kolaylık (1-7)", "-3"),
        ("Kolaylık (1-7)", "8"),
        ("Memnuniyet (1-5)", "4,5"),
        ("Tarih", "31.02.2026"),
        ("Tavsiye (0-10)", "-1"),
        ("Tavsiye (0-10)", "11"),
        ("Şube", "Bilinmeyen Şube"),
    ]
    assert all(len(problems) == 1 and problems[0].row > 1 for problems in bad)
    names = identities(good)
    assert len(good) == 254
    assert len(set(names)) == 253
    assert [name[2] for name in names if name[0] == "print"] == [1, 2]  # two customers who said the same
    first = good[0]
    assert (first.external_id, first.answered_on, first.situation) == ("TR9000", date(2026, 3, 13), "inquiry")
    assert (first.nps, first.csat, first.ces, first.value) == (6, 4, 4, Decimal("2303.00"))
    assert good[3].comment == "Kasa hızlıydı\nama park yeri yok"


def test_the_repaired_file_has_three_answers_more():
    where = places(*TURKISH, zone="Europe/Istanbul")
    before = set(identities(read("responses-tr.csv", where, "TRY")[0]))
    after = set(identities(read("responses-tr-repaired.csv", where, "TRY")[0]))
    assert before < after
    assert len(after - before) == 3


def test_the_swedish_file_is_kept_whole_and_its_formulas_are_text():
    good, bad = read("responses-sv.csv", places(*SWEDISH))
    assert (len(good), bad) == (240, [])
    assert Counter(r.comment for r in good)["=1+1"] == 44
    assert good[0].answered_at == datetime.fromisoformat("2026-06-22T15:59:00")
    assert (good[0].day_part, good[0].situation, good[0].location_id) == ("afternoon", "complaint", 3)


def test_the_totals_row_of_the_workbook_is_refused_as_a_row_without_a_location():
    good, bad = read("responses.xlsx", places(*SWEDISH))
    assert len(good) == 90
    ((problem,),) = bad
    assert (problem.row, problem.column, problem.value) == (95, "Butik", "")
    assert problem.reason.startswith("The row names no location")


HEADERS = ("Store", "Date", "NPS", "CSAT", "CES", "Comment", "Value", "Id", "Situation", "Time")
MAPPING = ColumnMapping(
    dict(
        zip(
            HEADERS,
            (
                "location",
                "answered_on",
                "nps",
                "csat",
                "ces",
                "comment",
                "value",
                "external_id",
                "situation",
                "answered_time",
            ),
            strict=True,
        )
    ),
    {"situation": {"purchase": "purchase", "other": ""}},
    currency="SEK",
)


def one(mapping=MAPPING, where=None, **cells):
    row = {"Store": "Malmö", "Date": "2026-05-01", "NPS": "9"} | {k.title(): v for k, v in cells.items()}
    row = {{"Nps": "NPS", "Csat": "CSAT", "Ces": "CES"}.get(k, k): v for k, v in row.items()}
    reader = RowReader(
        HEADERS, mapping, where or places(*SWEDISH), situations=SITUATIONS, latest=date(2026, 12, 31)
    )
    return reader.read(7, tuple(row.get(header) for header in HEADERS))


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"nps": "-1"}, "NPS", "is outside"),
        ({"nps": "11"}, "NPS", "is outside"),
        ({"ces": "8"}, "CES", "is outside"),
        ({"ces": 0}, "CES", "is outside"),
        ({"csat": "4,5"}, "CSAT", "no whole number"),
        ({"csat": 4.5}, "CSAT", "no whole number"),
        ({"csat": True}, "CSAT", "no whole number"),
        ({"csat": "four"}, "CSAT", "no whole number"),
        ({"csat": float("nan")}, "CSAT", "no whole number"),
        ({"date": "31.02.2026"}, "Date", "no such day"),
        ({"date": ""}, "Date", "The date is missing"),
        ({"date": 46143.0}, "Date", "a number, not a date"),
        ({"date": "2062-05-01"}, "Date", "An answer lies between"),
        ({"date": "1.5.26"}, "Date", "no date"),
        ({"store": "Lund"}, "Store", "No location"),
        ({"situation": "Lunch"}, "Situation", "has no meaning yet"),
        ({"value": "1.50"}, "Value", "before the decimals"),
        ({"value": "-5"}, "Value", "between 0"),
        ({"value": "10 EUR"}, "Value", "The amount is in EUR"),
        ({"time": "25:00"}, "Time", "no such time"),
        ({"nps": UncachedFormula("=A1+1")}, "NPS", "A formula without its result"),
        ({"comment": "x" * 10_001}, "Comment", "longer than"),
        ({"id": "x" * 301}, "Id", "longer than"),
        ({"nps": None}, "NPS", "no answer"),
    ],
)
def test_a_wrong_cell_is_named_and_the_row_refused(cells, column, says):
    (problem,) = one(**cells)
    assert (problem.row, problem.column) == (7, column)
    assert says in problem.reason % problem.params


def test_every_wrong_cell_of_a_row_is_named():
    assert [p.column for p in one(store="Lund", nps="11", ces="8")] == ["Store", "NPS", "CES"]


def test_two_locations_of_one_name_are_told_apart_by_their_number_only():
    where = Places(
        [Place(1, "Centrum", "1", "UTC"), Place(2, "Centrum", "2", "UTC"), Place(3, "A", "3", "UTC")]
    )
    (problem,) = one(where=where, store="Centrum")
    assert (problem.reason % problem.params).startswith("2 locations are called this")
    assert one(where=where, store=2.0).location_id == 2


def test_names_are_found_without_regard_to_case_and_accents_but_the_exact_one_wins():
    where = Places(
        [Place(1, "Åre", None, "UTC"), Place(2, "Are", None, "UTC"), Place(3, "İzmir", None, "UTC")]
    )
    assert one(where=where, store="Åre").location_id == 1
    assert one(where=where, store="ARE").location_id == 2
    assert one(where=where, store="IZMIR").location_id == 3


def test_a_row_of_figures_in_any_spelling_is_the_same_row():
    spoken = one(nps=9, csat=4.0, value=1234.5, date=datetime.fromisoformat("2026-05-01"))
    typed = one(nps="9", csat="4,0", value="1 234,50 kr", date="01.05.2026")
    assert spoken.fingerprint == typed.fingerprint is not None
    assert one(nps="9", csat="4").fingerprint != one(nps="9", csat="5").fingerprint
    assert one(id="A1").fingerprint is None


def test_a_word_can_be_mapped_to_nothing():
    assert one(situation="Other").situation is None
    assert one(situation="PURCHASE").situation == "purchase"


def test_the_hour_may_stand_in_a_column_of_its_own():
    answer = one(time="22:30")
    assert (answer.answered_at, answer.day_part) == (datetime.fromisoformat("2026-05-01T22:30"), "night")


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-05-31", "dmy", (date(2026, 5, 31), None)),
        ("2026-05-31 00:00:00", "dmy", (date(2026, 5, 31), None)),
        ("2026-05-31T14:05:09.123", "dmy", (date(2026, 5, 31), time(14, 5, 9))),
        ("2026-05-31T23:30:00Z", "dmy", (date(2026, 6, 1), time(1, 30))),
        ("2026-05-31T01:30:00+05:00", "dmy", (date(2026, 5, 30), time(22, 30))),
        ("31.5.2026 9.05", "dmy", (date(2026, 5, 31), time(9, 5))),
        ("3/4/2026", "dmy", (date(2026, 4, 3), None)),
        ("3/4/2026", "mdy", (date(2026, 3, 4), None)),
        ("3.4.2026", "mdy", (date(2026, 4, 3), None)),
        ("3/4/2026 1:05 PM", "mdy", (date(2026, 3, 4), time(13, 5))),
    ],
)
def test_dates_as_people_write_them(text, order, expected):
    assert moment(text, "Europe/Stockholm", order) == expected


def test_what_the_file_tells_of_its_dates_and_decimals():
    assert guess_date_order(["3/4/2026", "3/14/2026"]) == "mdy"
    assert guess_date_order(["3/4/2026", "13/4/2026"]) == "dmy"
    assert guess_date_order(["3/4/2026"]) == "dmy"
    assert (guess_decimal(["12", "15178,40"]), guess_decimal(["1,200.50 kr"]), guess_decimal([])) == (
        ",",
        ".",
        ",",
    )


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("15178,40", ",", "15178.40"),
        ("15.178,4", ",", "15178.40"),
        ("15 178,40 kr", ",", "15178.40"),
        ("15\u00a0178:-", ",", "15178"),
        ("$1,234.50", ".", "1234.50"),
        ("₺1.234", ",", "1234"),
        (0.1 + 0.2, ",", "0.30"),
        (12, ".", "12"),
    ],
)
def test_amounts_as_people_write_them(text, decimal, amount):
    assert money(text, decimal) == Decimal(amount)


@pytest.mark.parametrize("text", ["1.23", "1,2,3", "12%", "about 5", float("inf"), "1.2345,00"])
def test_no_amount_is_guessed(text):
    with pytest.raises(BadCell):
        money(text, ",")


def test_clock_reads_workbook_times_too():
    assert (clock("2:05 pm"), clock(time(14, 5)), clock("")) == (time(14, 5), time(14, 5), None)


@given(st.integers(), st.integers(0, 3), st.integers(4, 12))
def test_a_rating_is_itself_or_refused(number, least, most):
    if least <= number <= most:
        assert rating(str(number), least, most) == number == rating(float(number), least, most)
    else:
        with pytest.raises(BadCell):
            rating(str(number), least, most)


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(text):
    readers = (
        lambda: rating(text, 0, 10),
        lambda: money(text, ","),
        lambda: moment(text, "Europe/Istanbul", "mdy"),
        lambda: clock(text),
    )
    for reader in readers:
        with suppress(BadCell):
            reader()


@given(st.lists(st.sampled_from("abc"), max_size=20))
def test_the_same_file_again_has_the_same_identities(words):
    rows = [one(comment=word) for word in words]
    assert identities(rows) == identities(rows)
    assert len(set(identities(rows))) == len(rows)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"a": "answered_on", "b": "nps"}, "location"),
        ({"a": "location", "b": "nps"}, "date"),
        ({"a": "location", "b": "answered_on", "c": "value"}, "NPS, CSAT, CES"),
        ({"a": "location", "b": "answered_on", "c": "nps", "d": "nps"}, "Two columns"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(columns, says):
    with pytest.raises(BadMapping, match=says):
        check_mapping(ColumnMapping(columns))


def test_a_mapping_is_remembered_as_it_was():
    assert ColumnMapping.from_json(MAPPING.as_json()) == MAPPING


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Tavsiye (0-10)", "nps"),
        ("Memnuniyet (1-5)", "csat"),
        ("Kolaylık (1-7)", "ces"),
        ("CSAT (1-10)", None),
        ("Score (0-10)", "nps"),
        ("Yıllık ciro (TL)", "value"),
        ("Temas noktası", "situation"),
        ("Butiksnummer", "location"),
        ("Svarsdatum", "answered_on"),
        ("Fritext", "comment"),
        ("Respondent ID", "external_id"),
        ("Weather", None),
    ],
)
def test_headings_are_guessed(heading, field):
    assert guess_field(heading) == field


def test_words_are_guessed_in_three_languages_and_a_brands_own():
    words = ["Köp", "Satın alma", "ŞİKAYET", "e-post", "Repair"]
    assert guess_words("situation", words, (*SITUATIONS, "repair")) == {
        "kop": "purchase",
        "satin_alma": "purchase",
        "sikayet": "complaint",
        "repair": "repair",
    }
    assert guess_words("channel", ["E-post", "Butik"], ("email", "visit")) == {
        "e_post": "email",
        "butik": "visit",
    }
    assert guess_words("day_part", ["Öğleden sonra", "kväll"], ("afternoon", "evening")) == {
        "ogleden_sonra": "afternoon",
        "kvall": "evening",
    }
    assert (guess_currency("Yıllık ciro (TL)"), guess_currency("Omsättning, kr"), guess_currency("x")) == (
        "TRY",
        "SEK",
        None,
    )
