import copy
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from config import load_config
from mysteryshop import create_app
from mysteryshop.domain.errors import DomainError, NotFound
from mysteryshop.domain.scorecard import parse_json
from mysteryshop.domain.scorecard_editing import remove_section
from mysteryshop.domain.scorecard_templates import eight_criteria, empty_document
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Change, ScorecardVersion
from mysteryshop.queries.scorecards import find_draft, find_version, list_scorecards, situation_names
from mysteryshop.services.scorecards import (
    NotPublishable,
    StaleDraft,
    TooLarge,
    archive_scorecard,
    create_scorecard,
    discard_changes,
    edit_draft,
    name_situation,
    publish_draft,
)
from tests.factories import NOW, make_assignment, make_brand, make_user


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def editor(brand):
    return make_user("brand_owner", brand, name="Sara Holm")


@pytest.fixture
def scorecard_id(brand, editor):
    return create_scorecard(brand.id, eight_criteria(["en", "sv"]), by=editor.id, now=NOW)


def retitled(title):
    return lambda document: {**document, "title": {"en": title}}


def test_a_new_scorecard_is_a_draft_named_after_its_title(brand, scorecard_id):
    draft = find_draft(brand.id, scorecard_id)
    assert (draft.name, draft.version, draft.number) == ("Customer contact in eight criteria", None, 1)
    assert draft.document == eight_criteria(["en", "sv"])
    assert draft.saved_by == "Sara Holm"


def test_an_edit_raises_the_revision_and_keeps_the_name_current(brand, editor, scorecard_id):
    rev = edit_draft(brand.id, scorecard_id, 1, retitled("Café visit"), by=editor.id, now=NOW)
    draft = find_draft(brand.id, scorecard_id)
    assert (rev, draft.rev, draft.name) == (2, 2, "Café visit")


def test_the_second_of_two_editors_is_refused_by_name_and_nothing_is_lost(brand, editor, scorecard_id):
    edit_draft(brand.id, scorecard_id, 1, retitled("First"), by=editor.id, now=NOW)
    with pytest.raises(StaleDraft, match=r"Sara Holm has changed .* Nothing was saved"):
        edit_draft(brand.id, scorecard_id, 1, retitled("Second"), by=None, now=NOW)
    assert find_draft(brand.id, scorecard_id).name == "First"


def test_a_draft_of_another_brand_does_not_exist(brand, scorecard_id):
    other = make_brand()
    assert find_draft(other.id, scorecard_id) is None
    for use_case in (edit_draft, publish_draft, discard_changes):
        arguments = [retitled("Mine")] if use_case is edit_draft else []
        with pytest.raises(NotFound):
            use_case(other.id, scorecard_id, 1, *arguments, by=None, now=NOW)


def test_publishing_freezes_the_draft_under_the_next_number(brand, editor, scorecard_id):
    assert publish_draft(brand.id, scorecard_id, 1, by=editor.id, now=NOW).number == 1
    rev = edit_draft(brand.id, scorecard_id, 2, retitled("Next"), by=editor.id, now=NOW)
    assert publish_draft(brand.id, scorecard_id, rev, by=editor.id, now=NOW).number == 2
    first, second = (find_version(brand.id, scorecard_id, number) for number in (1, 2))
    assert first.document == eight_criteria(["en", "sv"])
    assert second.document["title"] == {"en": "Next"}
    assert [row.number for row in find_draft(brand.id, scorecard_id).versions] == [2, 1]
    actions = db.session.query(Change.action).filter_by(subject_kind="scorecard").all()
    assert [action for (action,) in actions] == [
        "scorecard.created",
        "scorecard.published",
        "scorecard.published",
    ]


def test_the_same_document_is_not_published_twice(brand, scorecard_id):
    publish_draft(brand.id, scorecard_id, 1, by=None, now=NOW)
    with pytest.raises(NotPublishable, match="Nothing has changed since version 1"):
        publish_draft(brand.id, scorecard_id, 2, by=None, now=NOW)


def test_a_draft_with_errors_is_not_published(brand):
    scorecard_id = create_scorecard(brand.id, empty_document("Visit", "en"), by=None, now=NOW)
    with pytest.raises(NotPublishable, match="cannot be published"):
        publish_draft(brand.id, scorecard_id, 1, by=None, now=NOW)
    assert db.session.query(ScorecardVersion).count() == 0


def test_staff_questions_are_published_only_where_the_brand_allows_them(brand):
    document = eight_criteria(["en"])
    document["sections"][0]["questions"].append({"key": "who", "text": {"en": "Who?"}, "kind": "staff"})
    scorecard_id = create_scorecard(brand.id, document, by=None, now=NOW)
    with pytest.raises(NotPublishable):
        publish_draft(brand.id, scorecard_id, 1, by=None, now=NOW)
    allowing = make_brand(allows_staff_questions=True)
    scorecard_id = create_scorecard(allowing.id, document, by=None, now=NOW)
    assert publish_draft(allowing.id, scorecard_id, 1, by=None, now=NOW).number == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE scorecard_versions SET document = '{}'", "DELETE FROM scorecard_versions"]
)
def test_a_published_version_is_protected_by_the_database(brand, scorecard_id, statement):
    publish_draft(brand.id, scorecard_id, 1, by=None, now=NOW)
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_publishing_moves_assignments_that_nobody_has_started(brand, scorecard_id):
    publish_draft(brand.id, scorecard_id, 1, by=None, now=NOW)
    first = db.session.query(ScorecardVersion).one()
    shopper = make_user("shopper", brand)
    unchanged = make_assignment(brand)
    ids = {
        state: make_assignment(brand, shopper, version=first, state=state).id
        for state in ("assigned", "started", "done", "cancelled")
    }
    ids["open"] = make_assignment(brand, version=first).id
    ids["dropped situation"] = make_assignment(brand, version=first, situation="complaint").id

    def without_complaints(document):
        situations = [key for key in document["situations"] if key != "complaint"]
        sections = copy.deepcopy(document["sections"])
        for section in sections:
            section["questions"] = [q for q in section["questions"] if q.get("situations") != ["complaint"]]
            for question in section["questions"]:
                if "situations" in question:
                    question["situations"] = [key for key in question["situations"] if key != "complaint"]
        return {**document, "situations": situations, "sections": sections}

    rev = edit_draft(brand.id, scorecard_id, 2, without_complaints, by=None, now=NOW)
    published = publish_draft(brand.id, scorecard_id, rev, by=None, now=NOW)
    assert published.moved == 2
    second = db.session.query(ScorecardVersion).filter_by(scorecard_id=scorecard_id, number=2).one()
    moved = {
        name for name, id_ in ids.items() if db.session.get(Assignment, id_).scorecard_version_id == second.id
    }
    assert moved == {"open", "assigned"}
    assert db.session.get(Assignment, unchanged.id).scorecard_version_id not in (first.id, second.id)


def test_discarding_sets_the_draft_back_to_the_version_in_use(brand, scorecard_id):
    publish_draft(brand.id, scorecard_id, 1, by=None, now=NOW)
    rev = edit_draft(brand.id, scorecard_id, 2, lambda d: remove_section(d, "closing"), by=None, now=NOW)
    assert find_draft(brand.id, scorecard_id).has_changes
    discard_changes(brand.id, scorecard_id, rev, by=None, now=NOW)
    assert not find_draft(brand.id, scorecard_id).has_changes


def test_the_list_tells_what_is_in_use_and_what_has_changed(brand, scorecard_id):
    assert [(row.version, row.has_changes) for row in list_scorecards(brand.id)] == [(None, True)]
    publish_draft(brand.id, scorecard_id, 1, by=None, now=NOW)
    assert [(row.version, row.has_changes) for row in list_scorecards(brand.id)] == [(1, False)]
    edit_draft(brand.id, scorecard_id, 2, retitled("New"), by=None, now=NOW)
    assert [(row.version, row.has_changes) for row in list_scorecards(brand.id)] == [(1, True)]
    archive_scorecard(brand.id, scorecard_id, by=None, now=NOW)
    assert list_scorecards(brand.id) == []


def test_the_document_is_stored_as_canonical_text(brand):
    document = parse_json(
        '{"title": {"en": "Ö"}, "language": "en", "format": "mysteryshop.scorecard/1", "pass_mark": 80.0}'
    )
    scorecard_id = create_scorecard(brand.id, document, by=None, now=NOW)
    stored = db.session.execute(
        text("SELECT draft FROM scorecards WHERE id = :id"), {"id": scorecard_id}
    ).scalar_one()
    assert (
        stored == '{"format":"mysteryshop.scorecard/1","language":"en","pass_mark":80.0,"title":{"en":"Ö"}}'
    )


def test_a_draft_cannot_grow_without_end(brand, scorecard_id):
    with pytest.raises(TooLarge):
        edit_draft(brand.id, scorecard_id, 1, retitled("x" * 1_000_000), by=None, now=NOW)


def test_of_two_editors_at_once_exactly_one_is_saved(fresh_url, tmp_path):
    """With two connections of their own: neither overwrites the other, whoever comes first."""
    program = create_app(
        load_config({"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path)}) | {"TESTING": True}
    )
    with program.app_context():
        brand_id = make_brand().id
        scorecard_id = create_scorecard(brand_id, eight_criteria(["en"]), by=None, now=NOW)
        db.session.remove()
    together = Barrier(2)

    def edit(title):
        with program.app_context():
            together.wait(timeout=10)
            try:
                edit_draft(brand_id, scorecard_id, 1, retitled(title), by=None, now=NOW)
            except StaleDraft:
                return None
            return title

    with ThreadPoolExecutor(2) as pool:
        saved = [title for title in pool.map(edit, ["One", "Two"]) if title]
    with program.app_context():
        assert [find_draft(brand_id, scorecard_id).name] == saved
        db.session.remove()
        db.engine.dispose()


def test_a_brand_names_situations_of_its_own(brand):
    key = name_situation(
        brand.id, None, {"en": "Drive-in", "sv": "", "tr": "Arabaya servis"}, by=None, now=NOW
    )
    assert situation_names(brand.id) == {"drive_in": {"en": "Drive-in", "tr": "Arabaya servis"}}
    name_situation(brand.id, key, {"en": "Drive-through"}, by=None, now=NOW)
    assert situation_names(brand.id) == {"drive_in": {"en": "Drive-through"}}
    assert name_situation(brand.id, None, {"en": "Order"}, by=None, now=NOW) == "order_2"
    with pytest.raises(DomainError, match="Give the situation a name"):
        name_situation(brand.id, None, {"en": ""}, by=None, now=NOW)
    with pytest.raises(NotFound):
        name_situation(make_brand().id, key, {"en": "Mine"}, by=None, now=NOW)
