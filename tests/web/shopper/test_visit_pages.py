"""A visit on the shopper's pages, without JavaScript: nothing typed is lost, nothing is sent twice."""

import re

from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import Answer, Audit, Payload, Round
from tests.factories import make_user
from tests.web.shopper.visits import (
    assign,
    begin,
    count,
    document,
    draft_of,
    fill_small,
    filled,
    plain,
    send,
    signed_in,
    single,
    uuid_of,
)

WORTH = re.compile(r"point|score|weight|\d\s?%", re.IGNORECASE)


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
        assert (audit.id, audit.state, audit.score_tenths) == (uuid_of(visit), "submitted", 500)
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
            assert not WORTH.search(main), WORTH.search(main)

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
        own = begin(stranger, assign(brand, signed_in(stranger)))
        for action in (f"{visit}/1", f"{visit}/send", f"{visit}/restart", f"{visit}/reopen",
                       f"/shopper/assignments/{assignment.id}/start"):  # fmt: skip
            assert stranger.submit(f"{own}/1", {"q.greeted": "no"}, to=action).status_code == 404
        assert draft_of(visit).document == before
        assert count(Audit) == 0

    def test_the_list_says_when_there_is_nothing(self, phone):
        assert "Nothing here yet" in phone.get("/shopper/").text


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
        assert db.session.get_one(Answer, (uuid_of(visit), 1, "greeted")).value == '"yes"'
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
        assert db.session.get_one(Answer, (uuid_of(visit), 1, "later")).state == "hidden"
