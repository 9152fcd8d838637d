"""Jobs: written in the commit that wants them, taken and ended by the worker."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select, update

from mysteryshop.extensions import db, insert_ignore, transaction
from mysteryshop.models import Job

IN_TURN, WAITED_FOR = 0, 1


def add_job(
    kind: str,
    subject_id: object,
    *,
    now: datetime,
    dedupe_key: str | None = None,
    run_at: datetime | None = None,
    priority: int = WAITED_FOR,
) -> int:
    """Store a job inside the transaction at hand; it is handed to the queue after the commit.

    :param kind: a name in `jobs/`; :param subject_id: what it is about, read back as text.
    :param dedupe_key: a second job with the same key is not stored; the first one's id is returned.
    :param priority: IN_TURN for what nobody waits for; everything else overtakes it.
    """
    values = {
        "kind": kind,
        "subject_id": str(subject_id),
        "dedupe_key": dedupe_key,
        "state": "queued",
        "priority": priority,
        "attempts": 0,
        "run_at": run_at or now,
        "created_at": now,
    }
    inserted = db.session.execute(insert_ignore(Job).values(values).returning(Job.id)).scalar()
    if inserted is None:
        return db.session.scalars(select(Job.id).where(Job.dedupe_key == dedupe_key)).one()
    db.session().info.setdefault("jobs", []).append((inserted, priority))
    return inserted


def is_waiting(kind: str, subject_id: object, priority: int) -> bool:
    """Whether such a job waits with this priority or a higher one."""
    waiting = select(Job.id).where(
        Job.state == "queued", Job.kind == kind, Job.subject_id == str(subject_id), Job.priority >= priority
    )
    return db.session.scalar(waiting.limit(1)) is not None


# --- the worker's side ---


MOST_ATTEMPTS = 5
GRACE = timedelta(seconds=30)  # how long a job may lie in the queue before it is handed over again


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    kind: str
    subject_id: str


def claim_job(job_id: int, *, now: datetime) -> ClaimedJob | None:
    """Take a job that waits and whose time has come; None when another worker has it, or it is over.

    Of two workers that try at once one gets it: the state is part of the condition of the update.
    """
    with transaction():
        taken = db.session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == "queued", Job.run_at <= now)
            .values(state="running", attempts=Job.attempts + 1, heartbeat_at=now)
            .returning(Job.kind, Job.subject_id)
        ).one_or_none()
    return None if taken is None else ClaimedJob(taken.kind, taken.subject_id)


def beat(job_id: int, *, now: datetime) -> None:
    """Say that the job's worker lives."""
    with transaction():
        db.session.execute(
            update(Job).where(Job.id == job_id, Job.state == "running").values(heartbeat_at=now)
        )


def finish_job(job_id: int, *, now: datetime) -> None:
    """The job is done."""
    with transaction():
        db.session.execute(
            update(Job).where(Job.id == job_id).values(state="done", finished_at=now, last_error=None)
        )


def fail_job(job_id: int, error: str, *, now: datetime) -> None:
    """Note what went wrong and let it wait for its next try, longer each time; after the last one it stays failed."""
    with transaction():
        job = db.session.get_one(Job, job_id)
        job.last_error = error[:2000]
        if job.attempts >= MOST_ATTEMPTS:
            job.state, job.finished_at = "failed", now
        else:
            job.state, job.run_at = "queued", now + timedelta(seconds=15 * 4 ** (job.attempts - 1))


def hand_over_waiting_jobs(*, now: datetime) -> list[int]:
    """Queue again every due job that nobody took, and every running one whose worker has died.

    Delivered twice does no harm: a job is claimed once. One that killed its worker five times is failed instead.

    :returns: the ids that were queued.
    """
    dead = (Job.state == "running") & (
        Job.heartbeat_at < now - timedelta(seconds=current_app.config["JOB_STALE_SECONDS"])
    )
    with transaction():
        db.session.execute(
            update(Job)
            .where(dead, Job.attempts >= MOST_ATTEMPTS)
            .values(state="failed", finished_at=now, last_error="The worker died each time it tried.")
        )
        db.session.execute(update(Job).where(dead).values(state="queued", run_at=now - GRACE))
        due = (
            select(Job.id, Job.priority)
            .where(Job.state == "queued", Job.run_at <= now - GRACE)
            .order_by(Job.priority.desc(), Job.run_at, Job.id)
        )
        found = [(job_id, priority) for job_id, priority in db.session.execute(due)]
        db.session().info.setdefault("jobs", []).extend(found)
    return [job_id for job_id, _priority in found]
