"""What our mails say, in the language of the person they go to."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from flask import current_app
from flask_babel import force_locale, format_date, gettext

from mysteryshop.domain.people import INVITATION_HOLDS_FOR, ROLE_NAMES
from mysteryshop.mailer import Mail
from mysteryshop.reports import formats
from mysteryshop.services.addresses import absolute_url


def invitation_mail(
    *, email: str, name: str, language: str, role: str, brand: str | None, inviter: str, now: datetime
) -> Callable[[str], Mail]:
    """:returns: token -> the mail; the token is made inside the service."""

    def write(token: str) -> Mail:
        with force_locale(language):
            texts = {
                "name": name,
                "role": gettext(ROLE_NAMES[role]),
                "brand": brand,
                "inviter": inviter,
                "until": format_date(now + INVITATION_HOLDS_FOR, "long"),
                "link": invitation_link(token),
                "language": language,
            }
            subject = gettext("Your invitation to Mysteryshop")
            text, html = (_rendered(f"email/invitation.{kind}", texts) for kind in ("txt", "html"))
            return Mail(email, subject, text, html)

    return write


def returned_mail(
    *, email: str, name: str, language: str, notes: int, visited_on: date, until: datetime | None, link: str
) -> Mail:
    """That answers are needed again, without a word that would unmask a shopper: no shop, no errand, no question.

    :param until: the wall clock of the place; None when there is no last moment.
    """
    with force_locale(language):
        texts = {
            "name": name,
            "notes": notes,
            "day": formats.day(visited_on, language),
            "until": formats.moment(until, language, "weekday") if until else None,
            "link": link,
            "language": language,
        }
        subject = gettext("A few answers are needed again")
        text, html = (_rendered(f"email/returned.{kind}", texts) for kind in ("txt", "html"))
        return Mail(email, subject, text, html, sender_name=gettext("Notes"))


def _rendered(template: str, texts: Mapping[str, object]) -> str:
    """Without the frame of pages: a command has no request to frame."""
    return current_app.jinja_env.get_template(template).render(texts)


def invitation_link(token: str) -> str:
    """The absolute address of an invitation."""
    return absolute_url("people.invitation", token=token)


def link_to_show(token: str) -> str | None:
    """The link for the page, where no mail server takes it to the person."""
    return None if current_app.config["MAIL_URL"] else invitation_link(token)
