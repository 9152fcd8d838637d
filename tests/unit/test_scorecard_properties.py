"""What must hold for every scorecard and every visit, tried with generated ones."""

import copy
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mysteryshop.domain.scorecard import canonical_json, check_document, document_sha256, parse_json
from mysteryshop.domain.scoring import CannotScore, effective_shares, score_document

CASES = parse_json((Path(__file__).parents[1] / "cases" / "scoring.json").read_bytes())
GOOD = [case["scorecard"] for case in CASES]

numbers = st.integers() | st.floats() | st.decimals()
any_json = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def places(value, at=()):
    """Every place inside a document as a tuple of names and indexes."""
    yield at
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in steps:
        yield from places(item, (*at, name))


def replaced(document, place, value):
    if not place:
        return value
    document = copy.deepcopy(document)
    inner = document
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return document


@st.composite
def scorecards(draw):
    """Sections of yes/no/na questions, some after "no" of the first, with any weights, points and rules."""
    sections = []
    count = 0
    for s in range(draw(st.integers(1, 3))):
        questions = []
        for _ in range(draw(st.integers(1, 4))):
            question = {
                "key": f"q{count}",
                "text": {"en": f"Question {count}"},
                "kind": "single",
                "weight": draw(st.integers(0, 5)),
                "bonus": draw(st.booleans()),
                "options": [
                    {"key": "yes", "label": {"en": "Yes"}, "points": draw(st.integers(1, 5))},
                    {"key": "no", "label": {"en": "No"}, "points": draw(st.integers(-3, 3)), "fails": True},
                    {"key": "na", "label": {"en": "Not seen"}, "na": True},
                ],
                "critical": draw(st.sampled_from([None, None, "flag", "section", "scorecard"])),
            }
            if count and draw(st.booleans()):
                question["show_if"] = {"question": "q0", "answer_in": ["no"]}
            questions.append(question)
            count += 1
        weight = draw(st.integers(0, 4))
        sections.append({"key": f"s{s}", "title": {"en": "S"}, "weight": weight, "questions": questions})
    return {
        "format": "mysteryshop.scorecard/1",
        "title": {"en": "A"},
        "language": "en",
        "method": draw(st.sampled_from(["section_mean", "pooled"])),
        "unanswered": draw(st.sampled_from(["exclude", "zero"])),
        "pass_mark": draw(st.none() | st.integers(0, 100)),
        "sections": sections,
    }


@st.composite
def visits(draw):
    document = draw(scorecards())
    keys = [question["key"] for section in document["sections"] for question in section["questions"]]
    answers = {key: draw(st.sampled_from(["yes", "no", "na", None])) for key in keys}
    return document, answers


def scored(document, answers):
    return score_document(document, {"situation": "order", "answers": answers})


@given(any_json)
def test_any_json_is_checked_without_raising(value):
    assert check_document(value)["ok"] is False


@given(st.sampled_from(GOOD), st.data(), any_json)
def test_any_json_at_any_place_is_checked_without_raising(document, data, value):
    place = data.draw(st.sampled_from(list(places(document))))
    checked = check_document(replaced(document, place, value))
    assert checked["ok"] is not bool(checked["errors"])


@given(st.sampled_from(CASES), st.data(), any_json)
def test_any_json_as_answer_is_scored_or_refused_with_problems(case, data, value):
    place = data.draw(st.sampled_from(list(places(case["answers"]))))
    problems = problems_of(case["scorecard"], replaced(case["answers"], place, value))
    assert problems is None or (problems and all(problem["message"] for problem in problems))


def problems_of(document, answers):
    """None when the answers can be scored."""
    try:
        score_document(document, answers)
    except CannotScore as refused:
        return refused.problems
    return None


@given(visits())
def test_scores_lie_between_0_and_100(visit):
    result = scored(*visit)
    scores = [result["score"], result["computed"], *(section["score"] for section in result["sections"])]
    assert all(score is None or 0 <= score <= 100 for score in scores)


@given(visits(), st.randoms())
def test_the_order_of_the_answers_is_irrelevant(visit, random):
    document, answers = visit
    keys = list(answers)
    random.shuffle(keys)
    assert scored(document, {key: answers[key] for key in keys}) == scored(document, answers)


@given(visits(), st.sampled_from(["yes", "no", "na", None]), st.booleans())
def test_an_answer_of_a_hidden_question_has_no_effect(visit, other, stays_off):
    document, answers = visit
    result = scored(document, answers)
    hidden = [
        question["key"]
        for section in result["sections"]
        for question in section["questions"]
        if question["state"] == "hidden"
    ]
    assume(hidden)
    assert scored(document, answers | dict.fromkeys(hidden, other)) == result


@given(visits())
def test_a_not_applicable_answer_is_as_if_the_question_were_not_there(visit):
    document, answers = visit
    document["unanswered"] = "exclude"
    last = document["sections"][-1]["questions"]
    assume(len(last) > 1)
    without = copy.deepcopy(document)
    removed = without["sections"][-1]["questions"].pop()
    others = {key: answer for key, answer in answers.items() if key != removed["key"]}
    assert scored(document, answers | {removed["key"]: "na"})["score"] == scored(without, others)["score"]


@given(scorecards())
def test_the_shares_of_a_situation_add_up_to_100_or_nothing(document):
    shares = effective_shares(document, "order")
    total = sum(shares.values())
    assert total == 0 or abs(total - 100) <= 0.05 * len(shares) + 1e-9


@given(any_json.filter(lambda value: not _has_no_json(value)))
def test_the_canonical_form_of_the_canonical_form_is_itself(value):
    text = canonical_json(value)
    assert canonical_json(parse_json(text)) == text
    assert len(document_sha256(text)) == 64


def _has_no_json(value):
    if isinstance(value, dict):
        return any(map(_has_no_json, value.values()))
    if isinstance(value, list):
        return any(map(_has_no_json, value))
    return isinstance(value, float | Decimal) and not Decimal(value).is_finite()


@pytest.mark.parametrize("number", ["0.1", "1.50", "1E+2", "5E-7", "100000000000000000000000000000001.1"])
def test_canonical_json_writes_a_number_as_it_was_written(number):
    assert canonical_json(parse_json(f'{{"b": {number}, "a": "ö"}}')) == f'{{"a":"ö","b":{number}}}'
