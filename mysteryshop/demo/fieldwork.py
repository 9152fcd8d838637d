"""A wave of the demo, from its notice to its closing, through the services of the pages."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from mysteryshop.demo.answering import answer
from mysteryshop.demo.calendar import Month, instant
from mysteryshop.demo.house_making import Made
from mysteryshop.demo.pictures import OF_QUESTION, photo
from mysteryshop.demo.plan import Size, Visit
from mysteryshop.domain.scorecard_reading import question_by_key
from mysteryshop.queries.assignments import list_assignments
from mysteryshop.services.assignments import AssignmentDetails, create_assignments
from mysteryshop.services.audits import Receipt
from mysteryshop.services.drafts import open_next_round, save_part, send_draft, start_draft
from mysteryshop.services.photos import add_photo
from mysteryshop.services.reviews import approve_audit, return_audit
from mysteryshop.services.waves import WaveDetails, close_wave, create_wave, open_wave, record_notice

RETURN_NOTES = {
    "sv": "Beskriv vad som sades, så att den som läser förstår. Ett par meningar räcker.",
    "tr": "Ne söylendiğini, okuyanın anlayacağı şekilde yazın. Birkaç cümle yeter.",
}


@dataclass(frozen=True, slots=True)
class Field:
    """Where the visits happen: the brand, the manager who decides, and how much there is."""

    made: Made
    manager_id: int
    size: Size
    rng: Random


def run_wave(field: Field, month: Month, visits: list[Visit]) -> int:
    """Everything of one wave, in the order in which it happens. :returns: the wave's id."""
    made, by = field.made, field.manager_id
    zone, brand_id = made.house.time_zone, made.brand_id
    told_on = month.first - timedelta(days=9)
    planned = instant(told_on, time(9, 10), zone)
    details = WaveDetails(month.name(made.house.languages[0]), month.first, month.last)
    wave_id = create_wave(brand_id, details, by=by, now=planned)
    record_notice(brand_id, wave_id, told_on, made.house.notice, today=told_on, by=by, now=planned)
    opened = instant(month.first - timedelta(days=2), time(8, 30), zone)
    open_wave(brand_id, wave_id, by=by, now=opened)
    for visit, assignment_id in zip(visits, _assign(field, wave_id, visits, opened), strict=True):
        _make(field, visit, assignment_id)
    if not month.is_open:
        close_wave(brand_id, wave_id, by=by, now=instant(month.last + timedelta(days=6), time(16), zone))
    return wave_id


def _assign(field: Field, wave_id: int, visits: list[Visit], now: datetime) -> list[int]:
    made = field.made
    for visit in visits:
        shopper_id, language = visit.shopper or (None, made.house.languages[0])
        details = AssignmentDetails(
            situation=visit.errand.situation,
            channel=visit.errand.channel,
            scorecard_version_id=made.version_id,
            window_from=visit.window[0],
            window_until=visit.window[1],
            shopper_id=shopper_id,
            language=language,
            briefing=made.words["briefings"][visit.errand.situation],
        )
        place, situations = [made.locations[visit.spot.name]], [visit.errand.situation]
        create_assignments(
            made.brand_id, wave_id, place, situations, details, repeat=True, by=field.manager_id, now=now
        )
    return sorted(row.id for row in list_assignments(made.brand_id, wave_id))


def _make(field: Field, visit: Visit, assignment_id: int) -> None:
    """What becomes of an assignment."""
    if visit.shopper is None or visit.fate == "to_do":
        return
    if visit.fate == "started":
        _begin(field, visit, assignment_id)
        return
    sent = _fill_and_send(field, visit, assignment_id)
    if visit.fate in ("waiting", "late"):
        return
    if visit.fate in ("returned", "put_right"):
        sent = _ask_again(field, visit, sent)
        if visit.fate == "returned":
            return
    made = field.made
    decided = sent.received_at + timedelta(hours=field.rng.randrange(2, 40))
    latest = instant(visit.at.date() + timedelta(days=1), time(7), made.house.time_zone)
    now = min(decided, max(latest, sent.received_at))
    approve_audit(made.brand_id, sent.audit_id, seen_round=sent.number, by=field.manager_id, now=now)


def _begin(field: Field, visit: Visit, assignment_id: int) -> None:
    """A visit that was begun and not sent: the first section is filled in."""
    assert visit.shopper is not None
    now = instant(visit.at.date() - timedelta(days=1), time(15, 20), field.made.house.time_zone)
    draft_id = start_draft(assignment_id, shopper_id=visit.shopper[0], now=now)
    section = field.made.document["sections"][0]
    keys = [question["key"] for question in section["questions"]]
    part = answer(field.made.document, visit.errand, visit.quality, field.made.words, field.rng)
    save_part(draft_id, part, keys, section=section["key"], shopper_id=visit.shopper[0], now=now)


def _fill_and_send(field: Field, visit: Visit, assignment_id: int) -> Receipt:
    assert visit.shopper is not None
    shopper_id, made = visit.shopper[0], field.made
    began = instant(visit.at.date(), visit.at.time(), made.house.time_zone)
    draft_id = start_draft(assignment_id, shopper_id=shopper_id, now=began)
    part = answer(made.document, visit.errand, visit.quality, made.words, field.rng, failing=visit.failing)
    keys = [question["key"] for section in made.document["sections"] for question in section["questions"]]
    filled = began + timedelta(minutes=field.rng.randrange(9, 22))
    _take_photos(field, visit, draft_id, list(part["answers"]), began)
    save_part(draft_id, part, keys, section=None, shopper_id=shopper_id, now=began + timedelta(minutes=2))
    return send_draft(draft_id, shopper_id=shopper_id, now=filled)


def _take_photos(field: Field, visit: Visit, draft_id: UUID, asked: list[str], now: datetime) -> None:
    if visit.errand.channel != "visit" or visit.shopper is None:
        return
    wanted = [key for key in OF_QUESTION if key in asked and field.rng.random() < field.size.photos]
    for key in wanted:
        question = question_by_key(field.made.document, key)
        taken = photo(key, visit.at, field.rng)
        if taken and question and question.get("evidence", "none") != "none":
            add_photo(draft_id, key, *taken, shopper_id=visit.shopper[0], now=now)


def _ask_again(field: Field, visit: Visit, sent: Receipt) -> Receipt:
    """Return a visit with a note; one that is "put_right" comes back with a better comment."""
    assert visit.shopper is not None
    made, shopper_id = field.made, visit.shopper[0]
    note = RETURN_NOTES[made.house.languages[0]]
    key = made.document["sections"][0]["questions"][-1]["key"]
    key = "anything_else" if question_by_key(made.document, "anything_else") else key
    returned = sent.received_at + timedelta(hours=2)
    return_audit(
        made.brand_id, sent.audit_id, {key: note}, seen_round=sent.number, by=field.manager_id, now=returned
    )
    if visit.fate == "returned":
        return sent
    again = sent.received_at + timedelta(hours=5)
    open_next_round(sent.audit_id, shopper_id=shopper_id, now=again)
    part = {"answers": {key: "no"}, "comments": {key: made.words["comments"][key][0]}}
    save_part(sent.audit_id, part, [key], section=None, shopper_id=shopper_id, now=again)
    return send_draft(sent.audit_id, shopper_id=shopper_id, now=again)
