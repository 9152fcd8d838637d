from decimal import Decimal

import pytest

from mysteryshop.domain.rounds import BadReturn, check_return, differences, next_round, reopened_questions


def document():
    def question(key, **more):
        return {"key": key, "text": {"en": f"About {key}?"}, "kind": "single", **more}

    return {
        "language": "en",
        "sections": [
            {
                "key": "a",
                "questions": [question("greeted"), question("why", show_if={"question": "greeted"})],
            },
            {"key": "b", "questions": [question("deeper", show_if={"question": "why"}), question("thanked")]},
        ],
    }


def sent(answers=None, comments=None, evidence=None):
    return {
        "situation": "order",
        "answers": answers or {},
        "comments": comments or {},
        "evidence": evidence or {},
    }


def test_only_questions_that_differ_are_named_in_document_order():
    before = sent({"greeted": "no", "thanked": "no", "why": "busy"}, {"thanked": "Nobody"})
    after = sent({"greeted": "yes", "thanked": "no", "why": "busy"}, {"thanked": "Nobody did"}, {"why": 2})

    found = differences(document(), before, after)

    assert list(found) == ["greeted", "why", "thanked"]
    assert (found["greeted"].answer_before, found["greeted"].answer_after) == ("no", "yes")
    assert (found["why"].answer_changed, found["why"].evidence_changed) == (False, True)
    assert (found["thanked"].comment_before, found["thanked"].comment_after) == ("Nobody", "Nobody did")


@pytest.mark.parametrize(
    ("before", "after", "differ"),
    [
        (None, "", False),
        ("  ", None, False),
        (["a", "b"], ["b", "a"], False),
        ([], None, True),
        (2, Decimal("2.0"), False),
        (75, 76, True),
        (0, None, True),
        ("2", 2, True),
        (1, True, True),
    ],
)
def test_what_counts_as_another_answer(before, after, differ):
    found = differences(document(), sent({"greeted": before}), sent({"greeted": after}))
    assert bool(found) is differ


def test_a_return_opens_the_noted_questions_and_what_hangs_on_them():
    assert reopened_questions(document(), {"greeted"}) == ["greeted", "why", "deeper"]
    assert reopened_questions(document(), {"thanked"}) == ["thanked"]


def test_the_next_round_takes_only_what_was_opened():
    first = sent({"greeted": "no", "thanked": "no"}, {"greeted": "old", "thanked": "kept"}, {"greeted": 1})
    second = {"situation": "complaint", "answers": {"greeted": "yes", "thanked": "yes"}, "comments": None}

    merged = next_round(first, second, ["greeted"])

    assert merged == sent({"greeted": "yes", "thanked": "no"}, {"thanked": "kept"}, {})


def test_notes_come_back_trimmed_in_document_order():
    notes = check_return(document(), {"thanked": " Who? ", "greeted": "When?"})
    assert list(notes.items()) == [("greeted", "When?"), ("thanked", "Who?")]


@pytest.mark.parametrize(
    ("notes", "sentence"),
    [
        ({}, "at least one question"),
        ({"greeted": "  "}, "Say what to put right in “About greeted"),
        ({"nobody": "x"}, "not on this scorecard"),
        ({"greeted": "x" * 1001}, "longer than 1000"),
    ],
)
def test_a_return_that_asks_for_nothing_is_refused(notes, sentence):
    with pytest.raises(BadReturn, match=sentence):
        check_return(document(), notes)
