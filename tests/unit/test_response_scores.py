"""Words in the columns of CSAT, CES and NPS: which cells are words, what they seem to mean, how they are read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.response_profile import MAX_WORDS, FileProfile, profile_of, suggested_mapping
from mysteryshop.domain.response_rows import CheckedResponse, ColumnMapping, Place, Places, RowReader
from mysteryshop.domain.response_scores import (
    MAX_SCORE_WORD,
    REFUSE,
    SCALES,
    guess_scores,
    is_score_word,
    score_key,
)
from mysteryshop.domain.survey_wording import CSAT_LABELS

HEADERS = ("Butik", "Datum", "NPS", "CSAT", "CES")
COLUMNS = dict(zip(HEADERS, ("location", "answered_on", "nps", "csat", "ces"), strict=True))


def read(words, **cells):
    """One row under a mapping of words, written as people write them."""
    kept = {field: {score_key(word): meant for word, meant in of.items()} for field, of in words.items()}
    reader = RowReader(
        HEADERS,
        ColumnMapping(COLUMNS, kept),
        Places([Place(1, "Malmö", None, "Europe/Stockholm")]),
        situations=(),
        latest=date(2026, 12, 31),
    )
    return reader.read(2, ("Malmö", "2026-05-01", *(cells.get(name) for name in SCALES)))


@pytest.mark.parametrize("cell", ["Very satisfied", "5 - Very satisfied", "★★★★", "4/5", "4-5", "B+", "NaN"])
def test_a_text_that_is_no_number_is_a_word(cell):
    assert is_score_word(cell)


@pytest.mark.parametrize(
    "cell",
    [None, "", "  ", "-", "n/a", "8", " -1 ", "−1", "– 1", "4,5", "4.5", "1 000", "80 %", "1e3", "8.", "٤",
     8, 4.5, True, date(2026, 5, 1), "x" * (MAX_SCORE_WORD + 1)],
)  # fmt: skip
def test_a_number_in_any_spelling_an_empty_cell_and_a_long_text_are_no_words(cell):
    assert not is_score_word(cell)


def test_a_number_in_front_is_suggested():
    words = [
        "5 - Very satisfied",
        "4 (satisfied)",
        "3: so so",
        "1. Dålig",
        "2=poor",
        "10 out of 10",
        "Bra",
    ]
    assert guess_scores("csat", words[:5]) == {
        "5 - very satisfied": "5",
        "4 (satisfied)": "4",
        "3: so so": "3",
        "1. dålig": "1",
        "2=poor": "2",
    }
    assert guess_scores("nps", ["10 out of 10", "Bra", "4/5", "4-5", "-1 (bad)", "B+", "Promoter"]) == {}


def test_the_wording_of_our_own_survey_is_suggested_in_three_languages():
    for labels in CSAT_LABELS.values():
        assert list(guess_scores("csat", labels).values()) == ["1", "2", "3", "4", "5"]
    assert guess_scores("csat", ["ÇOK MEMNUNUM", "mycket nöjd"]) == {"çok memnunum": "5", "mycket nöjd": "5"}
    assert guess_scores("nps", ["0 Not at all likely", "Mycket troligt"]) == {
        "0 not at all likely": "0",
        "mycket troligt": "10",
    }
    assert guess_scores("ces", ["Strongly agree", "Kesinlikle katılmıyorum", "Satisfied"]) == {
        "strongly agree": "7",
        "kesinlikle katılmıyorum": "1",
    }


@pytest.mark.parametrize(
    "words",
    [
        ["1 - Very satisfied", "2 - quite", "5 - poor"],  # turned around
        ["4 - Very satisfied", "2 - quite", "0 - poor"],  # 0 to 4
        ["10 - great", "5 - so so", "1 - poor"],  # 1 to 10
    ],
)
def test_numbers_of_another_scale_are_not_suggested_at_all(words):
    assert guess_scores("csat", words) == {}


def test_a_word_is_read_as_the_number_that_it_was_given():
    words = {"csat": {"Çok memnunum": "5", "Vet ej": ""}, "nps": {"Promoter": "9"}, "ces": {"lätt": "6"}}
    answer = read(words, csat=" çok  memnunum ", nps="promoter", ces="LÄTT")
    assert (answer.csat, answer.nps, answer.ces) == (5, 9, 6)
    assert read(words, csat="vet ej", nps="9").csat is None
    assert answer.fingerprint == read({}, csat=5, nps="9", ces="6,0").fingerprint  # of what is understood


@pytest.mark.parametrize("meant", [None, REFUSE, "6", "purchase"])
def test_a_word_without_a_number_of_the_scale_is_refused_with_what_to_do(meant):
    (problem,) = read({"csat": {"Bra": meant}} if meant else {}, csat="Bra", nps="9")
    assert (problem.row, problem.column, problem.value) == (2, "CSAT", "Bra")
    reason = problem.reason % problem.params
    assert "from 1 to 5" in reason
    if meant in (None, REFUSE):
        assert "on the page “What do the columns mean?”" in reason


def test_words_that_differ_by_a_sign_are_two_words():
    words = {"csat": {"Nöjd +": "5", "Nöjd -": "3"}}
    assert (read(words, csat="nöjd +").csat, read(words, csat="nöjd -").csat) == (5, 3)


@given(st.sampled_from(list(SCALES)), st.integers(-20, 20), st.sampled_from(["{}", "{},0", " {} ", "{}.00"]))
def test_no_mapping_gives_a_number_another_meaning(name, number, spelling):
    least, most = SCALES[name]
    cell = spelling.format(number)
    answer = read({name: {cell: str(least), str(number): str(least)}}, **{"nps": "9", name: cell})
    if least <= number <= most:
        assert isinstance(answer, CheckedResponse)
        assert getattr(answer, name) == number
    else:
        assert "is outside" in answer[0].reason


@given(st.sampled_from(list(SCALES)), st.text(max_size=150), st.integers(-3, 12))
def test_any_text_is_refused_empty_or_exactly_what_was_said(name, text, meant):
    least, most = SCALES[name]
    answer = read({name: {text: str(meant)}}, **{"ces" if name == "nps" else "nps": "5", name: text})
    if is_score_word(text):
        kept = isinstance(answer, CheckedResponse)
        assert kept == (least <= meant <= most)
        assert not kept or getattr(answer, name) == meant
    elif isinstance(answer, CheckedResponse):
        got = getattr(answer, name)
        assert got is None or int(text.strip().replace(",", ".").split(".")[0]) == got


def test_the_words_of_a_score_column_are_listed_without_its_numbers():
    rows = [(cell,) for cell in ("5", "Nöjd", "nöjd", 4, "Missnöjd", "8", "-1", None, "x" * 200)]
    (column,) = profile_of(("CSAT",), rows).columns
    assert [score_key(word) for word in column.words_of("csat")] == ["missnöjd", "nöjd"]
    assert column.words_of("comment") == ()


def test_sixty_different_words_can_be_given_numbers_and_no_more():
    rows = [(f"word {number}",) for number in range(MAX_WORDS)] + [(number,) for number in range(11)]
    assert len(profile_of(("NPS",), rows).columns[0].words_of("nps")) == MAX_WORDS
    assert profile_of(("NPS",), [*rows, ("one more",)]).columns[0].words_of("nps") is None
    many = [(number,) for number in range(600)] + [("Nöjd",)]  # the last ones are not looked at
    assert profile_of(("NPS",), many).columns[0].words_of("nps") is None


def test_suggestions_stand_in_the_mapping_and_a_profile_is_read_back():
    profile = profile_of(HEADERS, [("Malmö", "2026-05-01", "9", "Mycket nöjd", None)])
    assert suggested_mapping(profile, (), "SEK").words == {"csat": {"mycket nöjd": "5"}}
    assert FileProfile.from_json(profile.as_json()) == profile
