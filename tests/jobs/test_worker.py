"""The real worker as a process of its own, killed in the middle of a render."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config import load_config
from mysteryshop import create_app, storage
from mysteryshop.domain.privacy import Audience
from mysteryshop.extensions import db
from mysteryshop.models import Job, Report
from mysteryshop.services.reports import Wanted, request_report
from tests.factories import NOW, make_approved_audit, make_brand, make_version
from tests.reports import samples

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.both_databases

# Starts the worker as `python -m mysteryshop.jobs.worker` does, but a render stops in the middle and says so.
SLOW_RENDER = """
import pathlib, time
from mysteryshop.services import report_rendering
def stands_still(html, fonts, photos=None):
    pathlib.Path({sign!r}).touch()
    time.sleep(600)
report_rendering.html_to_pdf = stands_still
from mysteryshop.jobs.worker import main
main()
"""


@pytest.fixture
def settings(fresh_url, tmp_path):
    return {"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path / "data"), "JOB_STALE_SECONDS": "1"}


@pytest.fixture
def real_app(settings):
    app = create_app(load_config(settings))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
        app.extensions["task_queue"].huey.storage.close()


@pytest.fixture
def start(settings):
    started = []

    def run(*command):
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env={**os.environ, **settings})
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def wanted_report():
    brand = make_brand()
    audit = make_approved_audit(
        brand, version=make_version(brand, samples.scorecard()), answers=samples.answers()["answers"]
    )
    wanted = Wanted(brand.id, Audience.BRAND, "en", audit_id=audit.id)
    return request_report(wanted, by=audit.shopper_id, now=NOW)


def state_of(report_id):
    db.session.rollback()
    return db.session.get(Report, report_id).state


def test_a_worker_killed_in_the_middle_of_a_render_loses_nothing(real_app, start, tmp_path):
    report_id, sign = wanted_report(), tmp_path / "in the middle"

    doomed = start("-c", SLOW_RENDER.format(sign=str(sign)))
    wait_until(sign.exists)
    assert state_of(report_id) == "rendering"
    doomed.send_signal(signal.SIGKILL)
    doomed.wait()
    time.sleep(1.2)  # its heart has not beaten for longer than JOB_STALE_SECONDS

    start("-m", "mysteryshop.jobs.worker")
    wait_until(lambda: state_of(report_id) == "ready")

    report = db.session.get(Report, report_id)
    with storage.open(report.file_key) as file:
        assert file.read(5) == b"%PDF-"
    wait_until(lambda: job_of(report_id).state == "done")
    assert job_of(report_id).attempts >= 2  # on a slow machine the heart may miss a beat once more


def job_of(report_id):
    db.session.rollback()
    return db.session.query(Job).filter_by(kind="render_report", subject_id=str(report_id)).one()


def test_a_running_worker_makes_a_report_as_soon_as_it_is_asked_for(real_app, start):
    worker = start("-m", "mysteryshop.jobs.worker")
    time.sleep(2)
    report_id = wanted_report()

    wait_until(lambda: state_of(report_id) == "ready", seconds=20)
    worker.terminate()
    assert worker.wait(20) is not None
