from datetime import date

import pytest

from mysteryshop.extensions import db
from mysteryshop.models import Access
from tests.audit_rows import make_audit
from tests.factories import (
    make_approved_audit,
    make_area,
    make_assignment,
    make_brand,
    make_location,
    make_membership,
    make_responses,
    make_user,
    make_version,
    make_wave,
)

pytestmark = pytest.mark.both_databases
HAPPY = [10] * 20 + [8] * 8 + [2] * 5  # 33 answers, NPS +45


@pytest.fixture
def brand(app):
    return make_brand(name="Kvarnby")


@pytest.fixture
def measured(brand):
    """Three locations in one wave: a large one, a middle one, and one with three answers and one visit."""
    wave, version = make_wave(brand, name="Wave 6"), make_version(brand)
    large, middle, small = (make_location(brand, name=name) for name in ("Lund", "Malmö", "Visby"))
    for location, scores in ((large, (910, 870, 830)), (middle, (700, 720)), (small, (640,))):
        for score in scores:
            make_approved_audit(
                brand, location=location, wave=wave, version=version, score_tenths=score,
                sections={"welcome": score, "closing": 1000},
            )  # fmt: skip
    make_responses(large, HAPPY, csat=5)
    make_responses(middle, HAPPY[:20] + [0] * 20, csat=4)
    make_responses(small, [0, 1, 2], csat=1)
    return {"large": large, "middle": middle, "small": small}


def test_the_four_figures_stand_side_by_side_each_with_n_and_interval(brand, measured, sign_in):
    page = sign_in(make_user("brand_owner", brand)).get(f"/brands/{brand.id}/results").text
    assert "77.8" in page  # mean of 91.0 87.0 83.0 70.0 72.0 64.0
    assert "6 visits\N{NO-BREAK SPACE}· 95% interval" in page
    assert "+16" in page  # 76 answers: 40 promoters, 8 passives, 28 detractors
    assert "76 answers\N{NO-BREAK SPACE}· 95% interval" in page
    assert "CES" in page
    assert "No data" in page
    assert "95% interval" in page


def test_a_hidden_location_and_its_neighbour_show_no_figure(brand, measured, sign_in):
    owner = sign_in(make_user("brand_owner", brand))
    small = owner.get(f"/brands/{brand.id}/locations/{measured['small'].id}").text
    assert "Hidden: 3 answers, shown from 5" in small
    assert "One visit, no interval" in small
    assert "−100<" not in small
    neighbour = owner.get(f"/brands/{brand.id}/locations/{measured['large'].id}").text
    assert "Hidden too" in neighbour
    assert "+45" not in neighbour
    overview = owner.get(f"/brands/{brand.id}/results").text
    assert "+45" not in overview


def test_a_location_manager_sees_no_other_location(brand, measured, sign_in):
    manager = sign_in(make_user("location_manager", brand, location=measured["middle"]))
    overview = manager.get(f"/brands/{brand.id}/results").text
    assert "Malmö" in overview
    assert "Lund" not in overview
    assert manager.get(f"/brands/{brand.id}/locations/{measured['large'].id}").status_code == 404
    assert manager.get(f"/brands/{brand.id}/audits").text.count("rowlink-main") == 2


def test_a_period_is_chosen_in_the_address_and_an_unknown_one_is_no_page(brand, measured, sign_in):
    owner = sign_in(make_user("brand_owner", brand))
    make_approved_audit(brand, location=measured["large"], score_tenths=333, visited_on=date(2026, 1, 5))
    january = owner.get(f"/brands/{brand.id}/results?period=2026-01").text
    assert "33.3" in january
    assert "January 2026" in january
    assert owner.get(f"/brands/{brand.id}/results?period=wave-999999").status_code == 404
    assert owner.get(f"/brands/{brand.id}/audits?period=nonsense").status_code == 404


def test_paper_names_the_period_that_the_screen_has_in_its_filter(brand, measured, sign_in):
    owner = sign_in(make_user("brand_owner", brand))
    for place in ("results", f"locations/{measured['large'].id}"):
        page = owner.get(f"/brands/{brand.id}/{place}?period=2026-03").text
        assert '<p class="print-only"><b>March 2026</b>' in page


def test_a_brand_without_any_figure_says_what_will_be_here(brand, sign_in):
    owner = sign_in(make_user("brand_owner", brand))
    assert "Results will be here" in owner.get(f"/brands/{brand.id}/results").text
    assert "No visits yet" in owner.get(f"/brands/{brand.id}/audits").text
    location = make_location(brand)
    assert "Results will be here" in owner.get(f"/brands/{brand.id}/locations/{location.id}").text


def test_an_approved_audit_is_shown_without_the_shopper_and_the_hour_and_the_view_is_noted(brand, sign_in):
    shopper = make_user("shopper", brand, name="Johan Ek")
    audit = make_audit(
        make_assignment(brand, shopper), {"greeted": "no", "goodbye": "yes"},
        comments={"greeted": "Nobody looked up."}, state="approved",
    )  # fmt: skip
    owner = make_user("brand_owner", brand)
    page = sign_in(owner).get(f"/brands/{brand.id}/audits/{audit.id}").text
    assert "Were you greeted?" in page
    assert "Nobody looked up." in page
    assert "50.0" in page
    assert "Johan" not in page
    assert db.session.query(Access).filter_by(user_id=owner.id, subject_id=str(audit.id)).count() == 1


def test_an_audit_that_is_not_approved_is_no_audit(brand, sign_in):
    audit = make_audit(make_assignment(brand, make_user("shopper", brand)))
    owner = sign_in(make_user("brand_owner", brand))
    assert owner.get(f"/brands/{brand.id}/audits/{audit.id}").status_code == 404


def test_the_agency_sees_the_same_figures_and_who_made_the_visit(brand, sign_in):
    shopper = make_user("shopper", brand, name="Johan Ek")
    audit = make_audit(make_assignment(brand, shopper), state="approved")
    manager = sign_in(make_user("account_manager", brand))
    assert "Johan Ek" in manager.get(f"/brands/{brand.id}/audits/{audit.id}").text
    assert manager.get(f"/brands/{brand.id}/results").status_code == 200


def test_the_home_page_says_the_next_thing_and_shows_the_newest_results(brand, measured, sign_in):
    owner = sign_in(make_user("brand_owner", brand))
    home = owner.get("/brands/").text
    assert "Read the newest results" in home
    assert "Wave 6" in home
    assert "77.8" in home
    assert f"/brands/{brand.id}/results" in home
    assert f'href="/brands/{brand.id}/audits"' in home
    manager = sign_in(make_user("location_manager", brand, location=measured["middle"])).get("/brands/").text
    assert "71.0" in manager
    assert "Lund" not in manager


def test_the_home_page_of_a_new_brand_leads_to_its_first_scorecard(brand, sign_in):
    owner = sign_in(make_user("brand_owner", brand))
    assert "Make your first scorecard" in owner.get("/brands/").text
    make_version(brand)
    assert "The locations come next" in owner.get("/brands/").text
    make_location(brand)
    assert "The first wave comes next" in owner.get("/brands/").text
    make_wave(brand, name="Spring")
    assert "Spring is in the field" in owner.get("/brands/").text


def test_two_brands_of_one_person_do_not_mix(brand, measured, sign_in):
    other = make_brand(name="Other Bank")
    person = make_user("brand_owner", brand)
    make_membership(person, "location_manager", other, location=make_location(other))
    home = sign_in(person).get("/brands/").text
    assert "Kvarnby" in home
    assert "Other Bank" in home


def test_an_area_is_a_part_of_the_overview_and_a_strange_one_is_no_page(brand, sign_in):
    country = make_area(brand, "Sverige")
    town, other = make_area(brand, "Skåne", country), make_area(brand, "Türkiye")
    lund, ankara = make_location(brand, town, name="Lund"), make_location(brand, other, name="Ankara")
    for location, score in ((lund, 900), (ankara, 600)):
        make_approved_audit(brand, location=location, score_tenths=score)
        make_responses(location, HAPPY, csat=4)
    owner = sign_in(make_user("brand_owner", brand))
    page = owner.get(f"/brands/{brand.id}/results?period=2026-03&area={country.id}").text
    assert "Sverige › Skåne" in page
    assert "90.0" in page
    assert "60.0" not in page
    assert "Mean satisfaction 4.0 of 5" in page
    assert "Ankara" not in page
    stranger = make_area(make_brand())
    assert owner.get(f"/brands/{brand.id}/results?period=2026-03&area={stranger.id}").status_code == 404
    manager = sign_in(make_user("location_manager", brand, location=lund))
    assert manager.get(f"/brands/{brand.id}/results?period=2026-03&area={other.id}").status_code == 404
