"""The survey's wording is complete in every language."""

import json

import pytest

from mysteryshop.domain.survey_wording import document, sheet_lines, wording


@pytest.mark.parametrize("language", ["en", "sv", "tr"])
def test_every_question_names_the_brand_and_has_its_scale(language):
    words = wording(language, "Kvarnby & {x}")
    assert "Kvarnby & {x}" in words.nps
    assert "Kvarnby & {x}" in words.ces
    assert [len(words.faces[key]) for key in ("csat", "nps", "ces")] == [5, 11, 7]
    assert (words.nps_ends[0][:1], words.nps_ends[1][:2]) == ("0", "10")
    assert (words.ces_ends[0][:1], words.ces_ends[1][:1]) == ("1", "7")


def test_the_document_is_the_same_text_each_time_and_holds_the_brand():
    assert document("A") == document("A") != document("B")
    assert json.loads(document("A"))["questions"]["ces"]["version"] == "ces2"


def test_a_sheet_speaks_the_brands_languages_in_their_order():
    assert [line[0] for line in sheet_lines(["tr", "de", "en"])] == ["tr", "en"]
    assert sheet_lines(["de"])[0][0] == "en"
