"""A scorecard's form: what is asked, what is read from the page, what the scoring gets."""

from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from mysteryshop.domain.scoring import score_document
from mysteryshop.web.scorecard_form import ScorecardForm

HOSTILE = [
    "validate", "data", "errors", "meta", "process", "populate_obj", "csrf_token", "constructor",
    "form_errors", "name", "self", "keys", "items", "id", "method", "action", "submit",
]  # fmt: skip


@pytest.fixture(autouse=True)
def context():
    app = Flask(__name__, template_folder=Path(__file__).parents[2] / "templates")
    Babel(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    with app.test_request_context():
        yield app


def words(text):
    return {"en": text}


def option(key, label=None, **more):
    return {"key": key, "label": words(label or key.title()), **more}


YES_NO = [option("yes", points=1), option("no", points=0), option("na", "Not seen", na=True)]


def question(key, kind="single", **more):
    if kind in ("single", "multiple"):
        more.setdefault("options", YES_NO)
    return {"key": key, "text": words(f"About {key}?"), "kind": kind, **more}


def document(*questions, **more):
    return {
        "format": "mysteryshop.scorecard/1",
        "title": words("A card"),
        "language": "en",
        "method": "pooled",
        "pass_mark": None,
        "sections": [
            {
                "key": "all",
                "title": words("All"),
                "weight": 1,
                "pass_mark": None,
                "questions": list(questions),
            }
        ],
        **more,
    }


def form(*questions, channel="visit", situation="order", only=None, zone="Europe/Stockholm"):
    return ScorecardForm(document(*questions), situation, "en", channel=channel, only=only, zone=zone)


def answer(kind, texts, channel="visit", **more):
    made = form(question("k", kind, **more), channel=channel)
    ok = made.read(MultiDict(texts))
    return made.part()["answers"].get("k") if ok else made["q.k"].errors


def test_hostile_keys_are_filled_and_scored_like_any_other():
    asked = document(*(question(key) for key in HOSTILE))
    made = ScorecardForm(asked, "order", "en")
    assert made.read(MultiDict([(f"q.{key}", "yes") for key in HOSTILE] + [("c.validate", "fine")]))
    result = score_document(asked, made.answers_document())
    assert (result["score"], result["complete"]) == (100.0, True)
    assert made.part()["comments"] == {"validate": "fine"}


def test_hostile_keys_are_printed(context):
    made = ScorecardForm(document(*(question(key) for key in HOSTILE)), "order", "en")
    page = context.jinja_env.from_string(
        '{% from "components/scorecard_form.html" import scorecard_preview %}{{ scorecard_preview(form) }}'
    ).render(form=made)
    for key in HOSTILE:
        assert f'name="q.{key}"' in page
        assert f'name="c.{key}"' in page
    assert "points" not in page


def test_an_empty_form_reads_as_nothing_answered():
    asked = document(*(question(key) for key in HOSTILE))
    made = ScorecardForm(asked, "order", "en")
    assert made.read(MultiDict())
    assert made.part() == {"answers": {}, "comments": {}, "texts": {}, "typed": {}}
    assert len(score_document(asked, made.answers_document())["missing"]) == len(HOSTILE)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", "12"),
        (" 2,5 ", "2.5"),
        ("2.50", "2.5"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("1 250", "1250"),
        ("", None),
    ],
)
def test_numbers_as_people_type_them(typed, value):
    assert answer("number", {"q.k": typed}) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("typed", ["abc", "1.234,5", "1e400", "NaN", "inf", "12 kr", "1,2,3", "--3", "0x10"])
def test_what_is_no_number_is_refused_by_name_and_stays_typed(typed):
    made = form(question("k", "number"))
    assert not made.read(MultiDict({"q.k": typed}))
    assert "is no number" in made["q.k"].errors[0] or "at most" in made["q.k"].errors[0]
    again = form(question("k", "number"))
    again.fill(made.part())
    assert again["q.k"].text() == typed
    assert not again.validate()
    assert again.part()["answers"] == {}


@pytest.mark.parametrize(
    ("texts", "seconds"),
    [
        ({"q.k.minutes": "1", "q.k.seconds": "15"}, 75),
        ({"q.k.minutes": "", "q.k.seconds": "90"}, 90),
        ({"q.k.minutes": "1,5"}, 90),
        ({"q.k.minutes": "0", "q.k.seconds": "0"}, 0),
        ({"q.k": "75"}, 75),
        ({"q.k": "1:15"}, 75),
        ({"q.k": "1:00:05"}, 3605),
        ({}, None),
    ],
)
def test_a_duration_in_parts(texts, seconds):
    assert answer("duration", texts) == seconds


def test_a_duration_between_two_moments_is_seen_again_and_minds_the_clocks():
    made = form(question("k", "duration"), channel="email")
    assert made.read(MultiDict({"q.k.from": "2026-03-27T16:00", "q.k.to": "2026-03-30T09:30"}))
    part = made.part()
    assert part["answers"]["k"] == 65.5 * 3600 - 3600, "the night of 29 March has one hour less"
    again = form(question("k", "duration"), channel="email")
    again.fill(part)
    assert again["q.k"].text("from") == "2026-03-27T16:00"
    assert again["q.k"].text("minutes") == ""
    assert again.validate()


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"q.k.from": "2026-03-31T10:00"}, "both moments"),
        ({"q.k.from": "2026-03-31T10:00", "q.k.to": "2026-03-31T09:00"}, "before the first"),
        ({"q.k.from": "yesterday", "q.k.to": "today"}, "as a date and a time"),
        ({"q.k.from": "2026-03-31T10:00", "q.k.to": "2026-03-31T11:00", "q.k.minutes": "5"}, "not both"),
        ({"q.k.minutes": "-1"}, "cannot be negative"),
        ({"q.k.days": "91"}, "at most 90 days"),
        ({"q.k.minutes": "x"}, "is no number"),
    ],
)
def test_a_duration_that_makes_no_sense_is_refused(texts, words):
    assert words in answer("duration", texts, channel="email")[0]


@pytest.mark.parametrize(
    ("seconds", "shown"), [(75, ("1", "15")), (60, ("1", "0")), (5, ("0", "5")), (3700, ("61", "40"))]
)
def test_a_saved_duration_is_shown_in_minutes_and_seconds(seconds, shown):
    made = form(question("k", "duration"))
    made.fill({"answers": {"k": seconds}})
    assert (made["q.k"].text("minutes"), made["q.k"].text("seconds")) == shown


def test_several_options_none_of_them_and_nothing():
    many = [option("drink", points=1), option("dessert", points=1), option("na", na=True)]
    assert answer("multiple", [("q.k", "drink"), ("q.k", "dessert")], options=many) == ["drink", "dessert"]
    assert answer("multiple", [("q.k", "-")], options=many) == []
    assert answer("multiple", [], options=many) is None
    assert "stands alone" in answer("multiple", [("q.k", "-"), ("q.k", "drink")], options=many)[0]
    assert "stands alone" in answer("multiple", [("q.k", "na"), ("q.k", "drink")], options=many)[0]
    assert answer("multiple", [("q.k", "hack")], options=many)[0].startswith("Choose among")


def test_dates_and_times_as_inputs_and_as_people_send_them():
    assert answer("date", {"q.k": "2026-03-31"}) == "2026-03-31"
    assert answer("date", {"q.k": "31.3.2026"}) == "2026-03-31"
    assert "real date" in answer("date", {"q.k": "31.02.2026"})[0]
    assert answer("time", {"q.k": "09:05"}) == "09:05"
    assert answer("time", {"q.k": "9.05"}) == "09:05"
    assert "hours and minutes" in answer("time", {"q.k": "25:00"})[0]


def test_text_keeps_its_lines_and_loses_nothing_else():
    assert answer("text", {"q.k": "  one\r\ntwo\0 "}) == "one\ntwo"
    assert answer("staff", {"q.k": " \t "}) is None
    assert "too long" in answer("text", {"q.k": "x" * 20_001})[0]


def test_branching_shows_marks_and_hides_along_the_chain():
    asked = (
        question("first"),
        question("why", "text", show_if={"question": "first", "answer_in": ["no"]}),
        question("second", show_if={"question": "first", "answer_in": ["no"]}),
        question("third", show_if={"question": "second", "answer_in": ["yes"]}),
    )
    made = form(*asked)
    made.read(MultiDict({"q.first": "yes", "q.second": "yes"}))
    assert [q.is_shown for q in made.sections[0].questions] == [True, False, False, False]
    assert made.sections[0].questions[1].show_if == "q.first=no"
    made.read(MultiDict({"q.first": "no", "q.second": "yes"}))
    assert [q.key for q in made.sections[0].shown] == ["first", "why", "second", "third"]


def test_what_another_page_decides_is_not_on_this_page_when_hidden():
    asked = (question("first"), question("why", "text", show_if={"question": "first", "answer_in": ["no"]}))
    made = form(*asked, only={"why"})
    made.fill({"answers": {"first": "yes"}})
    assert made.sections[0].questions == []
    made.fill({"answers": {"first": "no"}})
    assert [(q.key, q.show_if) for q in made.sections[0].questions] == [("why", None)]


def test_only_the_situation_asked_for_is_on_the_form():
    made = form(question("a", situations=["complaint"]), question("b"), situation="complaint")
    assert made.keys == ["a", "b"]
    assert form(question("a", situations=["complaint"]), question("b")).keys == ["b"]


def test_pasted_text_is_evidence_in_written_contacts_and_nowhere_else():
    asked = question("mail", "text", evidence="required")
    made = form(asked, channel="email")
    made.read(MultiDict({"q.mail": "x", "e.mail.text": "Dear customer"}))
    assert made.answers_document()["evidence"] == {"mail": 1}
    assert made.part()["texts"] == {"mail": "Dear customer"}
    assert made.sections[0].questions[0].pasted is not None
    assert form(asked).sections[0].questions[0].pasted is None


@pytest.mark.parametrize(
    ("labels", "layout"),
    [
        (["Yes", "No", "Not seen"], "3"),
        (["Yes", "No"], "3"),
        (["1", "2", "3", "4", "5"], "5"),
        ([str(n) for n in range(11)], "11"),
        (["Within a minute", "Later", "Nobody", "Not seen"], "row"),
        (["Greeted within a minute", "Later"], "row"),
    ],
)
def test_short_answers_stand_side_by_side_and_long_ones_in_rows(labels, layout):
    options = [option(f"o{at}", label, points=at) for at, label in enumerate(labels)]
    assert form(question("k", options=options)).sections[0].questions[0].layout == layout


def test_a_comment_that_no_needs_is_open_already_and_says_so():
    made = form(question("k", comment={"required_for": ["no"]}))
    asked = made.sections[0].questions[0]
    assert (asked.comment_is_open, asked.comment_after_words, asked.needs_comment_now) == (
        True,
        ["No"],
        False,
    )
    made.read(MultiDict({"q.k": "no"}))
    assert made.sections[0].questions[0].needs_comment_now


def test_texts_fall_back_to_the_language_of_the_document():
    asked = question("k")
    asked["text"] = {"en": "Greeted?", "sv": "Hälsade någon?", "tr": " "}
    card = document(asked)
    assert ScorecardForm(card, "order", "sv").sections[0].questions[0].text == "Hälsade någon?"
    assert ScorecardForm(card, "order", "tr").sections[0].questions[0].text == "Greeted?"


def test_what_was_saved_comes_back_as_it_was():
    asked = (question("a"), question("b", "multiple"), question("c", "number"), question("d", "duration"))
    made = form(*asked)
    made.read(
        MultiDict([("q.a", "no"), ("q.b", "-"), ("q.c", "2,5"), ("q.d.minutes", "3"), ("c.a", "Nobody came")])
    )
    again = form(*asked)
    again.fill(made.part())
    assert again.part() == made.part()
    assert again["q.c"].text() == "2.5"
