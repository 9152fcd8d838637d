"""Entries of the history in words: what was done, and what it is now. Shown on pages about one thing."""

import json

from flask_babel import gettext

from mysteryshop.reports.formats import DOT


def action_words(action: str) -> str:
    """An action such as "audit.approved" in the present language; one without words is shown as it is."""
    known = {
        "area.added": gettext("Added"),
        "area.renamed": gettext("Renamed"),
        "location.added": gettext("Added"),
        "location.changed": gettext("Changed"),
        "location.closed": gettext("Closed"),
        "location.reopened": gettext("Opened again"),
        "wave.created": gettext("Created"),
        "wave.changed": gettext("Changed"),
        "wave.notice_recorded": gettext("Notice to staff recorded"),
        "wave.opened": gettext("Opened"),
        "wave.closed": gettext("Closed"),
        "wave.reopened": gettext("Opened again"),
        "assignments.created": gettext("Assignments added"),
        "assignment.changed": gettext("Changed"),
        "assignment.assigned": gettext("Given to a shopper"),
        "assignment.unassigned": gettext("Taken back from the shopper"),
        "assignment.cancelled": gettext("Cancelled"),
        "assignment.started": gettext("Started"),
        "assignment.redo": gettext("To be visited again"),
        "assignment.accept_held": gettext("Done, by an audit that was held"),
        "assignment.sent": gettext("Sent"),
        "audit.sent": gettext("Received"),
        "audit.approved": gettext("Approved"),
        "audit.returned": gettext("Returned to the shopper"),
        "audit.return_taken_back": gettext("Return taken back"),
        "audit.corrected": gettext("Corrected by a manager"),
        "audit.rejected": gettext("Rejected"),
        "audit.released": gettext("Let in"),
        "audit.withdrawn": gettext("Withdrawn"),
    }
    return known.get(action, action)


def after_words(after: str | None) -> str:
    """What the entry says of the state afterwards, as far as a person wants to read it; empty when nothing.

    :param after: the entry's JSON. Ids and states are left out: the action says them already.
    """
    values = json.loads(after) if after else {}
    told = []
    if "round" in values:
        told.append(gettext("round %(number)s", number=values["round"]))
    for key in ("reason", "name", "notice_manner", "city", "external_id", "held_reason"):
        if values.get(key):
            told.append(str(values[key]))
    notes = values.get("notes")
    if isinstance(notes, dict):
        told.extend(str(note) for note in notes.values())
    if "count" in values:
        told.append(str(values["count"]))
    return DOT.join(told)
