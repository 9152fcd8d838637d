import re

import pytest
from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Wave
from tests.audit_rows import make_audit
from tests.factories import (
    make_area,
    make_assignment,
    make_brand,
    make_location,
    make_user,
    make_version,
    make_wave,
)


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def manager(brand, sign_in):
    return sign_in(make_user("account_manager", brand))


def asked(version, **values):
    return {
        "version": version.id,
        "situation": ["purchase"],
        "channel": "visit",
        "window_from": "2026-03-09T09:00",
        "window_until": "2026-03-20T18:00",
        "shopper": "",
        "language": "sv",
        "briefing": "Buy a coffee.",
    } | values


def test_a_wave_from_plan_to_close(brand, manager):
    base = f"/manage/brands/{brand.id}/waves"
    created = manager.submit(
        f"{base}/new", {"name": "March", "starts_on": "2026-03-01", "ends_on": "2026-03-31"}
    )
    page = created.location
    assert "No notice is recorded yet" in manager.get(page).text

    refused = manager.submit(f"{page}/edit", {}, to=f"{page}/open")
    assert refused.status_code == 409
    assert "Record first when and how staff were told" in refused.text

    manager.submit(f"{page}/notice", {"told_on": "2026-02-01", "manner": "Letter to all"})
    manager.submit(page, {}, to=f"{page}/open")
    assert "Staff were told on 1 February 2026: Letter to all" in manager.get(page).text
    wave = db.session.scalars(select(Wave)).one()
    db.session.refresh(wave)
    assert wave.state == "open"

    closed = manager.submit(f"{page}/close", {}, follow_redirects=True)
    assert "The wave is closed" in closed.text
    assert "March" in manager.get(base).text


def test_a_wave_that_runs_backwards_comes_back_as_it_was_entered(brand, manager):
    answer = manager.submit(
        f"/manage/brands/{brand.id}/waves/new",
        {"name": "Odd", "starts_on": "2026-03-31", "ends_on": "2026-03-01"},
    )
    assert answer.status_code == 422
    assert "last day lies before the first" in answer.text
    assert 'value="Odd"' in answer.text


def test_assignments_are_made_for_an_area_and_a_location_at_once(brand, manager):
    wave, version = make_wave(brand), make_version(brand)
    south = make_area(brand, "Syd")
    for name in ("Malmö", "Lund"):
        make_location(brand, make_area(brand, f"Under {name}", south), name=name)
    single = make_location(brand, name="Kista")
    make_location(brand, name="Solna")
    page = f"/manage/brands/{brand.id}/waves/{wave.id}/assignments/new"

    sent = manager.submit(
        page, asked(version, areas=[south.id], locations=[single.id]), follow_redirects=True
    )

    assert "3 assignments were added." in sent.text
    assert {a.location.name for a in db.session.scalars(select(Assignment))} == {"Malmö", "Lund", "Kista"}
    again = manager.submit(
        page, asked(version, areas=[south.id], locations=[single.id]), follow_redirects=True
    )
    assert "3 were there already" in again.text


def test_a_refused_bulk_form_keeps_its_ticks(brand, manager):
    wave, version = make_wave(brand), make_version(brand)
    place = make_location(brand)
    answer = manager.submit(
        f"/manage/brands/{brand.id}/waves/{wave.id}/assignments/new",
        asked(version, locations=[place.id], window_until="2026-05-01T10:00"),
    )
    assert answer.status_code == 422
    assert "inside the wave" in answer.text
    assert re.search(rf'name="locations" value="{place.id}" checked', answer.text)


def test_chosen_assignments_are_given_to_a_shopper_of_the_brand(brand, manager):
    wave = make_wave(brand)
    one, two = make_assignment(brand, wave=wave), make_assignment(brand, wave=wave)
    shopper, stranger = make_user("shopper", brand, name="Ada Ek"), make_user("shopper", make_brand())
    page = f"/manage/brands/{brand.id}/waves/{wave.id}"

    refused = manager.submit(
        page, {"assignment": [one.id, two.id], "shopper": stranger.id}, to=f"{page}/assign"
    )
    assert refused.status_code == 422
    sent = manager.submit(
        page,
        {"assignment": [one.id, two.id], "shopper": shopper.id},
        to=f"{page}/assign",
        follow_redirects=True,
    )

    assert "2 assignments changed hands" in sent.text
    assert "“Shopper 1” to the brand" in sent.text
    db.session.expire_all()
    assert {one.state, two.state} == {"assigned"}


def test_an_assignment_is_edited_and_cancelled(brand, manager):
    assignment = make_assignment(brand)
    version = assignment.version
    page = f"/manage/brands/{brand.id}/assignments/{assignment.id}"
    assert "Europe/Stockholm" in manager.get(page).text

    manager.submit(page, asked(version, situation="complaint", channel="phone", briefing="Call them."))
    db.session.expire_all()
    assert (assignment.situation, assignment.channel, assignment.briefing) == (
        "complaint",
        "phone",
        "Call them.",
    )

    manager.submit(page, {}, to=f"{page}/cancel")
    db.session.expire_all()
    assert assignment.state == "cancelled"
    assert "Cancelled" in manager.get(page).text


def test_the_wave_page_filters_and_shows_what_became_of_each_visit(brand, manager):
    wave = make_wave(brand)
    shopper = make_user("shopper", brand)
    sent = make_assignment(brand, shopper, wave=wave, location=make_location(brand, name="Sent here"))
    make_audit(sent, state="approved")
    make_assignment(brand, wave=wave, location=make_location(brand, name="Open here"))
    page = f"/manage/brands/{brand.id}/waves/{wave.id}"

    make_audit(make_assignment(brand, shopper, wave=wave), state="held", held_reason="late")
    assert "1 of 3 approved" in manager.get(page).text
    assert "one is held" in manager.get(page).text
    only = manager.get(f"{page}?state=open&area=&shopper=").text
    assert "Open here" in only
    assert "Sent here" not in only


def test_waves_and_assignments_of_a_strangers_brand_look_like_nothing(brand, manager):
    other = make_brand()
    assignment = make_assignment(other)
    wave_id = assignment.wave_id
    for owner in (other, brand):
        for path in (f"waves/{wave_id}", f"waves/{wave_id}/edit", f"waves/{wave_id}/assignments/new",
                     f"waves/{wave_id}/notice", f"waves/{wave_id}/close", f"assignments/{assignment.id}"):  # fmt: skip
            assert manager.get(f"/manage/brands/{owner.id}/{path}").status_code == 404, path


def test_an_admin_sees_the_waves_of_every_brand(brand, sign_in):
    make_wave(brand, name="Mine")
    make_wave(make_brand(), name="Theirs")
    text = sign_in(make_user("admin")).get("/manage/waves").text
    assert "Mine" in text
    assert "Theirs" in text
