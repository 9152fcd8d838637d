"""The phone's API: nothing is lost, nothing counts twice, and every refusal is a sentence in JSON."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from mysteryshop import clock, storage
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit, Draft, Payload, Photo, Round, Wave
from tests.factories import NOW, SMALL_DOCUMENT, make_assignment, make_brand, make_user, make_version
from tests.picture_files import picture
from tests.web.api_client import Phone, body_of, fresh, photo_in

pytestmark = pytest.mark.both_databases

DOCUMENT = json.loads(json.dumps(SMALL_DOCUMENT))
DOCUMENT["sections"][0]["questions"][0]["evidence"] = "optional"


@pytest.fixture(autouse=True)
def in_march(monkeypatch, tmp_path, app):
    monkeypatch.setattr(clock, "utc_now", lambda: NOW)
    monkeypatch.setitem(app.config, "STORAGE_ROOT", str(tmp_path / "storage"))


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def shopper(brand):
    return make_user("shopper", brand)


@pytest.fixture
def assignment(brand, shopper):
    return make_assignment(brand, shopper, version=make_version(brand, DOCUMENT))


@pytest.fixture
def phone(shopper, sign_in):
    return Phone(sign_in(shopper), shopper)


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_ping_says_that_it_is_us_and_session_who_is_signed_in(phone, client):
    ping = client.get("/api/v1/ping")
    assert (ping.status_code, ping.headers["X-Shop-App"], ping.headers["Cache-Control"]) == (
        204,
        "1",
        "no-store",
    )
    session = phone.browser.get("/api/v1/session").json
    assert session["user_id"] == phone.user_id
    assert session["csrf"]


def test_who_is_not_signed_in_gets_json_and_no_redirect(client):
    for path in ("session", "drafts", f"submissions/{fresh()}/status"):
        answer = client.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.is_json) == (401, True)


def test_a_round_is_received_once_and_answered_the_same_for_ever(phone, assignment):
    uuid, body = fresh(), body_of(assignment)
    first, again = phone.put_round(uuid, body), phone.put_round(uuid, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json
    assert first.json["uuid"] == str(uuid)
    assert first.json["state"] == "complete"
    assert (count(Audit), count(Round), count(Payload)) == (1, 1, 1)


def test_other_content_under_the_same_uuid_is_kept_and_refused(phone, assignment):  # 12
    uuid = fresh()
    phone.put_round(uuid, body_of(assignment))
    other = phone.put_round(uuid, body_of(assignment, {"greeted": "no", "goodbye": "no"}))
    assert (other.status_code, other.json["error"]) == (409, "conflict")
    assert count(Payload) == 2
    assert db.session.get(Audit, uuid).score_tenths == 1000


def test_a_token_that_died_is_named_so_that_the_phone_fetches_a_fresh_one(phone, assignment):  # 20
    phone.csrf = "old"
    answer = phone.put_round(fresh(), body_of(assignment))
    assert (answer.status_code, answer.json) == (400, {"error": "csrf"})


def test_another_account_on_the_phone_is_refused_before_anything_is_looked_up(phone, assignment):  # 21
    answer = phone.put_round(fresh(), body_of(assignment), **{"X-User": str(phone.user_id + 1)})
    assert (answer.status_code, answer.json["error"]) == (403, "wrong_user")
    assert count(Payload) == 0


def test_too_old_a_phone_is_told_so_and_keeps_what_it_has(phone, assignment):  # 44
    answer = phone.put_round(fresh(), body_of(assignment), **{"X-Client": "0"})
    assert (answer.status_code, answer.json["error"]) == (426, "too_old")


def test_somebody_elses_visit_does_not_exist(phone, brand, assignment, sign_in):
    uuid = fresh()
    phone.put_round(uuid, body_of(assignment))
    other = make_user("shopper", brand)
    stranger = Phone(sign_in(other), other)
    assert stranger.put_round(uuid, body_of(assignment)).status_code == 404
    assert stranger.status(uuid).status_code == 404
    assert stranger.put_draft(fresh(), assignment, 1, 0).status_code == 404
    assert stranger.put_photo(fresh(), picture(), uuid, assignment).status_code == 404
    assert count(Audit) == 1


BAD_BODIES = {
    "empty": b"",
    "cut": b'{"assignment_id": 1, "answ',
    "a list": b"[]",
    "not text": b"\xff\xfe\x00",
    "no assignment": b'{"situation": "order", "answers": {}}',
    "huge number": b'{"assignment_id": 1e400, "scorecard_version_id": 1}',
    "nan": b'{"assignment_id": NaN, "scorecard_version_id": 1}',
    "photos of nonsense": b'{"assignment_id": 1, "scorecard_version_id": 1, "photos": [1]}',
    "deep": b"[" * 100_000,
    "a name twice": b'{"assignment_id": 1, "assignment_id": 2}',
}


@pytest.mark.parametrize("kind", BAD_BODIES)
def test_a_body_that_is_no_round_gets_a_sentence(kind, phone):
    answer = phone.put_round(fresh(), BAD_BODIES[kind])
    assert answer.status_code == 422
    assert answer.json["message"]
    assert count(Audit) == 0


def test_a_body_that_is_not_the_one_announced_is_not_believed(phone, assignment):  # 32
    answer = phone.put_round(fresh(), body_of(assignment), sha256="0" * 64)
    assert answer.status_code == 422
    assert count(Payload) == 0


@pytest.mark.parametrize(
    "answers",
    [
        {"greeted": "perhaps"},
        {f"q{number}": "yes" for number in range(10_000)},
        {"greeted": 1e308},
        {"greeted": {"a": ["b"]}},
        {"note": "\0" * 10},
    ],
    ids=["unknown option", "10,000 answers", "large", "nested", "nul"],
)
def test_answers_that_do_not_fit_are_held_and_never_lost(answers, phone, assignment):
    uuid = fresh()
    answer = phone.put_round(uuid, body_of(assignment, answers))
    assert (answer.status_code, answer.json["state"]) == (201, "held")
    assert count(Payload) == 1
    assert db.session.get(Audit, uuid).score_tenths is None


def test_a_body_of_five_megabytes_is_too_large(phone, assignment):
    answer = phone.put_round(fresh(), body_of(assignment, more="x" * 5_000_000))
    assert (answer.status_code, answer.json["error"]) == (413, "too_large")


def test_a_second_phone_for_the_same_assignment_is_held_and_both_are_kept(phone, assignment):  # 25
    first, second = fresh(), fresh()
    phone.put_round(first, body_of(assignment))
    answer = phone.put_round(second, body_of(assignment, {"greeted": "yes", "goodbye": "no"}))
    assert (answer.status_code, answer.json["state"]) == (201, "held")
    assert db.session.get(Audit, second).held_reason == "second_report"


@pytest.mark.parametrize("reason", ["cancelled", "closed", "late"])
def test_what_comes_too_late_is_received_and_held(reason, phone, assignment, monkeypatch):  # 24
    if reason == "cancelled":
        db.session.execute(update(Assignment).values(state="cancelled"))
    elif reason == "closed":
        db.session.execute(update(Wave).values(state="closed"))
    else:
        monkeypatch.setattr(clock, "utc_now", lambda: NOW + timedelta(days=60))
    db.session.commit()
    answer = phone.put_round(fresh(), body_of(assignment))
    assert (answer.status_code, answer.json["state"]) == (201, "held")
    assert answer.json["held"] == "Received, awaiting review"


def test_a_clock_a_day_ahead_is_put_right_and_never_refused(phone, assignment):  # 39
    body = body_of(
        assignment,
        started_at="2026-03-13T09:00:00+00:00",
        device_now="2026-03-13T10:00:00+00:00",
        utc_offset=60,
    )
    uuid = fresh()
    assert phone.put_round(uuid, body).status_code == 201
    assert str(db.session.get(Audit, uuid).visited_on) == "2026-03-12"


def test_unknown_fields_of_a_later_or_earlier_phone_are_kept(phone, assignment):
    uuid = fresh()
    assert phone.put_round(uuid, body_of(assignment, weather="rain")).status_code == 201
    assert "weather" in db.session.scalars(select(Payload.body)).one()


def test_a_photo_may_come_before_its_visit_and_twice(phone, assignment):  # 36
    uuid, photo, data = fresh(), fresh(), picture()
    assert phone.put_photo(photo, data, uuid, assignment).status_code == 201
    assert phone.put_photo(photo, data, uuid, assignment).status_code == 200
    answer = phone.put_round(uuid, body_of(assignment, photos=[photo_in(photo, data=data)]))
    assert (answer.json["state"], answer.json["missing_photos"]) == ("complete", [])


def test_a_visit_waits_for_its_photos_and_says_which(phone, assignment):  # 37
    uuid, photo, data = fresh(), fresh(), picture()
    body = body_of(assignment, photos=[photo_in(photo, data=data)])
    for status in (201, 200):  # the replay says so too
        answer = phone.put_round(uuid, body)
        assert (answer.status_code, answer.json["state"]) == (status, "incomplete")
        assert answer.json["missing_photos"] == [str(photo)]
    assert phone.put_photo(photo, data, uuid, assignment).status_code == 201
    assert phone.status(uuid).json["state"] == "complete"


def test_a_photo_made_smaller_after_sending_still_counts(phone, assignment):
    uuid, photo = fresh(), fresh()
    phone.put_round(uuid, body_of(assignment, photos=[photo_in(photo, data=b"the larger one")]))
    assert phone.put_photo(photo, picture(), uuid, assignment).status_code == 201
    assert phone.status(uuid).json["state"] == "complete"


def test_other_bytes_under_a_photos_id_are_refused_and_the_first_stands(phone, assignment):
    uuid, photo = fresh(), fresh()
    phone.put_photo(photo, picture(), uuid, assignment)
    answer = phone.put_photo(photo, picture("black"), uuid, assignment)
    assert (answer.status_code, answer.json["error"]) == (409, "conflict")


def test_a_photo_that_the_disk_lost_is_asked_for_again(phone, assignment):  # 38
    uuid, photo, data = fresh(), fresh(), picture()
    phone.put_round(uuid, body_of(assignment, photos=[photo_in(photo, data=data)]))
    phone.put_photo(photo, data, uuid, assignment)
    storage.delete(db.session.get(Photo, photo).stored_key)
    assert phone.status(uuid).json["missing_photos"] == [str(photo)]
    assert phone.put_photo(photo, data, uuid, assignment).status_code == 201
    assert phone.status(uuid).json["state"] == "complete"


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 422), (b"<svg/>", 422), (picture()[:200], 422), (b"x" * (26 * 1024 * 1024), 413)],
    ids=["empty", "no picture", "truncated", "too large"],
)
def test_a_file_that_is_no_photo_leaves_nothing_behind(data, status, phone, assignment):  # 32
    answer = phone.put_photo(fresh(), data, fresh(), assignment)
    assert answer.status_code == status
    assert answer.json["message"]
    assert count(Photo) == 0


def test_a_photo_whose_hash_does_not_match_is_not_believed(phone, assignment):
    answer = phone.put_photo(fresh(), picture(), fresh(), assignment, **{"X-Content-SHA256": "0" * 64})
    assert answer.status_code == 422
    assert count(Photo) == 0


@pytest.mark.parametrize("header", ["X-Submission", "X-Assignment", "X-Round", "X-Question"])
def test_a_photo_without_its_place_is_refused_with_the_headers_name(header, phone, assignment):
    answer = phone.put_photo(fresh(), picture(), fresh(), assignment, **{header: ""})
    assert answer.status_code == 422
    assert header in answer.json["message"]


def test_where_a_photo_was_taken_is_kept_as_evidence(phone, assignment):
    photo = fresh()
    place = json.dumps({"lat": 59.3, "lon": 18.1, "accuracy_m": 12, "age_s": 3})
    phone.put_photo(photo, picture(), fresh(), assignment, **{"X-Place": place})
    row = db.session.get(Photo, photo)
    assert (float(row.lat), float(row.lon), row.accuracy_m) == (59.3, 18.1, 12)
    nonsense = fresh()
    answer = phone.put_photo(nonsense, picture("red"), fresh(), assignment, **{"X-Place": '{"lat": 1e99}'})
    assert answer.status_code == 201
    assert db.session.get(Photo, nonsense).lat is None


def test_a_draft_is_mirrored_and_can_be_restored(phone, assignment):
    uuid = fresh()
    fields = {"q.greeted": ["no"], "c.greeted": ["Nobody looked up"], "q.note": ["rain"]}
    assert phone.put_draft(uuid, assignment, 3, 0, fields=fields).json == {"uuid": str(uuid), "rev": 3}
    (copy,) = phone.browser.get("/api/v1/drafts").json["drafts"]
    assert copy["uuid"] == str(uuid)
    assert copy["answers"]["answers"] == {"greeted": "no", "note": "rain"}
    assert copy["answers"]["comments"] == {"greeted": "Nobody looked up"}
    assert db.session.get(Assignment, assignment.id).state == "started"


def test_a_second_phone_never_overwrites_a_draft(phone, assignment):
    uuid = fresh()
    phone.put_draft(uuid, assignment, 3, 0)
    assert phone.put_draft(uuid, assignment, 3, 0).status_code == 200  # the answer was lost, the same again
    other = phone.put_draft(uuid, assignment, 4, 1, device_id="phone-2", fields={"q.greeted": ["no"]})
    assert (other.status_code, other.json["error"]) == (409, "other_device")
    assert other.json["rev"] == 3
    assert other.json["answers"]["answers"] == {"greeted": "yes"}
    assert phone.put_draft(uuid, assignment, 4, 3, device_id="phone-2").status_code == 200


def test_a_draft_that_was_sent_takes_no_more(phone, assignment):
    uuid = fresh()
    phone.put_draft(uuid, assignment, 1, 0)
    phone.put_round(uuid, body_of(assignment))
    answer = phone.put_draft(uuid, assignment, 2, 1)
    assert (answer.status_code, answer.json["error"]) == (409, "sent")
    assert phone.browser.get("/api/v1/drafts").json["drafts"] == []


def test_a_draft_cannot_take_over_the_uuid_of_an_audit(phone, assignment):
    uuid = fresh()
    phone.put_round(uuid, body_of(assignment))
    assert phone.put_draft(uuid, assignment, 1, 0).status_code == 409
    assert count(Draft) == 0


def test_a_correction_is_mirrored_like_any_draft(phone, assignment):
    uuid = fresh()
    phone.put_round(uuid, body_of(assignment))  # not returned yet
    assert phone.put_draft(uuid, assignment, 1, 0, round=2).json["error"] == "sent"
    db.session.execute(update(Audit).values(state="returned"))
    db.session.commit()
    assert phone.put_draft(uuid, assignment, 2, 0, round=2).json == {"uuid": str(uuid), "rev": 2}
    assert phone.put_draft(uuid, assignment, 3, 0, round=2).json["error"] == "other_device"
    (copy,) = phone.browser.get("/api/v1/drafts").json["drafts"]
    assert (copy["round"], copy["rev"], copy["answers"]["answers"]) == (2, 2, {"greeted": "yes"})


@pytest.mark.parametrize(
    "change", [{"rev": "1"}, {"fields": []}, {"fields": {"q.greeted": "yes"}}, {"round": 0}]
)
def test_a_draft_of_the_wrong_shape_is_named(change, phone, assignment):
    answer = phone.put_draft(fresh(), assignment, **({"rev": 1, "base_rev": 0} | change))
    assert answer.status_code == 422
    assert next(iter(change)) in answer.json["message"]


def test_a_replay_of_round_one_after_a_return_and_then_round_two(phone, assignment, brand):  # 56
    uuid, body = fresh(), body_of(assignment)
    phone.put_round(uuid, body)
    assert phone.put_round(uuid, body_of(assignment, more=2), number=2).json["error"] == "round_not_open"
    db.session.execute(update(Audit).values(state="returned"))
    db.session.commit()
    assert phone.status(uuid).json["open_round"] == 2
    assert phone.put_round(uuid, body).status_code == 200
    second = phone.put_round(uuid, body_of(assignment, {"greeted": "no", "goodbye": "yes"}), number=2)
    assert second.status_code == 201
    assert count(Round) == 2
    assert phone.put_round(uuid, body).json["receipt"] != second.json["receipt"]


def test_what_is_no_uuid_is_a_json_404(phone):
    answer = phone.browser.put("/api/v1/photos/7", headers=phone.headers())
    assert (answer.status_code, answer.is_json) == (404, True)
    answer = phone.browser.post(f"/api/v1/photos/{UUID(int=7)}", headers=phone.headers())
    assert (answer.status_code, answer.is_json) == (405, True)


def test_a_photo_sent_early_and_taken_away_again_counts_no_more(phone, assignment):
    uuid, kept, removed, late = fresh(), fresh(), fresh(), fresh()
    data = picture()
    phone.put_photo(kept, data, uuid, assignment)
    phone.put_photo(removed, picture("red"), uuid, assignment)
    gone = [str(removed), str(late), str(kept)]
    answer = phone.put_round(
        uuid, body_of(assignment, photos=[photo_in(kept, data=data)], removed_photos=gone)
    )
    assert (answer.status_code, answer.json["state"]) == (201, "complete")
    assert phone.put_photo(late, picture("blue"), uuid, assignment).status_code == 200  # was on its way
    states = dict(db.session.execute(select(Photo.id, Photo.state)).all())
    assert states == {kept: "stored", removed: "removed", late: "removed"}


def test_anothers_photo_is_not_taken_away(phone, assignment):
    other, photo = fresh(), fresh()
    phone.put_photo(photo, picture(), other, assignment)
    phone.put_round(fresh(), body_of(assignment, removed_photos=[str(photo)]))
    assert db.session.get(Photo, photo, populate_existing=True).state == "stored"
    answer = phone.put_round(fresh(), body_of(assignment, removed_photos=[7]))
    assert (answer.status_code, count(Photo)) == (422, 1)
