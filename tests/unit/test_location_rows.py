import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from mysteryshop.domain.location_rows import BadMapping, guess_columns, read_locations

CASES = Path(__file__).parents[1] / "cases" / "real"
NAMES = {0: "name", 1: "external_id"}


def read(cells, columns, headings=None):
    headings = headings or [f"H{n}" for n in range(len(cells))]
    return read_locations(headings, [(2, cells)], columns, time_zone="Europe/London")


def test_the_swedish_file_gives_eight_locations_under_sverige():
    with (CASES / "locations-sv.csv").open(encoding="cp1252", newline="") as file:
        headings, *rows = csv.reader(file, delimiter=";")
    columns = guess_columns(headings)
    good, problems = read_locations(headings, list(enumerate(rows, 2)), columns, time_zone="UTC")

    assert problems == []
    assert len(good) == 8
    assert {row.area_path[0] for row in good} == {"Sverige"}
    assert good[0].area_path == ("Sverige", "Syd", "Skåne")
    assert (good[0].latitude, good[0].longitude, good[0].time_zone) == (
        Decimal("55.605"),
        Decimal("13.0038"),
        "Europe/Stockholm",
    )
    assert (good[2].name, good[2].external_id, good[2].opened_on) == ("Örebro", "SE-0102", date(2012, 3, 15))
    assert (good[0].address, good[0].postcode, good[0].city) == ("Storgatan 3", "211 20", "Malmö")


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["Store number", "Store", "City"], {0: "external_id", 1: "name", 2: "city"}),
        (["ŞUBE ADI", "İl", "İlçe", "ÜLKE"], {0: "name", 1: "area_2", 2: "area_3", 3: "area_1"}),
        (
            ["Şube", "Enlem", "Boylam", "Açılış tarihi"],
            {0: "name", 1: "latitude", 2: "longitude", 3: "opened_on"},
        ),
        (["Distrikt", "Land", "Butik"], {0: "area_2", 1: "area_1", 2: "name"}),
        (["Butik", "Namn", None, "Kaffe"], {0: "name"}),  # the first that fits; nothing for what nobody knows
    ],
)
def test_headings_are_guessed_in_three_languages(headings, expected):
    assert guess_columns(headings) == expected


@pytest.mark.parametrize(
    ("field", "cell", "reason"),
    [
        ("latitude", "55°36'", "decimal number"),
        ("latitude", "1.234,5", "decimal number"),
        ("latitude", "90,1", "between -90 and 90"),
        ("longitude", "-181", "between -180 and 180"),
        ("time_zone", "CET+1", "no time zone"),
        ("opened_on", "31.02.2020", "no date"),
        ("opened_on", "03/04/2020", "two different days"),
        ("opened_on", "43831", "no date"),
        ("peer_group", "x" * 301, "longer than 300"),
    ],
)
def test_a_bad_cell_is_named_with_row_column_value_and_reason(field, cell, reason):
    columns = {0: "name", 1: field} | ({2: "longitude"} if field == "latitude" else {})
    columns |= {2: "latitude"} if field == "longitude" else {}
    good, [problem] = read(["Kista", cell, "10"], columns, ["Butik", "Kolumn", "Annan"])

    assert good == []
    assert (problem.row, problem.column, problem.value) == (2, "Kolumn", cell[:300])
    assert reason in problem.reason % problem.params


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2020-01-31", date(2020, 1, 31)),
        ("31.01.2020", date(2020, 1, 31)),
        ("31/1/2020", date(2020, 1, 31)),
        ("2/2/2020", date(2020, 2, 2)),
        ("2020-01-31 00:00:00", date(2020, 1, 31)),
        (datetime(2020, 1, 31, 0, 0), date(2020, 1, 31)),
        ("", None),
    ],
)
def test_dates_come_in_the_usual_ways(cell, day):
    good, _ = read(["Kista", cell], {0: "name", 1: "opened_on"})
    assert good[0].opened_on == day


def test_a_number_from_a_workbook_is_an_id_without_a_decimal():
    good, _ = read(["Kista", 1001.0], NAMES)
    assert good[0].external_id == "1001"


def test_a_row_that_names_no_zone_gets_the_chosen_one():
    assert read(["Kista", ""], {0: "name", 1: "time_zone"})[0][0].time_zone == "Europe/London"


def test_the_same_location_twice_in_a_file_is_kept_once():
    rows = [(2, ["Kista", "1"]), (3, ["", ""]), (4, ["Kista", "2"]), (5, ["Solna", "1"])]
    good, [problem] = read_locations(["Butik", "Nr"], rows, NAMES, time_zone="UTC")

    assert [row.external_id for row in good] == ["1", "2"]
    assert (problem.row, problem.column, problem.value) == (5, "Nr", "1")
    assert problem.reason % problem.params == "The same location stands in row 2 already."


def test_without_ids_a_name_may_come_once_in_an_area():
    columns = {0: "name", 1: "area_1"}
    rows = [(2, ["Centrum", "Syd"]), (3, ["Centrum", "Norr"]), (4, ["centrum", "Syd"])]
    good, [problem] = read_locations(["Butik", "Region"], rows, columns, time_zone="UTC")

    assert [row.area_path for row in good] == [("Syd",), ("Norr",)]
    assert problem.row == 4


def test_an_area_without_the_one_around_it_is_refused():
    _, [problem] = read(
        ["Kista", "", "Stockholm"], {0: "name", 1: "area_1", 2: "area_2"}, ["N", "Land", "Region"]
    )
    assert problem.column == "Land"


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({0: "city"}, "location's name"),
        ({0: "name", 1: "name"}, "Keep one"),
        ({0: "name", 1: "area_2"}, "without a gap"),
        ({0: "name", 1: "latitude"}, "or neither"),
    ],
)
def test_a_choice_of_columns_that_cannot_work_is_refused(columns, sentence):
    with pytest.raises(BadMapping, match=sentence):
        read(["a", "b"], columns)


def test_a_missing_name_and_one_coordinate_are_two_problems():
    columns = {0: "name", 1: "latitude", 2: "longitude"}
    _, problems = read(["", "59,1", ""], columns, ["Butik", "Lat", "Long"])
    assert [problem.column for problem in problems] == ["Butik", "Long"]
