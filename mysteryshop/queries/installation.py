"""What state the installation as a whole is in: for start-up, health and the banner."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from mysteryshop.extensions import db
from mysteryshop.models import Change, Job, Photo, User


def obstacle_to_database() -> str | None:
    """None when the database answers; else what its driver says, in one line."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        return " ".join(str(getattr(error, "orig", error)).split())
    finally:
        db.session.rollback()  # migrations may follow, which want the database for themselves
    return None


def has_tables() -> bool:
    """False for a database that no migration has seen."""
    return inspect(db.engine).has_table(User.__tablename__)


def has_people() -> bool:
    """False for an installation that nobody can sign in to yet."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def demo_sign_ins() -> list[str]:
    """The e-mail addresses of the demo people who can sign in, in the order they were made."""
    people = select(User.email).where(User.is_demo, User.active).order_by(User.id)
    return list(db.session.scalars(people))


@dataclass(frozen=True, slots=True)
class Health:
    status: str  # "ok" or "failing"
    database: str  # "ok" or "no answer"
    queue: str  # "ok", "late" (jobs wait for longer than the worker needs to notice them) or "unknown"
    waiting: int  # jobs that could run now
    photos_missing: (
        int  # stored photos whose file the night looked for in vain, and that no phone has sent again
    )


LATE = timedelta(minutes=10)


def check_health(*, now: datetime) -> Health:
    """Ask the database and look how long the oldest job has been waiting for the worker."""
    due = select(func.count(Job.id), func.min(Job.run_at)).where(Job.state == "queued", Job.run_at <= now)
    try:
        waiting, oldest = db.session.execute(due).one()
        missing = _photos_missing()
    except SQLAlchemyError:
        return Health("failing", "no answer", "unknown", 0, 0)
    queue = "late" if oldest is not None and oldest < now - LATE else "ok"
    return Health("ok" if queue == "ok" else "failing", "ok", queue, waiting, missing)


def _photos_missing() -> int:
    noted = dict(
        db.session.execute(
            select(Change.subject_id, func.max(Change.happened_at))
            .where(Change.subject_kind == "photo", Change.action == "photo.file_missing")
            .group_by(Change.subject_id)
        )
        .tuples()
        .all()
    )
    photos = select(Photo.id, Photo.uploaded_at).where(
        Photo.id.in_([UUID(each) for each in noted]), Photo.state == "stored"
    )
    return sum(row.uploaded_at <= noted[str(row.id)] for row in db.session.execute(photos)) if noted else 0


def read_afresh() -> None:
    """Leave the transaction that a statement failed in, so that who asks can still be looked up. Writes nothing."""
    db.session.rollback()
