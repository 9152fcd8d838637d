"""Which passwords are refused: too short, too long, too easily guessed. No rule about kinds of characters."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from mysteryshop.domain.errors import N_, DomainError

MIN_LENGTH = 10
MAX_LENGTH = 200  # a password of a megabyte would keep argon2, and with it the server, busy

_KEYBOARD_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")


class PasswordRefused(DomainError):
    """The password is too short, too long or too easily guessed."""


def check_password(password: str, personal_words: Iterable[str] = ()) -> None:
    """Refuse a new password that can be guessed.

    :param password: after Unicode normalisation, as it will be hashed.
    :param personal_words: name, e-mail address and the like of the person; a password that is little
        more than one of them is refused. Words under four letters are ignored.
    :raises PasswordRefused: with the sentence for the person.
    """
    if len(password) < MIN_LENGTH:
        raise PasswordRefused(
            N_("The password is too short. Use at least %(length)s characters; a few words are fine."),
            length=MIN_LENGTH,
        )
    if len(password) > MAX_LENGTH:
        raise PasswordRefused(
            N_("The password is too long. Use at most %(length)s characters."), length=MAX_LENGTH
        )
    if _is_common(password) or _is_a_pattern(password):
        raise PasswordRefused(
            N_("This password is easily guessed. Choose one only you would think of; a few words are fine.")
        )
    if _is_personal(password, personal_words):
        raise PasswordRefused(
            N_("This password is too close to your name or address. Choose one only you would think of.")
        )


def _is_common(password: str) -> bool:
    folded = password.casefold()
    bare = folded.strip("0123456789!?.,-_*#$@+ ")
    return folded in _common_passwords() or (bare != "" and bare in _common_words() and len(folded) < 16)


def _is_a_pattern(password: str) -> bool:
    """One short piece repeated, or a walk along the keyboard or the alphabet, forwards or back."""
    folded = password.casefold()
    if len(set(folded)) <= 3 or re.fullmatch(r"(.{1,4}?)\1+.{0,3}", folded, flags=re.DOTALL):
        return True
    for row in _KEYBOARD_ROWS:
        for walk in (row * 3, (row * 3)[::-1]):
            if folded in walk:
                return True
    return False


def _is_personal(password: str, personal_words: Iterable[str]) -> bool:
    folded = password.casefold()
    pieces = {p for words in personal_words for p in re.split(r"[\W_]+", words.casefold()) if len(p) >= 4}
    for piece in sorted(pieces, key=len, reverse=True):
        folded = folded.replace(piece, "")
    return len(re.sub(r"[\W\d_]", "", folded)) < 4 and len(folded) < len(password)


@cache
def _common_passwords() -> frozenset[str]:
    text = files("mysteryshop.domain").joinpath("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _common_words() -> frozenset[str]:
    """What people put digits around: letters of the common passwords, words of this trade, seasons, cities."""
    words = {entry.strip("0123456789") for entry in _common_passwords()}
    more = (
        "password lösenord losenord parola sifre şifre welcome välkommen hosgeldin mystery mysteryshop "
        "shopper summer winter spring autumn sommar vinter höst ilkbahar sonbahar istanbul stockholm london "
        "qwerty admin"
    )
    return frozenset({word for word in words if len(word) >= 4} | set(more.split()))
