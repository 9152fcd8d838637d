"""What the audit report says, from a scorecard, its answers and their score."""

from xml.etree import ElementTree

import pytest

from mysteryshop.domain.privacy import Audience
from mysteryshop.domain.scoring import score_document
from mysteryshop.reports.audit import build_audit_report
from mysteryshop.reports.audit_lines import AuditPhoto
from mysteryshop.reports.html import audit_html
from tests.reports import samples

pytestmark = pytest.mark.usefixtures("words_app")
HOSTILE_KEYS = ("validate", "data", "errors", "meta", "process", "populate_obj", "csrf_token", "constructor")


def report_of(
    document=None, answers=None, audience=Audience.BRAND, language="en", photos=(), texts=None, **facts
):
    document, answers = document or samples.scorecard(), answers or samples.answers()
    return build_audit_report(
        document,
        answers,
        score_document(document, answers),
        samples.facts(**facts),
        audience=audience,
        language=language,
        photos=photos,
        texts=texts,
    )


def line(report, number):
    return next(q for section in report.sections for q in section.questions if q.number == number)


def test_the_brand_sees_the_part_of_the_day_a_number_and_no_employee():
    page = audit_html(report_of())

    assert "Afternoon" in page
    assert "Shopper 3" in page
    assert "13:37" not in page
    assert "ZQXSHOPPER" not in page
    assert "ZQXSTAFF" not in page
    assert line(report_of(), "B3").answer == "Given; not shown in this report"


def test_the_agency_sees_the_time_the_shopper_and_the_employee():
    page = audit_html(report_of(audience=Audience.AGENCY))

    assert "13:37" in page
    assert "ZQXSHOPPER" in page
    assert "ZQXSTAFF" in page


def test_a_comment_and_a_photo_of_an_employee_question_are_masked_too():
    answers = samples.answers(comments={"who": "ZQXSTAFF again"})
    report = report_of(answers=answers, photos=[AuditPhoto("who", "face")])

    assert line(report, "B3").comment == ""
    assert line(report, "B3").photos == ()
    assert "ZQXSTAFF" not in audit_html(report)


def test_the_score_and_its_reasons_are_worded_once():
    report = report_of()

    # sections 100/3 (w 20), 100 (w 15), 0 (w 20), 75 (w 15): 3291.67 / 70
    assert report.score == "47.0"
    assert report.verdict == "Not passed"
    assert report.reasons == (
        "Critical question C1 failed: the section's score is set to 0.",
        "47.0 is under the pass mark of 80.",
    )
    assert report.lead == "3 of 6 questions that counted were met in full."


def test_numbers_and_texts_follow_the_language():
    swedish, turkish = report_of(language="sv"), report_of(language="tr")

    assert swedish.score == "47,0"
    assert line(swedish, "A2").answer == "Nej"
    assert line(turkish, "A2").text == "30 saniye içinde biri sizi karşıladı mı?"
    assert "4 Kasım 2026" in dict(turkish.facts).values()


def test_every_question_says_why_it_counts_or_not():
    report = report_of()

    assert line(report, "A3").points == "–"
    assert line(report, "B2").points == "+1"
    assert line(report, "B2").why == "Bonus: adds to earned only"
    assert line(report, "C2").why == "Not applicable: left out of the score"
    assert line(report, "D1").answer == "4 min 10 s"
    assert line(report, "D1").points == "2 / 3"
    assert line(report, "E1").why == "Not part of this situation"
    assert report.sections[4].note == "no score: not part of this situation"


def test_a_hidden_branch_names_the_question_it_hangs_on():
    answers = samples.answers()
    answers["answers"]["greeted"] = "yes"

    assert line(report_of(answers=answers), "A3").why == "Asked only if the answer to A2 is: No"


def test_a_critical_failure_shows_the_score_without_it():
    answers = samples.answers()
    answers["answers"]["tables"] = "yes"
    report = report_of(answers=answers)

    assert "Without the critical failure the score would be 56.5." in report.reasons
    assert report.sections[2].note == "critical failure; 33.3 without it"
    assert report.sections[2].computed == 33.3


def test_a_round_that_is_not_complete_prints_no_score():
    answers = samples.answers()
    del answers["answers"]["greeted"]
    report = report_of(answers=answers)

    assert report.score == "–"
    assert report.verdict == "Incomplete"
    assert report.reasons == ("Something is missing in: A2. A score is printed when it is complete.",)
    assert all(section.value is None for section in report.sections)


def test_nothing_applicable_is_no_score_with_a_reason():
    document = samples.scorecard(sections=samples.scorecard()["sections"][:1])
    answers = {"situation": "purchase", "answers": {"clean": "na", "greeted": "na"}}
    report = report_of(document, answers)

    assert report.score == "–"
    assert report.verdict == "No score"
    assert "no score: neither 0 nor 100" in report.reasons[0]


def test_keys_of_a_scorecard_are_data():
    questions = [samples.yes_no(key, samples.text(f"About {key}?")) for key in HOSTILE_KEYS]
    section = {"key": "data", "title": samples.text("Hostile"), "weight": 1, "questions": questions}
    answers = {
        "situation": "order",
        "answers": dict.fromkeys(HOSTILE_KEYS, "no"),
        "comments": {"validate": "Bad"},
    }
    report = report_of(samples.scorecard(sections=[section]), answers)
    page = audit_html(report)

    assert report.score == "0.0"
    assert all(f"About {key}?" in page for key in HOSTILE_KEYS)


@pytest.mark.parametrize("language", ["en", "sv", "tr"])
@pytest.mark.parametrize(
    "words",
    [
        "plain",
        '<img src="file:///etc/passwd"/>',
        '</style><script>alert(1)</script> & \\ "q"',
        "a\x00b\x0b\ufffe",
        "%(x)s %",
    ],
)
def test_every_page_is_well_formed_whatever_people_write(language, words):
    answers = samples.answers(comments={"greeted": words})
    report = report_of(
        answers=answers,
        language=language,
        location=words,
        brand=words,
        wave=words,
        photos=[AuditPhoto("greeted", None)],
    )
    page = audit_html(report)

    tree = ElementTree.fromstring(page.removeprefix("<!doctype html>"))
    assert tree.attrib["lang"] == language
    assert not tree.findall(".//script")
    assert not tree.findall(".//img")


def test_a_photo_that_cannot_be_read_leaves_a_named_frame():
    page = audit_html(report_of(photos=[AuditPhoto("floor", "1"), AuditPhoto("floor", None)]))

    assert 'src="photo:1"' in page
    assert "This photo cannot be shown here" in page
    assert "C1, photo 2 of 2" in page


def test_a_pasted_mail_is_printed_for_the_agency_alone():
    mail = {"floor": "Dear sir,\nthe floor was wet.\nRegards, ZQXSHOPPER"}

    assert "Regards, ZQXSHOPPER" in audit_html(report_of(texts=mail, audience=Audience.AGENCY))
    assert "ZQXSHOPPER" not in audit_html(report_of(texts=mail))
