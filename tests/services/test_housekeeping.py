"""The night's work: what goes, what stays, and what is missed."""

import io
import os
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from mysteryshop import storage
from mysteryshop.extensions import db
from mysteryshop.models import Change, Draft, Job, Photo
from mysteryshop.queries.installation import check_health
from mysteryshop.services import housekeeping
from mysteryshop.services.limits import count_hit, hits
from tests.factories import NOW, keep, make_assignment, make_brand, make_user

LONG_AGO = NOW - timedelta(days=31)


@pytest.fixture(autouse=True)
def storage_of_its_own(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "STORAGE_ROOT", str(tmp_path / "storage"))


@pytest.fixture
def assignment(app):
    brand = make_brand()
    return make_assignment(brand, make_user("shopper", brand))


def stored(content):
    """A file of the storage, as old as the test's photos."""
    key = storage.put(io.BytesIO(content))
    os.utime(storage._place(key), (LONG_AGO.timestamp(),) * 2)
    return key


def photo(assignment, submission=None, *, uploaded_at=LONG_AGO, state="stored", content=b"a", small=b"b"):
    return keep(
        Photo(
            id=uuid4(), brand_id=assignment.brand_id, assignment_id=assignment.id,
            submission_id=submission or uuid4(), question_key="greeted", uploaded_by=assignment.shopper_id,
            uploaded_at=uploaded_at, upload_sha256="0", stored_key=stored(content),
            print_key=stored(small), state=state,
        )
    ).id  # fmt: skip


def draft(assignment, **values):
    return keep(
        Draft(
            id=uuid4(), brand_id=assignment.brand_id, assignment_id=assignment.id, shopper_id=assignment.shopper_id,
            scorecard_version_id=assignment.scorecard_version_id, document="{}", started_at=NOW, saved_at=NOW, **values,
        )
    ).id  # fmt: skip


def photos():
    db.session.expire_all()
    return set(db.session.scalars(select(Photo.id)))


def actions():
    return sorted(db.session.scalars(select(Change.action)))


def test_a_photo_that_no_visit_followed_goes_after_thirty_days_with_its_files(assignment):  # 36
    old = photo(assignment)
    young = photo(assignment, uploaded_at=NOW - timedelta(days=29), content=b"c", small=b"d")
    of_draft = photo(assignment, draft(assignment), content=b"e", small=b"f")
    keys = [db.session.get(Photo, old).stored_key, db.session.get(Photo, old).print_key]
    assert housekeeping.purge_orphans(now=NOW) == 1
    assert photos() == {young, of_draft}
    assert not any(storage.holds(key) for key in keys)
    assert actions() == ["photo.purged"]
    assert housekeeping.purge_orphans(now=NOW) == 0


def test_a_file_that_another_photo_shares_stays(assignment):
    photo(assignment)
    other = photo(assignment, draft(assignment), content=b"a", small=b"x")
    housekeeping.purge_orphans(now=NOW)
    assert photos() == {other}
    assert storage.holds(db.session.get(Photo, other).stored_key)


def test_a_file_that_came_again_just_now_stays(assignment):
    gone = db.session.get(Photo, photo(assignment)).stored_key
    os.utime(storage._place(gone), (NOW.timestamp(),) * 2)
    housekeeping.purge_orphans(now=NOW)
    assert storage.holds(gone)


def test_the_files_of_a_removed_photo_go_and_its_mark_stays(assignment):
    removed = photo(assignment, draft(assignment), state="removed")
    key = db.session.get(Photo, removed).stored_key
    assert housekeeping.purge_removed_photos(now=NOW) == 1
    assert photos() == {removed}
    assert not storage.holds(key)
    assert housekeeping.purge_removed_photos(now=NOW) == 0


def test_a_draft_put_aside_goes_after_seven_days(assignment):
    draft(assignment, removed_at=NOW - timedelta(days=8))
    stays = {draft(assignment, removed_at=NOW - timedelta(days=6)), draft(assignment)}
    assert housekeeping.purge_removed_drafts(now=NOW) == 1
    assert set(db.session.scalars(select(Draft.id))) == stays


def test_a_file_that_the_disk_lost_is_reported_once(assignment):  # 38
    lost = photo(assignment, draft(assignment))
    photo(assignment, draft(assignment), content=b"there", small=b"too")
    storage.delete(db.session.get(Photo, lost).stored_key)
    assert housekeeping.check_files(now=NOW) == [lost]
    assert housekeeping.keep_house(now=NOW).lost == 1
    assert actions() == ["photo.file_missing"]
    assert check_health(now=NOW).photos_missing == 1
    db.session.get_one(Photo, lost).uploaded_at = NOW + timedelta(hours=1)  # the phone had it still
    db.session.commit()
    assert check_health(now=NOW).photos_missing == 0


def test_counts_of_tries_go_when_their_window_is_over(app):
    for now in (NOW - timedelta(minutes=20), NOW):
        count_hit("account:x", window_seconds=900, now=now.timestamp())
    assert housekeeping.keep_house(now=NOW).counts == 1
    assert hits("account:x", now=NOW.timestamp()) == 1


def test_one_job_a_night(app):
    housekeeping.plan_night(now=NOW.replace(hour=1))
    assert db.session.scalars(select(Job.kind)).all() == []
    for _again in range(2):
        housekeeping.plan_night(now=NOW)
    assert db.session.scalars(select(Job.kind)).all() == ["keep_house"]
