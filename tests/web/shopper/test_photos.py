"""Photos on the page of a section: taken in, shown to whom they belong, refused with a sentence."""

import io
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from mysteryshop import imaging, storage
from mysteryshop.extensions import db
from mysteryshop.imaging import MAX_BYTES
from mysteryshop.models import Answer, Photo
from tests.browsing import TOKEN
from tests.factories import make_brand, make_user
from tests.web.shopper.visits import (
    PHOTO_CARD,
    assign,
    begin,
    count,
    filled,
    jpeg,
    photo,
    send,
    send_refused,
    uuid_of,
)

REAL = Path(__file__).parents[2] / "cases" / "real"


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the test client's own buffers
class TestPhotos:
    @pytest.fixture
    def visit(self, phone, brand, shopper):
        return begin(phone, assign(brand, shopper, PHOTO_CARD))

    def add(self, phone, visit, *files, **more):
        """Post as a browser does, but from memory: the test client would leave temporary files open."""
        token = TOKEN.search(phone.get(f"{visit}/1").text)[1]
        sent = [FileStorage(stream, name) for stream, name in files]
        fields = {"csrf_token": token, "go": "stay:q-shelf-q", "e.shelf": sent, **more}
        boundary, body = encode_multipart(fields)
        return phone.post(f"{visit}/1", data=body, content_type=f"multipart/form-data; boundary={boundary}")

    def test_photos_are_added_shown_removed_and_sent(self, phone, visit, shopper, brand, sign_in):
        answer = self.add(phone, visit, photo(jpeg()), photo((REAL / "photo-48mp.jpg").read_bytes(), "b.jpg"))
        assert answer.location == f"{visit}/1#q-shelf-q"
        rows = db.session.scalars(select(Photo).order_by(Photo.width)).all()
        assert [(row.width, row.state, row.question_key) for row in rows] == [
            (200, "stored", "shelf"), (8064, "stored", "shelf"),
        ]  # fmt: skip
        big = rows[1]
        assert (float(big.lat), float(big.lon)) == (59.315, 18.071)
        assert big.device_taken_at == datetime(2026, 5, 4, 13, 45)
        for key in (big.stored_key, big.print_key):
            with storage.open(key) as file:
                data = file.read()
            assert b"Exif" not in data
            assert not Image.open(io.BytesIO(data)).getexif()
        page = phone.get(f"{visit}/1").text
        assert page.count("/small") == 2
        with phone.get(f"/shopper/photos/{big.id}/large") as shown:
            assert shown.data.startswith(b"\xff\xd8")
        assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
        assert "private" in shown.headers["Cache-Control"]
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        stranger = sign_in(make_user("shopper", brand))
        assert stranger.get(f"/shopper/photos/{big.id}/large").status_code == 404
        assert phone.get(f"/shopper/photos/{big.id}/original").status_code == 404
        manager = sign_in(make_user("account_manager", brand))
        with manager.get(f"/manage/brands/{brand.id}/photos/{big.id}/small") as small:
            assert small.status_code == 200
        other = make_brand()
        elsewhere = sign_in(make_user("account_manager", other))
        assert elsewhere.get(f"/manage/brands/{other.id}/photos/{big.id}/small").status_code == 404
        phone.submit(f"{visit}/1", {"remove": str(rows[0].id), "q.shelf": "yes", "q.t": "x"})
        assert filled(visit)["answers"] == {"shelf": "yes", "t": "x"}
        assert phone.get(f"{visit}/1").text.count("/small") == 1
        send(phone, visit)
        assert db.session.get_one(Answer, (uuid_of(visit), 1, "shelf")).evidence_count == 1

    def test_a_missing_photo_is_named(self, phone, visit):
        phone.submit(f"{visit}/1", {"q.shelf": "yes", "q.t": "x"})
        assert "photo" in phone.get(f"{visit}/check").text
        assert send_refused(phone, visit)

    def test_the_same_photo_twice_is_one(self, phone, visit):
        data = jpeg()
        self.add(phone, visit, photo(data), photo(data, "again.jpg"))
        self.add(phone, visit, photo(data))
        assert count(Photo) == 1

    def test_a_bad_file_is_said_at_its_place_and_the_rest_is_saved(self, phone, visit):
        answer = self.add(phone, visit, photo(b"MZ\x90", "setup.exe"), photo(jpeg()), **{"q.t": "Kept"})
        assert answer.status_code == 422
        assert answer.text.count("“setup.exe” is no picture") == 2
        assert "/small" in answer.text
        assert filled(visit)["answers"] == {"t": "Kept"}
        assert count(Photo) == 1

    def test_a_file_over_the_limit_costs_the_file_and_not_the_answers(self, phone, visit):  # 16
        answer = self.add(
            phone, visit, photo(jpeg() + b"\0" * (MAX_BYTES * 5), "film.jpg"), **{"q.t": "Kept"}
        )
        assert answer.status_code == 422
        assert "“film.jpg” is larger than 25 MB" in answer.text
        assert "Kept</textarea>" in answer.text
        assert filled(visit)["answers"] == {"t": "Kept"}
        assert count(Photo) == 0

    def test_a_form_beyond_every_limit_is_a_sentence(self, phone, visit):  # 16
        answer = phone.post(
            f"{visit}/1",
            content_type="multipart/form-data; boundary=x",
            environ_overrides={"CONTENT_LENGTH": str(2**40)},
        )
        assert answer.status_code == 413
        assert "25 MB" in answer.text

    def test_a_picture_that_cannot_be_scaled_now_is_kept_and_said(self, phone, visit, monkeypatch):
        def full(*_):
            raise MemoryError

        monkeypatch.setattr(imaging, "_flat_and_smaller", full)
        self.add(phone, visit, photo((REAL / "photo-48mp.jpg").read_bytes()))
        row = db.session.scalars(select(Photo)).one()
        assert row.print_key is None
        assert storage.holds(row.stored_key)
        assert "preview not available" in phone.get(f"{visit}/1").text
        assert phone.get(f"/shopper/photos/{row.id}/large").status_code == 404, (
            "the bytes still hold the position"
        )

    def test_a_photo_for_a_question_that_wants_none_is_not_taken(self, phone, visit):
        phone.submit(f"{visit}/1", {"e.t": photo(jpeg())}, content_type="multipart/form-data")
        assert count(Photo) == 0

    def test_an_address_that_no_file_has(self, phone):
        assert phone.get(f"/shopper/photos/{uuid4()}/small").status_code == 404
