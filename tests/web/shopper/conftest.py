"""A brand, its shopper, and the shopper's phone."""

import pytest

from tests.factories import make_brand, make_user


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def shopper(brand):
    return make_user("shopper", brand)


@pytest.fixture
def phone(sign_in, shopper):
    return sign_in(shopper)
