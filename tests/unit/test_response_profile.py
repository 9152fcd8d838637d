"""What a file looks like before anybody has said what its columns mean."""

from mysteryshop.domain.response_profile import (
    MAX_WORDS,
    FileProfile,
    headers_key,
    profile_of,
    suggested_mapping,
)

SITUATIONS = ("order", "inquiry", "purchase", "complaint", "feedback")
HEADERS = ("Butik", "Datum", "NPS", "Ärende", "Omsättning (kr)", "Väder")
ROWS = [("Malmö", "3/14/2026", "9", "Köp", "12.50", "sol"), ("Åre", "3/15/2026", None, "Lunch", None, "sol")]


def test_columns_words_and_ways_of_writing_are_suggested():
    mapping = suggested_mapping(profile_of(HEADERS, ROWS), SITUATIONS, "EUR")
    assert mapping.columns == {
        "Butik": "location",
        "Datum": "answered_on",
        "NPS": "nps",
        "Ärende": "situation",
        "Omsättning (kr)": "value",
    }
    assert mapping.words == {"situation": {"kop": "purchase"}}  # "Lunch" is for a person to say
    assert (mapping.date_order, mapping.decimal, mapping.currency) == ("mdy", ".", "SEK")


def test_the_brands_currency_stands_where_the_file_names_none():
    mapping = suggested_mapping(profile_of(("Butik", "Datum", "NPS", "Omsättning"), []), SITUATIONS, "TRY")
    assert mapping.currency == "TRY"


def test_a_column_with_too_many_different_texts_holds_no_words():
    rows = [(f"text {number}",) for number in range(MAX_WORDS + 1)]
    assert profile_of(("Ärende",), rows).columns[0].words is None
    assert len(profile_of(("Ärende",), rows[:-1]).columns[0].words) == MAX_WORDS


def test_a_profile_is_kept_and_read_back():
    profile = profile_of(HEADERS, ROWS, "cp1252")
    assert FileProfile.from_json(profile.as_json()) == profile


def test_the_same_headings_in_another_order_and_case_are_the_same_set():
    assert headers_key(["NPS", " Butik "]) == headers_key(["butik", "nps"])
    assert headers_key(["NPS"]) != headers_key(["CSAT"])
