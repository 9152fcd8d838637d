"""What the location report says, and that its page is well formed in every state of the figures."""

from xml.etree import ElementTree

import pytest
from flask_babel import force_locale

from mysteryshop.domain.privacy import Audience
from mysteryshop.reports.html import location_html
from mysteryshop.reports.location import build_location_report
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


def test_sections_under_the_brand_are_named_first():
    assert report_of().first == (
        "First impression: 78.8, the brand 83.3",
        "Tone of voice: 81.8, the brand 83.3",
    )
