"""Score columns (CSAT, CES, NPS) of a file of answers whose cells hold words instead of numbers.

A cell that is a number is always read as that number, so that an 8 on a scale of 7 can be refused but never be
given another meaning. What a word means is said by a person; here it is only suggested.
"""

import re
from collections.abc import Iterable, Mapping

from mysteryshop.domain.response_headings import word_key
from mysteryshop.domain.response_values import is_no_answer
from mysteryshop.domain.survey_wording import CES_ENDS, CSAT_LABELS, NPS_ENDS

SCALES: Mapping[str, tuple[int, int]] = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
MAX_SCORE_WORD = 120  # a longer text is no word of a scale
REFUSE = "refuse"  # in the place of a number: rows with this word stay out

_NUMBER = re.compile(r"[-+−–‐‑]?(?=[\s.,'’]*\d)[\d\s.,'’]+(e[-+]?\d+)?\s*%?", re.IGNORECASE)
_LEADING = re.compile(r"(\d{1,2})(?!\w)(\D+)", re.ASCII)


def is_score_word(cell: object) -> bool:
    """Whether a cell of a score column is a text that may be given a number: no number in any spelling (also
    "-1", "4,5" and "80 %"), no sign for "no answer", at most 120 characters.
    """
    if not isinstance(cell, str) or is_no_answer(cell):
        return False
    text = cell.strip()
    return 0 < len(text) <= MAX_SCORE_WORD and not _NUMBER.fullmatch(text)


def score_key(word: object) -> str:
    """A word of a scale for comparison. Only case and blanks are left out: "B+" is not "B-"."""
    return " ".join(str(word).split()).casefold()


def guess_scores(field: str, words: Iterable[str]) -> dict[str, str]:
    """Word (by `score_key`) -> number of the scale, where the word tells it: by a number in front ("5 - Very
    satisfied"), or as the wording of our own survey in any language.

    Where one number in front contradicts the scale or the wording (a scale to 10, or one that is turned
    around), no number in front is believed.
    """
    least, most = SCALES[field]
    known, numbered, believed = _KNOWN[field], dict[str, int](), True
    guessed: dict[str, str] = {}
    for word in words:
        found = _LEADING.fullmatch(" ".join(word.split()))
        if not found or not any(sign.isalpha() for sign in found[2]):
            if word_key(word) in known:
                guessed[score_key(word)] = str(known[word_key(word)])
            continue
        number = int(found[1])
        numbered[score_key(word)] = number
        believed &= least <= number <= most and known.get(word_key(found[2]), number) == number
    if believed:
        guessed |= {key: str(number) for key, number in numbered.items()}
    return guessed


def _ends(texts: Mapping[str, tuple[str, str]]) -> dict[str, int]:
    """ "0 Not at all likely" says its number itself."""
    halves = (end.split(" ", 1) for both in texts.values() for end in both)
    return {word_key(label): int(number) for number, label in halves}


_KNOWN: Mapping[str, Mapping[str, int]] = {
    "csat": {
        word_key(label): number for labels in CSAT_LABELS.values() for number, label in enumerate(labels, 1)
    },
    "nps": _ends(NPS_ENDS),
    "ces": _ends(CES_ENDS),
}
