"""Editing a draft never changes the document it starts from, and keeps references together."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.scorecard import check_document
from mysteryshop.domain.scorecard_editing import (
    KeyTaken,
    NoSuchPart,
    dependents,
    duplicate_question,
    find_question,
    move_question,
    move_section,
    new_key,
    possible_parents,
    put_question,
    question_keys,
    remove_question,
    remove_section,
    replace_question,
    section_keys,
    with_raised_meaning,
)
from mysteryshop.domain.scorecard_fields import KEY
from mysteryshop.domain.scorecard_templates import eight_criteria

TEMPLATE = eight_criteria(["en"])


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Were you greeted?", "were_you_greeted"),
        ("Ödeme türü: İyi mi, ılık mı?", "odeme_turu_iyi_mi_ilik_mi"),
        ("Blev du hälsad på?", "blev_du_halsad_pa"),
        ("populate_obj", "populate_obj"),
        ("___", "question"),
        ("42", "question"),
        ("日本", "question"),
    ],
)
def test_a_key_is_made_from_the_words(words, key):
    assert new_key(words, [], "question") == key


@given(st.text(), st.lists(st.sampled_from(["question", "a", "b_2"])))
def test_a_new_key_is_well_formed_and_free(words, taken):
    key = new_key(words, taken, "question")
    assert KEY.fullmatch(key)
    assert key not in taken


@given(st.sampled_from(question_keys(TEMPLATE)), st.sampled_from([-1, 1]))
def test_moving_a_question_loses_none_and_changes_no_original(key, step):
    before = copy.deepcopy(TEMPLATE)
    moved = move_question(TEMPLATE, key, step)
    assert before == TEMPLATE
    assert sorted(question_keys(moved)) == sorted(question_keys(TEMPLATE))


def test_a_question_moved_beyond_its_section_goes_into_the_neighbouring_one():
    last = TEMPLATE["sections"][0]["questions"][-1]["key"]
    assert move_question(TEMPLATE, last, 1)["sections"][1]["questions"][0]["key"] == last
    first = TEMPLATE["sections"][1]["questions"][0]["key"]
    assert move_question(TEMPLATE, first, -1)["sections"][0]["questions"][-1]["key"] == first


def test_the_first_question_of_all_stays_where_it_is_when_moved_up():
    assert move_question(TEMPLATE, question_keys(TEMPLATE)[0], -1) == TEMPLATE
    assert move_section(TEMPLATE, section_keys(TEMPLATE)[0], -1) == TEMPLATE


def test_a_new_key_is_followed_by_the_branches_on_it():
    _, parent = find_question(TEMPLATE, "suggested")
    renamed = replace_question(TEMPLATE, "suggested", {**parent, "key": "proposal"})
    assert find_question(renamed, "reason_given")[1]["show_if"]["question"] == "proposal"
    assert check_document(renamed)["ok"]


def test_a_taken_key_is_refused():
    _, question = find_question(TEMPLATE, "suggested")
    with pytest.raises(KeyTaken, match="reason_given"):
        replace_question(TEMPLATE, "suggested", {**question, "key": "reason_given"})


def test_removing_a_parent_is_reported_at_the_question_that_branched_on_it():
    assert [q["key"] for q in dependents(TEMPLATE, ["suggested"])] == ["reason_given"]
    errors = check_document(remove_question(TEMPLATE, "suggested"))["errors"]
    assert [error["path"].rsplit(".", 1)[-1] for error in errors] == ["question"]


def test_a_question_may_branch_on_earlier_choices_only():
    parents = [question["key"] for question in possible_parents(TEMPLATE, "greeted")]
    assert parents == ["contact_way"]


def test_a_copy_stands_behind_its_original_with_a_key_and_meaning_of_its_own():
    _, question = find_question(TEMPLATE, "greeted")
    document = replace_question(TEMPLATE, "greeted", with_raised_meaning(question))
    copied, key = duplicate_question(document, "greeted")
    keys = question_keys(copied)
    assert keys[keys.index("greeted") + 1] == key == "greeted_2"
    assert find_question(copied, "greeted")[1]["meaning"] == 2
    assert "meaning" not in find_question(copied, key)[1]


def test_a_question_is_put_into_another_section():
    moved = put_question(TEMPLATE, "greeted", "closing")
    assert find_question(moved, "greeted")[0]["key"] == "closing"


def test_what_was_removed_cannot_be_edited():
    without = remove_section(TEMPLATE, "closing")
    assert "closing" not in section_keys(without)
    with pytest.raises(NoSuchPart):
        find_question(without, "farewell")
