"""Jobs: claimed once, handed over again when their worker died, failed after five tries."""

from datetime import timedelta

import pytest

from mysteryshop.extensions import db, transaction
from mysteryshop.models import Job
from mysteryshop.services.jobs import (
    MOST_ATTEMPTS,
    add_job,
    beat,
    claim_job,
    fail_job,
    finish_job,
    hand_over_waiting_jobs,
)
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("app")
LATER = NOW + timedelta(minutes=5)


def stored_job(**values):
    with transaction():
        return add_job("render_report", 7, now=NOW, **values)


def test_the_same_dedupe_key_gives_the_same_job():
    assert stored_job(dedupe_key="k") == stored_job(dedupe_key="k")
    assert stored_job() != stored_job()


def test_a_job_is_claimed_once():
    job_id = stored_job()

    assert claim_job(job_id, now=NOW).subject_id == "7"
    assert claim_job(job_id, now=NOW) is None


def test_a_job_waits_for_its_time():
    job_id = stored_job(run_at=LATER)

    assert claim_job(job_id, now=NOW) is None
    assert claim_job(job_id, now=LATER) is not None


def test_a_job_whose_worker_died_is_handed_over_again():
    job_id = stored_job()
    claim_job(job_id, now=NOW)

    assert hand_over_waiting_jobs(now=NOW + timedelta(seconds=59)) == []
    assert hand_over_waiting_jobs(now=NOW + timedelta(seconds=61)) == [job_id]
    assert claim_job(job_id, now=NOW + timedelta(seconds=61)) is not None


def test_a_beating_heart_keeps_a_job_with_its_worker():
    job_id = stored_job()
    claim_job(job_id, now=NOW)
    beat(job_id, now=LATER)

    assert hand_over_waiting_jobs(now=LATER + timedelta(seconds=30)) == []


def test_a_job_that_was_never_queued_is_found():
    job_id = stored_job()

    assert hand_over_waiting_jobs(now=NOW) == []  # it may still lie in the queue
    assert hand_over_waiting_jobs(now=LATER) == [job_id]


def test_a_done_job_is_left_alone():
    job_id = stored_job()
    claim_job(job_id, now=NOW)
    finish_job(job_id, now=NOW)

    assert claim_job(job_id, now=LATER) is None
    assert hand_over_waiting_jobs(now=LATER) == []


def test_a_job_that_fails_is_tried_five_times_and_says_why():
    job_id, now = stored_job(), NOW
    for _ in range(MOST_ATTEMPTS):
        assert claim_job(job_id, now=now) is not None
        fail_job(job_id, "ValueError: no", now=now)
        assert claim_job(job_id, now=now) is None  # it waits longer each time
        now += timedelta(days=1)

    job = db.session.get(Job, job_id)
    assert (job.state, job.attempts, job.last_error) == ("failed", MOST_ATTEMPTS, "ValueError: no")
    assert claim_job(job_id, now=now) is None


def test_a_job_that_kills_its_worker_every_time_ends_as_failed():
    job_id, now = stored_job(), NOW
    for _ in range(MOST_ATTEMPTS):
        assert claim_job(job_id, now=now) is not None
        now += timedelta(minutes=5)
        hand_over_waiting_jobs(now=now)

    assert db.session.get(Job, job_id).state == "failed"
