import io
from pathlib import Path

import pytest
from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.jobs.registry import HANDLERS
from mysteryshop.models import Import, Job, Location
from mysteryshop.queries.locations import area_tree
from tests.factories import make_area, make_brand, make_location, make_user

FILE = Path(__file__).parents[2] / "cases" / "real" / "locations-sv.csv"


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def manager(brand, sign_in):
    return sign_in(make_user("account_manager", brand))


def work():
    """Do what the worker would: every job that waits, in order."""
    while True:
        job = db.session.scalars(select(Job).where(Job.state == "queued").order_by(Job.id)).first()
        if job is None:
            return
        job.state = "done"
        db.session.commit()
        HANDLERS[job.kind](job.subject_id)


def upload(brand, manager, data, name="locations.csv"):
    answer = manager.submit(
        f"/manage/brands/{brand.id}/locations/import",
        {"file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302, answer.text
    work()
    return answer.location


def choose(manager, page, **other):
    """Send the columns as they are suggested, but for `other`."""
    opened = manager.get(f"{page}/columns").text
    import re

    chosen = {}
    for name, options in re.findall(r'<select[^>]*name="(column_\d+)"[^>]*>(.*?)</select>', opened, re.S):
        selected = re.search(r'<option selected value="([^"]*)"', options)
        chosen[name] = selected[1] if selected else ""
    sent = manager.submit(f"{page}/columns", {"time_zone": "Europe/Stockholm"} | chosen | other)
    work()
    return sent


def test_the_swedish_file_from_upload_to_locations_and_again(brand, manager):
    page = upload(brand, manager, FILE.read_bytes())
    assert choose(manager, page).status_code == 302
    ready = manager.get(page).text
    assert "Import 8 locations" in ready

    manager.submit(page, {}, to=f"{page}/confirm")
    assert "Adding the locations" in manager.get(page).text
    work()

    assert "Imported" in manager.get(page).text
    places = db.session.scalars(select(Location).order_by(Location.external_id)).all()
    assert [place.name for place in places][:3] == ["Malmö", "Göteborg", "Örebro"]
    assert {place.time_zone for place in places} == {"Europe/Stockholm"}
    assert all(area.names[0] == "Sverige" for area in area_tree(brand.id))

    again = upload(brand, manager, FILE.read_bytes())
    choose(manager, again)
    assert "Nothing in this file is new" in manager.get(again).text


def test_every_bad_row_is_named_and_the_good_ones_come_in(brand, manager):
    area = make_area(brand, "Norr")
    make_location(brand, area, name="Centrum", external_id="1")
    make_location(brand, make_area(brand, "Syd"), name="Centrum", external_id="2")
    rows = "Butik;Nr;Lat;Long;Tidszon\nKista;7;59,4;17,9;\nSolna;8;99;1;\n;9;;;\nNacka;10;;;Europe/Nacka\nCentrum;;;;\n"
    page = upload(brand, manager, rows.encode("cp1252"))
    choose(manager, page)

    result = manager.get(page).text

    for said in (
        "Import 1 location",
        "Degrees here lie between -90 and 90.",
        "name is missing",
        "is no time zone",
        "2 locations have this name",
        "<code>Europe/Nacka</code>",
    ):
        assert said in result.replace("&#39;", "'"), said
    manager.submit(page, {}, to=f"{page}/confirm")
    work()
    assert {place.name for place in db.session.scalars(select(Location))} == {"Centrum", "Kista"}


def test_columns_that_cannot_work_are_refused_and_the_choice_stays(brand, manager):
    page = upload(brand, manager, b"Store,Number\nKista,7\n")
    answer = choose(manager, page, column_0="")
    assert answer.status_code == 422
    assert "which column holds the location" in answer.text
    assert db.session.scalars(select(Import.state)).one() == "mapping"
    zone = choose(manager, page, time_zone="Kista")
    assert "is no time zone" in zone.text


def test_the_columns_are_remembered_for_the_next_file_with_these_headings(brand, manager):
    page = upload(brand, manager, b"Wo,Nummer X\nKista,7\n")
    choose(manager, page, column_0="name", column_1="external_id", time_zone="Europe/Istanbul")
    again = upload(brand, manager, b"Wo,Nummer X\nSolna,8\n")
    opened = manager.get(f"{again}/columns").text
    assert 'selected value="name"' in opened
    assert 'value="Europe/Istanbul"' in opened


def test_a_file_that_is_no_table_says_so_at_once_or_on_its_page(brand, manager):
    page = f"/manage/brands/{brand.id}/locations/import"
    refused = manager.submit(page, {"file": (io.BytesIO(b""), "a.csv")}, content_type="multipart/form-data")
    assert "0 bytes" in refused.text
    broken = upload(brand, manager, b"PK\x03\x04nonsense", "a.xlsx")
    assert "damaged or protected" in manager.get(broken).text
    manager.submit(broken, {}, to=f"{broken}/drop")
    assert manager.get(broken).status_code == 404


def test_an_import_of_a_strangers_brand_looks_like_nothing(brand, manager, sign_in):
    other = make_brand()
    theirs = upload(other, sign_in(make_user("account_manager", other)), FILE.read_bytes())
    mine = theirs.replace(f"/brands/{other.id}/", f"/brands/{brand.id}/")
    assert manager.get(theirs).status_code == 404
    assert manager.get(f"{mine}/columns").status_code == 404
    for what in ("confirm", "drop", "columns/again"):
        assert (
            manager.submit(f"/manage/brands/{brand.id}/areas/new", {}, to=f"{mine}/{what}").status_code == 404
        )
