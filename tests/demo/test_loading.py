"""`flask demo load`, smaller than the real one: what is in it, and what it refuses."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from config import load_config
from mysteryshop import create_app, storage
from mysteryshop.cli import say_how_to_sign_in
from mysteryshop.cli_demo import load_demo
from mysteryshop.demo.calendar import days_of_visits, months
from mysteryshop.demo.houses import HOUSES, PASSWORD
from mysteryshop.demo.loading import load
from mysteryshop.demo.people import Hashes
from mysteryshop.demo.plan import FULL, Size, visits_of
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit, Job, Location, Report, Response, User
from mysteryshop.queries.demo import newest_approved
from mysteryshop.services.demo import render_side_by_side, set_jobs_aside
from mysteryshop.services.report_rendering import request_audit_reports
from tests import databases
from tests.browsing import Browsing
from tests.conftest import QUICK_ARGON2
from tests.factories import make_user

pytestmark = pytest.mark.both_databases
SMALL = Size(waves=2, visits=1, answers=200, rendered=0, photos=0.05)
NOW = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
SIGN_INS = ("admin", "manager", "brand", "location", "shopper")


def app_of(url, folder, **more):
    config = load_config({"DATABASE_URL": url, "DATA_DIR": str(folder)})
    quick = {"SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": QUICK_ARGON2}
    return create_app(config | {"TESTING": True} | quick | more)


def loaded_app(database, template_url, folder):
    """A program whose database holds a small demo, and the database's context to close."""
    copy = databases.copied(database, template_url, folder)
    app = app_of(copy.__enter__(), folder)
    with app.app_context():
        from flask_security import hash_password

        load(Hashes(hash_password(PASSWORD), "nobody knows"), SMALL, now=NOW, say=lambda _what: None)
    return app, copy


def close(app, copy):
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    copy.__exit__(None, None, None)


@pytest.fixture(scope="module")
def demo_app(database, template_url, tmp_path_factory):
    app, copy = loaded_app(database, template_url, tmp_path_factory.mktemp("demo"))
    yield app
    close(app, copy)


@pytest.fixture
def demo(demo_app):
    with demo_app.app_context():
        yield demo_app


def counted(column):
    return dict(db.session.execute(select(column, func.count()).group_by(column)).all())


def figures():
    """Everything that a reader could compare: scores, states, answers of customers, people."""
    audits = select(
        Audit.assignment_id,
        Audit.score_tenths,
        Audit.outcome,
        Audit.state,
        Audit.visited_on,
        Audit.shopper_id,
    )
    answers = select(
        Response.location_id,
        Response.answered_on,
        Response.nps,
        Response.csat,
        Response.ces,
        Response.comment,
    )
    return (
        sorted(db.session.execute(audits).all(), key=repr),
        sorted(db.session.execute(answers).all(), key=repr),
        list(db.session.execute(select(User.email, User.name).order_by(User.id)).all()),
    )


def test_two_loads_give_the_same_figures(demo, database, template_url, tmp_path):
    first = figures()
    app, copy = loaded_app(database, template_url, tmp_path)
    with app.app_context():
        second = figures()
    close(app, copy)
    assert first == second


def test_there_are_24_locations_and_every_state_of_an_audit_that_a_manager_meets(demo):
    assert db.session.scalar(select(func.count()).select_from(Location)) == 24
    states = counted(Audit.state)
    assert states["returned"] == 1
    assert states["held"] == 1
    assert states["submitted"] == 8
    assert states["approved"] > 40
    assert set(counted(Assignment.state)) == {"open", "assigned", "started", "done"}


def test_one_visit_failed_at_a_critical_question(demo):
    zeros = db.session.scalars(select(Audit).where(Audit.score_tenths == 0)).all()
    assert [(audit.outcome, audit.state) for audit in zeros] == [("fail", "approved")]
    assert zeros[0].computed_tenths > 0


def test_two_locations_are_too_young_for_figures(demo):
    audits = select(Assignment.location_id, func.count()).join(Audit, Audit.assignment_id == Assignment.id)
    by_place = dict(db.session.execute(audits.group_by(Assignment.location_id)).all())
    answers = counted(Response.location_id)
    young = db.session.scalars(select(Location.id).where(Location.opened_on.is_not(None))).all()
    assert [by_place[place] for place in young] == [2, 2]
    assert [answers[place] for place in young] == [3, 3]


def test_the_demo_shopper_has_visits_to_make_today_one_begun_and_one_returned(demo):
    shopper = db.session.scalars(select(User).where(User.email == "shopper@demo.example")).one()
    mine = db.session.scalars(select(Assignment).where(Assignment.shopper_id == shopper.id)).all()
    states = [assignment.state for assignment in mine]
    assert states.count("assigned") == 4
    assert states.count("started") == 2
    open_now = [a for a in mine if a.state != "done"]
    assert all(a.window_from < NOW.replace(tzinfo=None) < a.window_until for a in open_now)


def test_the_better_places_are_liked_better_but_not_by_much(demo):
    best, worst = ("Göteborg Haga", "Kadıköy Şubesi"), ("Stockholm Kista", "Bakırköy Şubesi")

    def mean_score(names):
        scored = select(func.avg(Audit.score_tenths)).join(Assignment, Assignment.id == Audit.assignment_id)
        return db.session.scalar(
            scored.join(Location, Location.id == Assignment.location_id).where(Location.name.in_(names))
        )

    assert mean_score(best) > mean_score(worst) + 50


def test_nothing_is_left_for_the_worker_and_no_mail_goes_out(demo):
    assert set(counted(Job.state)) == {"done"}


def test_reports_are_made_on_every_processor_and_stored(demo):
    reports = [id for audit in newest_approved(2) for id in request_audit_reports(audit, now=NOW)]
    render_side_by_side(reports, now=NOW)
    made = db.session.scalars(select(Report).where(Report.id.in_(reports))).all()
    assert [(report.state, storage.holds(report.file_key)) for report in made] == [("ready", True)] * 4
    set_jobs_aside(0, now=NOW)


@pytest.mark.parametrize("name", SIGN_INS)
def test_each_demo_person_signs_in_and_has_something_on_the_home_page(demo, name):
    demo.test_client_class = Browsing
    browser = demo.test_client()
    browser.submit("/login", {"email": f"{name}@demo.example", "password": PASSWORD})
    home = browser.get("/", follow_redirects=True)
    assert home.status_code == 200
    shown = {
        "admin": "Open invitations",
        "manager": "Decide about held visits",
        "brand": "Newest visits",
        "location": "Newest visits",
        "shopper": "Put 1 answer right",
    }
    assert shown[name] in home.text


def test_a_new_location_shows_no_figures_but_says_why(demo):
    demo.test_client_class = Browsing
    browser = demo.test_client()
    browser.submit("/login", {"email": "brand@demo.example", "password": PASSWORD})
    young = db.session.scalars(select(Location).where(Location.name == "Örebro Krämaren")).one()
    page = browser.get(f"/brands/{young.brand_id}/locations/{young.id}")
    assert page.status_code == 200
    assert "Hidden" in page.text


# --- what the command refuses ---


def run(app, *arguments):
    return app.test_cli_runner().invoke(load_demo, list(arguments))


def test_a_database_of_ones_own_is_refused(app):
    refused = run(app)
    assert refused.exit_code == 1
    assert "DATABASE_URL names a database of yours" in refused.output
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_a_database_with_people_is_refused(app, monkeypatch):
    monkeypatch.setitem(app.config, "DATABASE_URL_IS_SET", False)
    make_user("admin")
    refused = run(app)
    assert refused.exit_code == 1
    assert "There are people in this database" in refused.output


def test_a_second_load_is_refused_even_with_the_flag(app):
    make_user("admin", is_demo=True)
    refused = run(app, "--yes-this-is-not-production")
    assert refused.exit_code == 1
    assert "in this database already" in refused.output


def test_start_up_warns_of_the_demo_where_others_can_reach_the_machine(app, monkeypatch, capsys):
    make_user("admin", is_demo=True)
    say_how_to_sign_in()
    assert "Warning" not in capsys.readouterr().out
    monkeypatch.setitem(app.config, "LISTEN_HOST", "0.0.0.0")
    say_how_to_sign_in()
    assert "everybody knows the password" in capsys.readouterr().out


# --- the days ---


@pytest.mark.parametrize("days", range(0, 366, 7))
def test_whatever_the_day_of_loading_the_demo_has_the_same_size_and_looks_fresh(days):
    import random

    today = datetime(2026, 1, 1).date() + timedelta(days=days)
    found = months(today, 6)
    assert [month.is_open for month in found] == [False] * 5 + [True]
    newest = found[-1]
    assert newest.first <= today - timedelta(days=10)
    assert newest.last >= today + timedelta(days=9)
    for house in HOUSES:
        assert len(days_of_visits(newest, today, weekdays=True)) >= 4
        rng = random.Random(1)
        visits = visits_of(house, newest, 5, FULL, today, [(1, "sv"), (2, "en")], rng)
        assert all(
            v.window[0] < v.window[1] <= datetime.combine(newest.last, datetime.max.time()) for v in visits
        )
        assert all(v.at.date() < today for v in visits if v.fate not in ("to_do", "started"))
