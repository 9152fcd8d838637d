"""Mail as it leaves the house: one message, one address, plain text with a simple HTML twin. No log.

What is to be sent waits in the database (`services/mails.py`); here is only the way out, as `MAIL_URL` says:

    smtp://user:password@host:587     encrypted by STARTTLS (add ?starttls=no for a relay on the same machine)
    smtps://user:password@host:465    encrypted from the first byte
    console:                          printed, for development
    (empty)                           no mail server: nothing is sent; the pages show the links instead
"""

import smtplib
import ssl
import sys
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, formatdate, make_msgid, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT_SECONDS = 20


class MailSettingsError(ValueError):
    """MAIL_URL makes no sense; the message says how it should look and does not repeat the password."""


class MailNotSent(Exception):
    """The mail server could not be reached or refused the message; worth trying again later."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person. Subject and addresses hold no line breaks.

    :param sender_name: what the mail comes from instead of the sender's own name; the address stays.
    """

    recipient: str
    subject: str
    text: str
    html: str | None
    sender_name: str | None = None


def check_mail_url(mail_url: str) -> None:
    """:raises MailSettingsError: `mail_url` is neither empty nor one of the forms above."""
    parts = urlsplit(mail_url)
    if mail_url and not (parts.scheme == "console" or (parts.scheme in ("smtp", "smtps") and parts.hostname)):
        raise MailSettingsError(
            "MAIL_URL must look like smtp://user:password@mail.example.com:587, smtps://… or console:"
        )


def deliver(mail: Mail, *, mail_url: str, sender: str) -> bool:
    """Hand one message to the mail server.

    :param sender: an address, or a name with an address: `Mysteryshop <no-reply@example.com>`.
    :returns: False when there is no mail server, so nothing was sent.
    :raises MailNotSent: the server could not be reached or refused; says why without the message.
    """
    check_mail_url(mail_url)
    if not mail_url:
        return False
    message = compose(mail, sender=sender)
    if urlsplit(mail_url).scheme == "console":
        sys.stdout.write(f"\n{message['To']} · {message['Subject']}\n\n{mail.text}\n")
        return True
    try:
        _send(message, mail_url)
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSent(_reason(error)) from None
    return True


def compose(mail: Mail, *, sender: str) -> EmailMessage:
    """The message as it goes over the wire."""
    message = EmailMessage()
    address = parseaddr(sender)[1]
    message["From"] = _one_line(formataddr((mail.sender_name, address)) if mail.sender_name else sender)
    message["To"] = _one_line(mail.recipient)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=address.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"  # an out-of-office answer would go nowhere
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message


def _send(message: EmailMessage, mail_url: str) -> None:
    parts = urlsplit(mail_url)
    host = parts.hostname or ""
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
    with server:
        if parts.scheme == "smtp" and parse_qs(parts.query).get("starttls") != ["no"]:
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _reason(error: Exception) -> str:
    """What went wrong, without what the server echoed: that may hold the message or an address."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    return type(error).__name__


def _one_line(text: str) -> str:
    return " ".join(text.split())
