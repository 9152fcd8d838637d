from datetime import date

import pytest

from tests.audit_rows import make_audit
from tests.factories import make_assignment, make_brand, make_location, make_user, make_version, make_wave


@pytest.fixture
def brand(app):
    return make_brand(name="Kvarnby")


@pytest.fixture
def manager(brand, sign_in):
    return sign_in(make_user("account_manager", brand))


def test_with_nothing_to_do_the_home_says_so(brand, manager):
    make_wave(brand, state="closed")
    text = manager.get("/manage/").text
    assert "Nothing waits for you." in text
    assert "Kvarnby" in text


def test_a_new_brand_needs_locations_then_a_scorecard_then_a_wave(brand, manager):
    assert "Import locations" in manager.get("/manage/").text
    make_location(brand)
    assert "No scorecard is published yet" in manager.get("/manage/").text
    make_version(brand)
    assert "Plan a wave" in manager.get("/manage/").text
    make_wave(brand, state="closed")
    assert "Plan a wave" not in manager.get("/manage/").text


def test_a_manager_without_a_brand_is_told_who_gives_one(sign_in, app):
    admin = sign_in(make_user("admin"))
    assert "No brand is yours yet" in admin.get("/manage/").text


def test_the_home_names_what_waits_and_leads_there(brand, manager):
    shopper = make_user("shopper", brand)
    make_audit(make_assignment(brand, shopper))
    make_audit(make_assignment(brand, shopper), state="held", held_reason="late")
    make_wave(brand, name="Next", state="planned", notice_on=None, notice_manner=None)
    wave = make_wave(brand, name="Now", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    make_assignment(brand, wave=wave)
    make_assignment(brand, shopper, wave=wave)
    other = make_brand()
    make_audit(make_assignment(other, make_user("shopper", other)))
    make_wave(other, name="Not mine", state="planned", notice_on=None, notice_manner=None)

    text = manager.get("/manage/").text

    assert "2 visits wait for your review." in text
    for said in (
        "Decide about held visits",
        "Record the notice to staff",
        "Find shoppers",
        "Ask after overdue visits",
    ):
        assert said in text, said
    assert f"/manage/brands/{brand.id}/waves/{wave.id}?state=open" in text
    assert "Not mine" not in text
