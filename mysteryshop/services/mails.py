"""Mails on their way: written in the database first, so that none is lost, sent by a job."""

from datetime import datetime

from mysteryshop.extensions import db, transaction
from mysteryshop.mailer import Mail as Mail  # for the web layer too, which does not know the mailer
from mysteryshop.mailer import deliver
from mysteryshop.models import Mail as MailRow
from mysteryshop.services.jobs import add_job


def queue_mail(mail: Mail, *, now: datetime) -> None:
    """Store a mail and the job that sends it, inside the transaction at hand."""
    row = MailRow(
        recipient=mail.recipient,
        subject=mail.subject,
        body=mail.text,
        html=mail.html,
        sender_name=mail.sender_name,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    add_job("send_mail", row.id, now=now)


def send_later(mails: list[Mail], *, now: datetime) -> None:
    """Store mails in a transaction of their own."""
    with transaction():
        for mail in mails:
            queue_mail(mail, now=now)


def send_stored_mail(mail_id: int, *, mail_url: str, sender: str, now: datetime) -> bool:
    """Send a stored mail once, and drop what it said: it may hold a link that signs somebody in.

    Idempotent, except that a worker killed between sending and noting it sends a second time. Without a mail server
    the mail is dropped unsent.

    :returns: whether it was sent now.
    :raises MailNotSent: the server is away or refuses; the mail stays for the next attempt.
    """
    row = db.session.get(MailRow, mail_id)
    if row is None or row.body is None:
        return False
    mail = Mail(row.recipient, row.subject, row.body, row.html, row.sender_name)
    db.session.rollback()  # the mail server may be slow: no transaction is open meanwhile
    sent = deliver(mail, mail_url=mail_url, sender=sender)
    with transaction():
        row = db.session.get_one(MailRow, mail_id)
        row.body = row.html = None
        row.sent_at = now if sent else None
    return sent
