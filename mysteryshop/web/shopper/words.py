"""How a shopper's pages speak of a visit: other channels are contacts, not visits; nothing betrays the errand."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from mysteryshop.queries.scorecards import situation_names
from mysteryshop.queries.visits import VisitItem
from mysteryshop.reports.situations import Names, situation_name


class VisitWords:
    """Words by channel and situation, in the present language; a brand's own names are read once a page."""

    def __init__(self) -> None:
        self._own: dict[int, Names] = {}

    def what(self, item: object) -> str:
        """Complaint, by telephone. :param item: anything with brand_id, situation and channel."""
        brand_id: int = item.brand_id  # type: ignore[attr-defined]
        if brand_id not in self._own:
            self._own[brand_id] = situation_names(brand_id)
        situation = situation_name(item.situation, self._own[brand_id])  # type: ignore[attr-defined]
        return _("%(situation)s, %(manner)s", situation=situation, manner=self.manner(item.channel))  # type: ignore[attr-defined]

    def manner(self, channel: str) -> str:
        """How the contact is made."""
        return {
            "visit": _("in person"),
            "phone": _("by telephone"),
            "email": _("by e-mail"),
            "chat": _("by chat"),
            "web": _("on the website"),
        }[channel]

    def start(self, channel: str) -> str:
        """The button that begins."""
        return {
            "visit": _("Start the visit"),
            "phone": _("Start the call"),
            "email": _("Start the e-mail contact"),
            "chat": _("Start the chat"),
            "web": _("Start the web contact"),
        }[channel]

    def send(self, channel: str) -> str:
        """The button that sends."""
        return {
            "visit": _("Send the visit"),
            "phone": _("Send the call"),
            "email": _("Send the e-mail contact"),
            "chat": _("Send the chat"),
            "web": _("Send the web contact"),
        }[channel]

    def received(self, channel: str) -> str:
        """The heading of the receipt."""
        return {
            "visit": _("Your visit was received"),
            "phone": _("Your call was received"),
            "email": _("Your e-mail contact was received"),
            "chat": _("Your chat was received"),
            "web": _("Your web contact was received"),
        }[channel]

    def where(self, channel: str) -> str:
        """What the location is in this contact."""
        return {
            "visit": _("Where"),
            "phone": _("Who to call"),
            "email": _("Who to write to"),
            "chat": _("Who to chat with"),
            "web": _("Where"),
        }[channel]

    def window(self, timing: str, channel: str) -> str:
        """A sentence when the window is not open now; "" when it is."""
        if timing == "upcoming":
            return (
                _("It is too early: the visit counts only inside this time. You can read everything already.")
                if channel == "visit"
                else _(
                    "It is too early: the contact counts only inside this time. You can read everything already."
                )
            )
        if timing == "over":
            return _(
                "This time is over. You can still send what you have; a person decides whether it counts."
            )
        return ""


def grouped(items: Sequence[VisitItem], now: datetime) -> list[tuple[str, str, list[VisitItem]]]:
    """(group, its heading, its items), only those that hold something; what is to be done comes first."""
    groups: dict[str, list[VisitItem]] = {}
    for item in items:
        groups.setdefault(_group(item, now), []).append(item)
    groups.get("now", []).sort(
        key=lambda item: item.stage != "started"
    )  # stable: else by the end of the window
    groups.get("done", []).sort(key=lambda item: item.received_at or now, reverse=True)
    return [(key, words, groups[key]) for key, words in _headings() if key in groups]


def _group(item: VisitItem, now: datetime) -> str:
    if item.stage == "returned":
        return "returned"
    if item.stage not in ("new", "started"):
        return "done"
    return {"open": "now", "upcoming": "later", "over": "past"}[item.window.judge(now)]


def _headings() -> list[tuple[str, str]]:
    return [
        ("returned", _("To put right")),
        ("now", _("Now")),
        ("past", _("Past its time")),
        ("later", _("Later")),
        ("done", _("Done")),
    ]
