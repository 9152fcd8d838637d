"""The way in: each role lands at home, strangers find nothing, nobody else gets in."""

import pytest

from tests.factories import make_brand, make_user

HOMES = {
    "admin": "/admin/",
    "account_manager": "/manage/",
    "brand_owner": "/brands/",
    "location_manager": "/brands/",
    "shopper": "/shopper/",
}


@pytest.mark.parametrize(("role", "home"), HOMES.items())
def test_each_role_lands_on_its_home_page(role, home, sign_in):
    brand = None if role == "admin" else make_brand()
    browser = sign_in(make_user(role, brand))

    assert browser.get("/").location == home
    assert browser.get(home).status_code == 200


def test_who_is_not_signed_in_goes_to_sign_in(client):
    assert client.get("/").location.startswith("/login")


def test_a_wrong_role_finds_nothing(sign_in):
    shopper = sign_in(make_user("shopper", make_brand()))

    assert shopper.get("/manage/").status_code == 404


def test_a_deactivated_person_is_out(sign_in):
    person = make_user("admin", active=False)

    assert sign_in(person).get("/admin/").location.startswith("/login")


def test_health_is_public(client):
    assert client.get("/healthz").status_code == 200
