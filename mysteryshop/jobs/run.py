"""Runs one stored job: takes it, keeps its heart beating, and writes down how it ended."""

import logging
import threading
from types import TracebackType

from flask import Flask

from mysteryshop import clock
from mysteryshop.jobs.registry import HANDLERS
from mysteryshop.services.housekeeping import plan_night
from mysteryshop.services.jobs import beat, claim_job, fail_job, finish_job, hand_over_waiting_jobs
from mysteryshop.services.reports import remake_quiet_reports

log = logging.getLogger(__name__)
BEAT_SECONDS = 10.0


def run_job(app: Flask, job_id: int) -> None:
    """Do the job if it waits; a job that another worker has, or that is done, is left alone."""
    with app.app_context():
        job = claim_job(job_id, now=clock.utc_now())
        if job is None:
            return
        try:
            with _Heart(app, job_id):
                HANDLERS[job.kind](job.subject_id)
        except Exception as error:
            log.exception("job %s (%s %s) failed", job_id, job.kind, job.subject_id)
            fail_job(job_id, f"{type(error).__name__}: {error}", now=clock.utc_now())
        else:
            finish_job(job_id, now=clock.utc_now())


def hand_over(app: Flask) -> None:
    """Queue what waits without having been handed over, what a dead worker left, stale reports, the night's work."""
    with app.app_context():
        hand_over_waiting_jobs(now=clock.utc_now())
        remake_quiet_reports(now=clock.utc_now())
        plan_night(now=clock.utc_now())


class _Heart:
    """Beats in a thread of its own while the job runs, so that only a dead worker's job grows stale."""

    def __init__(self, app: Flask, job_id: int) -> None:
        self._app, self._job_id = app, job_id
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            with self._app.app_context():
                try:
                    beat(self._job_id, now=clock.utc_now())
                except Exception:
                    log.exception("heartbeat of job %s failed; the next one tries again", self._job_id)
