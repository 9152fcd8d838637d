"""To a brand, the shopper is nobody and an employee has no name: every route that the brand's people may open."""

import copy

import pytest
from werkzeug.routing import Rule

from mysteryshop.domain.access import ROLES_THAT_MAY
from mysteryshop.domain.privacy import Audience
from mysteryshop.models import WaveShopper
from mysteryshop.services.reports import Wanted, request_report
from tests.audit_rows import make_audit
from tests.factories import (
    NOW,
    SMALL_DOCUMENT,
    keep,
    make_assignment,
    make_brand,
    make_location,
    make_responses,
    make_user,
    make_version,
    make_wave,
)

SECRETS = ("ZQXSHOPPER", "ZQXSTAFF")
BRAND_ROLES = ("brand_owner", "location_manager")


def document_with_staff():
    document = copy.deepcopy(SMALL_DOCUMENT)
    document["sections"][1]["questions"].append(
        {"key": "who", "text": {"en": "Who served you?"}, "kind": "staff", "required": False}
    )
    return document


@pytest.fixture
def visited(app):
    """A brand whose one approved audit holds both secrets, and the ids that addresses are filled with."""
    brand = make_brand(allows_staff_questions=True)
    location = make_location(brand)
    shopper = make_user("shopper", brand, name="ZQXSHOPPER", email="zqxshopper@example.com")
    wave, version = make_wave(brand), make_version(brand, document_with_staff())
    assignment = make_assignment(brand, shopper, location=location, wave=wave, version=version)
    audit = make_audit(
        assignment,
        {"greeted": "yes", "goodbye": "no", "who": "ZQXSTAFF"},
        comments={"who": "The tall one, ZQXSTAFF", "goodbye": "I gave my name, Zqxshopper, and left."},
        state="approved",
    )
    keep(WaveShopper(wave_id=wave.id, shopper_id=shopper.id, number=3))
    make_responses(location, [9] * 12, csat=5)
    by = shopper.id
    wanted = Wanted(brand.id, Audience.BRAND, "en", audit_id=audit.id)
    request_report(Wanted(brand.id, Audience.AGENCY, "en", audit_id=audit.id), by=by, now=NOW)
    ids = {
        "report_id": request_report(wanted, by=by, now=NOW),
        "brand_id": brand.id,
        "location_id": location.id,
        "wave_id": wave.id,
        "assignment_id": assignment.id,
        "audit_id": audit.id,
        "scorecard_id": version.scorecard_id,
        "version_id": version.id,
        "number": 1,
        "area_id": location.area_id,
        "user_id": shopper.id,
        "section_key": "welcome",
        "question_key": "greeted",
        "code": "en",
        "name": "light",
    }
    return brand, location, audit, ids


def address(app, rule: Rule, ids: dict[str, object]) -> str:
    """The rule with ids that exist; what is unknown here is 1, or the audit's id where a UUID is asked."""
    uuids = {
        name for name, converter in rule._converters.items() if type(converter).__name__ == "UUIDConverter"
    }
    values = {name: ids.get(name, ids["audit_id"] if name in uuids else 1) for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def readable(app, role: str) -> list[Rule]:
    """Every GET route that the role may open somewhere."""
    views = app.view_functions
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint != "static"
        and role in ROLES_THAT_MAY.get(getattr(views[rule.endpoint], "access", ""), frozenset())
    ]


@pytest.mark.parametrize("role", BRAND_ROLES)
def test_no_page_of_a_brand_tells_who_the_shopper_was_or_names_staff(app, visited, sign_in, role):
    brand, location, audit, ids = visited
    person = make_user(role, brand, **({"location": location} if role == "location_manager" else {}))
    opened = {}
    for rule in readable(app, role):
        url = address(app, rule, ids)
        answer = sign_in(person).get(url)
        opened[rule.endpoint] = answer.status_code
        told = (answer.get_data(as_text=False) + str(answer.headers).encode()).upper()
        found = [secret for secret in SECRETS if secret.encode() in told]
        assert not found, f"{url} ({rule.endpoint}) tells a {role}: {found}"
    must = {
        f"brand.{page}" for page in ("home", "results", "location", "audits", "audit", "reports", "report")
    }
    assert must <= {endpoint for endpoint, status in opened.items() if status == 200}, opened
    page = sign_in(person).get(f"/brands/{brand.id}/audits/{audit.id}").text
    assert "I gave my name, Shopper 3, and left." in page
    assert "Given; not shown in this report" in page
    assert "For improvement, not for disciplinary use" in page


def test_the_secrets_are_there_for_the_agency_so_the_search_can_fail(visited, sign_in):
    brand, _location, audit, _ids = visited
    page = sign_in(make_user("account_manager", brand)).get(f"/brands/{brand.id}/audits/{audit.id}").text
    assert all(secret in page for secret in SECRETS)


def test_photos_of_a_question_about_staff_are_not_served_to_a_brand(visited, sign_in, app):
    from datetime import UTC, datetime
    from io import BytesIO
    from uuid import uuid4

    from mysteryshop import storage
    from mysteryshop.models import Photo

    brand, _location, audit, ids = visited
    key = storage.put(BytesIO(b"\xff\xd8\xff not much of a picture"))
    photos = {}
    for question in ("greeted", "who"):
        photo = keep(
            Photo(
                id=uuid4(), brand_id=brand.id, assignment_id=ids["assignment_id"], submission_id=audit.id,
                question_key=question, uploaded_by=ids["user_id"], uploaded_at=datetime(2026, 3, 12, tzinfo=UTC),
                upload_sha256="0" * 64, stored_key=key, print_key=key,
            )
        )  # fmt: skip
        photos[question] = f"/brands/{brand.id}/audits/{audit.id}/photos/{photo.id}"
    owner = sign_in(make_user("brand_owner", brand))
    page = owner.get(f"/brands/{brand.id}/audits/{audit.id}").text
    assert photos["greeted"] in page
    assert photos["who"] not in page
    assert owner.get(photos["greeted"], buffered=True).status_code == 200
    assert owner.get(photos["who"], buffered=True).status_code == 404
    assert sign_in(make_user("account_manager", brand)).get(photos["who"], buffered=True).status_code == 200
    assert (
        sign_in(make_user("brand_owner", make_brand())).get(photos["greeted"], buffered=True).status_code
        == 404
    )
