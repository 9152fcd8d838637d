"""What our mails say, in the language of the person they go to."""

from collections.abc import Callable
from datetime import datetime

from flask import current_app
from flask_babel import force_locale, format_date, gettext

from mysteryshop.domain.people import INVITATION_HOLDS_FOR, ROLE_NAMES
from mysteryshop.mailer import Mail
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


def _rendered(template: str, texts: dict[str, str | None]) -> str:
    """Without the frame of pages: a command has no request to frame."""
    return current_app.jinja_env.get_template(template).render(texts)


def invitation_link(token: str) -> str:
    """The absolute address of an invitation."""
    return absolute_url("people.invitation", token=token)


def link_to_show(token: str) -> str | None:
    """The link for the page, where no mail server takes it to the person."""
    return None if current_app.config["MAIL_URL"] else invitation_link(token)
