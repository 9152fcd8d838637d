import pytest

from mysteryshop.domain.name_hints import possible_names


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
