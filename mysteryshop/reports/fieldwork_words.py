"""States of waves, assignments and audits, and windows, in words."""

from datetime import datetime, time

from flask_babel import get_locale, gettext

from mysteryshop.domain.windows import Window
from mysteryshop.reports import formats

# kind of badge, icon, words: the colour is never alone
Badge = tuple[str | None, str, str]


def window_words(window: Window) -> str:
    """From when until when, by the location's clock; whole days without their times."""
    language = get_locale().language if get_locale() else "en"
    if window.opens.time() == time(0, 0) and window.closes.time() == time(23, 59):
        first, last = (formats.day(moment, language, "short") for moment in (window.opens, window.closes))
        return (
            first
            if window.opens.date() == window.closes.date()
            else gettext("%(first)s to %(last)s", first=first, last=last)
        )
    first, last = (formats.moment(moment, language, "short") for moment in (window.opens, window.closes))
    return gettext("%(first)s to %(last)s", first=first, last=last)


def local_moment_words(moment: datetime) -> str:
    """A moment by the location's own clock, which carries no zone: 3 November 2026 14:05."""
    return formats.moment(moment, get_locale().language if get_locale() else "en")


def photo_time_words(moment: datetime) -> str:
    """When the phone says that a photo was taken, by its own clock."""
    return formats.clock_time(moment, get_locale().language if get_locale() else "en")


def wave_badge(state: str) -> Badge:
    return {
        "planned": (None, "edit", gettext("Planned")),
        "open": ("accent", "play", gettext("Open")),
        "closed": (None, "check", gettext("Closed")),
    }[state]


def assignment_badge(state: str, audit_state: str | None = None, *, overdue: bool = False) -> Badge:
    """How far a visit has come, its audit's state before its own; `overdue` where nothing came in time."""
    if overdue:
        return ("warn", "clock", gettext("Overdue"))
    if audit_state:
        return audit_badge(audit_state)
    return {
        "open": ("warn", "dash", gettext("No shopper")),
        "assigned": (None, "clock", gettext("Assigned")),
        "started": ("accent", "play", gettext("Started")),
        "done": ("good", "check", gettext("Sent")),
        "cancelled": (None, "cross", gettext("Cancelled")),
    }[state]


def audit_badge(state: str) -> Badge:
    return {
        "submitted": ("accent", "list", gettext("To review")),
        "returned": ("warn", "return", gettext("Returned")),
        "approved": ("good", "check", gettext("Approved")),
        "rejected": ("bad", "cross", gettext("Rejected")),
        "withdrawn": (None, "dash", gettext("Withdrawn")),
        "held": ("warn", "alert", gettext("Held")),
    }[state]


def held_words(reason: str) -> str:
    """Why an audit is held, in a sentence; a reason without words is shown as it is."""
    return {
        "early": gettext("The visit was made before its window."),
        "late": gettext("The visit was made, or came in, after its window."),
        "closed": gettext("It came in after the wave was closed."),
        "cancelled": gettext("Its assignment had been cancelled."),
        "reassigned": gettext("Its assignment had been given to somebody else."),
        "second_report": gettext("Another audit of the same assignment was there already."),
        "does_not_fit": gettext("Its answers do not fit the scorecard."),
        "incomplete": gettext("Required answers are missing."),
    }.get(reason, reason)


def outcome_badge(outcome: str | None) -> Badge | None:
    """What the scoring said; None where the scorecard has nothing to pass."""
    badges: dict[str | None, Badge] = {
        "pass": ("good", "check", gettext("Pass")),
        "fail": ("bad", "cross", gettext("Fail")),
        "incomplete": ("warn", "alert", gettext("Incomplete")),
        "no_score": (None, "dash", gettext("No score")),
    }
    return badges.get(outcome)
