"""Pages of reports: asked for, waited for, downloaded, and only by those whose they are."""

import io
from datetime import date
from urllib.parse import unquote

import pytest
from sqlalchemy import Engine, event

from mysteryshop import storage
from mysteryshop.domain.privacy import Audience
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Access, Report
from mysteryshop.services.report_rendering import render_report
from mysteryshop.services.reports import Wanted, ensure_report
from tests.factories import (
    NOW,
    make_approved_audit,
    make_brand,
    make_location,
    make_responses,
    make_user,
    make_version,
)
from tests.reports import samples


@pytest.fixture
def place(app):
    """A brand with one location, one approved audit by ZQXSHOPPER, and its two reports."""
    brand = make_brand(name="Fjord", languages="en,sv")
    location = make_location(brand, name="Kadıköy Rıhtım")
    audit = make_approved_audit(
        brand,
        location=location,
        shopper=make_user("shopper", brand, name="ZQXSHOPPER"),
        version=make_version(brand, samples.scorecard()),
        answers=samples.answers()["answers"],
        visited_on=date(2026, 3, 12),
        score_tenths=470,
    )
    made = {audience: ready_report(brand, audit, audience) for audience in Audience}
    return brand, location, audit, made


def ready_report(brand, audit, audience):
    """The row of a report that was made; its file is a stand-in, since the making has tests of its own."""
    with transaction():
        report = ensure_report(Wanted(brand.id, audience, "en", audit_id=audit.id), by=None, now=NOW)
        report.file_key = storage.put(io.BytesIO(b"%PDF-1.7 stands for a report"))
        report.state, report.pages, report.rendered_at = "ready", 4, NOW
        return report.id


def address(brand, report_id, more=""):
    return f"/brands/{brand.id}/reports/{report_id}{more}"


def test_a_ready_report_downloads_at_once_under_a_name_that_names_nobody(place, sign_in):
    brand, _location, _audit, made = place
    browser = sign_in(make_user("brand_owner", brand))

    assert address(brand, made[Audience.BRAND], "/file") in browser.get(f"/brands/{brand.id}/reports").text
    answer = browser.get(address(brand, made[Audience.BRAND], "/file"), buffered=True)

    assert answer.data.startswith(b"%PDF-")
    assert answer.content_type == "application/pdf"
    assert answer.content_length == len(answer.data)
    name = unquote(answer.headers["Content-Disposition"])
    assert name.startswith("attachment")
    assert "filename*=UTF-8''Audit report Kadıköy Rıhtım 2026-03-12.pdf" in name
    assert "ZQX" not in name
    assert "no-store" in answer.headers["Cache-Control"]
    entry = db.session.query(Access).filter_by(action="downloaded").one()
    assert (entry.subject_kind, entry.subject_id) == ("report", str(made[Audience.BRAND]))


@pytest.mark.parametrize("role", ["brand_owner", "location_manager"])
def test_a_brand_never_meets_the_agencys_copy(place, sign_in, role):
    brand, _location, audit, made = place
    browser = sign_in(make_user(role, brand))

    for more in ("", "/file"):
        assert browser.get(address(brand, made[Audience.AGENCY], more), buffered=True).status_code == 404
    for page in (f"/brands/{brand.id}/reports", f"/brands/{brand.id}/audits/{audit.id}",
                 address(brand, made[Audience.BRAND])):  # fmt: skip
        text = browser.get(page).text
        assert "ZQXSHOPPER" not in text
        assert "only for the agency" not in text
    assert browser.get(f"/manage/brands/{brand.id}/reports").status_code == 404


def test_a_manager_sees_both_copies(place, sign_in):
    brand, _location, _audit, made = place
    browser = sign_in(make_user("account_manager", brand))

    page = browser.get(f"/manage/brands/{brand.id}/reports", follow_redirects=True).text
    assert "only for the agency" in page
    for report_id in made.values():
        assert browser.get(address(brand, report_id, "/file"), buffered=True).status_code == 200


def test_strangers_find_no_report(place, sign_in):
    brand, location, _audit, made = place
    report_id = made[Audience.BRAND]
    elsewhere = make_location(brand)
    strangers = [
        make_user("brand_owner", make_brand()),
        make_user("shopper", brand),
        make_user("location_manager", brand, location=elsewhere),
    ]
    for stranger in strangers:
        browser = sign_in(stranger)
        assert browser.get(address(brand, report_id)).status_code == 404
        assert browser.get(address(brand, report_id, "/file"), buffered=True).status_code == 404
    near = sign_in(make_user("location_manager", brand, location=location))
    assert near.get(address(brand, report_id, "/file"), buffered=True).status_code == 200


def test_a_report_of_an_audit_that_is_no_longer_approved_is_gone(place, sign_in):
    brand, _location, audit, made = place
    audit.state = "rejected"
    db.session.commit()
    browser = sign_in(make_user("brand_owner", brand))

    assert browser.get(address(brand, made[Audience.BRAND], "/file"), buffered=True).status_code == 404


def test_a_location_report_is_asked_for_waited_for_and_made_again(place, sign_in):
    brand, location, _audit, _made = place
    make_responses(location, [10] * 12)
    browser = sign_in(make_user("brand_owner", brand))
    wish = {"location": location.id, "period": "2026-03", "language": "tr"}

    sent = browser.submit(f"/brands/{brand.id}/reports", wish)
    assert sent.status_code == 302
    waiting = browser.get(sent.location)
    assert "Being made" in waiting.text
    assert '<meta http-equiv="refresh"' in waiting.text

    report = db.session.query(Report).filter_by(kind="location").one()
    assert (report.audience, report.language) == ("brand", "tr")
    assert browser.get(f"{sent.location}/file").status_code == 404
    render_report(report.id, now=NOW)
    ready = browser.get(sent.location)
    assert "Download the PDF" in ready.text
    assert '<meta http-equiv="refresh"' not in ready.text

    again = browser.submit(sent.location, to=f"{sent.location}/again")
    assert again.status_code == 302
    assert "Download the one before" in browser.get(sent.location).text
    assert browser.get(f"{sent.location}/file", buffered=True).status_code == 200


@pytest.mark.parametrize("asked", ["agency", "agency'"])
def test_a_brand_that_asks_for_the_agencys_copy_gets_its_own(place, sign_in, asked):
    brand, location, _audit, _made = place
    browser = sign_in(make_user("brand_owner", brand))

    browser.submit(
        f"/brands/{brand.id}/reports",
        {"location": location.id, "period": "2026-03", "language": "en", "audience": asked},
    )
    assert db.session.query(Report).filter_by(kind="location").one().audience == "brand"


def test_another_language_of_an_audit_report_is_asked_for_on_its_page(place, sign_in):
    brand, _location, audit, _made = place
    browser = sign_in(make_user("location_manager", brand))
    page = f"/brands/{brand.id}/audits/{audit.id}"

    sent = browser.submit(page, {"language": "tr"}, to=f"{page}/reports")

    assert "/reports/" in sent.location
    assert browser.submit(page, {"language": "xx"}, to=f"{page}/reports").status_code == 404
    assert db.session.query(Report).filter_by(audit_id=audit.id, language="tr").one().audience == "brand"


@pytest.mark.parametrize("wish", [{"period": "2026-13"}, {"period": "wave-999"}, {"location": 999_999}])
def test_a_place_or_a_period_that_is_not_there_makes_no_report(place, sign_in, wish):
    brand, location, _audit, _made = place
    browser = sign_in(make_user("brand_owner", brand))
    given = {"location": location.id, "period": "2026-03", "language": "en"} | wish

    assert browser.submit(f"/brands/{brand.id}/reports", given).status_code in (404, 422)
    assert db.session.query(Report).filter_by(kind="location").count() == 0


def test_a_ready_report_takes_five_statements_at_most(place, sign_in):
    brand, _location, _audit, made = place
    browser = sign_in(make_user("brand_owner", brand))
    file = address(brand, made[Audience.BRAND], "/file")
    statements = []

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert browser.get(file, buffered=True).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len(statements) <= 5, "\n".join(statements)
