"""What the location report says, and that its page is well formed in every state of the figures."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flask_babel import force_locale

from mysteryshop.domain.estimates import Pool
from mysteryshop.domain.figures import Metric, score_figure
from mysteryshop.domain.privacy import Audience
from mysteryshop.reports.html import location_html
from mysteryshop.reports.location import SectionFigures, build_location_report
from tests.reports import samples

pytestmark = pytest.mark.usefixtures("words_app")


def report_of(language="en", audience=Audience.BRAND, visits=(82.4, 86.0, 79.5, 91.2), answers=71, **facts):
    with force_locale(language):
        figures = samples.location_figures(visits, answers)
    return build_location_report(
        samples.location_facts(**facts), figures, audience=audience, language=language
    )


def test_the_four_figures_stand_side_by_side_each_with_n_and_interval():
    tiles = report_of().tiles

    assert [tile.figure.label for tile in tiles] == ["Audit score", "CSAT", "NPS", "CES"]
    assert [tile.figure.value for tile in tiles] == [
        "84.8",
        "77%",
        "+34",
        None,
    ]  # 339.1 / 4, 55 / 71, (35 - 11) / 71
    assert tiles[0].lines[1] == "4 visits"
    assert tiles[2].lines[1] == "71 answers"
    assert tiles[1].lines[0].startswith("95% interval")
    assert tiles[3].figure.none_text == "Hidden: 3 answers, shown from 5"


def test_the_brand_sees_no_time_and_no_shopper():
    page = location_html(report_of())

    assert "ZQXSHOPPER" not in page
    assert "09:05" not in page
    assert "Morning" in page
    assert "Shopper 1" in page
    assert "ZQXSHOPPER" in location_html(report_of(audience=Audience.AGENCY))


def test_small_numbers_are_said_not_hidden_by_a_dash():
    page = location_html(report_of(visits=(80.4,), answers=7))

    assert "One visit, no interval" in page
    assert "Too few answers to rank" in page


@pytest.mark.parametrize("language", ["en", "sv", "tr"])
@pytest.mark.parametrize(
    ("visits", "answers"), [((), 0), ((80.4,), 1), ((80.4, 80.4), 7), ((82.4, 86.0, 79.5), 600)]
)
def test_the_page_is_well_formed_in_every_state(language, visits, answers):
    page = location_html(report_of(language, visits=visits, answers=answers, location='<b> & \x01 "Söner"'))

    tree = ElementTree.fromstring(page.removeprefix("<!doctype html>"))
    assert tree.attrib["lang"] == language
    assert all(
        svg.find("{http://www.w3.org/2000/svg}title") is not None
        for svg in tree.iter("{http://www.w3.org/2000/svg}svg")
    )


def sections_report(*sections, language="en"):
    """A report with these sections, each (title, the location's scores, the brand's)."""
    pool = Pool(12.0, 46)
    with force_locale(language):
        figures = replace(
            samples.location_figures(),
            sections=[
                SectionFigures(
                    title, *(score_figure(samples.sums(*s), pool=pool, metric=Metric.SECTION) for s in scores)
                )
                for title, *scores in sections
            ],
        )
    return build_location_report(
        samples.location_facts(), figures, audience=Audience.BRAND, language=language
    )


def test_sections_clearly_under_the_brand_are_named_first():
    brand = [70.0] * 43
    report = sections_report(
        ("Selling", [40, 44], brand), ("Closing", [20, 24], brand), ("Tone", [68, 69], brand)
    )

    assert report.first == ("Closing: 22.0, the brand 70.0", "Selling: 42.0, the brand 70.0")
    assert report.first_note == ""
    assert "Look at these first" in location_html(report)


def test_what_is_not_worth_naming_is_not_named_and_the_report_says_so():
    report = report_of()

    assert report.first == ()
    assert report.first_note == "No section is clearly under the brand’s average."
    assert report.first_note in location_html(report)
    assert report_of(visits=(80.4,)).first_note.startswith("Too few visits")
    assert report_of(visits=()).first_note == ""


def test_of_equal_sections_none_is_called_the_highest():
    brand = [70.0] * 43
    two = sections_report(("A", [90, 90], brand), ("B", [90, 90], brand), ("C", [60, 60], brand))
    assert "Highest sections: A and B, 90.0." in two.happened
    many = sections_report(*[(title, [90, 90], brand) for title in "ABCD"], ("E", [60, 60], brand))
    assert "4 of 5 sections share the highest score, 90.0." in many.happened
    all_equal = sections_report(("A", [90, 90], brand), ("B", [90, 90], brand))
    assert not any("ighest" in said for said in all_equal.happened)


def test_changes_that_came_out_alike_are_one_sentence():
    assert report_of().happened[:2] == (
        "Audit score: 5.5 up since October 2026.",
        "CSAT and NPS: No clear change since October 2026.",
    )


def test_one_measured_period_is_no_trend():
    with force_locale("en"):
        figures = samples.location_figures()
    figures = replace(figures, trend=[t for t in figures.trend if t.label in ("Jan", "Mar")])
    report = build_location_report(samples.location_facts(), figures, audience=Audience.BRAND, language="en")
    assert report.trend == ()
    assert "Audit score over time" not in location_html(report)


def test_the_key_explains_the_marks_that_are_drawn_and_no_others():
    assert [kind for kind, *_ in report_of().key] == [
        "point",
        "hollow",
        "whisker",
        "triangle",
        "frame",
        "field",
    ]
    assert report_of(visits=(), answers=0).key == ()
