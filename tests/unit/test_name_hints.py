import pytest

from mysteryshop.domain.name_hints import places_of_name, possible_names, without_name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The cashier, Anna Berg, was kind.", ["Anna Berg"]),
        ("Her name was Ayşe and she smiled.", ["Ayşe"]),
        ("Kassörskan heter Åsa.", ["Åsa"]),
        ("Ayşe Hanım çok yardımcı oldu.", ["Ayşe"]),
        ("Two tables by the window had plates.", []),
        ("She said “oh, again” and took the cup.", []),
        ("I came on Monday and paid with Visa.", []),
        ("I went into Malmö Triangeln at noon.", []),
        ("", []),
    ],
)
def test_words_that_stand_like_a_name_are_pointed_out(text, names):
    assert possible_names(text, ["Malmö Triangeln"]) == names


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I said: my name is Astrid Öberg-Lund.", "I said: my name is Shopper 3."),
        ("ASTRID waited; Öberg-Lund's order was late.", "Shopper 3 waited; Shopper 3's order was late."),
        ("They took down astrid öberg-lund.", "They took down Shopper 3."),
        ("Astrids kaffe var kallt.", "Shopper 3 kaffe var kallt."),
        ("Astridsson served me.", "Astridsson served me."),
        ("Al dente, as ordered.", "Al dente, as ordered."),
        ("", ""),
    ],
)
def test_the_name_of_a_known_person_is_taken_out(text, left):
    assert without_name(text, "Astrid Öberg-Lund", "Shopper 3") == left


def test_a_name_that_is_a_word_in_small_letters_blanks_only_the_name():
    assert without_name("I may come back, May said.", "May Al", "•") == "I may come back, • said."
    assert places_of_name("Nothing (here) at all.", "(") == []
