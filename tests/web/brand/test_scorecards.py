"""Scorecards on pages: the list, new ones, files, preview, publishing, versions; strangers find nothing."""

import io
import json
import re

import pytest
from itsdangerous import URLSafeTimedSerializer

from mysteryshop.domain.scorecard import canonical_json, check_document
from mysteryshop.domain.scorecard_templates import eight_criteria, empty_document
from mysteryshop.queries.scorecards import find_draft, list_scorecards, situation_names
from mysteryshop.services.scorecards import create_scorecard, publish_draft
from mysteryshop.web.brand import scorecard_files
from tests.factories import NOW, make_brand, make_user


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def owner(brand, sign_in):
    return sign_in(make_user("brand_owner", brand))


@pytest.fixture
def scorecard_id(brand):
    scorecard_id = create_scorecard(brand.id, eight_criteria(brand.language_codes), by=None, now=NOW)
    publish_draft(brand.id, scorecard_id, 1, by=None, now=NOW)
    return scorecard_id


@pytest.fixture
def base(brand, scorecard_id):
    return f"/brands/{brand.id}/scorecards/{scorecard_id}"


PAGES = (
    *(
        "",
        "/settings",
        "/sections/tone",
        "/sections/tone/remove",
        "/questions/greeted",
        "/questions/greeted/remove",
    ),
    *("/questions/wait_live", "/questions/told_unasked", "/questions/improvement", "/questions/reason_given"),
    *(
        "/preview",
        "/preview?situation=complaint",
        "/publish",
        "/archive",
        "/export",
        "/versions/1",
        "/versions/1/export",
    ),
)
POSTS = (
    "/preview",
    *("/settings", "/sections", "/sections/tone", "/sections/tone/move", "/sections/tone/remove"),
    *("/sections/tone/questions", "/questions/greeted", "/questions/greeted/move", "/questions/greeted/copy"),
    *("/questions/greeted/remove", "/publish", "/discard", "/archive", "/restore"),
)


@pytest.mark.parametrize("language", ["en", "sv", "tr"])
def test_every_page_of_the_builder_opens(brand, owner, base, language):
    owner.set_cookie("language", language)
    root = f"/brands/{brand.id}/scorecards"
    for page in [root, f"{root}/new", f"{root}/situations", *(base + page for page in PAGES)]:
        assert owner.get(page).status_code == 200, page


@pytest.mark.parametrize("role", ["brand_owner", "account_manager", "location_manager", "shopper"])
def test_to_strangers_no_route_of_the_builder_exists(app, brand, owner, base, sign_in, scorecard_id, role):
    own = make_brand()
    stranger = sign_in(make_user(role, own))
    before = find_draft(brand.id, scorecard_id)
    root = f"/brands/{brand.id}/scorecards"
    for page in [root, f"{root}/new", f"{root}/situations", *(base + page for page in PAGES)]:
        assert stranger.get(page).status_code == 404, page
    data = {
        "csrf_token": token_of(app, stranger),
        "rev": before.rev,
        "title": "Mine",
        "text": "Mine",
        "preset": "text",
    }
    for page in [f"{root}/new", f"{root}/import", f"{root}/situations", *(base + page for page in POSTS)]:
        assert stranger.post(page, data=data).status_code == 404, page
    assert find_draft(brand.id, scorecard_id) == before
    assert len(list_scorecards(brand.id)) == 1


def test_an_id_of_another_brand_under_the_own_brand_does_not_exist(brand, base, sign_in, scorecard_id):
    own = make_brand()
    editor = sign_in(make_user("brand_owner", own))
    for page in PAGES:
        assert editor.get(f"/brands/{own.id}/scorecards/{scorecard_id}{page}").status_code == 404, page


@pytest.mark.parametrize("role", ["location_manager", "shopper"])
def test_roles_that_do_not_build_get_404_in_their_own_brand(brand, base, sign_in, role):
    visitor = sign_in(make_user(role, brand))
    assert visitor.get(base).status_code == 404


def test_managers_of_the_brand_and_admins_build_too(brand, base, sign_in):
    assert sign_in(make_user("account_manager", brand)).get(base).status_code == 200
    assert sign_in(make_user("admin")).get(base).status_code == 200


def test_a_new_scorecard_starts_from_the_template_in_the_brands_languages(sign_in):
    brand = make_brand(languages="sv,en")
    owner = sign_in(make_user("brand_owner", brand))
    page = f"/brands/{brand.id}/scorecards/new"
    assert owner.submit(page, {"start": "template"}).status_code == 302
    (row,) = list_scorecards(brand.id)
    draft = find_draft(brand.id, row.id)
    assert (draft.name, draft.document["language"]) == ("Kundmötet i åtta kriterier", "sv")
    assert check_document(draft.document)["ok"]


def test_an_empty_scorecard_needs_a_title(brand, owner):
    page = f"/brands/{brand.id}/scorecards/new"
    assert "Give the scorecard a title." in owner.submit(page, {"start": "empty", "title": " "}).text
    assert list_scorecards(brand.id) == []
    assert owner.submit(page, {"start": "empty", "title": "Café visit"}).status_code == 302
    assert [row.name for row in list_scorecards(brand.id)] == ["Café visit"]


def test_what_was_exported_can_be_imported_unchanged(brand, owner, base, scorecard_id):
    exported = owner.get(f"{base}/versions/1/export")
    assert exported.headers["Content-Disposition"].startswith("attachment")
    assert exported.text == canonical_json(eight_criteria(brand.language_codes))
    imported = import_file(owner, brand, exported.data)
    assert imported.status_code == 302
    copy = find_draft(brand.id, int(imported.location.rsplit("/", 1)[1]))
    assert copy.document == find_draft(brand.id, scorecard_id).document
    assert owner.get(f"{imported.location}/export").data == exported.data


def test_an_unfinished_draft_can_be_imported_again(brand, owner):
    draft = canonical_json(empty_document("Unfinished", "en")).encode()
    imported = import_file(owner, brand, draft)
    assert imported.status_code == 302
    assert owner.get(imported.location).status_code == 200


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Choose a file"),
        (b"{", "The file is not JSON"),
        (b'{"a": 1, "a": 2}', "stands twice"),
        (b"[1, 2]", "must be an object"),
        (b'{"format": "mysteryshop.scorecard/2"}', "The field “title” is missing."),
        (b"[" * 50_000, "nested too deeply"),
        (b'{"title": {"en": "A\\ud83d"}}', "signs that nobody can read"),
        (b'{"A\\u0000": [1, {"a": "b"}]}', "signs that nobody can read"),
    ],
    ids=["nothing", "cut", "twice", "list", "foreign", "deep", "half a pair", "nul"],
)
def test_a_file_that_is_no_scorecard_is_refused_with_a_sentence(brand, owner, content, sentence):
    answer = import_file(owner, brand, content)
    assert answer.status_code == 422
    assert "Nothing was imported" in answer.text
    assert sentence in answer.text
    assert list_scorecards(brand.id) == []


def test_a_file_larger_than_any_scorecard_is_refused_unread(brand, owner, monkeypatch):
    monkeypatch.setattr(scorecard_files, "LARGEST_DOCUMENT", 100)
    assert "larger than 1 MB" in import_file(owner, brand, b"x" * 101).text


def test_an_imported_shape_that_no_page_could_show_is_refused(brand, owner):
    document = eight_criteria(["en"])
    document["sections"][0]["questions"][0]["options"] = "none"
    answer = import_file(owner, brand, json.dumps(document, default=float).encode())
    assert "$.sections[0].questions[0].options: This must be a list." in answer.text


def test_the_preview_shows_the_real_form_of_a_situation_and_no_points(owner, base):
    complaint = owner.get(f"{base}/preview?situation=complaint&language=sv").text
    assert "Vilken lösning erbjöds du?" in complaint
    assert "Föreslog medarbetaren" not in complaint
    assert "data-points" not in complaint
    assert "Föreslog medarbetaren" in owner.get(f"{base}/preview?situation=purchase&language=sv").text


def test_a_visit_can_be_tried_in_the_preview_and_nothing_is_stored(brand, owner, base, scorecard_id):
    before = find_draft(brand.id, scorecard_id)
    page = f"{base}/preview?situation=complaint"
    answer = owner.submit(
        page, {"q.apology": "yes", "q.solution": "none", "q.what_next": "yes", "q.case_number": "no"}
    )
    text = re.sub(r"<[^>]+>", "", answer.text)
    assert "What this visit would score" in text
    assert "33.3" in text  # of problem solving: 1 + 0 + 1 + 0 of 1 + 3 + 1 + 1 points
    assert "Provisional: something is missing at" in text
    assert 'value="none" checked' in answer.text
    assert find_draft(brand.id, scorecard_id) == before


def test_what_cannot_be_read_or_scored_is_said_instead_of_a_score(brand, owner, base):
    answer = owner.submit(f"{base}/preview?situation=purchase", {"q.advantages": "many"})
    assert "Some answers cannot be read." in answer.text
    unfinished = create_scorecard(brand.id, empty_document("Visit", "en"), by=None, now=NOW)
    answer = owner.submit(f"/brands/{brand.id}/scorecards/{unfinished}/preview")
    assert "as soon as nothing is left to put right" in answer.text


def test_publishing_says_what_changes_and_freezes_it(brand, owner, base, scorecard_id):
    assert "nothing to publish" in owner.get(f"{base}/publish").text
    owner.submit(f"{base}/questions/farewell/remove", {"rev": find_draft(brand.id, scorecard_id).rev})
    page = owner.get(f"{base}/publish").text
    assert "Removed" in page
    assert "Did the employee end with a farewell?" in page
    answer = owner.submit(
        f"{base}/publish", {"rev": find_draft(brand.id, scorecard_id).rev}, follow_redirects=True
    )
    assert "Version 2 is published and in use." in answer.text
    assert [version.number for version in find_draft(brand.id, scorecard_id).versions] == [2, 1]


def test_a_draft_with_errors_shows_them_instead_of_the_button(app, brand, owner):
    scorecard_id = create_scorecard(brand.id, empty_document("Visit", "en"), by=None, now=NOW)
    page = f"/brands/{brand.id}/scorecards/{scorecard_id}/publish"
    assert "Add at least one section." in owner.get(page).text
    answer = owner.post(page, data={"csrf_token": token_of(app, owner), "rev": 1})
    assert "cannot be published while it has errors" in answer.text
    assert find_draft(brand.id, scorecard_id).versions == ()


def test_changes_can_be_discarded(brand, owner, base, scorecard_id):
    owner.submit(f"{base}/questions/farewell/remove", {"rev": find_draft(brand.id, scorecard_id).rev})
    rev = find_draft(brand.id, scorecard_id).rev
    owner.submit(base, {"rev": rev}, to=f"{base}/discard")
    assert not find_draft(brand.id, scorecard_id).has_changes


def test_a_brand_names_a_situation_and_serves_it(brand, owner, base):
    page = f"/brands/{brand.id}/scorecards/situations"
    assert "Give the situation a name" in owner.submit(page, {"name.en": ""}).text
    owner.submit(page, {"name.en": "Drive-in", "name.sv": "Drive-in-lucka"})
    owner.submit(page, {"key": "drive_in", "name.en": "Drive-through"})
    assert situation_names(brand.id) == {"drive_in": {"en": "Drive-through"}}
    assert "Drive-through" in owner.get(f"{base}/settings").text


def test_an_archived_scorecard_leaves_the_list_until_it_is_used_again(brand, owner, base):
    owner.submit(f"{base}/archive")
    assert list_scorecards(brand.id) == []
    owner.submit(f"/brands/{brand.id}/scorecards", to=f"{base}/restore")
    assert len(list_scorecards(brand.id)) == 1


def import_file(owner, brand, content):
    page = f"/brands/{brand.id}/scorecards/new"
    return owner.submit(
        page, {"file": (io.BytesIO(content), "scorecard.json")}, to=f"/brands/{brand.id}/scorecards/import"
    )


def token_of(app, browser):
    """A token of the person's own session: strangers are refused by the rights, not by the token."""
    raw = "0123456789"
    with browser.session_transaction() as session:
        session["csrf_token"] = raw
    return URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(raw)
