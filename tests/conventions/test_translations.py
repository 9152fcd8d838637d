"""Swedish and Turkish are complete and safe. Checked on the catalogues as they are kept, by polib."""

import re

import polib
import pytest

from mysteryshop.catalogues import FOLDER, LANGUAGES, extract_template
from tests.conventions.sources import no_faults

PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd]")
# msgids that are the same in a language, and why.
SAME: dict[str, dict[str, str]] = {
    "sv": {
        "NPS": "an international abbreviation",
        "CSAT": "an international abbreviation",
        "CES": "an international abbreviation",
        "Situation": "the same word",
        "Briefing": "the same word, also in the questions of the template",
        "Professionalism": "the same word",
        "Period": "the same word",
        "Format": "the same word",
        "Start": "the same word",
        "Bonus": "the same word",
        "bonus": "the same word",
        "Version %(number)s": "the same word",
        "version %(number)s": "the same word",
        "%(name)s, version %(n)s": "the same word",
        "%(name)s, version %(number)s": "the same word",
        "%(name)s: %(reason)s": "only what is put in",
        "%(name)s %(value)s %(unit)s": "only what is put in",
        "%(situation)s, %(manner)s": "only what is put in",
        "%(s)s s": "seconds, the same sign",
        "%(n)s d": "days (dygn), the same sign",
        "%(n)s min": "minutes, the same sign",
        "n": "the sign of statistics",
    },
    "tr": {
        "CSAT": "the name of the measure is the same in Turkish",
        "NPS": "the name of the measure is the same in Turkish",
        "CES": "the name of the measure is the same in Turkish",
        "Logo": "the same word in Turkish",
        "Form": "the same word in Turkish",
        "“%(comment)s”": "Turkish quotes are the English ones",
        "n": "the symbol of statistics for a number of cases",
    },
}


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    return polib.pofile(str(FOLDER / request.param / "LC_MESSAGES" / "messages.po"))


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str | None, str]]:
    """(context, msgid) of every text of the program."""
    pot = extract_template(tmp_path_factory.mktemp("texts") / "messages.pot")
    return {(e.msgctxt, e.msgid) for e in polib.pofile(str(pot))}


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_text_of_the_program_is_in_the_catalogue(catalogue: polib.POFile, said):
    known = {(e.msgctxt, e.msgid) for e in catalogue if not e.obsolete}
    no_faults(
        sorted(str(e[1]) for e in said - known),
        "Run `make translations-extract` and translate what is new.",
    )
    no_faults(
        sorted(str(e[1]) for e in known - said),
        "Nobody says this any more: run `make translations-extract`.",
    )


def test_nothing_is_untranslated_or_guessed(catalogue: polib.POFile):
    no_faults((e.msgid for e in catalogue if not all(texts(e))), "Translate it.")
    no_faults((e.msgid for e in catalogue if e.fuzzy), "Read the guess, mend it, take `fuzzy` away.")


def test_a_counted_text_has_as_many_forms_as_the_language(catalogue: polib.POFile):
    forms = int(re.search(r"nplurals=(\d)", catalogue.metadata["Plural-Forms"])[1])
    counted = [e for e in catalogue if e.msgid_plural]
    assert counted
    no_faults(
        (e.msgid for e in counted if len(e.msgstr_plural) != forms), f"It takes {forms} in this language."
    )


def test_no_translation_equals_the_english(catalogue: polib.POFile):
    same = SAME[catalogue.metadata["Language"]]
    no_faults(
        (e.msgid for e in catalogue if e.msgid in texts(e) and e.msgid not in same),
        "Translate it, or list it in SAME with the reason.",
    )


def test_placeholders_are_the_same_on_both_sides(catalogue: polib.POFile):
    def places(text: str) -> list[str]:
        return sorted(found[0] for found in PLACE.finditer(text))

    def is_wrong(entry: polib.POEntry, text: str) -> bool:
        allowed = (
            [places(entry.msgid), places(entry.msgid_plural)] if entry.msgid_plural else [places(entry.msgid)]
        )
        return places(text) not in allowed

    no_faults(
        (f"{e.msgid!r}: {text!r}" for e in catalogue for text in texts(e) if text and is_wrong(e, text)),
        "A missing or misspelt %(name)s is a failure of the page in that language.",
    )


def test_spaces_and_ends_are_the_same_on_both_sides(catalogue: polib.POFile):
    def edges(text: str) -> tuple[bool, bool, bool]:
        return text[:1].isspace(), text[-1:].isspace(), text.rstrip().endswith((".", "?", ":"))

    no_faults(
        (
            f"{e.msgid!r}: {text!r}"
            for e in catalogue
            for text in texts(e)
            if text and edges(text) != edges(e.msgid)
        ),
        "A sentence stays a sentence, a label a label.",
    )
