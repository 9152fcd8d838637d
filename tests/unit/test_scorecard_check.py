"""Errors and warnings, each seen once, at its place."""

import copy

import pytest

from mysteryshop.domain.scorecard import BadJson, check_document, parse_json, text_in
from mysteryshop.domain.scorecard_templates import eight_criteria
from mysteryshop.domain.scoring import CannotScore, effective_shares, score_document


def yes_no(key, **fields):
    options = [
        {"key": "yes", "label": {"en": "Yes"}, "points": 1},
        {"key": "no", "label": {"en": "No"}, "points": 0},
    ]
    return {"key": key, "text": {"en": f"Did {key} happen?"}, "kind": "single", "options": options, **fields}


def scorecard(*questions, **fields):
    return {
        "format": "mysteryshop.scorecard/1",
        "title": {"en": "Visit"},
        "language": "en",
        "method": "section_mean",
        "sections": [{"key": "s", "title": {"en": "Section"}, "questions": list(questions)}],
        **fields,
    }


def paths(document, kind="errors"):
    return [problem["path"] for problem in check_document(document)[kind]]


Q = "$.sections[0].questions[0]"
ERRORS = [
    (scorecard(yes_no("a", weight=-1)), f"{Q}.weight"),
    (scorecard(yes_no("a"), pass_mark=79.95), "$.pass_mark"),
    (scorecard(yes_no("a"), bands=[{"from": 5, "label": {"en": "Low"}}]), "$.bands[0].from"),
    (scorecard(yes_no("a"), situations=[]), "$.situations"),
    (scorecard(yes_no("a", situations=["returns"])), f"{Q}.situations[0]"),
    (scorecard(yes_no("a", comment={"required_for": []})), f"{Q}.comment.required_for"),
    (scorecard(yes_no("a", comment={"required_for": ["maybe"]})), f"{Q}.comment.required_for[0]"),
    (scorecard(yes_no("a", critical="flag")), f"{Q}.critical"),
    (scorecard({"key": "a", "text": {"en": "A"}, "kind": "number", "ranges": []}), f"{Q}.ranges"),
    (scorecard({"key": "a", "text": {"en": "A"}, "kind": "number", "ranges": [{"from": 0, "points": 0}]}), Q),
    (scorecard({"key": "a", "text": {"en": "A"}, "kind": "text", "options": []}), f"{Q}.options"),
    (scorecard({"key": "a", "text": {"en": " \u00a0"}, "kind": "text"}), f"{Q}.text"),
    (
        scorecard(yes_no("a", show_if={"question": "b", "answer_in": ["no"]}), yes_no("b")),
        f"{Q}.show_if.question",
    ),
    (scorecard(yes_no("a", weight=float("nan"))), f"{Q}.weight"),
    (scorecard(yes_no("a", weight=0.1234567890123)), f"{Q}.weight"),
    (scorecard(yes_no("a", meaning=1.5)), f"{Q}.meaning"),
    (scorecard(yes_no("a"), language="EN"), "$.language"),
    (scorecard(yes_no("a", **{"a b": 1})), f'{Q}["a b"]'),
]


@pytest.mark.parametrize(("document", "path"), ERRORS, ids=[path for _, path in ERRORS])
def test_an_error_names_its_place(document, path):
    assert paths(document) == [path]


def test_numbers_count_by_value_and_not_by_their_spelling():
    assert paths(scorecard(yes_no("a", meaning=2.0, weight=parse_json("1.00000000000000000000")))) == []


FIVE = [yes_no(f"q{n}") for n in range(5)]
HEAVY = [yes_no("heavy", weight=10), *FIVE[:4]]
WRONG_WAY = yes_no("a")
WRONG_WAY = {
    **WRONG_WAY,
    "options": [{**WRONG_WAY["options"][0], "points": 0}, {**WRONG_WAY["options"][1], "points": 1}],
}
WARNINGS = [
    (scorecard(*[yes_no(f"q{n}") for n in range(41)]), ["$"]),
    (scorecard(*HEAVY), [Q]),
    (scorecard(*HEAVY[:4]), []),
    (scorecard(*FIVE), []),
    (scorecard(WRONG_WAY), [f"{Q}.options[0].points"]),
    (scorecard(yes_no("a", text={"en": "Did they smile AND wave?"})), [f"{Q}.text"]),
    (scorecard(yes_no("a", text={"en": "Was the handle candy?"})), []),
    (scorecard(yes_no("a", bonus=True)), ["$.sections[0]"]),
    (scorecard({"key": "a", "text": {"en": "A"}, "kind": "text"}), ["$.sections[0]"]),
    (scorecard({**yes_no("a"), "text": {"en": "A", "sv": "B"}}), ["$.title", "$.sections[0].title"]),
]


@pytest.mark.parametrize(("document", "expected"), WARNINGS, ids=range(len(WARNINGS)))
def test_a_warning_names_its_place(document, expected):
    found = paths(document, "warnings")
    assert [path for path in found if path in expected] == expected
    assert not found or expected


def test_a_mark_that_fails_without_being_critical_is_warned_of():
    document = scorecard(yes_no("a"))
    document["sections"][0]["questions"][0]["options"][1]["fails"] = True
    assert paths(document, "warnings") == [f"{Q}.options[1].fails"]


def test_warnings_are_looked_for_in_a_document_without_errors_only():
    assert check_document(scorecard(*HEAVY, pass_mark=101))["warnings"] == []


@pytest.mark.parametrize(
    "text",
    [b"\xff", b"{", b'{"a": 1, "a": 2}', b"[" * 100_000, b"1" * 5000],
    ids=["utf-8", "cut", "twice", "deep", "long"],
)
def test_bad_json_is_refused_with_a_sentence(text):
    with pytest.raises(BadJson, match="The file"):
        parse_json(text)


def test_a_text_falls_back_to_the_documents_language():
    text = {"en": "Hello", "sv": " ", "pt": "Olá"}
    assert [text_in(text, code, "en") for code in ("sv", "tr", "pt-BR")] == ["Hello", "Hello", "Olá"]


def test_a_document_with_errors_is_not_scored():
    with pytest.raises(ValueError) as refused:
        score_document(scorecard(), {"situation": "order", "answers": {}})
    assert refused.value.problems == [
        {"question": None, "message": "$.sections[0].questions: Add at least one question to this section."}
    ]


def test_every_answer_that_does_not_fit_is_collected_with_its_question():
    document = scorecard(
        yes_no("a"),
        {"key": "wait", "text": {"en": "Wait"}, "kind": "duration"},
        {"key": "day", "text": {"en": "Day"}, "kind": "date"},
        {"key": "clock", "text": {"en": "Clock"}, "kind": "time"},
        {**yes_no("many"), "kind": "multiple"},
    )
    answers = {
        "a": "maybe",
        "wait": True,
        "day": "2026-02-30",
        "clock": "24:00",
        "many": ["yes", "yes"],
        "ghost": 1,
    }
    with pytest.raises(CannotScore) as refused:
        score_document(
            document, {"situation": "order", "answers": answers, "extra": 1, "evidence": {"a": 1.5}}
        )
    questions = [problem["question"] for problem in refused.value.problems]
    assert sorted(questions, key=str) == sorted(
        [None, "ghost", "a", "a", "wait", "day", "clock", "many"], key=str
    )


def test_without_a_valid_situation_only_unknown_fields_and_keys_are_collected():
    with pytest.raises(CannotScore) as refused:
        score_document(scorecard(yes_no("a")), {"situation": "lunch", "answers": {"a": 5, "ghost": 1}})
    assert [problem["question"] for problem in refused.value.problems] == ["ghost", None]


def test_shares_are_refused_for_a_situation_that_is_not_served():
    with pytest.raises(ValueError, match="situation"):
        effective_shares(eight_criteria(["en"]), "lunch")


def test_scoring_changes_neither_document_nor_answers():
    document, answers = scorecard(yes_no("a")), {"situation": "order", "answers": {"a": "yes"}}
    before = copy.deepcopy((document, answers))
    score_document(document, answers)
    assert (document, answers) == before
