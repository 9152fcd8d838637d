"""What no browser sends: NUL characters, numbers beyond every column, values that are no choice."""

import pytest

from mysteryshop import clock
from mysteryshop.extensions import db
from mysteryshop.models import User
from tests.audit_rows import make_audit
from tests.factories import NOW, make_assignment, make_brand, make_location, make_user, make_wave
from tests.picture_files import picture
from tests.web.api_client import Phone, body_of, fresh

pytestmark = pytest.mark.both_databases
HUGE = 10**20


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.mark.parametrize(
    "path",
    [
        "/manage/brands/{brand}/waves/{huge}",
        "/manage/brands/{huge}/waves",
        "/manage/brands/{brand}/locations/{huge}",
        "/manage/brands/{brand}/assignments/{huge}",
        "/brands/{brand}/locations/{huge}",
        "/brands/{brand}/reports/{huge}",
        "/admin/people/{huge}",
        "/s/%00",
        "/invitation/a%00b",
    ],
)
def test_an_address_that_no_row_can_have_is_not_there(sign_in, brand, path):
    admin = sign_in(make_user("admin"))
    answer = admin.get(path.format(brand=brand.id, huge=HUGE))
    assert answer.status_code in (404, 410)


@pytest.mark.parametrize(
    "path",
    [
        "/brands/{brand}/audits?page={huge}",
        "/brands/{brand}/reports?page={huge}",
        "/brands/{brand}/results?page={huge}",
        "/brands/{brand}/results?period=%00",
        "/brands/{brand}/results?area={huge}",
        "/brands/{brand}/audits?period=month-{huge}",
        "/manage/brands/{brand}/waves/{wave}?shopper={huge}&area={huge}&page={huge}&state=%00",
        "/manage/brands/{brand}/responses/?page={huge}&situation=%00&location={huge}",
        "/manage/brands/{brand}/locations?page={huge}&q=%00&area={huge}",
        "/manage/brands/{brand}/review?page={huge}&state=%00&wave={huge}&q=%00",
        "/admin/people?page={huge}&q=%00&brand={huge}",
    ],
)
def test_a_question_that_makes_no_sense_is_no_failure(sign_in, brand, path):
    wave = make_wave(brand)
    admin = sign_in(make_user("admin"))
    answer = admin.get(path.format(brand=brand.id, wave=wave.id, huge=HUGE))
    assert answer.status_code in (200, 302, 404)


def test_a_nul_character_is_left_out_of_what_was_typed(sign_in, app):
    user = make_user("admin")
    client = sign_in(user)
    answer = client.submit("/account", {"name": "An\x00na", "language": "en"})
    assert answer.status_code == 302
    assert db.session.get(User, user.id, populate_existing=True).name == "Anna"


def test_a_shopper_that_no_row_can_be_is_refused(sign_in, brand):
    assignment = make_assignment(brand)
    client = sign_in(make_user("account_manager", brand))
    wave = f"/manage/brands/{brand.id}/waves/{assignment.wave_id}"
    answer = client.submit(wave, {"assignment": HUGE, "shopper": HUGE}, to=f"{wave}/assign")
    assert answer.status_code in (404, 422)


def test_a_copy_for_nobody_is_the_brands(sign_in, brand):
    make_location(brand)
    client = sign_in(make_user("brand_owner", brand))
    answer = client.submit(
        f"/brands/{brand.id}/reports", {"location": 1, "period": "month-2026-03", "audience": "agency'"}
    )
    assert answer.status_code in (302, 404, 422)


@pytest.mark.parametrize("sign", ["\\u0000", "\\ud800"])
def test_a_comment_with_a_sign_that_no_database_keeps_is_received(sign_in, brand, monkeypatch, sign):
    monkeypatch.setattr(clock, "utc_now", lambda: NOW)
    shopper = make_user("shopper", brand)
    assignment = make_assignment(brand, shopper)
    phone = Phone(sign_in(shopper), shopper)
    body = body_of(assignment, comments={"greeted": "before|after"}).replace("|", sign)
    answer = phone.put_round(fresh(), body)
    assert answer.status_code == 201, answer.json


def test_a_nul_in_a_body_is_refused_with_a_sentence(sign_in, brand):
    shopper = make_user("shopper", brand)
    phone = Phone(sign_in(shopper), shopper)
    answer = phone.put_round(fresh(), b"{}\x00")
    assert (answer.status_code, bool(answer.json["message"])) == (422, True)


def test_a_round_that_is_no_number_decides_nothing(sign_in, brand):
    audit = make_audit(
        make_assignment(brand, make_user("shopper", brand)), {"greeted": "yes", "goodbye": "yes"}
    )
    page = f"/manage/brands/{brand.id}/review/{audit.id}"
    answer = sign_in(make_user("account_manager", brand)).submit(page, {"round": "²"}, to=f"{page}/approve")
    assert answer.status_code == 409


@pytest.mark.parametrize("place", ["[" * 5000, "{", "[1]", '{"lat": NaN, "lon": Infinity}', '{"lat": 1e400}'])
def test_a_place_that_cannot_be_read_costs_no_photo(sign_in, brand, place):
    shopper = make_user("shopper", brand)
    phone = Phone(sign_in(shopper), shopper)
    answer = phone.put_photo(
        fresh(), picture(), fresh(), make_assignment(brand, shopper), **{"X-Place": place}
    )
    assert answer.status_code == 201, answer.text
