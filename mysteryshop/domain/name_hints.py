"""A hint that free text may name a person, for the reviewer who decides. It finds some names and not others.

An employee's name belongs into a question of the kind `staff`, where it is masked and purged; a comment is
neither. No list of names is used and nothing is blanked: only words that stand like a name in the sentence
are pointed out.
"""

import re
from collections.abc import Iterable

_WORD = r"[A-ZÅÄÖÜÇĞİŞÉØÆ][a-zåäöüçğışéøæèàáíóúñ]{1,20}(?:-[A-ZÅÄÖÜÇĞİŞÉ][a-zåäöüçğışé]{1,20})?"
_FULL_NAME = rf"{_WORD}(?: {_WORD})?"
# "named Anna", "heter Anna Berg", "adı Ayşe": what follows is a name even at the start of a sentence.
_AFTER_CUE = re.compile(
    r"\b(?:named?|called|name was|name is|mr\.?|mrs\.?|ms\.?|miss|heter|hette|vid namn|namnet|herr|fru|"
    r"adı|ismi|isimli|adlı|adında|bay|bayan)\s*:?\s+(" + _FULL_NAME + r")",
    re.IGNORECASE,
)
# "Ayşe Hanım", "Mehmet Bey", "Anna said": a name stands before it.
_BEFORE_CUE = re.compile(rf"\b({_FULL_NAME}) (?:[Hh]anım|[Bb]ey|isimli|adlı|adında)\b")
_CAPITAL_INSIDE = re.compile(rf"(?<=[a-zåäöüçğışé,;] )({_FULL_NAME})\b")
# Capitalised inside a sentence without being anybody: days, months, words of the trade.
_NOBODY = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december english swedish turkish sweden turkey christmas easter god street road
    visa mastercard swish klarna iphone android google instagram facebook internet
    pazartesi salı çarşamba perşembe cuma cumartesi pazar ocak şubat mart nisan mayıs haziran temmuz ağustos
    eylül ekim kasım aralık türkçe türkiye istanbul ankara izmir sverige stockholm göteborg malmö
    hanım bey herr fru
    """.split()  # noqa: SIM905
)

LEAST_PART = 3  # "Al" and "Bo" alone would blank half a sentence


def possible_names(text: str, known_words: Iterable[str] = ()) -> list[str]:
    """Pieces of the text that stand like a person's name, each once, in the order they appear.

    :param known_words: names of the brand, its locations, areas and cities: these are nobody's name here.
    :returns: empty when nothing looks like a name, which does not mean that there is none.
    """
    known = {word for name in known_words for word in name.casefold().split()} | _NOBODY
    found: dict[str, int] = {}
    for pattern in (_AFTER_CUE, _BEFORE_CUE, _CAPITAL_INSIDE):
        for match in pattern.finditer(text):
            name = match[1]
            if name[0].isupper() and not all(part.casefold() in known for part in name.split()):
                found.setdefault(name, match.start(1))
    longest = [name for name in found if not any(name != other and name in other.split() for other in found)]
    return sorted(longest, key=lambda name: found[name])


def places_of_name(text: str, name: str) -> list[str]:
    """Where the text says a known person's name: all of it in whatever case, or a part of it as a word that begins
    with a capital. An "s" of the genitive belongs to it. Each piece once, in the order they appear.
    """
    return list(dict.fromkeys(match[0] for match in _pattern_of(name).finditer(text)))


def without_name(text: str, name: str, instead: str) -> str:
    """The text with `instead` in every one of `places_of_name`.

    It rather blanks a word too many: another person of the same first name is blanked too.
    """
    return _pattern_of(name).sub(lambda _match: instead, text)


def _pattern_of(name: str) -> re.Pattern[str]:
    every = [part for part in re.split(r"[\s,.]+", name) if part]
    parts = [part for part in every if len(part) >= LEAST_PART]
    # A first name like May or Will is a word of the language in small letters.
    words = "|".join(re.escape(form) for part in parts for form in _forms(part))
    whole = r"[\s,.]+".join(re.escape(part) for part in every)
    forms = [rf"(?i:{whole})"] * (len(every) > 1) + [words] * bool(parts)
    return re.compile(rf"\b(?:{'|'.join(forms)})s?\b" if forms else r"(?!)")  # (?!) matches nowhere


def _forms(part: str) -> set[str]:
    """A part of a name as people write names, in Turkish letters too: ELIF and ELİF."""
    return {part[0].upper() + part[1:], part.capitalize(), part.upper(), part.replace("i", "İ").upper()}
