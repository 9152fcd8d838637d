"""Customers' answers as a workbook: asked for, made by a job, read back, and gone after a week."""

import io
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from mysteryshop import storage
from mysteryshop.extensions import db
from mysteryshop.jobs.registry import HANDLERS
from mysteryshop.models import Access, Export, Job
from mysteryshop.queries.exports import find_export
from mysteryshop.queries.responses import ResponseFilter
from mysteryshop.services.exports import purge_exports, request_export
from tests.factories import NOW, make_brand, make_location, make_responses, make_user


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def manager(brand):
    return make_user("account_manager", brand)


def made(brand, manager, wanted=None, language="en"):
    """The export after its job has run."""
    export_id = request_export(
        brand.id, wanted or ResponseFilter(), language=language, by=manager.id, now=NOW
    )
    job = db.session.query(Job).filter_by(kind="export_responses", subject_id=str(export_id)).one()
    HANDLERS[job.kind](job.subject_id)
    return find_export(export_id, brand.id, by=manager.id)


def cells_of(export):
    with storage.open(export.file_key) as file:
        sheet = load_workbook(io.BytesIO(file.read())).active
    return [list(row) for row in sheet.iter_rows()]


def test_a_workbook_holds_the_answers_of_the_list_and_no_formula(brand, manager):
    location, other = make_location(brand, name="=Lund", external_id="007"), make_location(brand)
    nasty = '=HYPERLINK("http://example.com")'
    make_responses(
        location, [9], csat=4, ces=6, comment=nasty, situation="purchase", channel="visit", day_part="evening",
        answered_at=datetime(2026, 3, 12, 18, 5), value="12.50", currency="SEK",
    )  # fmt: skip
    make_responses(location, [None], comment="+1\x0b\nsecond line", csat=1)
    make_responses(location, [3], answered_on=date(2026, 2, 1))
    make_responses(other, [10])
    make_responses(make_location(make_brand()), [0])

    export = made(brand, manager, ResponseFilter(location_id=location.id, since=date(2026, 3, 1)))
    head, first, second = cells_of(export)

    assert (export.state, export.rows) == ("ready", 2)
    assert [cell.value for cell in head][:4] == ["Location", "Number", "Date", "Time"]
    assert [cell.value for cell in first][:12] == [
        "=Lund", "007", datetime(2026, 3, 12), "18:05", "Evening", "Purchase", "Visit", 9, 4, 6, nasty, 12.5,
    ]  # fmt: skip
    assert second[10].value == "+1\nsecond line"
    for cell in (first[0], first[1], first[10], second[10]):
        assert cell.data_type == "s"
        assert cell.quotePrefix
    assert not [cell for row in cells_of(export) for cell in row if cell.data_type == "f"]
    noted = db.session.query(Access).one()
    assert (noted.action, noted.subject_kind, noted.user_id) == ("exported", "responses", manager.id)


def test_words_are_those_of_the_language_and_nothing_is_a_head_alone(brand, manager):
    export = made(brand, manager, language="sv")
    assert [[cell.value for cell in row][2:4] for row in cells_of(export)] == [["Datum", "Tid"]]
    assert export.rows == 0


def test_who_lost_the_role_meanwhile_gets_no_file(brand):
    stranger = make_user("account_manager", make_brand())
    assert made(brand, stranger).state == "failed"


def test_a_workbook_is_for_the_person_who_asked_and_goes_after_a_week(brand, manager):
    export = made(brand, manager)
    assert find_export(export.id, brand.id, by=make_user("account_manager", brand).id) is None
    assert find_export(export.id, make_brand().id, by=manager.id) is None
    twin = made(brand, manager)
    db.session.get(Export, twin.id).requested_at = NOW + timedelta(days=1)
    db.session.commit()

    assert purge_exports(now=NOW + timedelta(days=6)) == 0
    assert purge_exports(now=NOW + timedelta(days=7)) == 1
    assert find_export(export.id, brand.id, by=manager.id) is None
    assert storage.holds(twin.file_key)
    assert purge_exports(now=NOW + timedelta(days=9)) == 1
    assert not storage.holds(twin.file_key)
