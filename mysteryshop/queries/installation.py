"""What state the installation as a whole is in: for start-up, health and the banner."""

from sqlalchemy import func, select, text

from mysteryshop.extensions import db
from mysteryshop.models import Job, User


def has_people() -> bool:
    """False for an installation that nobody can sign in to yet."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def demo_sign_ins() -> list[str]:
    """The e-mail addresses of the demo people who can sign in, in the order they were made."""
    people = select(User.email).where(User.is_demo, User.active).order_by(User.id)
    return list(db.session.scalars(people))


def database_answers() -> bool:
    """:raises sqlalchemy.exc.SQLAlchemyError: it does not."""
    return bool(db.session.scalar(text("SELECT 1")) == 1)


def overdue_jobs(before: object) -> int:
    """How many jobs wait since before that moment: more than none for long means that no worker runs."""
    waiting = select(func.count(Job.id)).where(Job.state == "queued", Job.run_at < before)
    return int(db.session.scalar(waiting) or 0)
