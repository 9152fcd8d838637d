"""Every page that links lead to, as each role: it answers, runs nothing inline, says nothing that is untranslated."""

import re
from html import unescape

import pytest

from mysteryshop import clock
from mysteryshop.extensions import db
from mysteryshop.models import User
from tests.factories import NOW
from tests.furnished import furnish
from tests.rights_world import make_side
from tests.walking import Page, every_page

ROLES = ("admin", "account_manager", "brand_owner", "location_manager", "shopper")
INLINE = re.compile(
    r"<style\b|<script(?![^>]*\b(?:src=|type=\"application/json\"))|\sstyle=\"|\son[a-z]+=\"", re.I
)


@pytest.fixture
def house(app, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://shop.example.com")  # else no QR sheets are printed
    return furnish()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_and_runs_nothing_inline(app, house, sign_in, role):
    pages = list(every_page(app, sign_in(house.people[role])))

    assert len(pages) > 1, "the walk went nowhere"
    failed = [
        f"{page.address} answers {page.answer.status_code}"
        for page in pages
        if page.answer.status_code != 200
    ]
    assert not failed
    inline = [
        f"{page.address}: {found[0]}"
        for page in pages
        if page.is_html
        for found in INLINE.finditer(page.answer.text)
    ]
    assert not inline


LEFT, RIGHT = "\N{LEFT-POINTING ANGLE BRACKET}", "\N{RIGHT-POINTING ANGLE BRACKET}"
MARK = LEFT + "{}" + RIGHT
MARKED = re.compile(f"{LEFT}[^{LEFT}{RIGHT}]*{RIGHT}")  # the innermost: a sentence may hold another one
TEXT = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->|<[^>]+>", re.S | re.I)
ATTRIBUTE = re.compile(r"\b(?:alt|title|placeholder|aria-label|aria-description)=\"([^\"]*)\"")
ENGLISH = re.compile(
    r"\b(the|and|is|are|was|of|to|this|that|not|your|you|with|for|from|what|new|no|yes|save|edit|add|remove|back|choose"
    r"|name|open|close|cancel|page|next|date|send|show|all|by|on|in|at|it|or|who|when|where|how|one|wave|visit|score)\b",
    re.I,
)
"""Small English words: what holds one outside the marks was written by us and not handed to gettext."""


@pytest.fixture
def pseudo_locale(monkeypatch):
    """A language in which every sentence stands between angle brackets."""

    class Pseudo:
        def gettext(self, message):
            return MARK.format(message)

        def ngettext(self, one, many, number):
            return MARK.format(one if number == 1 else many)

        def pgettext(self, _context, message):
            return MARK.format(message)

        ugettext, ungettext = gettext, ngettext

    monkeypatch.setattr("flask_babel.Domain.get_translations", lambda _self: Pseudo())


@pytest.mark.parametrize("role", ROLES)
def test_no_page_says_a_sentence_that_cannot_be_translated(app, house, sign_in, pseudo_locale, role):
    faults = {}
    for page in every_page(app, sign_in(house.people[role])):
        if page.is_html:
            for words in untranslated(page):
                faults.setdefault(words, page.address)

    assert not faults, "Hand these to gettext:\n" + "\n".join(
        f"{words!r} on {at}" for words, at in faults.items()
    )


@pytest.mark.parametrize("role", ["account_manager", "brand_owner"])
def test_nor_do_the_pages_of_imports_and_reports(app, sign_in, pseudo_locale, monkeypatch, role):
    """The house above has none of these; the brands of the rights test have one of each."""
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://shop.example.com")
    monkeypatch.setattr(clock, "utc_now", lambda: NOW)
    side = make_side("ZQX")
    pages = list(every_page(app, sign_in(db.session.get(User, side.known[role].id))))

    if role == "account_manager":
        opened = {page.endpoint for page in pages}
        assert {"manager.import_columns", "manager.location_columns", "brand.report"} <= opened
    ours = {words for page in pages if page.is_html for words in untranslated(page)}
    theirs = {"Name", "Date", "in 1 minute"}  # headings of their files; what Babel says of a moment
    faults = {words for words in ours - theirs if side.mark not in words}
    assert not faults, f"Hand these to gettext: {faults}"


def untranslated(page: Page) -> list[str]:
    """Texts outside the marks that read like English of ours; what people entered is listed as theirs."""
    without, nested = unescape(page.answer.text), 1
    while nested:
        without, nested = MARKED.subn("|", without)
    texts = ATTRIBUTE.findall(without) + TEXT.sub("\n", without).splitlines()
    return [text.strip() for text in texts if ENGLISH.search(text.strip()) and not of_a_person(text)]


# What people wrote: names and documents of tests/furnished.py and tests/factories.py. A survey's document holds its
# questions in all languages itself (the tests of the survey's wording look at those).
THEIRS = (
    "Buy a coffee", "Nobody came", "Who was at the till",
    "The cake was good", "Were you greeted?", "Did they say goodbye?", "What did you",
    "Wave 6", "Counter visit", "Not seen", "Welcome", "Closing", "Scorecard ", "Letter to all staff", "mystery-demo",
    "How satisfied are you", "How was your visit", "Three questions, half a minute",
    "How likely is it", "Not at all likely", "made it easy for me", "What should we change",
)  # fmt: skip


def of_a_person(text: str) -> bool:
    rest = re.sub(r"\b(?:Yes|No)\b", "", text)  # labels of their options
    return not ENGLISH.search(rest) or any(words in text for words in THEIRS)
