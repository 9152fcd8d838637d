import pytest
from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import Area, Location
from tests.factories import make_area, make_assignment, make_brand, make_location, make_user


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def manager(brand, sign_in):
    return sign_in(make_user("account_manager", brand))


def filled(area, **values):
    return {"name": "Kista", "area": str(area.id), "time_zone": "Europe/Stockholm"} | values


def test_a_manager_adds_an_area_and_a_location(brand, manager):
    base = f"/manage/brands/{brand.id}"
    assert "Add an area first" in manager.get(f"{base}/locations/new", follow_redirects=True).text
    assert manager.submit(f"{base}/areas/new", {"name": "Sverige", "parent": ""}).status_code == 302
    area = db.session.scalars(select(Area)).one()

    sent = manager.submit(f"{base}/locations/new", filled(area, lat="59,4", lon="17.94", external_id="7"))

    assert sent.status_code == 302
    place = db.session.scalars(select(Location)).one()
    assert (place.name, str(place.lat), place.time_zone) == ("Kista", "59.400000", "Europe/Stockholm")
    listed = manager.get(f"{base}/locations?q=kis").text
    assert "Kista" in listed
    assert "Sverige" in listed


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "Enter the location"),
        ({"time_zone": "Europe/Kista"}, "no time zone"),
        ({"lat": "59.4"}, "both the latitude and the longitude"),
        ({"lat": "95", "lon": "1"}, "between -90 and 90"),
        ({"external_id": "taken"}, "belongs to Solna already"),
        ({"area": "999999"}, "Not a valid choice"),
    ],
)
def test_a_location_that_cannot_be_is_refused_and_what_was_entered_stays(brand, manager, values, sentence):
    area = make_area(brand)
    make_location(brand, area, name="Solna", external_id="taken")

    answer = manager.submit(
        f"/manage/brands/{brand.id}/locations/new", filled(area, city="Stockholm") | values
    )

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Stockholm"' in answer.text
    assert db.session.scalars(select(Location.name)).all() == ["Solna"]


def test_a_location_is_edited_closed_and_opened_again(brand, manager):
    place = make_location(brand, name="Kista")
    make_assignment(brand, location=place)
    page = f"/manage/brands/{brand.id}/locations/{place.id}"

    assert 'value="Kista"' in manager.get(page).text
    manager.submit(page, filled(db.session.get(Area, place.area_id), name="Kista C"))
    answer = manager.submit(f"{page}/close", {"closed_on": "2026-03-01"}, follow_redirects=True)

    assert "Kista C is closed" in answer.text
    assert "1 assignment there is still to do" in answer.text
    assert "Kista C" not in manager.get(f"/manage/brands/{brand.id}/locations?page=1").text
    assert "Kista C" in manager.get(f"/manage/brands/{brand.id}/locations?show=closed").text
    assert manager.submit(page, {}, to=f"{page}/reopen").status_code == 302
    db.session.refresh(place)
    assert place.closed_on is None
    assert "Opened again" in manager.get(page).text


def test_an_area_in_use_is_not_removed(brand, manager):
    place = make_location(brand)
    page = f"/manage/brands/{brand.id}/areas/{place.area_id}"
    answer = manager.submit(page, {}, to=f"{page}/remove")
    assert answer.status_code == 422
    assert "is not empty" in answer.text


def test_locations_of_a_strangers_brand_look_like_nothing(brand, manager, sign_in):
    other = make_brand()
    place = make_location(other)
    mine = make_location(brand)
    for path in (
        f"/manage/brands/{other.id}/locations",
        f"/manage/brands/{other.id}/locations/{place.id}",
        f"/manage/brands/{brand.id}/locations/{place.id}",
        f"/manage/brands/{brand.id}/areas/{place.area_id}",
    ):
        assert manager.get(path).status_code == 404
    owner = sign_in(make_user("brand_owner", brand))
    assert owner.get(f"/manage/brands/{brand.id}/locations/{mine.id}").status_code == 404


def test_with_one_brand_the_way_is_short_and_with_two_one_chooses(brand, manager, sign_in):
    assert manager.get("/manage/locations").location == f"/manage/brands/{brand.id}/locations"
    make_brand(name="Second")
    admin = sign_in(make_user("admin"))
    assert "Second" in admin.get("/manage/locations").text
