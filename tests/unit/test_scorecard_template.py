"""The starting template of the eight criteria."""

import pytest

from mysteryshop.domain.scorecard import check_document, questions_of, situations_of
from mysteryshop.domain.scorecard_reading import CRITERIA, FIVE_SITUATIONS, KINDS, band_in
from mysteryshop.domain.scorecard_templates import (
    PRESETS,
    eight_criteria,
    empty_document,
    question_from_preset,
)
from mysteryshop.domain.scoring import effective_shares


@pytest.mark.parametrize("languages", [["en", "sv", "tr"], ["sv", "en"], ["tr"], ["de"], ["de", "sv"]])
def test_the_template_has_neither_errors_nor_warnings(languages):
    assert check_document(eight_criteria(languages)) == {"ok": True, "errors": [], "warnings": []}


def test_the_template_has_the_eight_criteria_with_three_to_five_questions_each():
    document = eight_criteria(["en", "sv", "tr"])
    assert tuple(section["criterion"] for section in document["sections"]) == CRITERIA
    assert all(3 <= len(section["questions"]) <= 5 for section in document["sections"])


def test_the_template_is_in_the_brands_languages_with_the_first_as_its_own():
    document = eight_criteria(["tr", "sv"])
    assert document["language"] == "tr"
    assert all(set(question["text"]) == {"tr", "sv"} for _, question in questions_of(document))


def test_every_situation_has_a_full_score_to_share_out():
    document = eight_criteria(["en"])
    assert situations_of(document) == list(FIVE_SITUATIONS)
    for situation in FIVE_SITUATIONS:
        shares = effective_shares(document, situation)
        assert 99 < sum(shares.values()) < 101
        assert max(shares.values()) <= 25


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_makes_a_question_of_a_known_kind(preset):
    question = question_from_preset(preset, "q", {"en": "How was it?"}, ["en", "sv"])
    assert question["kind"] in KINDS
    document = empty_document("Visit", "en")
    document["sections"] = [{"key": "s", "title": {"en": "S"}, "questions": [question]}]
    missing = {problem["message"] for problem in check_document(document)["errors"]}
    blank_answers = {"Write this text in the scorecard's own language (en)."}
    assert missing == (blank_answers if preset in ("single", "multiple") else set())


def test_a_band_reads_in_the_language_of_the_reader():
    document = eight_criteria(["sv", "en"])
    document["bands"] = [{"from": 0, "label": {"sv": "Bra", "en": "Good"}}]
    assert [band_in(document, "Bra", language) for language in ("en", "sv", "tr")] == ["Good", "Bra", "Bra"]
    assert band_in(document, None, "en") is None
