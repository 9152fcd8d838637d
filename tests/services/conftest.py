"""A shopper with something to do."""

import pytest

from tests.factories import make_assignment, make_brand, make_user


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def shopper(brand):
    return make_user("shopper", brand)


@pytest.fixture
def assignment(brand, shopper):
    return make_assignment(brand, shopper)
