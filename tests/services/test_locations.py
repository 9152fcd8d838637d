import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mysteryshop.domain.errors import DomainError, NotFound
from mysteryshop.domain.location_plan import plan_import
from mysteryshop.domain.location_rows import guess_columns, read_locations
from mysteryshop.domain.windows import UnknownTimeZone
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Area, Change, Location
from mysteryshop.queries.locations import area_tree, known_locations, list_locations
from mysteryshop.services.locations import (
    AreaInUse,
    LocationDetails,
    NameTaken,
    add_area,
    add_location,
    apply_plan,
    change_location,
    close_location,
    remove_area,
    rename_area,
    reopen_location,
)
from tests.factories import NOW, make_area, make_assignment, make_brand, make_location, make_user

CASES = Path(__file__).parents[1] / "cases" / "real"


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def who(brand):
    return {"by": make_user("account_manager", brand).id, "now": NOW}


def details(area, **values):
    return LocationDetails(
        **({"name": "Kista", "area_id": area.id, "time_zone": "Europe/Stockholm"} | values)
    )


def test_an_area_under_another_has_its_path(brand, who):
    sweden = add_area(brand.id, "Sverige", None, **who)
    south = add_area(brand.id, "Syd", sweden, **who)

    assert db.session.get(Area, south).path == f"/{sweden}/{south}/"
    assert [(a.full_name, a.depth) for a in area_tree(brand.id)] == [("Sverige", 0), ("Sverige › Syd", 1)]


def test_siblings_have_different_names_and_cousins_may_share_one(brand, who):
    sweden, norway = add_area(brand.id, "Sverige", None, **who), add_area(brand.id, "Norge", None, **who)
    add_area(brand.id, "Syd", sweden, **who)
    add_area(brand.id, "Syd", norway, **who)

    with pytest.raises(NameTaken, match="“syd”"):
        add_area(brand.id, "syd", sweden, **who)
    with pytest.raises(NameTaken):
        rename_area(brand.id, norway, "Sverige", **who)
    rename_area(brand.id, norway, "norge", **who)  # its own name in other letters


def test_an_area_of_another_brand_is_no_area(brand, who):
    foreign = make_area(make_brand())
    for attempt in (
        lambda: add_area(brand.id, "Syd", foreign.id, **who),
        lambda: rename_area(brand.id, foreign.id, "Mine", **who),
        lambda: remove_area(brand.id, foreign.id, **who),
        lambda: add_location(brand.id, details(foreign), **who),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_only_an_empty_area_is_removed(brand, who):
    area = make_area(brand)
    location = make_location(brand, area)
    with pytest.raises(AreaInUse):
        remove_area(brand.id, area.id, **who)

    change_location(brand.id, location.id, details(make_area(brand)), **who)
    remove_area(brand.id, area.id, **who)
    assert db.session.get(Area, area.id) is None


def test_a_changed_location_leaves_only_the_difference_in_the_history(brand, who):
    area = make_area(brand)
    first = details(area, external_id="7", lat=Decimal("59.4"), lon=Decimal("17.9"))
    location = add_location(brand.id, first, **who)

    change_location(brand.id, location, replace(first, city="Kista"), **who)
    change_location(brand.id, location, replace(first, city="Kista"), **who)  # nothing to change

    history = list(
        db.session.scalars(select(Change).where(Change.subject_kind == "location").order_by(Change.id))
    )
    assert [(c.action, c.before, c.after) for c in history[1:]] == [
        ("location.changed", "{}", '{"city": "Kista"}')
    ]


def test_a_number_belongs_to_one_location(brand, who):
    area = make_area(brand)
    make_location(brand, area, name="Solna", external_id="7")
    make_location(make_brand(), external_id="8")  # another brand's number is free here
    with pytest.raises(NameTaken, match="number 7 belongs to Solna"):
        add_location(brand.id, details(area, external_id="7"), **who)
    add_location(brand.id, details(area, external_id="8"), **who)


def test_a_time_zone_must_exist(brand, who):
    with pytest.raises(UnknownTimeZone):
        add_location(brand.id, details(make_area(brand), time_zone="Europe/Kista"), **who)


def test_closing_says_how_many_assignments_are_left_and_can_be_taken_back(brand, who):
    location = make_location(brand, opened_on=date(2020, 1, 1))
    make_assignment(brand, location=location)
    make_assignment(brand, location=location, state="cancelled")

    with pytest.raises(DomainError, match="before it opened"):
        close_location(brand.id, location.id, date(2019, 1, 1), **who)
    assert close_location(brand.id, location.id, date(2026, 3, 1), **who) == 1
    assert list_locations(brand.id) == []
    assert [row.id for row in list_locations(brand.id, closed=True)] == [location.id]
    reopen_location(brand.id, location.id, **who)
    assert [row.id for row in list_locations(brand.id)] == [location.id]


def test_locations_are_found_by_area_and_by_part_of_a_name_in_any_case(brand):
    north, south = make_area(brand, "Norr"), make_area(brand, "Syd")
    deep = make_area(brand, "Skåne", south)
    make_location(brand, north, name="Åre")
    make_location(brand, deep, name="Malmö", external_id="SE-9")

    assert [row.name for row in list_locations(brand.id, area_id=south.id)] == ["Malmö"]
    assert [row.name for row in list_locations(brand.id, search="åR")] == ["Åre"]
    assert [row.name for row in list_locations(brand.id, search="se-9")] == ["Malmö"]


def import_file(brand, who):
    with (CASES / "locations-sv.csv").open(encoding="cp1252", newline="") as file:
        headings, *rows = csv.reader(file, delimiter=";")
    columns = guess_columns(headings)
    good, problems = read_locations(headings, enumerate(rows, 2), columns, time_zone="UTC")
    planned, unclear = plan_import(known_locations(brand.id), good, columns.values(), {})
    assert not problems
    assert not unclear
    with transaction():
        apply_plan(brand.id, planned, **who)
    return [plan.action for plan in planned]


def test_the_swedish_file_comes_in_once(brand, who):
    assert import_file(brand, who) == ["add"] * 8
    assert import_file(brand, who) == ["same"] * 8

    assert db.session.scalar(select(func.count()).select_from(Location)) == 8
    malmo = db.session.scalars(select(Location).where(Location.external_id == "SE-0100")).one()
    assert (malmo.name, malmo.lat, malmo.lon) == ("Malmö", Decimal("55.605"), Decimal("13.0038"))
    names = [area.full_name for area in area_tree(brand.id)]
    assert names[0] == "Sverige"
    assert "Sverige › Syd › Småland" in names
    assert all(name.startswith("Sverige") for name in names)


def test_a_row_changed_in_the_file_changes_its_location(brand, who):
    import_file(brand, who)
    malmo = db.session.scalars(select(Location).where(Location.external_id == "SE-0100")).one()
    change_location(brand.id, malmo.id, details(make_area(brand, "Danmark"), external_id="SE-0100"), **who)

    assert import_file(brand, who).count("change") == 1
    db.session.refresh(malmo)
    assert (malmo.name, malmo.city) == ("Malmö", "Malmö")
    assert [a.full_name for a in area_tree(brand.id) if a.id == malmo.area_id] == ["Sverige › Syd › Skåne"]
