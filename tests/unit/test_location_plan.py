from decimal import Decimal

from mysteryshop.domain.location_plan import PLAIN_FIELDS, KnownLocation, plan_import
from mysteryshop.domain.location_rows import read_locations

COLUMNS = {0: "name", 1: "external_id", 2: "area_1", 3: "city", 4: "latitude", 5: "longitude"}


def rows_of(*cells):
    good, problems = read_locations(
        ["Butik", "Nr", "Land", "Ort", "Lat", "Long"], enumerate(cells, 2), COLUMNS, time_zone="UTC"
    )
    assert not problems
    return good


def known(id, name, number=None, area=("Sverige",), **values):
    blank = dict.fromkeys(PLAIN_FIELDS, "") | {"time_zone": "UTC"} | values
    return KnownLocation(id, name, number, area, blank)


def plan(locations, *cells):
    return plan_import(locations, rows_of(*cells), COLUMNS.values(), {"name": "Butik"})


def actions(locations, *cells):
    planned, problems = plan(locations, *cells)
    return [(p.action, p.location_id) for p in planned], [p.reason % p.params for p in problems]


def test_a_new_location_is_added_and_the_same_row_again_changes_nothing():
    row = ["Kista", "7", "Sverige", "Kista", "59,40", "17,94"]
    same = known(1, "Kista", "7", city="Kista", latitude=Decimal("59.400000"), longitude=Decimal("17.94"))

    assert actions([], row) == ([("add", None)], [])
    assert actions([same], row) == ([("same", 1)], [])


def test_a_changed_row_names_what_it_changes_and_a_blank_cell_changes_nothing():
    before = known(1, "Kista", "7", ("Sverige",), city="Kista", address="Here 1")
    [row], _ = plan([before], ["Kista C", "7", "Norge", "", "", ""])

    assert row.action == "change"
    assert row.changes == {"area_path": (("Sverige",), ("Norge",)), "name": ("Kista", "Kista C")}


def test_a_location_added_by_hand_gets_its_number_from_the_file():
    [row], _ = plan([known(1, "kista")], ["Kista", "7", "Sverige", "", "", ""])
    assert row.changes == {"name": ("kista", "Kista"), "external_id": (None, "7")}


def test_another_locations_number_makes_another_location():
    assert actions([known(1, "Kista", "7")], ["Kista", "8", "Sverige", "", "", ""])[0] == [("add", None)]


def test_a_name_that_fits_several_locations_gets_a_sentence():
    twins = [known(1, "Centrum", "1", ("Sverige",)), known(2, "Centrum", "2", ("Norge",))]

    assert actions(twins, ["Centrum", "", "Norge", "", "", ""])[0] == [("same", 2)]
    done, [reason] = actions(twins, ["Centrum", "", "", "", "", ""])
    assert done == []
    assert reason.startswith("2 locations have this name")


def test_two_rows_never_change_one_location():
    done, [reason] = actions(
        [known(1, "Kista", "7")], ["Kista", "7", "", "", "", ""], ["Kista", "", "", "", "", ""]
    )
    assert done == [("same", 1)]
    assert reason == "The same location stands in row 2 already."
