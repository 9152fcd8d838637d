"""What the demo loader needs and no page offers, kept as small as it can be."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from flask import current_app
from sqlalchemy import func, select, update

from mysteryshop.extensions import db, transaction
from mysteryshop.models import Job, User
from mysteryshop.services.mails import send_stored_mail
from mysteryshop.services.report_rendering import render_report


def mark_as_demo(user_ids: list[int]) -> None:
    """Note that everybody knows these people's password, so that start-up and pages can warn of it."""
    with transaction():
        db.session.execute(update(User).where(User.id.in_(user_ids)).values(is_demo=True))


def newest_job() -> int:
    """The id after which a loading's own jobs begin; 0 in an empty database."""
    return db.session.scalar(select(func.max(Job.id))) or 0


def set_jobs_aside(after: int, *, now: datetime) -> int:
    """End every waiting job of the demo undone: half a year of reports would keep the worker busy for an hour.

    Each can be asked for on its page. Mails to people who do not exist are dropped, whatever mail server there is.

    :param after: the job that was the newest before the loading. :returns: how many.
    """
    waiting = (Job.state == "queued") & (Job.id > after)
    mails = db.session.scalars(select(Job.subject_id).where(waiting, Job.kind == "send_mail")).all()
    for mail_id in mails:
        send_stored_mail(int(mail_id), mail_url="", sender="", now=now)
    with transaction():
        ended = db.session.scalars(
            update(Job).where(waiting).values(state="done", finished_at=now).returning(Job.id),
            execution_options={"synchronize_session": False},
        ).all()
    return len(ended)


def render_side_by_side(report_ids: Sequence[int], *, now: datetime) -> None:
    """Make the files of these reports on every processor: setting pages is a third of the work of loading the demo.

    For a command, which has one thread. :raises Exception: what went wrong with one; its row says "failed".
    """
    db.session.remove()
    db.engine.dispose()  # two processes must not share a connection
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as pool:
        for _made in pool.map(partial(render_report, now=now), report_ids):
            pass


@contextmanager
def at_leisure() -> Iterator[None]:
    """For thousands of small transactions of a command whose jobs are set aside: none is handed to the worker, and
    SQLite does not wait for the disk after each. A power cut may cost the last of them and never harms the file;
    nobody was told "received".
    """
    is_sqlite = db.engine.dialect.name == "sqlite"
    queue = current_app.extensions.pop("task_queue", None)
    if is_sqlite:
        _set_synchronous("NORMAL")
    try:
        yield
    finally:
        if is_sqlite:
            _set_synchronous("FULL")
        if queue:
            current_app.extensions["task_queue"] = queue


def _set_synchronous(level: str) -> None:
    """Of the one connection that a command has; not inside a transaction, where SQLite refuses it."""
    db.session.remove()
    raw = db.engine.raw_connection()
    try:
        raw.driver_connection.execute(f"PRAGMA synchronous={level}")  # type: ignore[union-attr]
    finally:
        raw.close()
