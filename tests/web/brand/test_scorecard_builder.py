"""The builder: everything is done by the forms of its pages, as a person without JavaScript does it."""

import re
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser

import pytest
from werkzeug.datastructures import MultiDict

from mysteryshop.domain.scorecard import check_document
from mysteryshop.domain.scorecard_editing import find_question, find_section, question_keys, section_keys
from mysteryshop.domain.scorecard_templates import eight_criteria, empty_document
from mysteryshop.domain.scoring import score_document
from mysteryshop.queries.scorecards import find_draft
from mysteryshop.services.scorecards import create_scorecard, edit_draft, publish_draft
from tests.factories import HOSTILE_KEYS, NOW, make_brand, make_user


class FormFields(HTMLParser):
    """What a browser would send of the forms of a page: a list of (action, fields)."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.fields, self.textarea, self.select = [], None, None, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        at = dict(attributes)
        if tag == "form":
            self.fields = MultiDict()
            self.forms.append((at.get("action"), self.fields))
        if self.fields is None:
            return
        if (
            tag == "input"
            and (at.get("type") not in ("checkbox", "radio") or "checked" in at)
            and "name" in at
        ):
            self.fields.add(at["name"], at.get("value", "on"))
        if tag == "textarea":
            self.textarea = at["name"]
            self.fields[self.textarea] = ""
        if tag == "select":
            self.select = at["name"]
        if tag == "option" and ("selected" in at or self.select not in self.fields):
            self.fields[self.select] = at["value"]

    def handle_data(self, data):
        if self.textarea:
            self.fields[self.textarea] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.textarea = None
        if tag == "form":
            self.fields = None


class Editor:
    """A person at the builder: opens a page, changes fields, presses a button."""

    def __init__(self, browser, base):
        self.browser, self.base = browser, base

    def open(self, path):
        answer = self.browser.get(self.base + path)
        assert answer.status_code == 200, path
        return answer.text

    def fill(self, path, changes=None, *, action=None, do="save", clear=()):
        """Send the page's own form (or the one with this action) with some fields changed."""
        wanted = self.base + action if action else None
        html = self.open(path)
        fields = next(f for a, f in FormFields(html).forms if a == wanted and "csrf_token" in f)
        for name in clear:
            fields.poplist(name)
        for name, value in (changes or {}).items():
            fields.setlist(name, value if isinstance(value, list) else [value])
        fields["do"] = do
        return self.browser.post(wanted or self.base + path, data=fields, follow_redirects=True)


@pytest.fixture
def brand(app):
    return make_brand(languages="en,sv")


def editor_of(document, brand, sign_in):
    scorecard_id = create_scorecard(brand.id, document, by=None, now=NOW)
    browser = sign_in(make_user("brand_owner", brand, name="Sara Holm"))
    editor = Editor(browser, f"/brands/{brand.id}/scorecards/{scorecard_id}")
    editor.draft = lambda: find_draft(brand.id, scorecard_id)
    editor.document = lambda: find_draft(brand.id, scorecard_id).document
    editor.question = lambda key: find_question(editor.document(), key)[1]
    return editor


@pytest.fixture
def editor(brand, sign_in):
    return editor_of(eight_criteria(["en", "sv"]), brand, sign_in)


@pytest.fixture
def empty(brand, sign_in):
    return editor_of(empty_document("Visit", "en"), brand, sign_in)


def test_opening_and_saving_any_part_unchanged_changes_nothing(editor):
    before = editor.document()
    editor.fill("/settings")
    for key in section_keys(before):
        editor.fill(f"/sections/{key}")
    for key in question_keys(before):
        editor.fill(f"/questions/{key}")
    after = editor.document()
    assert [filled_in(question) for question in questions(after)] == [filled_in(q) for q in questions(before)]
    assert {**after, "sections": None} == {**before, "sections": None}
    assert [{**s, "questions": None, "pass_mark": None} for s in after["sections"]] == [
        {**s, "questions": None, "pass_mark": None} for s in before["sections"]
    ]


def questions(document):
    return [question for section in document["sections"] for question in section["questions"]]


def filled_in(question):
    """The question with every default written out, as the builder writes it."""
    defaults = {"required": True, "weight": 1, "bonus": False, "critical": None, "evidence": "none"}
    return {**defaults, "comment": "optional", "meaning": 1, **question}


def test_a_scorecard_is_built_from_nothing_and_published(empty):
    empty.fill("", {"title": "Welcome"}, action="/sections")
    empty.fill(
        "/sections/welcome",
        {"text": "Were you greeted?", "preset": "yes_no_na"},
        action="/sections/welcome/questions",
    )
    assert empty.question("were_you_greeted")["options"][2]["na"] is True
    empty.fill(
        "/sections/welcome",
        {"text": "How long was the wait?", "preset": "duration"},
        action="/sections/welcome/questions",
    )
    empty.fill("/questions/how_long_was_the_wait", {"range.1.from": "1:30", "range.2.from": "1:00:00"})
    assert [part["from"] for part in empty.question("how_long_was_the_wait")["ranges"]] == [0, 90, 3600]
    assert check_document(empty.document())["ok"]
    page = empty.fill("/publish")
    assert "Version 1 is published and in use." in page.text


def test_a_section_without_a_title_and_a_question_without_words_are_not_added(empty):
    assert "Give the section a title." in empty.fill("", {"title": " "}, action="/sections").text
    assert not empty.document()["sections"]
    empty.fill("", {"title": "Welcome"}, action="/sections")
    bare = {"text": " ", "preset": "yes_no"}
    refused = empty.fill("/sections/welcome", bare, action="/sections/welcome/questions")
    assert "Write the question." in refused.text
    assert not empty.document()["sections"][0]["questions"]


def test_questions_keyed_like_parts_of_a_form_are_built_by_the_forms(empty):
    empty.fill("", {"title": "constructor"}, action="/sections")
    for key in HOSTILE_KEYS:
        empty.fill(
            "/sections/constructor",
            {"text": key, "preset": "yes_no"},
            action="/sections/constructor/questions",
        )
        empty.fill(f"/questions/{key}", {"text.en": f"Did you see {key}?", "key": key, "weight": "2"})
    for n, key in enumerate(("validate", "data")):
        empty.fill(
            f"/questions/{HOSTILE_KEYS[-1]}",
            {f"option.{n}.key": key, "comment": "after", f"option.{n}.comment": "on"},
        )
    document = empty.document()
    assert question_keys(document) == list(HOSTILE_KEYS)
    assert check_document(document)["ok"]
    empty.fill("/publish")
    published = empty.draft().published
    answers = dict.fromkeys(HOSTILE_KEYS[:-1], "no") | {HOSTILE_KEYS[-1]: "validate"}
    assert score_document(published, {"situation": "order", "answers": answers})["score"] == 12.5
    assert empty.browser.get(empty.base + "/versions/1").status_code == 200


def test_options_are_added_moved_and_removed_by_buttons_that_keep_what_was_typed(editor):
    path = "/questions/questions_handled"
    keys = lambda: [option["key"] for option in editor.question("questions_handled")["options"]]  # noqa: E731
    assert keys() == ["answered", "found_out", "passed_on", "left_open"]
    editor.fill(path, {"text.en": "How were questions handled?"}, do="option.1.up")
    assert keys() == ["found_out", "answered", "passed_on", "left_open"]
    assert editor.question("questions_handled")["text"]["en"] == "How were questions handled?"
    page = editor.fill(path, do="add-option").text
    assert "Write this text in the scorecard&#39;s own language (English)." in page
    editor.fill(path, {"option.4.label.en": "Gave a brochure", "option.4.points": "0,5"})
    assert editor.question("questions_handled")["options"][4] == {
        "key": "gave_a_brochure", "label": {"en": "Gave a brochure"}, "points": Decimal("0.5"),
    }  # fmt: skip
    editor.fill(path, do="option.0.remove")
    assert keys() == ["answered", "passed_on", "left_open", "gave_a_brochure"]


def test_every_rule_of_a_question_can_be_set(editor):
    editor.fill(
        "/questions/thanked",
        {
            "hint.sv": "Även efteråt",
            "weight": "2.5",
            "bonus": "on",
            "critical": "section",
            "option.1.fails": "on",
            "evidence": "required",
            "comment": "required",
            "criterion": "tone",
            "situations": ["order", "purchase"],
            "parent": "anything_else",
        },
        clear=("required",),
    )
    editor.fill("/questions/thanked", {"answers": ["no"]})
    question = editor.question("thanked")
    assert {name: question[name] for name in ("weight", "bonus", "critical", "evidence", "comment", "criterion")} == {
        "weight": Decimal("2.5"), "bonus": True, "critical": "section", "evidence": "required",
        "comment": "required", "criterion": "tone",
    }  # fmt: skip
    assert question["required"] is False
    assert question["situations"] == ["order", "purchase"]
    assert question["show_if"] == {"question": "anything_else", "answer_in": ["no"]}
    assert question["options"][1]["fails"] is True
    assert check_document(editor.document())["ok"]


def test_settings_hold_title_situations_marks_and_bands(editor):
    editor.fill("/settings", do="add-band")
    editor.fill(
        "/settings",
        {
            "title.sv": "Ny titel",
            "situations": ["purchase"],
            "method": "pooled",
            "pass_mark": "79,5",
            "unanswered": "zero",
            "band.3.from": "95",
            "band.3.label.en": "Outstanding",
        },
        clear=("cap_bonus",),
    )
    document = editor.document()
    assert document["title"]["sv"] == "Ny titel"
    assert (document["situations"], document["method"], document["unanswered"]) == (
        ["purchase"],
        "pooled",
        "zero",
    )
    assert (document["pass_mark"], document["cap_bonus"]) == (Decimal("79.5"), False)
    assert document["bands"][3] == {"from": 95, "label": {"en": "Outstanding"}}


def test_a_section_is_edited_moved_and_removed(editor):
    editor.fill(
        "/sections/tone", {"title.en": "How it sounded", "weight": "30", "pass_mark": "60", "criterion": ""}
    )
    section = find_section(editor.document(), "tone")
    assert (section["title"]["en"], section["weight"], section["pass_mark"]) == ("How it sounded", 30, 60)
    assert "criterion" not in section
    editor.fill("", {"to": "up"}, action="/sections/tone/move")
    assert section_keys(editor.document())[0] == "tone"
    page = editor.open("/sections/selling/remove")
    assert "Its 5 questions go with it." in page
    editor.fill("/sections/selling/remove")
    assert "selling" not in section_keys(editor.document())


def test_a_question_is_moved_copied_and_removed(editor):
    editor.fill("/sections/tone", {"to": "down"}, action="/questions/tone_heard/move")
    assert [q["key"] for q in find_section(editor.document(), "tone")["questions"]][:2] == [
        "polite_words",
        "tone_heard",
    ]
    editor.fill("/questions/tone_heard", {"to": "closing"}, action="/questions/tone_heard/move")
    assert find_question(editor.document(), "tone_heard")[0]["key"] == "closing"
    editor.fill("/questions/greeted", action="/questions/greeted/copy")
    assert "greeted_2" in question_keys(editor.document())
    assert "Did the employee explain why the suggestion suits you?" in editor.open(
        "/questions/suggested/remove"
    )
    page = editor.fill("/questions/suggested/remove").text
    assert "must name an earlier question" in page
    assert "suggested" not in question_keys(editor.document())
    assert "a question that is gone" in editor.open("/questions/reason_given")


def test_a_number_that_cannot_be_read_keeps_everything_that_was_typed(editor):
    before = editor.draft()
    answer = editor.fill(
        "/questions/greeted", {"weight": "much", "text.en": "New words?", "option.0.points": "1/2"}
    )
    assert editor.draft() == before
    assert "Not saved yet" in answer.text
    assert answer.text.count("Weight: write a number, such as 1 or 0.5.") == 2
    assert answer.text.count("Points of answer 1: write a number, such as 1 or 0.5.") == 2
    fields = FormFields(answer.text).forms[1][1]
    for _action, fields in FormFields(answer.text).forms:
        if "weight" in fields:
            assert (fields["weight"], fields["text.en"], fields["option.0.points"]) == (
                "much",
                "New words?",
                "1/2",
            )


def test_the_second_of_two_editors_keeps_what_they_typed_and_overwrites_nothing(editor, brand):
    page = editor.open("/questions/greeted")
    fields = next(f for _a, f in FormFields(page).forms if "text.en" in f)
    other = make_user("brand_owner", brand, name="Jonas Berg")
    draft = editor.draft()
    edit_draft(
        brand.id, draft.scorecard_id, draft.rev, lambda d: {**d, "pass_mark": 50}, by=other.id, now=NOW
    )
    fields["text.en"] = "My own words?"
    answer = editor.browser.post(editor.base + "/questions/greeted", data=fields)
    assert (
        "Jonas Berg has changed the scorecard since you opened this page. Nothing was saved." in answer.text
    )
    assert "My own words?" in answer.text
    assert editor.question("greeted")["text"]["en"] == "Did the employee open with a greeting?"
    again = next(f for _a, f in FormFields(answer.text).forms if "text.en" in f)
    editor.browser.post(editor.base + "/questions/greeted", data=again)
    assert editor.question("greeted")["text"]["en"] == "My own words?"
    assert editor.document()["pass_mark"] == 50


def test_a_button_pressed_on_an_old_page_moves_nothing_and_says_so(editor, brand):
    old = next(f for a, f in FormFields(editor.open("")).forms if a == f"{editor.base}/sections/tone/move")
    draft = editor.draft()
    edit_draft(brand.id, draft.scorecard_id, draft.rev, lambda d: {**d, "pass_mark": 50}, by=None, now=NOW)
    answer = editor.browser.post(f"{editor.base}/sections/tone/move", data=old, follow_redirects=True)
    assert "has changed since you opened this page" in answer.text
    assert section_keys(editor.document())[1] == "tone"


def test_the_key_of_a_question_can_be_changed_but_not_to_a_taken_or_malformed_one(editor):
    assert "already has the key" in editor.fill("/questions/greeted", {"key": "badge"}).text
    assert "A key starts with a small letter" in editor.fill("/questions/greeted", {"key": "Grüße"}).text
    editor.fill("/questions/suggested", {"key": "proposal"})
    assert editor.question("reason_given")["show_if"]["question"] == "proposal"


def test_an_editor_says_that_a_question_now_measures_something_else(editor, brand):
    assert "measures something else" not in editor.open("/questions/greeted")
    draft = editor.draft()
    publish_draft(brand.id, draft.scorecard_id, draft.rev, by=None, now=NOW)
    editor.fill("/questions/greeted", {"measures_something_else": "on"})
    assert editor.question("greeted")["meaning"] == 2
    assert "its trend begins anew" in editor.open("/publish")


def test_questions_about_employees_are_offered_only_where_the_brand_allows_them(editor, brand, sign_in):
    assert 'value="staff"' not in editor.open("/sections/tone")
    allowing = make_brand(allows_staff_questions=True)
    other = editor_of(eight_criteria(["en"]), allowing, sign_in)
    assert 'value="staff"' in other.open("/sections/tone")


def test_changing_the_kind_gives_a_question_what_the_kind_needs(editor):
    editor.fill("/questions/improvement", {"kind": "single"})
    assert [option["key"] for option in editor.question("improvement")["options"]] == ["yes", "no"]
    editor.fill("/questions/improvement", {"kind": "number"})
    assert "options" not in editor.question("improvement")
    assert check_document(editor.document())["ok"]


def test_warnings_stand_beside_their_place_in_plain_words(editor):
    page = editor.fill("/questions/greeted", {"text.en": "Did they smile and wave?", "text.sv": ""}).text
    text = unescape(re.sub(r"<[^>]+>", " ", page))
    assert "Two questions in one? With “and” in it" in text
    assert "This text is missing in: Svenska." in text
    assert "2 warnings" in text


def test_shares_and_effort_follow_the_situation_looked_at(editor):
    page = unescape(re.sub(r"<[^>]+>", " ", editor.open("?situation=complaint")))
    assert "29 questions" in page
    assert "17.6%" in page
    assert "asks nothing here" in unescape(editor.open("/sections/tone"))


def test_part_of_the_draft_that_is_gone_is_not_found(editor):
    assert editor.browser.get(editor.base + "/questions/ghost").status_code == 404
    assert editor.browser.get(editor.base + "/sections/ghost").status_code == 404
