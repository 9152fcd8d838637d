import pytest

from mysteryshop.domain.scorecard_templates import eight_criteria
from mysteryshop.services.scorecards import create_scorecard
from tests.factories import NOW, make_brand, make_user


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def owner(brand, sign_in):
    return sign_in(make_user("brand_owner", brand))


@pytest.fixture
def scorecard_id(brand):
    return create_scorecard(brand.id, eight_criteria(brand.language_codes), by=None, now=NOW)


@pytest.fixture
def base(brand, scorecard_id):
    return f"/brands/{brand.id}/scorecards/{scorecard_id}"


def test_every_page_of_the_builder_opens(brand, owner, base):
    root = f"/brands/{brand.id}/scorecards"
    pages = [
        "/settings",
        "/sections/tone",
        "/sections/tone/remove",
        "/questions/greeted",
        "/questions/greeted/remove",
        "/questions/wait_live",
        "/questions/told_unasked",
        "/preview",
        "/publish",
        "/archive",
        "/export",
        "",
    ]
    for page in [root, f"{root}/new", f"{root}/situations", *(base + page for page in pages)]:
        assert owner.get(page).status_code == 200, page
