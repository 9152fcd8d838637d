"""To a brand, the shopper is nobody and an employee has no name: in every page, file and header its people get."""

import copy
import io
import json
import subprocess
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from pypdf import PdfReader
from werkzeug.routing import Rule

from mysteryshop import storage
from mysteryshop.domain.access import ROLES_THAT_MAY
from mysteryshop.domain.periods import month_of
from mysteryshop.domain.privacy import Audience
from mysteryshop.extensions import db
from mysteryshop.jobs.registry import HANDLERS
from mysteryshop.models import Audit, Brand, Job, Location, Photo, Report, WaveShopper
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
LANGUAGES = ("en", "sv", "tr")
ROLES = ("brand_owner", "location_manager")


@dataclass
class Visited:
    """A brand with one audit that holds both secrets, and what the places in addresses stand for."""

    brand: Brand
    location: Location
    audit: Audit
    ids: dict[str, Any]


@pytest.fixture
def visited(app) -> Visited:
    brand = make_brand(allows_staff_questions=True)
    location = make_location(brand)
    shopper = make_user("shopper", brand, name="ZQXSHOPPER", email="zqxshopper@example.com")
    wave, version = make_wave(brand), make_version(brand, document_with_staff())
    assignment = make_assignment(brand, shopper, location=location, wave=wave, version=version)
    audit = make_audit(
        assignment,
        {"greeted": "yes", "goodbye": "no", "who": "ZQXSTAFF"},
        comments={"who": "The tall one, ZQXSTAFF", "goodbye": "I gave my name, Zqxshopper, and left."},
    )
    keep(WaveShopper(wave_id=wave.id, shopper_id=shopper.id, number=3))
    make_responses(location, [9] * 12, csat=5)
    ids = {
        "brand_id": brand.id,
        "location_id": location.id,
        "audit_id": audit.id,
        "scorecard_id": version.scorecard_id,
        "number": 1,
        "section_key": "welcome",
        "question_key": "greeted",
        "photo_id": photo_of(audit, "greeted"),
    }
    return Visited(brand, location, audit, ids)


def document_with_staff():
    document = copy.deepcopy(SMALL_DOCUMENT)
    document["sections"][1]["questions"].append(
        {"key": "who", "text": {"en": "Who served you?"}, "kind": "staff", "required": False}
    )
    return document


def photo_of(audit, question):
    with open("tests/cases/real/photo-rotated.jpg", "rb") as file:
        key = storage.put(file)
    return keep(
        Photo(
            id=uuid4(), brand_id=audit.brand_id, assignment_id=audit.assignment_id, submission_id=audit.id,
            question_key=question, uploaded_by=audit.shopper_id, uploaded_at=NOW, upload_sha256="0" * 64,
            stored_key=key, print_key=key, state="stored",
        )
    ).id  # fmt: skip


def make_all_reports(visited: Visited) -> dict[Audience, list[int]]:
    """An audit and a location report, made by their jobs: for the brand in every language, for the agency in one."""
    audit, by = visited.audit, visited.audit.shopper_id
    month = month_of(date(2026, 3, 1))
    made: dict[Audience, list[int]] = {}
    for audience in Audience:
        wanted = [
            Wanted(visited.brand.id, audience, language, **about)
            for language in (LANGUAGES if audience is Audience.BRAND else LANGUAGES[:1])
            for about in ({"audit_id": audit.id}, {"location_id": visited.location.id, "period": month})
        ]
        made[audience] = [request_report(each, by=by, now=NOW) for each in wanted]
    for job in db.session.query(Job).filter(Job.kind.in_(["render_audit_report", "render_report"])):
        HANDLERS[job.kind](job.subject_id)
    assert {report.state for report in db.session.query(Report)} == {"ready"}
    return made


def routes_open_to(app, role: str) -> list[Rule]:
    """Every GET route that the role has the rights for somewhere."""
    views = app.view_functions
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint != "static"
        and role in ROLES_THAT_MAY.get(getattr(views[rule.endpoint], "access", ""), frozenset())
    ]


def addresses(app, rule: Rule, ids: dict[str, Any], reports: list[int]) -> list[str]:
    """The route with ids that exist: once, or once for each report; results once for each kind of period."""
    unknown = rule.arguments - {*ids, "report_id"}
    assert not unknown, f"{rule.endpoint}: give this test an id that exists for {unknown}"
    build = app.url_map.bind("localhost").build
    values = {name: ids[name] for name in rule.arguments if name in ids}
    if "report_id" in rule.arguments:
        return [build(rule.endpoint, values | {"report_id": report_id}) for report_id in reports]
    address = build(rule.endpoint, values)
    if rule.endpoint in ("brand.results", "brand.location", "brand.audits"):
        return [address, *(f"{address}?period={slug}" for slug in ("2026-03", "2026-q1"))]
    return [address]


def secrets_in(answer) -> list[str]:
    """The secrets that an answer tells: in its headers (the name of a file), its body, and inside a PDF."""
    told = [unquote(str(answer.headers)).encode(), answer.data]
    if answer.data.startswith(b"%PDF-"):
        told += everything_in_pdf(answer.data)
    if answer.is_json:
        told.append(json.dumps(answer.get_json(), ensure_ascii=False).encode())
    everything = b"\n".join(told).upper()
    forms = {
        secret: (
            secret.encode(),
            secret.encode("utf-16-be"),
            secret.encode("utf-16-be").hex().upper().encode(),
        )
        for secret in SECRETS
    }
    return [secret for secret, spellings in forms.items() if any(each in everything for each in spellings)]


@cache  # both roles get the same files
def everything_in_pdf(pdf: bytes) -> list[bytes]:
    """The text as read, the metadata as poppler prints them (XMP too), and every object and stream, unpacked."""
    printed = [
        subprocess.run([*command, "-"], input=pdf, capture_output=True, check=True).stdout
        for command in (["pdfinfo"], ["pdfinfo", "-meta"], ["pdfinfo", "-struct-text"])
    ]
    printed.append(
        subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    )
    reader = PdfReader(io.BytesIO(pdf))
    objects = [
        reader.get_object(number) for number in range(1, len(reader.xref[0]) + len(reader.xref_objStm))
    ]
    printed += [repr(found).encode() for found in objects if found is not None]
    printed += [found.get_data() for found in objects if hasattr(found, "get_data")]
    return printed


def test_no_page_and_no_file_of_a_brand_tells_who_the_shopper_was_or_names_staff(app, visited, sign_in):
    brand, audit = visited.brand, visited.audit
    manager = sign_in(make_user("account_manager", brand))
    review = f"/manage/brands/{brand.id}/review/{audit.id}"
    assert manager.submit(review, {"round": "1"}, to=f"{review}/approve").status_code == 302
    reports = make_all_reports(visited)
    page = f"/brands/{brand.id}/audits/{audit.id}"
    files = {
        audience: [f"/brands/{brand.id}/reports/{report_id}/file" for report_id in ids]
        for audience, ids in reports.items()
    }

    # The search finds them where they may be read.
    assert secrets_in(manager.get(page)) == list(SECRETS)
    told = [secrets_in(manager.get(address, buffered=True)) for address in files[Audience.AGENCY]]
    assert told == [list(SECRETS), ["ZQXSHOPPER"]]  # a location report lists no answers

    people = {
        "brand_owner": make_user("brand_owner", brand),
        "location_manager": make_user("location_manager", brand, location=visited.location),
    }
    for role in ROLES:
        browser = sign_in(people[role])
        for rule in routes_open_to(app, role):
            for address in addresses(app, rule, visited.ids, reports[Audience.BRAND]):
                answer = browser.get(address, buffered=True, follow_redirects=True)
                assert answer.status_code == 200, (
                    f"{rule.endpoint} was not visited: {answer.status_code} {address}"
                )
                assert not secrets_in(answer), (
                    f"{address} ({rule.endpoint}) tells a {role}: {secrets_in(answer)}"
                )
        for address in files[Audience.BRAND]:
            assert browser.get(address, buffered=True).data.startswith(b"%PDF-")
        for address in files[Audience.AGENCY]:
            assert browser.get(address).status_code == 404

    shown = sign_in(people["brand_owner"]).get(page).text
    assert "I gave my name, Shopper 3, and left." in shown
    assert "Given; not shown in this report" in shown
    assert "For improvement, not for disciplinary use" in shown


def test_photos_of_a_question_about_staff_are_not_served_to_a_brand(visited, sign_in):
    brand, audit = visited.brand, visited.audit
    audit.state = "approved"
    db.session.commit()
    page = f"/brands/{brand.id}/audits/{audit.id}"
    greeted, who = (
        f"{page}/photos/{photo_id}" for photo_id in (visited.ids["photo_id"], photo_of(audit, "who"))
    )
    owner = sign_in(make_user("brand_owner", brand))
    shown = owner.get(page).text
    assert greeted in shown
    assert who not in shown
    assert owner.get(greeted, buffered=True).status_code == 200
    assert owner.get(who, buffered=True).status_code == 404
    assert sign_in(make_user("account_manager", brand)).get(who, buffered=True).status_code == 200
    assert sign_in(make_user("brand_owner", make_brand())).get(greeted, buffered=True).status_code == 404
