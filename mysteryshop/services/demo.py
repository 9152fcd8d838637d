"""What the demo loader needs and no page offers, kept as small as it can be."""

from datetime import datetime

from sqlalchemy import func, select, update

from mysteryshop.extensions import db, transaction
from mysteryshop.models import Job, User
from mysteryshop.services.mails import send_stored_mail


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
