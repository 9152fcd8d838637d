"""Survey pages and the answers that come in through them, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select

from config import load_config
from mysteryshop import create_app
from mysteryshop.domain.errors import NotAllowed, NotFound
from mysteryshop.extensions import db
from mysteryshop.models import Report, Response, SurveyLink, SurveyVersion
from mysteryshop.queries.surveys import find_survey_page, location_surveys
from mysteryshop.services.surveys import (
    EmptyAnswer,
    SurveyAnswer,
    answer_survey,
    make_survey_pages,
    renew_survey_page,
)
from tests.factories import NOW, keep, make_brand, make_location, make_user

LATE = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)


def page_of(location):
    make_survey_pages(location.brand_id, by=make_user().id, now=NOW)
    return db.session.scalars(
        select(SurveyLink.token).where(SurveyLink.location_id == location.id, SurveyLink.revoked_at.is_(None))
    ).one()


def stored():
    return db.session.scalars(select(Response).order_by(Response.id)).all()


def test_an_answer_belongs_to_the_day_of_the_location_not_of_greenwich(app):
    brand = make_brand()
    token = page_of(make_location(brand, time_zone="Europe/Istanbul"))
    assert answer_survey(token, SurveyAnswer("p1", nps=9), now=LATE)
    (kept,) = stored()
    assert (kept.answered_on, kept.answered_at) == (date(2026, 3, 13), datetime(2026, 3, 13, 2, 30))
    assert (kept.day_part, kept.dismissed, kept.fingerprint) == ("night", 2, None)


def test_one_press_is_one_answer_however_often_it_arrives(app):
    token = page_of(make_location(make_brand()))
    assert answer_survey(token, SurveyAnswer("p1", nps=9), now=NOW)
    assert not answer_survey(token, SurveyAnswer("p1", nps=9), now=NOW)
    assert len(stored()) == 1


def test_a_press_at_one_location_says_nothing_about_another(app):
    brand = make_brand()
    tokens = [page_of(make_location(brand)) for _ in range(2)]
    assert all(answer_survey(token, SurveyAnswer("p1", nps=9), now=NOW) for token in tokens)


def test_nothing_at_all_is_refused_but_a_comment_is_enough(app):
    token = page_of(make_location(make_brand()))
    with pytest.raises(EmptyAnswer):
        answer_survey(token, SurveyAnswer("p1", situation="purchase"), now=NOW)
    assert answer_survey(token, SurveyAnswer("p1", comment="=1+1"), now=NOW)
    assert stored()[0].comment == "=1+1"


def test_a_situation_that_the_brand_does_not_have_is_not_kept(app):
    token = page_of(make_location(make_brand()))
    answer_survey(token, SurveyAnswer("p1", nps=1, situation="'; drop"), now=NOW)
    assert stored()[0].situation is None


def test_a_new_name_of_the_brand_is_a_new_version_of_the_wording(app):
    brand = make_brand(name="Old")
    token = page_of(make_location(brand))
    answer_survey(token, SurveyAnswer("p1", nps=1), now=NOW)
    brand.name = "New"
    db.session.commit()
    answer_survey(token, SurveyAnswer("p2", nps=1), now=NOW)
    answer_survey(token, SurveyAnswer("p3", nps=1), now=NOW)
    numbers = db.session.scalars(select(SurveyVersion.number).order_by(SurveyVersion.number)).all()
    assert numbers == [1, 2]
    assert len({kept.survey_version_id for kept in stored()}) == 2


def test_renewing_ends_the_old_address_and_is_refused_to_another_brand(app):
    location = make_location(make_brand())
    token, by = page_of(location), make_user().id
    fresh = renew_survey_page(location.brand_id, location.id, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        answer_survey(token, SurveyAnswer("p1", nps=1), now=NOW)
    assert answer_survey(fresh, SurveyAnswer("p1", nps=1), now=NOW)
    with pytest.raises(NotFound):
        renew_survey_page(make_brand().id, location.id, by=by, now=NOW)
    assert find_survey_page(token).revoked


def test_a_location_closes_on_its_day_of_closing(app):
    location = make_location(make_brand(), closed_on=date(2026, 3, 13), time_zone="Europe/Stockholm")
    token = page_of(location)
    assert answer_survey(token, SurveyAnswer("p1", nps=1), now=NOW)
    with pytest.raises(NotAllowed):
        answer_survey(token, SurveyAnswer("p2", nps=1), now=LATE)


def test_pages_are_made_once_and_only_for_open_locations(app):
    brand, by = make_brand(), make_user().id
    make_location(brand, name="A")
    make_location(brand, name="B", closed_on=date(2026, 1, 1))
    assert make_survey_pages(brand.id, by=by, now=NOW) == 1
    assert make_survey_pages(brand.id, by=by, now=NOW) == 0
    (survey,) = location_surveys(brand.id, NOW.date())
    assert (survey.name, survey.answers, len(survey.token)) == ("A", 0, 26)


def test_twelve_first_customers_at_once_make_one_survey(fresh_url, tmp_path):
    program = create_app(
        load_config({"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path)}) | {"TESTING": True}
    )
    with program.app_context():
        token = page_of(make_location(make_brand()))
        db.session.remove()
    together = Barrier(12)

    def answer(number):
        with program.app_context():
            together.wait()
            return answer_survey(token, SurveyAnswer(f"p{number // 2}", nps=9), now=NOW)

    with ThreadPoolExecutor(12) as pool:
        kept = list(pool.map(answer, range(12)))
    with program.app_context():
        assert sum(kept) == 6 == len(stored())
        assert db.session.scalar(select(func.count()).select_from(SurveyVersion)) == 1
        db.session.remove()
        db.engine.dispose()


def test_an_answer_makes_the_reports_over_its_day_stale(app):
    brand = make_brand()
    location = make_location(brand)
    reports = [
        keep(
            Report(
                brand_id=brand.id, kind="location", audience="brand", language="en", location_id=location.id,
                since=date(2026, month, 1), until=date(2026, month, 28), subject=f"r{month}", state="ready",
                requested_at=NOW,
            )
        )
        for month in (2, 3)
    ]  # fmt: skip
    answer_survey(page_of(location), SurveyAnswer("p1", nps=1), now=NOW)
    assert [report.is_stale for report in reports] == [False, True]
