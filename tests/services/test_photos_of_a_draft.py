"""Photos of a draft: once each, removed while it is open, scaled later when they could not be at once."""

import io
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mysteryshop import imaging, storage
from mysteryshop.domain.errors import NotFound
from mysteryshop.extensions import db
from mysteryshop.models import Job, Photo
from mysteryshop.services import drafts, photos
from mysteryshop.services.photos import add_photo, remove_photo
from tests.factories import NOW, SMALL_DOCUMENT, make_assignment, make_brand, make_user, make_version
from tests.picture_files import picture

REAL = Path(__file__).parents[1] / "cases" / "real"


def jpeg(colour="teal"):
    return io.BytesIO(picture(colour, (60, 40)))


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def shopper(brand):
    return make_user("shopper", brand)


@pytest.fixture
def draft(brand, shopper):
    document = json.loads(json.dumps(SMALL_DOCUMENT))
    document["sections"][0]["questions"][0]["evidence"] = "optional"
    assignment = make_assignment(brand, shopper, version=make_version(brand, document))
    return drafts.start_draft(assignment.id, shopper_id=shopper.id, now=NOW)


def add(draft, shopper, file, key="greeted"):
    return add_photo(draft, key, file, "IMG_1.jpg", shopper_id=shopper.id, now=NOW)


def stored():
    return db.session.scalar(select(func.count()).select_from(Photo).where(Photo.state == "stored"))


def test_the_same_file_for_the_same_question_is_one_photo(draft, shopper):
    first = add(draft, shopper, jpeg())
    assert add(draft, shopper, jpeg()) == first
    assert add(draft, shopper, jpeg("red")) != first
    assert drafts.photo_counts(draft) == {"greeted": 2}


def test_strangers_and_questions_without_evidence_take_no_photo(draft, shopper, brand):
    with pytest.raises(NotFound):
        add(draft, make_user("shopper", brand), jpeg())
    for key in ("goodbye", "nothing"):
        with pytest.raises(NotFound):
            add(draft, shopper, jpeg(), key)
    assert stored() == 0


def test_one_photo_too_many_is_refused_with_a_sentence(draft, shopper, monkeypatch):
    monkeypatch.setattr(photos, "MOST_PER_QUESTION", 1)
    add(draft, shopper, jpeg())
    with pytest.raises(photos.BadPicture, match="1 photos for this question already"):
        add(draft, shopper, jpeg("red"))


def test_a_photo_is_removed_while_the_draft_is_open_and_by_its_owner_only(draft, shopper, brand):
    photo = add(draft, shopper, jpeg())
    with pytest.raises(NotFound):
        remove_photo(photo, draft_id=draft, shopper_id=make_user("shopper", brand).id)
    remove_photo(photo, draft_id=draft, shopper_id=shopper.id)
    assert stored() == 0
    kept = add(draft, shopper, jpeg())
    drafts.send_draft(draft, shopper_id=shopper.id, now=NOW)
    with pytest.raises(drafts.AlreadySent):
        remove_photo(kept, draft_id=draft, shopper_id=shopper.id)
    with pytest.raises(drafts.AlreadySent):
        add(draft, shopper, jpeg("blue"))
    assert stored() == 1


def test_what_could_not_be_scaled_is_scaled_by_a_job_and_the_original_is_dropped(draft, shopper, monkeypatch):
    def full(*_):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(imaging, "_flat_and_smaller", full)
        photo_id = add(draft, shopper, io.BytesIO((REAL / "photo-48mp.jpg").read_bytes()))
        with pytest.raises(photos.NotScaledYet):
            photos.scale_photo(photo_id)
    job = db.session.scalars(select(Job).where(Job.kind == "scale_photo")).one()
    assert job.subject_id == str(photo_id)
    original = db.session.get_one(Photo, photo_id).stored_key
    for _again in range(2):
        photos.scale_photo(photo_id)
    photo = db.session.get_one(Photo, photo_id, populate_existing=True)
    assert photo.print_key is not None
    assert photo.stored_key != original
    assert not storage.holds(original)
    assert storage.holds(photo.stored_key)
