"""Jobs that send mail."""

from flask import current_app

from mysteryshop import clock
from mysteryshop.services import mails


def send_mail(subject_id: str) -> None:
    """One stored mail; the subject is its id."""
    config = current_app.config
    mails.send_stored_mail(
        int(subject_id), mail_url=config["MAIL_URL"], sender=config["MAIL_SENDER"], now=clock.utc_now()
    )
