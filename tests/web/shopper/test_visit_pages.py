"""A visit on the shopper's pages, without JavaScript: nothing typed is lost, nothing is sent twice."""

import io
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import func, select

from mysteryshop import clock, imaging, storage
from mysteryshop.extensions import db
from mysteryshop.imaging import MAX_BYTES
from mysteryshop.models import Answer, Audit, Draft, Payload, Photo, Round, User
from mysteryshop.services import reviews
from tests.factories import SMALL_DOCUMENT, make_assignment, make_brand, make_user, make_version

REAL = Path(__file__).parents[2] / "cases" / "real"
ROUND_WORDS = re.compile(r"point|score|weight|%", re.IGNORECASE)


def text_in(value):
    return {"en": value}


def option(key, **more):
    return {"key": key, "label": text_in(key.title()), **more}


def single(key, **more):
    return {"key": key, "text": text_in(f"About {key}?"), "kind": "single",
            "options": [option("yes", points=1), option("no", points=0), option("na", na=True)], **more}  # fmt: skip


def plain(key, kind, **more):
    return {"key": key, "text": text_in(f"About {key}?"), "kind": kind, **more}


def document(*sections, **more):
    made = [
        {
            "key": f"part{at}",
            "title": text_in(f"Part {at}"),
            "weight": 1,
            "pass_mark": None,
            "questions": list(each),
        }
        for at, each in enumerate(sections, 1)
    ]
    return {
        "format": "mysteryshop.scorecard/1", "title": text_in("A card"), "language": "en", "method": "pooled",
        "pass_mark": 50,
        "sections": made,
        **more,
    }  # fmt: skip


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def shopper(brand):
    return make_user("shopper", brand)


@pytest.fixture
def phone(sign_in, shopper):
    return sign_in(shopper)


def assign(brand, shopper, document=None, **values):
    now = clock.utc_now().replace(tzinfo=None, second=0, microsecond=0)
    around = {"window_from": now - timedelta(days=2), "window_until": now + timedelta(days=2)}
    return make_assignment(brand, shopper, version=make_version(brand, document), **(around | values))


def begin(phone, assignment):
    """Start the visit; the address of its pages."""
    answer = phone.submit(
        f"/shopper/assignments/{assignment.id}", to=f"/shopper/assignments/{assignment.id}/start"
    )
    assert answer.status_code == 302
    return answer.location


def draft_of(visit):
    return db.session.get_one(Draft, _uuid(visit), populate_existing=True)


def _uuid(visit):
    return UUID(visit.rstrip("/").rsplit("/", 1)[-1])


def filled(visit):
    return json.loads(draft_of(visit).document)


def send(phone, visit):
    return phone.submit(f"{visit}/check", to=f"{visit}/send")


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def fill_small(phone, visit):
    phone.submit(f"{visit}/1", {"q.greeted": "yes"})
    return phone.submit(f"{visit}/2", {"q.goodbye": "no"})


class TestTheWay:
    def test_from_the_list_to_the_receipt(self, phone, brand, shopper):
        assignment = assign(brand, shopper)
        assert "Purchase, in person" in phone.get("/shopper/").text
        visit = begin(phone, assignment)
        assert phone.get(visit).location == f"{visit}/1"
        page = phone.get(f"{visit}/1").text
        assert "Section 1 of 2" in page
        assert phone.submit(f"{visit}/1", {"q.greeted": "yes"}).location == f"{visit}/2"
        assert "Started" in phone.get("/shopper/").text
        assert phone.submit(f"{visit}/2", {"q.goodbye": "no"}).location == f"{visit}/check"
        assert "Everything is there" in phone.get(f"{visit}/check").text
        sent = send(phone, visit)
        receipt = phone.get(sent.location)
        assert "Your visit was received" in receipt.text
        audit = db.session.scalars(select(Audit)).one()
        assert (audit.id, audit.state, audit.score_tenths) == (_uuid(visit), "submitted", 500)
        assert "Received" in phone.get("/shopper/").text

    def test_a_shopper_never_sees_points_or_a_score(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        pages = [phone.get(f"{visit}/1").text]
        fill_small(phone, visit)
        pages.append(phone.get(f"{visit}/check").text)
        pages.append(phone.get(send(phone, visit).location).text)
        pages.append(phone.get("/shopper/").text)
        for page in pages:
            main = page[page.index("<main") : page.index("</main>")]
            assert not ROUND_WORDS.search(main), ROUND_WORDS.search(main)

    def test_pages_are_discreet(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        page = phone.get(f"{visit}/1").text
        assert "<title>Section 1 of 2 · Notes</title>" in page
        assert "notes.svg" in page
        assert "ysteryshop" not in page
        assert brand.name not in page

    def test_another_shopper_finds_nothing(self, phone, brand, shopper, sign_in):
        assignment = assign(brand, shopper)
        visit = begin(phone, assignment)
        fill_small(phone, visit)
        stranger = sign_in(make_user("shopper", brand))
        for page in (
            f"/shopper/assignments/{assignment.id}",
            visit,
            f"{visit}/1",
            f"{visit}/check",
            f"{visit}/receipt",
        ):
            assert stranger.get(page).status_code == 404
        before = draft_of(visit).document
        own = begin(stranger, assign(brand, _signed_in(stranger)))
        for action in (f"{visit}/1", f"{visit}/send", f"{visit}/restart", f"{visit}/reopen",
                       f"/shopper/assignments/{assignment.id}/start"):  # fmt: skip
            assert stranger.submit(f"{own}/1", {"q.greeted": "no"}, to=action).status_code == 404
        assert draft_of(visit).document == before
        assert count(Audit) == 0

    def test_the_list_says_when_there_is_nothing(self, phone):
        assert "Nothing here yet" in phone.get("/shopper/").text


def _signed_in(browser):
    with browser.session_transaction() as session:
        uniquifier = session["_user_id"]
    return db.session.scalars(select(User).where(User.fs_uniquifier == uniquifier)).one()


class TestNothingIsLost:
    def test_back_saves_too_even_what_cannot_be_read(self, phone, brand, shopper):
        card = document([single("a")], [plain("n", "number"), plain("t", "text")])
        visit = begin(phone, assign(brand, shopper, card))
        answer = phone.submit(f"{visit}/2", {"q.n": "twelve", "q.t": "Kept", "go": "back"})
        assert answer.location == f"{visit}/1"
        page = phone.get(f"{visit}/2").text
        assert 'value="twelve"' in page
        assert "Kept</textarea>" in page

    def test_what_cannot_be_read_is_said_at_its_place_and_stays(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper, document([plain("n", "number"), plain("t", "text")])))
        answer = phone.submit(f"{visit}/1", {"q.n": "12 kr", "q.t": "Kept"})
        assert answer.status_code == 422
        assert "<title>Error: Section 1 of 1" in answer.text
        assert answer.text.count("“12 kr” is no number") == 2
        assert 'aria-invalid="true"' in answer.text
        assert 'value="12 kr"' in answer.text
        assert filled(visit)["answers"] == {"t": "Kept"}
        page = phone.get(f"{visit}/check").text
        assert "is no number" in page
        assert send(phone, visit).status_code == 422
        assert count(Audit) == 0

    def test_two_tabs_on_different_sections_both_stay(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        first_tab, second_tab = phone.get(f"{visit}/1"), phone.get(f"{visit}/2")
        assert first_tab.status_code == second_tab.status_code == 200
        fill_small(phone, visit)
        assert filled(visit)["answers"] == {"greeted": "yes", "goodbye": "no"}

    def test_saving_quietly_answers_with_nothing(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        answer = phone.submit(f"{visit}/1", {"q.greeted": "no", "go": "keep"})
        assert (answer.status_code, answer.data) == (204, b"")
        assert filled(visit)["answers"] == {"greeted": "no"}

    def test_a_token_that_is_too_old_costs_nothing(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        answer = phone.post(
            f"{visit}/1",
            data={"csrf_token": "old", "q.greeted": "no", "c.greeted": "Nobody <looked> up"},
            headers={"Origin": "http://localhost"},
        )
        assert answer.status_code == 400
        assert "open for a long time" in answer.text
        assert "Nobody &lt;looked&gt; up</textarea>" in answer.text
        assert filled(visit)["comments"] == {"greeted": "Nobody <looked> up"}
        assert 'value="no" checked' in answer.text

    def test_another_site_cannot_write_into_a_draft(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        before = draft_of(visit).document
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            answer = phone.post(f"{visit}/1", data={"q.greeted": "no"}, headers=headers)
            assert answer.status_code == 400
        assert draft_of(visit).document == before

    def test_who_was_signed_out_gets_everything_back(self, client, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        answer = client.post(f"{visit}/1", data={"q.greeted": "no", "c.greeted": "Nobody looked up"})
        assert answer.status_code == 400
        assert "Nobody looked up" in answer.text
        assert f'action="{visit}/1"' in answer.text

    def test_starting_again_puts_the_answers_aside(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        phone.submit(f"{visit}/1", {"q.greeted": "no"})
        fresh = phone.submit(f"{visit}/check", to=f"{visit}/restart").location.removesuffix("/1")
        assert fresh != visit
        assert phone.get(f"{visit}/1").status_code == 404
        assert filled(fresh)["answers"] == {}
        assert filled(visit)["answers"] == {"greeted": "no"}


class TestSendingOnce:
    def test_pressing_twice_and_again_after_back_is_one_receipt(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        fill_small(phone, visit)
        page = phone.get(f"{visit}/check").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        receipts = {phone.post(f"{visit}/send", data={"csrf_token": token}).location for _press in range(3)}
        assert receipts == {f"{visit}/receipt"}
        codes = {
            re.search(r"<b>([A-Z0-9]{4}-[A-Z0-9]{4})</b>", phone.get(f"{visit}/receipt").text)[1]
            for _ in "ab"
        }
        assert len(codes) == 1
        assert (count(Audit), count(Round), count(Payload)) == (1, 1, 1)

    def test_what_is_open_in_another_tab_after_sending_changes_nothing(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        fill_small(phone, visit)
        token = re.search(r'name="csrf_token" value="([^"]+)"', phone.get(f"{visit}/1").text)[1]
        send(phone, visit)
        late = phone.post(f"{visit}/1", data={"csrf_token": token, "q.greeted": "no"})
        assert late.location == f"{visit}/receipt"
        assert "sent already" in phone.get(late.location).text
        assert db.session.get_one(Answer, (_uuid(visit), 1, "greeted")).value == '"yes"'
        for page in ("", "/1", "/check"):
            assert phone.get(visit + page).location == f"{visit}/receipt"

    def test_what_is_missing_is_listed_with_the_way_to_its_place(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        phone.submit(f"{visit}/1", {"q.greeted": "no"})
        page = phone.get(f"{visit}/check").text
        assert "2 things are missing" in page
        assert f'href="{visit}/1#q-greeted-q"' in page
        assert f'href="{visit}/2#q-goodbye-q"' in page
        refused = phone.submit(f"{visit}/1", {"go": "check", "q.greeted": "no"}, to=f"{visit}/send")
        assert refused.status_code == 422
        assert "Nothing was sent yet" in refused.text
        assert count(Audit) == 0

    def test_hostile_keys_are_filled_sent_and_scored_and_nothing_is_refused(self, phone, brand, shopper):
        keys = ["validate", "data", "errors", "meta", "process", "populate_obj", "csrf_token", "constructor"]
        visit = begin(phone, assign(brand, shopper, document([single(key) for key in keys])))
        phone.submit(f"{visit}/1", {})
        empty = phone.submit(f"{visit}/1", {"go": "check"}, to=f"{visit}/send")
        assert empty.status_code == 422
        assert "8 things are missing" in empty.text
        phone.submit(f"{visit}/1", {f"q.{key}": "no" if key == "data" else "yes" for key in keys})
        send(phone, visit)
        audit = db.session.scalars(select(Audit)).one()
        assert (audit.score_tenths, audit.is_complete) == (875, True)
        assert set(db.session.scalars(select(Answer.question_key))) == set(keys)


class TestBranching:
    CARD = document(
        [single("first"), plain("why", "text", show_if={"question": "first", "answer_in": ["no"]})],
        [plain("later", "text", show_if={"question": "first", "answer_in": ["no"]})],
        [single("last")],
    )

    def test_what_an_answer_brings_up_is_shown_after_saving(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper, self.CARD))
        page = phone.get(f"{visit}/1").text
        assert re.search(r'data-question="why" data-show-if="q.first=no" hidden', page)
        answer = phone.submit(f"{visit}/1", {"q.first": "no"})
        assert answer.location == f"{visit}/1#q-why-q"
        page = phone.get(f"{visit}/1").text
        assert "One more question came up." in page
        assert not re.search(r'data-question="why"[^>]*hidden', page)
        assert phone.submit(f"{visit}/1", {"q.first": "no", "q.why": "x"}).location == f"{visit}/2"

    def test_a_section_that_asks_nothing_is_passed_over_both_ways(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper, self.CARD))
        assert phone.submit(f"{visit}/1", {"q.first": "yes"}).location == f"{visit}/3"
        assert phone.submit(f"{visit}/3", {"go": "back"}).location == f"{visit}/1"
        assert "Nothing is asked here" in phone.get(f"{visit}/2").text
        phone.submit(f"{visit}/3", {"q.last": "yes"})
        send(phone, visit)
        assert db.session.get_one(Answer, (_uuid(visit), 1, "later")).state == "hidden"


def jpeg(**options):
    out = io.BytesIO()
    Image.effect_noise((200, 100), 60).convert("RGB").save(out, "JPEG", **options)
    return out.getvalue()


def photo(data, name="IMG_1.jpg"):
    return (io.BytesIO(data), name)


class TestPhotos:
    CARD = document([single("shelf", evidence="required"), plain("t", "text")])

    @pytest.fixture
    def visit(self, phone, brand, shopper):
        return begin(phone, assign(brand, shopper, self.CARD))

    def add(self, phone, visit, *files, **more):
        return phone.submit(
            f"{visit}/1",
            {"e.shelf": list(files), "go": "stay:q-shelf-q", **more},
            content_type="multipart/form-data",
        )

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
        shown = phone.get(f"/shopper/photos/{big.id}/large")
        assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
        assert "private" in shown.headers["Cache-Control"]
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        stranger = sign_in(make_user("shopper", brand))
        assert stranger.get(f"/shopper/photos/{big.id}/large").status_code == 404
        assert phone.get(f"/shopper/photos/{big.id}/original").status_code == 404
        manager = sign_in(make_user("account_manager", brand))
        assert manager.get(f"/manage/brands/{brand.id}/photos/{big.id}/small").status_code == 200
        other = make_brand()
        elsewhere = sign_in(make_user("account_manager", other))
        assert elsewhere.get(f"/manage/brands/{other.id}/photos/{big.id}/small").status_code == 404
        phone.submit(f"{visit}/1", {"remove": str(rows[0].id), "q.shelf": "yes", "q.t": "x"})
        assert filled(visit)["answers"] == {"shelf": "yes", "t": "x"}
        assert phone.get(f"{visit}/1").text.count("/small") == 1
        send(phone, visit)
        assert db.session.get_one(Answer, (_uuid(visit), 1, "shelf")).evidence_count == 1

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

    def test_a_file_over_the_limit_costs_the_file_and_not_the_answers(self, phone, visit):
        answer = self.add(
            phone, visit, photo(jpeg() + b"\0" * (MAX_BYTES * 5), "film.jpg"), **{"q.t": "Kept"}
        )
        assert answer.status_code == 422
        assert "“film.jpg” is larger than 25 MB" in answer.text
        assert "Kept</textarea>" in answer.text
        assert filled(visit)["answers"] == {"t": "Kept"}
        assert count(Photo) == 0

    def test_a_form_beyond_every_limit_is_a_sentence(self, phone, visit):
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


def send_refused(phone, visit):
    return phone.submit(f"{visit}/1", {"go": "check"}, to=f"{visit}/send").status_code == 422


class TestReturned:
    @pytest.fixture
    def returned(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper))
        phone.submit(f"{visit}/1", {"q.greeted": "no", "c.greeted": "Nobody."})
        phone.submit(f"{visit}/2", {"q.goodbye": "yes"})
        send(phone, visit)
        manager = make_user("account_manager", brand)
        reviews.return_audit(
            brand.id, _uuid(visit), {"greeted": "Who did not <greet> you?"}, seen_round=1, by=manager.id,
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
        audit = db.session.get_one(Audit, _uuid(returned), populate_existing=True)
        assert (audit.state, audit.current_round, audit.score_tenths) == ("submitted", 2, 1000)
        assert db.session.get_one(Answer, (audit.id, 2, "goodbye")).value == '"yes"'

    def test_a_photo_of_the_first_round_stays(self, phone, brand, shopper):
        visit = begin(phone, assign(brand, shopper, TestPhotos.CARD))
        phone.submit(
            f"{visit}/1",
            {"q.shelf": "yes", "q.t": "x", "e.shelf": photo(jpeg())},
            content_type="multipart/form-data",
        )
        send(phone, visit)
        manager = make_user("account_manager", brand)
        reviews.return_audit(
            brand.id, _uuid(visit), {"shelf": "Sharper?"}, seen_round=1, by=manager.id, now=clock.utc_now()
        )
        page = db.session.scalars(select(Draft.assignment_id)).one()
        phone.submit(f"/shopper/assignments/{page}", to=f"{visit}/reopen")
        form = phone.get(f"{visit}/1").text
        assert 'name="remove"' not in form
        kept = db.session.scalars(select(Photo)).one()
        assert phone.submit(f"{visit}/1", {"remove": str(kept.id)}).status_code == 409
        db.session.refresh(kept)
        assert kept.state == "stored"


SITUATIONS = ("order", "inquiry", "purchase", "complaint", "feedback")


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("visit", ("in person", "Start the visit", "Send the visit", "Your visit was received")),
        ("phone", ("by telephone", "Start the call", "Send the call", "Your call was received")),
        (
            "email",
            (
                "by e-mail",
                "Start the e-mail contact",
                "Send the e-mail contact",
                "Your e-mail contact was received",
            ),
        ),
        ("chat", ("by chat", "Start the chat", "Send the chat", "Your chat was received")),
        (
            "web",
            (
                "on the website",
                "Start the web contact",
                "Send the web contact",
                "Your web contact was received",
            ),
        ),
    ],
)
def test_every_situation_in_every_channel_opens_and_reads_right(
    phone, brand, shopper, situation, channel, words
):
    manner, start, send_words, received = words
    card = document([single("always"), single("only_here", situations=[situation]),
                     plain("wait", "duration"), plain("proof", "text", evidence="optional")])  # fmt: skip
    assignment = assign(brand, shopper, card, situation=situation, channel=channel)
    expected = f"{situation.title()}, {manner}"
    assert expected in phone.get("/shopper/").text
    briefing = phone.get(f"/shopper/assignments/{assignment.id}").text
    assert start in briefing
    visit = begin(phone, assignment)
    page = phone.get(f"{visit}/1").text
    assert expected in page
    assert 'name="q.only_here"' in page
    written = channel in ("email", "chat", "web")
    assert ('name="e.proof.text"' in page) == written
    assert ('type="datetime-local"' in page) == written
    assert ("timer" in page) == (not written)
    if channel != "visit":
        assert not re.search(
            r"\bvisit\b", page[page.index("<h1") : page.index("</main>")].replace("/visits/", "")
        )
    phone.submit(
        f"{visit}/1",
        {
            "q.always": "yes",
            "q.only_here": "no",
            "q.wait.minutes": "5",
            "q.proof": "x",
            "e.proof.text": "Dear customer",
        },
    )
    assert send_words in phone.get(f"{visit}/check").text
    assert received in phone.get(send(phone, visit).location).text
    row = db.session.get_one(Answer, (_uuid(visit), 1, "proof"))
    assert (row.evidence_text, row.evidence_count) == (("Dear customer", 1) if written else (None, 0))


@pytest.mark.parametrize("language", ["en", "sv", "tr"])
def test_the_form_speaks_the_shoppers_language(brand, sign_in, language):
    shopper = make_user("shopper", brand, language=language)
    phone = sign_in(shopper)
    visit = begin(phone, assign(brand, shopper, SMALL_DOCUMENT))
    question = SMALL_DOCUMENT["sections"][0]["questions"][0]
    page = phone.get(f"{visit}/1").text
    assert question["text"][language] in page
    assert all(option["label"][language] in page for option in question["options"])
    assert f'<html lang="{language}"' in page


def test_a_window_that_is_not_open_is_said_and_nothing_is_refused(phone, brand, shopper):
    now = clock.utc_now().replace(tzinfo=None, second=0, microsecond=0)
    early = assign(brand, shopper, window_from=now + timedelta(days=3), window_until=now + timedelta(days=4))
    late = assign(brand, shopper, window_from=now - timedelta(days=4), window_until=now - timedelta(days=3))
    assert "too early" in phone.get(f"/shopper/assignments/{early.id}").text
    assert "time is over" in phone.get(f"/shopper/assignments/{late.id}").text
    visit = begin(phone, late)
    fill_small(phone, visit)
    assert "A person will look at it" in phone.get(send(phone, visit).location).text
    assert db.session.scalars(select(Audit.held_reason)).one() == "late"
