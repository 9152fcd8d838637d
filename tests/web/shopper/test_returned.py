"""A visit that came back: only what was asked for opens again."""

import re

import pytest
from sqlalchemy import select

from mysteryshop import clock
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Audit, Draft, Photo
from mysteryshop.services import reviews
from tests.factories import make_user
from tests.web.shopper.visits import PHOTO_CARD, assign, begin, jpeg, photo, send, uuid_of


class TestReturned:
    @pytest.fixture
    def returned(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        phone.submit(f"{visit}/1", {"q.greeted": "no", "c.greeted": "Nobody."})
        phone.submit(f"{visit}/2", {"q.goodbye": "yes"})
        send(phone, visit)
        manager = make_user("account_manager", brand)
        reviews.return_audit(
            brand.id, uuid_of(visit), {"greeted": "Who did not <greet> you?"}, seen_round=1, by=manager.id,
            now=clock.utc_now(),
        )  # fmt: skip
        return visit

    def test_only_what_was_returned_opens_again_with_its_note(self, phone, returned):
        home = phone.get("/shopper/").text
        assert "Returned" in home
        page = re.search(r'href="(/shopper/assignments/\d+)"[^>]*>Put 1 answer right', home)[1]
        assert "Who did not &lt;greet&gt; you?" in phone.get(page).text
        opened = phone.submit(page, to=f"{returned}/reopen")
        assert opened.location == f"{returned}/1"
        form = phone.get(f"{returned}/1").text
        assert "Section 1 of 1" in form
        assert "Who did not &lt;greet&gt; you?" in form
        assert "Nobody.</textarea>" in form
        assert 'name="q.note"' not in form
        assert phone.get(f"{returned}/2").status_code == 404
        sent = phone.submit(f"{returned}/1", {"q.greeted": "yes", "q.goodbye": "no"})
        assert sent.location == f"{returned}/check"
        receipt = phone.get(send(phone, returned).location).text
        assert "Round" in receipt
        audit = db.session.get_one(Audit, uuid_of(returned), populate_existing=True)
        assert (audit.state, audit.current_round, audit.score_tenths) == ("submitted", 2, 1000)
        assert db.session.get_one(Answer, (audit.id, 2, "goodbye")).value == '"yes"'

    def test_a_photo_of_the_first_round_stays(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper, PHOTO_CARD))
        phone.submit(
            f"{visit}/1",
            {"q.shelf": "yes", "q.t": "x", "e.shelf": photo(jpeg())},
            content_type="multipart/form-data",
        )
        send(phone, visit)
        manager = make_user("account_manager", brand)
        reviews.return_audit(
            brand.id, uuid_of(visit), {"shelf": "Sharper?"}, seen_round=1, by=manager.id, now=clock.utc_now()
        )
        page = db.session.scalars(select(Draft.assignment_id)).one()
        phone.submit(f"/shopper/assignments/{page}", to=f"{visit}/reopen")
        form = phone.get(f"{visit}/1").text
        assert 'name="remove"' not in form
        kept = db.session.scalars(select(Photo)).one()
        assert phone.submit(f"{visit}/1", {"remove": str(kept.id)}).status_code == 409
        db.session.refresh(kept)
        assert kept.state == "stored"
