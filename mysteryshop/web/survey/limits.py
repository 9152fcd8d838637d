"""How often a survey page may be answered: tightly by browser, loosely by address, since the guests of a shop
share one, and by page, so that one leaked sheet cannot drown a brand.
"""

import secrets

from flask import current_app, request, session
from flask_login import current_user

from mysteryshop import clock
from mysteryshop.services.limits import count_hit, key_of

HOUR, DAY = 3600, 24 * 3600
PER_BROWSER_AND_PAGE = 5  # a day: a family may share a phone
PER_BROWSER = 20  # a day, over all pages
PER_ADDRESS = 300  # an hour
PER_PAGE = 3000  # a day


def may_answer(token: str) -> bool:
    """Count one answer to come, and say whether it is within every limit.

    From the narrowest limit to the widest, and no further than the first that is reached: who presses again and again
    uses up their own tries, and neither those of the shop's other guests nor those of the page.
    """
    browser = browser_mark()
    counts = (
        (f"browser {browser} {token}", DAY, PER_BROWSER_AND_PAGE),
        (f"browser {browser}", DAY, PER_BROWSER),
        (f"address {request.remote_addr}", HOUR, PER_ADDRESS),
        (f"page {token}", DAY, PER_PAGE),
    )
    now, secret = clock.utc_now().timestamp(), current_app.config["SECRET_KEY"]
    return all(
        count_hit(key_of("survey", whom, secret=secret), window_seconds=window, now=now) <= limit
        for whom, window, limit in counts
    )


def browser_mark() -> str:
    """A random mark in the signed session cookie; tells nothing but that it is the same browser."""
    if "survey_browser" not in session:
        session["survey_browser"] = secrets.token_hex(8)
        # Who is signed in keeps the session as it is: a manager's look at the page must not make it last a month.
        session.permanent = session.permanent or not current_user.is_authenticated
    return str(session["survey_browser"])
