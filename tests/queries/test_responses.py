"""Customers' answers one by one: filters, scope, order, on both databases."""

from datetime import date

from mysteryshop.domain.access import Scope
from mysteryshop.models import Response
from mysteryshop.queries import responses
from mysteryshop.queries.responses import ResponseFilter, all_responses, count_responses, responses_page
from tests.factories import NOW, keep, make_area, make_brand, make_location


def answer(location, day, **values):
    number = answer.number = getattr(answer, "number", 0) + 1
    return keep(
        Response(
            brand_id=location.brand_id, location_id=location.id, answered_on=date(2026, 5, day), source="import",
            external_id=f"r{number}", dismissed=0, received_at=NOW, nps=9, **values,
        )
    )  # fmt: skip


def test_a_scope_lets_only_its_own_locations_through(app):
    brand = make_brand()
    north, south = make_area(brand), make_area(brand)
    here, there = make_location(brand, north), make_location(brand, south)
    answer(here, 1), answer(there, 2), answer(make_location(make_brand()), 3)
    whole, part = Scope(brand.id, True), Scope(brand.id, False, frozenset({north.id}))
    assert count_responses(whole, ResponseFilter()) == 2
    (row,) = responses_page(part, ResponseFilter(), offset=0, limit=10)
    assert row.location_name == here.name
    assert count_responses(part, ResponseFilter(location_id=there.id)) == 0


def test_filters_count_their_last_day_and_work_together(app):
    location = make_location(make_brand())
    for day in (1, 2, 3):
        answer(location, day, situation="purchase" if day > 1 else None, comment="x" if day == 3 else None)
    scope = Scope(location.brand_id, True)
    assert count_responses(scope, ResponseFilter(since=date(2026, 5, 1), until=date(2026, 5, 2))) == 2
    assert count_responses(scope, ResponseFilter(situation="purchase")) == 2
    assert count_responses(scope, ResponseFilter(situation="purchase", with_comment=True)) == 1
    assert count_responses(scope, ResponseFilter(source="open")) == 0
    newest = responses_page(scope, ResponseFilter(), offset=0, limit=2)
    assert [row.answered_on.day for row in newest] == [3, 2]


def test_an_export_in_pieces_misses_and_repeats_nothing(app, monkeypatch):
    monkeypatch.setattr(responses, "_CHUNK", 2)
    location = make_location(make_brand())
    for day in (3, 1, 1, 1, 2):
        answer(location, day)
    rows = list(all_responses(Scope(location.brand_id, True), ResponseFilter()))
    assert [row.answered_on.day for row in rows] == [1, 1, 1, 2, 3]
    assert len({row.id for row in rows}) == 5
