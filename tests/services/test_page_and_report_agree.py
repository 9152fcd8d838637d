"""A location's page and its PDF print the same figures, because both take them from one gate and one wording."""

from datetime import UTC, date, datetime

import pytest

from mysteryshop.domain.periods import month_of, quarter_of
from mysteryshop.domain.privacy import Audience
from mysteryshop.extensions import db
from mysteryshop.models import Report
from mysteryshop.services.report_sources import audit_report, location_report
from mysteryshop.services.reports import Wanted, request_report
from tests.factories import (
    NOW,
    make_approved_audit,
    make_brand,
    make_location,
    make_responses,
    make_user,
    make_version,
    make_wave,
)


@pytest.mark.parametrize("period", [month_of(date(2026, 3, 1)), quarter_of(date(2026, 3, 1))])
@pytest.mark.parametrize("which", ["large", "small"])
def test_the_headline_figures_of_the_report_stand_on_the_page(app, sign_in, period, which):
    brand = make_brand()
    wave, version = make_wave(brand), make_version(brand)
    locations = {"large": make_location(brand), "middle": make_location(brand), "small": make_location(brand)}
    for location, scores in (("large", (910, 870, 835)), ("small", (640,))):
        for score in scores:
            make_approved_audit(
                brand, location=locations[location], wave=wave, version=version, score_tenths=score,
                sections={"welcome": score},
            )  # fmt: skip
    make_responses(locations["large"], [10] * 30 + [7] * 9 + [1] * 4, csat=4, ces=5)
    make_responses(locations["middle"], [9] * 12, csat=5)
    make_responses(locations["small"], [10, 9, 1], csat=2)
    owner = make_user("brand_owner", brand)
    place = locations[which]
    wanted = Wanted(
        brand_id=brand.id, audience=Audience.BRAND, language="en", location_id=place.id, period=period
    )
    report = db.session.get(Report, request_report(wanted, by=owner.id, now=NOW))

    built, _logo = location_report(report, now=NOW)
    page = sign_in(owner).get(f"/brands/{brand.id}/locations/{place.id}?period={period.slug}").text

    for tile in built.tiles:
        worded = tile.figure
        assert (worded.value or worded.none_text) in page
        assert worded.base in page
    for row in built.sections:
        assert row.here.cell in page
        assert row.brand.cell in page
    assert len(built.tiles) == 4


@pytest.mark.parametrize("zone", ["Europe/Istanbul", "America/New_York"])
def test_the_page_of_an_audit_and_its_report_tell_moments_on_the_clock_of_the_location(app, sign_in, zone):
    brand = make_brand()
    audit = make_approved_audit(brand, location=make_location(brand, time_zone=zone))
    audit.decided_at = datetime(2026, 3, 12, 22, 30, tzinfo=UTC)
    db.session.commit()
    wanted = Wanted(brand.id, Audience.BRAND, "en", audit_id=audit.id)
    report = db.session.get(Report, request_report(wanted, by=audit.shopper_id, now=NOW))

    built, _photos = audit_report(report, now=audit.decided_at)
    page = sign_in(make_user("brand_owner", brand)).get(f"/brands/{brand.id}/audits/{audit.id}").text

    until = {
        "Europe/Istanbul": "Data until 13 March 2026 01:30 UTC+03:00.",
        "America/New_York": "Data until 12 March 2026 18:30 UTC−04:00.",
    }[zone]
    assert until in str(built.method)
    assert until in page
    reviewed = dict(built.facts)["Reviewed"]
    assert reviewed == until[11:24]
    assert reviewed in page
