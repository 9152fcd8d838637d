"""Assignments of a wave: made in bulk, changed one by one, given to a shopper, cancelled."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select

from mysteryshop.domain.access import CHANNELS
from mysteryshop.domain.audit_states import next_assignment_state
from mysteryshop.domain.errors import N_, DomainError, NotAllowed, NotFound
from mysteryshop.domain.windows import Window, make_window
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Assignment, Location, ScorecardVersion, Wave, WaveShopper
from mysteryshop.queries.assignments import (
    find_assignment,
    locations_by_id,
    locations_with,
    shoppers_of,
    situations_of,
)
from mysteryshop.queries.waves import find_wave
from mysteryshop.services.history import record_change


class BadAssignment(DomainError):
    """What was chosen for an assignment does not fit together."""


@dataclass(frozen=True, slots=True)
class AssignmentDetails:
    """What all assignments of one form share. Both moments are local to each location; `until` still
    counts.
    """

    situation: str
    channel: str
    scorecard_version_id: int
    window_from: datetime
    window_until: datetime
    shopper_id: int | None
    language: str
    briefing: str


@dataclass(frozen=True, slots=True)
class Created:
    """How many were made, and how many locations had such an assignment already and got none."""

    created: int
    skipped: int


def create_assignments(
    brand_id: int,
    wave_id: int,
    location_ids: list[int],
    situations: list[str],
    details: AssignmentDetails,
    *,
    repeat: bool = False,
    by: int,
    now: datetime,
) -> Created:
    """One assignment for each location and situation, all or none.

    :param repeat: also where the wave has one of the same situation, channel and scorecard for the location;
        without it, sending the form twice makes nothing twice.
    :raises BadAssignment: a location of another brand or closed by then, a situation that the scorecard does
        not serve, a window outside the wave or one that a location's clocks skip, a shopper of another brand.
    """
    with transaction():
        wave = _wave(brand_id, wave_id)
        _refuse_closed(wave)
        if not location_ids or not situations:
            raise BadAssignment(N_("Choose at least one location and one situation."))
        locations = locations_by_id(brand_id, location_ids)
        if len(locations) != len(set(location_ids)):
            raise BadAssignment(N_("One of the locations is not this brand's. Nothing was changed."))
        _check(brand_id, details, situations)
        windows = {location.id: _window(wave, location, details) for location in locations}
        created = 0
        for situation in situations:
            have = locations_with(brand_id, wave_id, situation, details.channel, details.scorecard_version_id)
            for location in locations:
                if location.id not in have or repeat:
                    db.session.add(_new(wave, location, situation, windows[location.id], details, now))
                    created += 1
        if created and details.shopper_id is not None:
            _give_number(wave, details.shopper_id)
        if created:
            after = {"count": created, "situations": situations, "channel": details.channel}
            record_change(
                "assignments.created", "wave", wave_id, user_id=by, brand_id=brand_id, now=now, after=after
            )
        return Created(created, len(locations) * len(situations) - created)


def change_assignment(
    brand_id: int, assignment_id: int, details: AssignmentDetails, *, by: int, now: datetime
) -> None:
    """Change what an assignment asks for, its shopper included.

    Once the shopper has started, only the window can move: the draft keeps its version and situation.

    :raises NotAllowed: the state does not permit it; BadAssignment: as `create_assignments`.
    """
    with transaction():
        assignment = _assignment(brand_id, assignment_id)
        wave = _wave(brand_id, assignment.wave_id)
        _refuse_closed(wave)
        location = locations_by_id(brand_id, [assignment.location_id])[0]
        window = _window(wave, location, details)
        values: dict[str, Any] = {
            "window_from": window.opens,
            "window_until": window.closes,
            "time_zone": window.time_zone,
            "situation": details.situation,
            "channel": details.channel,
            "scorecard_version_id": details.scorecard_version_id,
            "language": details.language,
            "briefing": details.briefing,
            "shopper_id": details.shopper_id,
        }
        changed = {field: value for field, value in values.items() if getattr(assignment, field) != value}
        only_window = set(changed) <= {"window_from", "window_until", "time_zone"}
        state = next_assignment_state(assignment.state, "move_window" if only_window else "edit")
        if not only_window:
            _check(brand_id, details, [details.situation])
        if "shopper_id" in changed:
            state = "open" if details.shopper_id is None else "assigned"
            if details.shopper_id is not None:
                _give_number(wave, details.shopper_id)
        _write(assignment, changed | {"state": state}, "assignment.changed", by, now)


def assign_shopper(
    brand_id: int, assignment_ids: list[int], shopper_id: int | None, *, by: int, now: datetime
) -> int:
    """Give assignments to a shopper of the brand, or take them back with None. All or none.

    :returns: how many changed hands.
    :raises NotAllowed: one has been started, sent or cancelled; BadAssignment: nothing chosen, or not this brand's
        shopper.
    """
    with transaction():
        if not assignment_ids:
            raise BadAssignment(N_("Choose at least one assignment."))
        _check_shopper(brand_id, shopper_id)
        changed = 0
        for assignment in [_assignment(brand_id, assignment_id) for assignment_id in assignment_ids]:
            wave = _wave(brand_id, assignment.wave_id)
            _refuse_closed(wave)
            if shopper_id == assignment.shopper_id:
                continue
            state = next_assignment_state(assignment.state, "unassign" if shopper_id is None else "assign")
            if shopper_id is not None:
                _give_number(wave, shopper_id)
            action = "assignment.assigned" if shopper_id is not None else "assignment.unassigned"
            _write(assignment, {"shopper_id": shopper_id, "state": state}, action, by, now)
            changed += 1
        return changed


def cancel_assignment(brand_id: int, assignment_id: int, *, by: int, now: datetime) -> None:
    """Nobody makes this visit. What a shopper sends for it all the same is held.

    :raises NotAllowed: it was sent or cancelled already.
    """
    with transaction():
        assignment = _assignment(brand_id, assignment_id)
        state = next_assignment_state(assignment.state, "cancel")
        _write(assignment, {"state": state}, "assignment.cancelled", by, now)


def _new(
    wave: Wave, location: Location, situation: str, window: Window, details: AssignmentDetails, now: datetime
) -> Assignment:
    return Assignment(
        brand_id=wave.brand_id,
        wave_id=wave.id,
        location_id=location.id,
        scorecard_version_id=details.scorecard_version_id,
        situation=situation,
        channel=details.channel,
        shopper_id=details.shopper_id,
        window_from=window.opens,
        window_until=window.closes,
        time_zone=window.time_zone,
        language=details.language,
        briefing=details.briefing,
        state="open" if details.shopper_id is None else "assigned",
        created_at=now,
    )


def _window(wave: Wave, location: Location, details: AssignmentDetails) -> Window:
    window = make_window(details.window_from, details.window_until, location.time_zone)
    if window.opens < datetime.combine(wave.starts_on, time.min) or window.closes.date() > wave.ends_on:
        raise BadAssignment(
            N_("The window must lie inside the wave, from %(first)s to %(last)s."),
            first=wave.starts_on.isoformat(),
            last=wave.ends_on.isoformat(),
        )
    if location.closed_on and location.closed_on <= window.opens.date():
        raise BadAssignment(
            N_("%(location)s is closed since %(day)s."),
            location=location.name,
            day=location.closed_on.isoformat(),
        )
    if location.opened_on and location.opened_on > window.closes.date():
        raise BadAssignment(
            N_("%(location)s opens on %(day)s, after the window."),
            location=location.name,
            day=location.opened_on.isoformat(),
        )
    return window


def _check(brand_id: int, details: AssignmentDetails, situations: list[str]) -> None:
    version = db.session.scalars(
        select(ScorecardVersion).where(
            ScorecardVersion.brand_id == brand_id, ScorecardVersion.id == details.scorecard_version_id
        )
    ).one_or_none()
    if version is None:
        raise BadAssignment(N_("Choose a published scorecard of this brand."))
    for situation in situations:
        if situation not in situations_of(version.document):
            raise BadAssignment(
                N_("The scorecard is not made for the situation “%(situation)s”."), situation=situation
            )
    if details.channel not in CHANNELS:
        raise BadAssignment(N_("Choose how the contact is made: visit, phone, e-mail, chat or web."))
    _check_shopper(brand_id, details.shopper_id)


def _check_shopper(brand_id: int, shopper_id: int | None) -> None:
    if shopper_id is not None and shopper_id not in {shopper.id for shopper in shoppers_of(brand_id)}:
        raise BadAssignment(N_("Choose an active shopper of this brand."))


def _give_number(wave: Wave, shopper_id: int) -> None:
    """The number that the brand sees instead of the name; the shopper keeps it for the whole wave."""
    if db.session.get(WaveShopper, (wave.id, shopper_id)) is None:
        highest = db.session.scalar(
            select(func.max(WaveShopper.number)).where(WaveShopper.wave_id == wave.id)
        )
        db.session.add(WaveShopper(wave_id=wave.id, shopper_id=shopper_id, number=(highest or 0) + 1))
        db.session.flush()


def _write(assignment: Assignment, values: dict[str, Any], action: str, by: int, now: datetime) -> None:
    before = {
        field: getattr(assignment, field)
        for field, value in values.items()
        if getattr(assignment, field) != value
    }
    after = {field: values[field] for field in before}
    for field, value in after.items():
        setattr(assignment, field, value)
    if after:
        record_change(
            action,
            "assignment",
            assignment.id,
            user_id=by,
            brand_id=assignment.brand_id,
            now=now,
            before=before,
            after=after,
        )


def _wave(brand_id: int, wave_id: int) -> Wave:
    wave = find_wave(brand_id, wave_id)
    if wave is None:
        raise NotFound(N_("This wave does not exist."))
    # Locked: of two managers at work in a wave at once the second waits, so that no number is given twice
    # and no form sent twice makes everything twice.
    return db.session.get_one(Wave, wave.id, with_for_update=True)


def _refuse_closed(wave: Wave) -> None:
    if wave.state == "closed":
        raise NotAllowed(N_("This wave is closed. Nothing was changed."))


def _assignment(brand_id: int, assignment_id: int) -> Assignment:
    assignment = find_assignment(brand_id, assignment_id)
    if assignment is None:
        raise NotFound(N_("This assignment does not exist."))
    return db.session.get_one(Assignment, assignment_id, with_for_update=True)
