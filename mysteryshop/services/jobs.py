"""Jobs: written in the commit that wants them."""

from datetime import datetime

from sqlalchemy import select

from mysteryshop.extensions import db, insert_ignore
from mysteryshop.models import Job


def add_job(
    kind: str,
    subject_id: object,
    *,
    now: datetime,
    dedupe_key: str | None = None,
    run_at: datetime | None = None,
) -> int:
    """Store a job inside the transaction at hand; it is handed to the queue after the commit.

    :param kind: a name in `jobs/`; :param subject_id: what it is about, read back as text.
    :param dedupe_key: a second job with the same key is not stored; the first one's id is returned.
    """
    values = {
        "kind": kind,
        "subject_id": str(subject_id),
        "dedupe_key": dedupe_key,
        "state": "queued",
        "attempts": 0,
        "run_at": run_at or now,
        "created_at": now,
    }
    inserted = db.session.execute(insert_ignore(Job).values(values).returning(Job.id)).scalar()
    if inserted is None:
        return db.session.scalars(select(Job.id).where(Job.dedupe_key == dedupe_key)).one()
    db.session().info.setdefault("jobs", []).append(inserted)
    return inserted
