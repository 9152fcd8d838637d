"""A phone's draft: the raw texts of its form, read by the same form that the pages use."""

from typing import Any
from uuid import UUID

from werkzeug.datastructures import MultiDict

from mysteryshop.domain.errors import N_, NotFound
from mysteryshop.domain.scorecard_json import BadJson, parse_json
from mysteryshop.queries.phone_drafts import form_facts
from mysteryshop.services.mirrors import DraftOfPhone
from mysteryshop.web.api.requests import BadRequest, instant
from mysteryshop.web.filters import language
from mysteryshop.web.scorecard_form import ScorecardForm

MOST_FIELDS = 10_000


def draft_in(draft_id: UUID, body: str, shopper_id: int) -> DraftOfPhone:
    """Read the body of a mirrored draft.

    `{"assignment_id", "scorecard_version_id", "round", "rev", "base_rev", "device_id", "started_at", "section",
    "fields": {HTML name: [texts]}}`; unknown names are left alone.

    :raises BadRequest: not that; :raises NotFound: not this shopper's assignment.
    """
    try:
        said = parse_json(body)
    except BadJson:
        raise _odd("body") from None
    if not isinstance(said, dict):
        raise _odd("body")
    assignment_id, version_id = _whole(said, "assignment_id"), _whole(said, "scorecard_version_id")
    facts = form_facts(assignment_id, version_id, draft_id, shopper_id)
    if facts is None:
        raise NotFound(N_("This visit does not exist."))
    form = ScorecardForm(
        facts.document, facts.situation, language(), channel=facts.channel, zone=facts.time_zone
    )
    form.read(_texts(said.get("fields")))
    section = said.get("section")
    return DraftOfPhone(
        uuid=draft_id,
        assignment_id=assignment_id,
        scorecard_version_id=version_id,
        round=_whole(said, "round"),
        rev=_whole(said, "rev"),
        base_rev=_whole(said, "base_rev", least=0),
        device_id=str(said.get("device_id", ""))[:64],
        section=section[:200] if isinstance(section, str) else None,
        started_at=instant(said.get("started_at")),
        part=form.part(),
        keys=tuple(form.keys),
    )


def _texts(fields: Any) -> MultiDict[str, str]:
    if not isinstance(fields, dict) or len(fields) > MOST_FIELDS:
        raise _odd("fields")
    texts: MultiDict[str, str] = MultiDict()
    for name, values in fields.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise _odd("fields")
        texts.setlist(name, values)
    return texts


def _whole(said: dict[str, Any], name: str, *, least: int = 1) -> int:
    value = said.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**31:
        raise _odd(name)
    return value


def _odd(name: str) -> BadRequest:
    return BadRequest(
        N_("“%(name)s” is not what it should be. Nothing of it counts; send it again."), name=name
    )
