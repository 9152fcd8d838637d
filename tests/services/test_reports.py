"""Reports as services: what is made when, for whom, and what makes it stale."""

import io
import subprocess
from datetime import timedelta
from uuid import uuid4

import pytest
from pypdf import PdfReader

from mysteryshop import storage
from mysteryshop.domain.errors import NotAllowed, NotFound
from mysteryshop.domain.periods import Period, PeriodKind, month_of
from mysteryshop.domain.privacy import Audience
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Job, Photo, Report
from mysteryshop.services.report_rendering import (
    render_report,
    request_audit_reports,
    request_wave_reports,
)
from mysteryshop.services.reports import (
    Wanted,
    mark_reports_stale,
    remake_quiet_reports,
    request_again,
    request_report,
)
from tests.factories import (
    HOSTILE_KEYS,
    NOW,
    make_approved_audit,
    make_assignment,
    make_brand,
    make_hostile_scorecard,
    make_location,
    make_responses,
    make_user,
    make_version,
    make_wave,
)
from tests.reports import samples

pytestmark = pytest.mark.usefixtures("app")
LATER = NOW + timedelta(hours=1)


def staff_audit(brand=None, **values):
    """An approved audit by ZQXSHOPPER with a staff answer ZQXSTAFF."""
    brand = brand or make_brand()
    shopper = make_user("shopper", brand, name="ZQXSHOPPER")
    return make_approved_audit(
        brand,
        shopper=shopper,
        version=make_version(brand, samples.scorecard()),
        answers=samples.answers()["answers"],
        score_tenths=470,
        **values,
    )


def reports_of(brand):
    return {r.audience: r for r in db.session.query(Report).filter_by(brand_id=brand.id)}


def text_of(report):
    with storage.open(report.file_key) as file:
        found = subprocess.run(
            ["pdftotext", "-layout", "-", "-"], input=file.read(), capture_output=True, check=True
        )
    return found.stdout.decode()


def everything_in(report):
    with storage.open(report.file_key) as file:
        raw = file.read()
    return text_of(report) + str(PdfReader(io.BytesIO(raw)).metadata) + raw.decode("latin-1")


def render_audit_reports(audit_id, now):
    for report_id in request_audit_reports(audit_id, now=now):
        render_report(report_id, now=now)


def test_an_approved_audit_gets_one_report_for_the_agency_and_one_for_the_brand():
    brand = make_brand(languages="sv,en")
    audit = staff_audit(brand)

    render_audit_reports(audit.id, now=NOW)

    made = reports_of(brand)
    assert {r.state for r in made.values()} == {"ready"}
    assert {r.language for r in made.values()} == {"sv"}
    assert "47,0" in text_of(made["brand"])
    assert "ZQXSHOPPER" in text_of(made["agency"])
    assert "ZQXSTAFF" in text_of(made["agency"])
    for name in ("ZQXSHOPPER", "ZQXSTAFF", "14:37", "13:37"):
        assert name not in everything_in(made["brand"])


def test_an_approval_queues_a_job_for_each_copy_once():
    audit = staff_audit()

    for now in (NOW, LATER):
        assert len(request_audit_reports(audit.id, now=now)) == 2

    assert db.session.query(Job).filter_by(kind="render_report").count() == 2


def test_questions_keyed_like_parts_of_a_program_are_printed():
    brand = make_brand()
    answers = dict.fromkeys(HOSTILE_KEYS, "data") | {"constructor": "errors", "meta": "validate"}
    audit = make_approved_audit(brand, version=make_hostile_scorecard(brand), answers=answers)

    render_audit_reports(audit.id, now=NOW)

    text = text_of(reports_of(brand)["brand"])
    assert [key for key in HOSTILE_KEYS if f"Did you see {key}?" not in text] == []
    assert "87.5" in text  # the first section is full without its N/A, of the second three of four


def test_making_it_twice_makes_one_file():
    audit = staff_audit()
    render_audit_reports(audit.id, now=NOW)
    first = {r.id: (r.file_key, r.rendered_at) for r in db.session.query(Report)}

    render_audit_reports(audit.id, now=LATER)

    assert {r.id: (r.file_key, r.rendered_at) for r in db.session.query(Report)} == first


@pytest.mark.parametrize("state", ["submitted", "returned", "rejected"])
def test_only_approved_audits_are_reported(state):
    audit = staff_audit()
    audit.state = state
    db.session.commit()

    render_audit_reports(audit.id, now=NOW)
    assert db.session.query(Report).count() == 0
    with pytest.raises(NotAllowed):
        request_report(
            Wanted(audit.brand_id, Audience.BRAND, "en", audit_id=audit.id), by=audit.shopper_id, now=NOW
        )


def test_a_report_asked_for_before_a_rejection_is_not_made_after_it():
    audit = staff_audit()
    wanted = Wanted(audit.brand_id, Audience.BRAND, "tr", audit_id=audit.id)
    report_id = request_report(wanted, by=audit.shopper_id, now=NOW)
    audit.state = "rejected"
    db.session.commit()

    with pytest.raises(NotAllowed):
        render_report(report_id, now=NOW)
    assert db.session.get(Report, report_id).state == "failed"
    assert db.session.get(Report, report_id).file_key is None


def test_another_brands_audit_and_location_look_like_none():
    audit, other, stranger = staff_audit(), make_brand(), make_location(make_brand())
    month = month_of(audit.visited_on)

    with pytest.raises(NotFound):
        request_report(
            Wanted(other.id, Audience.BRAND, "en", audit_id=audit.id), by=audit.shopper_id, now=NOW
        )
    with pytest.raises(NotFound):
        wanted = Wanted(other.id, Audience.BRAND, "en", location_id=stranger.id, period=month)
        request_report(wanted, by=audit.shopper_id, now=NOW)
    with pytest.raises(NotFound):
        request_again(other.id, 1, by=audit.shopper_id, now=NOW)


def test_asking_twice_makes_one_job():
    audit = staff_audit()
    wanted = Wanted(audit.brand_id, Audience.BRAND, "tr", audit_id=audit.id)

    ids = {request_report(wanted, by=audit.shopper_id, now=now) for now in (NOW, LATER)}

    assert len(ids) == 1
    assert db.session.query(Job).filter_by(kind="render_report").count() == 1


def location_audits(brand):
    """Two visits to one location in March: 80.0 and 91.0, and 71 customers."""
    location = make_location(brand, name="Kadıköy Rıhtım")
    version, wave = make_version(brand), make_wave(brand, name="Wave 1")
    for tenths in (800, 910):
        make_approved_audit(
            brand, score_tenths=tenths, sections={"welcome": tenths, "closing": tenths}, location=location,
            version=version, wave=wave,
        )  # fmt: skip
    make_responses(location, [10] * 20 + [8] * 5 + [3] * 7, csat=5, ces=2)
    return location, wave


def order_of_jobs(app, monkeypatch):
    """Subjects of the jobs as the queue is given them, with their priority."""
    given = []
    monkeypatch.setitem(
        app.extensions, "task_queue", lambda job_id, priority: given.append((job_id, priority))
    )
    return lambda: [(db.session.get_one(Job, job_id).subject_id, priority) for job_id, priority in given]


def test_a_report_that_somebody_asks_for_overtakes_those_of_a_wave(app, monkeypatch):
    brand = make_brand()
    assignment = make_assignment(brand)
    make_assignment(brand, wave=assignment.wave)
    wave = assignment.wave
    period = Period(PeriodKind.WAVE, wave.starts_on, wave.ends_on, wave.id, wave.name)
    queued = order_of_jobs(app, monkeypatch)
    request_wave_reports(wave.id, now=NOW)
    in_turn = queued()
    by = make_user("brand_owner", brand).id

    wanted = Wanted(brand.id, Audience.BRAND, "en", location_id=assignment.location_id, period=period)
    for minutes in (1, 2):
        report_id = request_report(wanted, by=by, now=NOW + timedelta(minutes=minutes))

    assert len(in_turn) == 2
    assert {priority for _subject, priority in in_turn} == {0}
    assert queued()[2:] == [(str(report_id), 1)], "it overtakes once, however often it is asked for"


def test_a_location_report_puts_audits_and_customers_side_by_side():
    brand = make_brand()
    location, _wave = location_audits(brand)
    wanted = Wanted(brand.id, Audience.BRAND, "en", location_id=location.id, period=month_of(NOW.date()))
    report_id = request_report(wanted, by=make_user().id, now=NOW)
    render_report(report_id, now=NOW)
    text = text_of(db.session.get(Report, report_id))

    assert "85.5" in text  # (80.0 + 91.0) / 2
    assert "+41" in text  # (20 - 7) / 32
    assert "100%" in text
    assert "32 answers" in text
    assert "Kadıköy Rıhtım" in text
    assert "March 2026" in text
    assert "For improvement, not for disciplinary use." in text
    assert "14:37" not in text


@pytest.mark.parametrize("language", ["sv", "tr"])
def test_a_location_without_anything_gets_a_report_all_the_same(language):
    brand = make_brand()
    location = make_location(brand)
    wanted = Wanted(brand.id, Audience.AGENCY, language, location_id=location.id, period=month_of(NOW.date()))
    report_id = request_report(wanted, by=make_user().id, now=NOW)
    render_report(report_id, now=NOW)

    assert db.session.get(Report, report_id).state == "ready"


def test_a_closed_wave_gets_a_report_of_every_location_it_visited():
    brand = make_brand()
    _location, wave = location_audits(brand)
    make_assignment(brand, wave=wave, state="cancelled")

    request_wave_reports(wave.id, now=NOW)
    request_wave_reports(wave.id, now=LATER)

    report = db.session.query(Report).one()
    assert (report.kind, report.wave_id, report.audience) == ("location", wave.id, "brand")
    assert db.session.query(Job).filter_by(kind="render_report", subject_id=str(report.id)).count() == 1


def test_a_change_marks_the_reports_over_its_day_stale_and_they_can_be_made_again():
    brand = make_brand()
    location, _wave = location_audits(brand)
    wanted = Wanted(brand.id, Audience.BRAND, "en", location_id=location.id, period=month_of(NOW.date()))
    by = make_user().id
    report_id = request_report(wanted, by=by, now=NOW)
    render_report(report_id, now=NOW)
    first = db.session.get(Report, report_id).file_key
    assert db.session.get(Report, report_id).pages == 2
    with transaction():
        mark_reports_stale(brand.id, NOW.date() + timedelta(days=60), now=NOW)
    assert not db.session.get(Report, report_id).is_stale

    make_responses(location, [0] * 40)
    with transaction():
        mark_reports_stale(brand.id, NOW.date(), now=NOW)
    assert db.session.get(Report, report_id).is_stale
    assert db.session.get(Report, report_id).file_key == first  # still there to be downloaded

    assert remake_quiet_reports(now=NOW + timedelta(minutes=14)) == 0
    assert remake_quiet_reports(now=NOW + timedelta(minutes=15)) == 1
    assert remake_quiet_reports(now=LATER) == 0  # on its way
    assert request_report(wanted, by=by, now=LATER) == report_id
    render_report(report_id, now=LATER)
    report = db.session.get(Report, report_id)
    assert not report.is_stale
    assert report.file_key != first
    assert not storage.holds(first)


def test_photos_are_printed_and_broken_ones_named(app):
    audit = staff_audit()
    with open("tests/cases/real/photo-rotated.jpg", "rb") as file:
        good = storage.put(file)
    bad = storage.put(io.BytesIO(b"no picture at all"))
    lost = storage.put(io.BytesIO(b"a file that the disk loses"))
    storage.delete(lost)
    for number, key in enumerate((good, bad, None, lost)):
        db.session.add(
            Photo(
                id=uuid4(), brand_id=audit.brand_id, assignment_id=audit.assignment_id, submission_id=audit.id,
                question_key="floor", uploaded_by=audit.shopper_id, uploaded_at=NOW + timedelta(seconds=number),
                upload_sha256=str(number), stored_key=key, print_key=key, state="stored",
            )
        )  # fmt: skip
    db.session.commit()

    render_audit_reports(audit.id, now=NOW)

    text = text_of(brand_report(audit))
    assert text.count("This photo cannot be shown here") == 2
    assert text.count("This photo’s file is missing.") == 1
    assert "C1, photo 4 of 4" in text


def brand_report(audit):
    return db.session.query(Report).filter_by(audit_id=audit.id, audience="brand").one()
