"""Waves: planned, opened after staff have been told, closed."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select

from mysteryshop.domain.errors import N_, DomainError, NotAllowed, NotFound
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Assignment, Wave
from mysteryshop.queries.waves import find_wave
from mysteryshop.services.history import record_change
from mysteryshop.services.jobs import add_job


class BadWave(DomainError):
    """The period or the name of a wave cannot be used."""


@dataclass(frozen=True, slots=True)
class WaveDetails:
    """Both days are counted."""

    name: str
    starts_on: date
    ends_on: date


def create_wave(brand_id: int, details: WaveDetails, *, by: int, now: datetime) -> int:
    """:returns: the id of the planned wave. :raises BadWave: the name is taken, or the period runs
    backwards.
    """
    with transaction():
        _check(brand_id, details)
        wave = Wave(brand_id=brand_id, state="planned", created_at=now, **asdict(details))
        db.session.add(wave)
        db.session.flush()
        _record("wave.created", wave, by, now, after=asdict(details))
        return wave.id


def change_wave(brand_id: int, wave_id: int, details: WaveDetails, *, by: int, now: datetime) -> None:
    """:raises BadWave: as `create_wave`, or an assignment's window would lie outside; NotAllowed: it is
    closed.
    """
    with transaction():
        wave = _wave(brand_id, wave_id)
        _refuse_closed(wave)
        _check(brand_id, details, but=wave_id)
        outside = db.session.scalar(
            select(func.count())
            .select_from(Assignment)
            .where(
                Assignment.wave_id == wave_id,
                Assignment.state != "cancelled",
                (Assignment.window_from < datetime.combine(details.starts_on, time.min))
                | (Assignment.window_until > datetime.combine(details.ends_on, time.max)),
            )
        )
        if outside:
            raise BadWave(
                N_("%(count)s assignments have windows outside this period. Change them first."),
                count=outside,
            )
        before = {field: getattr(wave, field) for field in asdict(details)}
        for field, value in asdict(details).items():
            setattr(wave, field, value)
        if before != asdict(details):
            _record("wave.changed", wave, by, now, before=before, after=asdict(details))


def record_notice(
    brand_id: int, wave_id: int, told_on: date, manner: str, *, today: date, by: int, now: datetime
) -> None:
    """Record when and how staff were told that visits happen. Without it a wave does not open.

    :param today: the latest day that can have been: a notice that is still to be given is none.
    :raises BadWave: a day to come, or no manner.
    """
    with transaction():
        wave = _wave(brand_id, wave_id)
        _refuse_closed(wave)
        if told_on > today:
            raise BadWave(N_("The notice is dated in the future. Record it when it has been given."))
        if not manner.strip():
            raise BadWave(N_("Say how staff were told, for example: letter to all, or staff meeting."))
        before = {"notice_on": wave.notice_on, "notice_manner": wave.notice_manner}
        wave.notice_on, wave.notice_manner, wave.notice_recorded_by = told_on, manner.strip(), by
        after = {"notice_on": told_on, "notice_manner": manner.strip()}
        _record("wave.notice_recorded", wave, by, now, before=before, after=after)


def open_wave(brand_id: int, wave_id: int, *, by: int, now: datetime) -> None:
    """Let its shoppers see their assignments. :raises NotAllowed: no notice is recorded, or it is not
    planned.
    """
    with transaction():
        wave = _wave(brand_id, wave_id)
        if wave.state != "planned":
            raise NotAllowed(N_("This wave has been opened already. Nothing was changed."))
        if wave.notice_on is None or not wave.notice_manner:
            raise NotAllowed(
                N_("Record first when and how staff were told of the visits. The wave was not opened.")
            )
        wave.state, wave.opened_at = "open", now
        _record("wave.opened", wave, by, now)


def close_wave(brand_id: int, wave_id: int, *, by: int, now: datetime) -> None:
    """End the fieldwork and have the period's reports made; what still arrives is held for a decision.

    :raises NotAllowed: it is not open.
    """
    with transaction():
        wave = _wave(brand_id, wave_id)
        if wave.state != "open":
            raise NotAllowed(N_("Only an open wave can be closed. Nothing was changed."))
        wave.state, wave.closed_at = "closed", now
        _record("wave.closed", wave, by, now)
        add_job(
            "render_wave_reports",
            wave.id,
            now=now,
            dedupe_key=f"render_wave_reports:{wave.id}:{now.isoformat()}",
        )


def reopen_wave(brand_id: int, wave_id: int, *, by: int, now: datetime) -> None:
    """Take a closing back. :raises NotAllowed: it is not closed."""
    with transaction():
        wave = _wave(brand_id, wave_id)
        if wave.state != "closed":
            raise NotAllowed(N_("Only a closed wave can be opened again. Nothing was changed."))
        wave.state, wave.closed_at = "open", None
        _record("wave.reopened", wave, by, now)


def _wave(brand_id: int, wave_id: int) -> Wave:
    wave = find_wave(brand_id, wave_id)
    if wave is None:
        raise NotFound(N_("This wave does not exist."))
    return wave


def _refuse_closed(wave: Wave) -> None:
    if wave.state == "closed":
        raise NotAllowed(N_("This wave is closed. Nothing was changed."))


def _check(brand_id: int, details: WaveDetails, but: int | None = None) -> None:
    if details.ends_on < details.starts_on:
        raise BadWave(N_("The last day lies before the first. Choose a last day after it."))
    taken = db.session.scalars(
        select(Wave.id).where(Wave.brand_id == brand_id, Wave.name == details.name)
    ).one_or_none()
    if taken is not None and taken != but:
        raise BadWave(N_("There is a wave “%(name)s” already. Choose another name."), name=details.name)


def _record(
    action: str,
    wave: Wave,
    by: int,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_change(
        action, "wave", wave.id, user_id=by, brand_id=wave.brand_id, now=now, before=before, after=after
    )
