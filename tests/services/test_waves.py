from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from mysteryshop.domain.errors import NotAllowed, NotFound
from mysteryshop.domain.windows import BadWindow
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Job, WaveShopper
from mysteryshop.queries.assignments import list_assignments, newest_versions, shoppers_of
from mysteryshop.queries.waves import find_wave, list_waves, shopper_number
from mysteryshop.services.assignments import (
    AssignmentDetails,
    BadAssignment,
    Created,
    assign_shopper,
    cancel_assignment,
    change_assignment,
    create_assignments,
)
from mysteryshop.services.waves import (
    BadWave,
    WaveDetails,
    change_wave,
    close_wave,
    create_wave,
    open_wave,
    record_notice,
    reopen_wave,
)
from tests.factories import (
    NOW,
    make_assignment,
    make_brand,
    make_location,
    make_membership,
    make_user,
    make_version,
    make_wave,
)

MARCH = WaveDetails("March", date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def brand(app):
    return make_brand()


@pytest.fixture
def who(brand):
    return {"by": make_user("account_manager", brand).id, "now": NOW}


@pytest.fixture
def wave(brand):
    return make_wave(brand)


@pytest.fixture
def asked(brand):
    """What the form of the tests asks for."""
    return AssignmentDetails(
        situation="purchase",
        channel="visit",
        scorecard_version_id=make_version(brand).id,
        window_from=datetime(2026, 3, 9, 9, 0),
        window_until=datetime(2026, 3, 20, 18, 0),
        shopper_id=None,
        language="sv",
        briefing="Buy a coffee.",
    )


def with_(details, **values):
    from dataclasses import replace

    return replace(details, **values)


def test_a_wave_does_not_open_before_staff_have_been_told(brand, who):
    wave_id = create_wave(brand.id, MARCH, **who)
    with pytest.raises(NotAllowed, match="when and how staff were told"):
        open_wave(brand.id, wave_id, **who)

    record_notice(brand.id, wave_id, date(2026, 2, 1), "Letter to all", today=date(2026, 3, 1), **who)
    open_wave(brand.id, wave_id, **who)

    assert find_wave(brand.id, wave_id).state == "open"
    with pytest.raises(NotAllowed, match="opened already"):
        open_wave(brand.id, wave_id, **who)


@pytest.mark.parametrize(
    ("day", "manner", "sentence"),
    [(date(2026, 3, 2), "Letter", "in the future"), (date(2026, 3, 1), "  ", "how staff were told")],
)
def test_a_notice_has_a_day_that_has_been_and_a_manner(brand, who, day, manner, sentence):
    wave_id = create_wave(brand.id, MARCH, **who)
    with pytest.raises(BadWave, match=sentence):
        record_notice(brand.id, wave_id, day, manner, today=date(2026, 3, 1), **who)


def test_closing_asks_for_the_reports_in_the_same_commit(brand, who, wave):
    close_wave(brand.id, wave.id, **who)

    job = db.session.scalars(select(Job)).one()
    assert (job.kind, job.subject_id) == ("render_wave_reports", str(wave.id))
    with pytest.raises(NotAllowed):
        close_wave(brand.id, wave.id, **who)
    reopen_wave(brand.id, wave.id, **who)
    assert find_wave(brand.id, wave.id).state == "open"


def test_two_waves_of_a_brand_have_different_names(brand, who):
    create_wave(brand.id, MARCH, **who)
    create_wave(make_brand().id, MARCH, **who)
    with pytest.raises(BadWave, match="“March” already"):
        create_wave(brand.id, MARCH, **who)
    with pytest.raises(BadWave, match="last day lies before"):
        create_wave(brand.id, WaveDetails("April", date(2026, 4, 30), date(2026, 4, 1)), **who)


def test_a_period_cannot_shrink_over_its_assignments(brand, who, wave):
    make_assignment(brand, wave=wave)  # 10 to 20 March
    for first, last in ((date(2026, 3, 11), date(2026, 3, 31)), (date(2026, 3, 1), date(2026, 3, 19))):
        with pytest.raises(BadWave, match="1 assignments have windows outside"):
            change_wave(brand.id, wave.id, WaveDetails("W", first, last), **who)
    change_wave(brand.id, wave.id, WaveDetails("W", date(2026, 3, 10), date(2026, 3, 20)), **who)


def test_another_brands_wave_is_no_wave(brand, who):
    foreign = make_wave(make_brand())
    with pytest.raises(NotFound):
        close_wave(brand.id, foreign.id, **who)


def test_one_form_makes_an_assignment_for_each_location_and_situation(brand, who, wave, asked):
    istanbul = make_location(brand, name="Moda", time_zone="Europe/Istanbul")
    kista = make_location(brand, name="Kista")
    shopper = make_user("shopper", brand)

    made = create_assignments(
        brand.id,
        wave.id,
        [kista.id, istanbul.id],
        ["purchase", "inquiry"],
        with_(asked, shopper_id=shopper.id),
        **who,
    )

    assert made == Created(4, 0)
    rows = list_assignments(brand.id, wave.id)
    assert {(r.location_name, r.situation) for r in rows} == {
        (place, situation) for place in ("Kista", "Moda") for situation in ("purchase", "inquiry")
    }
    assert {r.window.time_zone for r in rows if r.location_name == "Moda"} == {"Europe/Istanbul"}
    assert {(r.state, r.shopper_number) for r in rows} == {("assigned", 1)}


def test_the_same_form_twice_makes_nothing_twice_unless_asked(brand, who, wave, asked):
    kista = make_location(brand)
    create_assignments(brand.id, wave.id, [kista.id], ["purchase"], asked, **who)

    assert create_assignments(brand.id, wave.id, [kista.id], ["purchase"], asked, **who) == Created(0, 1)
    assert create_assignments(
        brand.id, wave.id, [kista.id], ["purchase"], asked, repeat=True, **who
    ) == Created(1, 0)


def test_what_does_not_fit_is_refused_and_nothing_is_made(brand, who, wave, asked):
    kista, closed = make_location(brand), make_location(brand, name="Nacka", closed_on=date(2026, 1, 1))
    foreign = make_location(make_brand())
    stranger = make_user("shopper", make_brand())
    gone = make_user("shopper", brand, active=False)
    cases = [
        ([kista.id, foreign.id], asked, "not this brand's"),
        ([kista.id, closed.id], asked, "Nacka is closed since 2026-01-01"),
        ([kista.id], with_(asked, shopper_id=stranger.id), "active shopper of this brand"),
        ([kista.id], with_(asked, shopper_id=gone.id), "active shopper"),
        ([kista.id], with_(asked, scorecard_version_id=make_version(make_brand()).id), "published scorecard"),
        ([kista.id], with_(asked, channel="fax"), "how the contact is made"),
        ([kista.id], with_(asked, window_until=datetime(2026, 4, 1, 9, 0)), "inside the wave"),
        ([kista.id], with_(asked, window_from=datetime(2026, 3, 29, 2, 30), window_until=datetime(2026, 3, 30, 9)),
         "does not exist in Europe/Stockholm"),
        ([], asked, "at least one location"),
    ]  # fmt: skip
    for places, details, sentence in cases:
        with pytest.raises((BadAssignment, BadWindow), match=sentence):
            create_assignments(brand.id, wave.id, places, ["purchase"], details, **who)
    with pytest.raises(BadAssignment, match="not made for the situation “picnic”"):
        create_assignments(brand.id, wave.id, [kista.id], ["picnic"], asked, **who)
    assert db.session.scalars(select(Assignment)).all() == []


def test_shoppers_are_numbered_in_the_order_they_come_and_keep_their_number(brand, who, wave):
    ada, bo = make_user("shopper", brand), make_user("shopper", brand)
    one, two = make_assignment(brand, wave=wave), make_assignment(brand, wave=wave)
    assign_shopper(brand.id, [one.id], bo.id, **who)
    assign_shopper(brand.id, [two.id], ada.id, **who)
    assign_shopper(brand.id, [one.id], ada.id, **who)
    assign_shopper(brand.id, [one.id], bo.id, **who)

    assert (shopper_number(wave.id, bo.id), shopper_number(wave.id, ada.id)) == (1, 2)
    assert len(db.session.scalars(select(WaveShopper)).all()) == 2


def test_an_assignment_taken_back_is_open_again(brand, who):
    assignment = make_assignment(brand, make_user("shopper", brand))
    assign_shopper(brand.id, [assignment.id], None, **who)
    db.session.refresh(assignment)
    assert (assignment.state, assignment.shopper_id) == ("open", None)


def test_a_started_visit_keeps_its_shopper_and_its_scorecard_but_may_get_more_time(brand, who, asked):
    shopper = make_user("shopper", brand)
    assignment = make_assignment(brand, shopper, state="started")
    same = AssignmentDetails(
        assignment.situation, assignment.channel, assignment.scorecard_version_id, assignment.window_from,
        assignment.window_until, shopper.id, assignment.language, assignment.briefing,
    )  # fmt: skip

    for other in (
        with_(same, briefing="Else"), with_(same, shopper_id=None),
        with_(same, scorecard_version_id=asked.scorecard_version_id),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="has started"):
            change_assignment(brand.id, assignment.id, other, **who)
    with pytest.raises(NotAllowed):
        assign_shopper(brand.id, [assignment.id], None, **who)

    later = assignment.window_until + timedelta(days=5)
    change_assignment(brand.id, assignment.id, with_(same, window_until=later), **who)
    db.session.refresh(assignment)
    assert (assignment.window_until, assignment.state) == (later, "started")


def test_editing_can_give_and_take_the_shopper(brand, who, wave, asked):
    shopper = make_user("shopper", brand)
    assignment = make_assignment(brand, wave=wave)
    change_assignment(brand.id, assignment.id, with_(asked, shopper_id=shopper.id), **who)
    db.session.refresh(assignment)
    assert (assignment.state, assignment.language, shopper_number(wave.id, shopper.id)) == (
        "assigned",
        "sv",
        1,
    )
    change_assignment(brand.id, assignment.id, asked, **who)
    db.session.refresh(assignment)
    assert assignment.state == "open"


def test_a_sent_visit_cannot_be_cancelled(brand, who):
    done = make_assignment(brand, make_user("shopper", brand), state="done")
    with pytest.raises(NotAllowed, match="made and sent"):
        cancel_assignment(brand.id, done.id, **who)
    planned = make_assignment(brand)
    cancel_assignment(brand.id, planned.id, **who)
    db.session.refresh(planned)
    assert planned.state == "cancelled"


def test_nothing_moves_in_a_closed_wave(brand, who, asked):
    wave = make_wave(brand, state="closed")
    assignment = make_assignment(brand, wave=wave)
    with pytest.raises(NotAllowed, match="wave is closed"):
        create_assignments(brand.id, wave.id, [assignment.location_id], ["purchase"], asked, **who)
    with pytest.raises(NotAllowed, match="wave is closed"):
        assign_shopper(brand.id, [assignment.id], make_user("shopper", brand).id, **who)


def test_the_progress_of_a_wave_leaves_out_what_was_cancelled(brand, wave):
    shopper = make_user("shopper", brand)
    make_assignment(brand, wave=wave)
    make_assignment(brand, shopper, wave=wave)
    make_assignment(brand, shopper, wave=wave, state="done")
    make_assignment(brand, wave=wave, state="cancelled")
    make_assignment(make_brand())

    [row] = list_waves(brand.id)
    assert (row.planned, row.unassigned, row.sent, row.approved, row.done_percent) == (3, 1, 1, 0, 0)


def test_only_active_shoppers_of_the_brand_and_newest_versions_can_be_chosen(brand):
    shopper = make_user("shopper", brand, name="Ada")
    make_membership(shopper, "shopper", make_brand())
    make_user("brand_owner", brand)
    make_user("shopper", brand, active=False)
    version = make_version(brand)
    make_version(make_brand())

    assert [choice.name for choice in shoppers_of(brand.id)] == ["Ada"]
    [choice] = newest_versions(brand.id)
    assert (choice.id, choice.situations[0]) == (version.id, "order")
