import pytest

from mysteryshop.domain.passwords import MAX_LENGTH, PasswordRefused, check_password


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "at least 10 characters"),
        ("x7" * MAX_LENGTH, "at most 200 characters"),
        ("1234567890", "easily guessed"),
        ("Password123", "easily guessed"),
        ("Sommar2026!!", "easily guessed"),
        ("Lösenord2026", "easily guessed"),
        ("aaaaaaaaaaaa", "easily guessed"),
        ("abcabcabcabc", "easily guessed"),
        ("qwertyuiop", "easily guessed"),
        ("poiuytrewq", "easily guessed"),
        ("hijklmnopqrs", "easily guessed"),
        ("ElifAydin1985", "your name or address"),
        ("elif@demo.example", "your name or address"),
    ],
)
def test_a_guessable_password_is_refused_with_the_reason(password, words):
    with pytest.raises(PasswordRefused, match=words):
        check_password(password, ["Elif Aydin", "elif@demo.example"])


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "mystery-demo-1", "vår bil är grön", "Kx9#mqT2vLw", "elif likes blue tea"],
)
def test_a_password_of_a_few_words_is_accepted(password):
    check_password(password, ["Elif Aydin", "elif@demo.example"])
