"""Customers' answers one by one, for those who manage the brand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from mysteryshop.domain.access import Scope
from mysteryshop.domain.customer_answers import ANSWER_FIELDS, PlacedAnswer
from mysteryshop.extensions import db
from mysteryshop.models import Location, Response
from mysteryshop.queries.scope import location_in_scope

_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class ResponseFilter:
    """What of the brand's answers is wanted; None leaves out the condition. `until` is counted."""

    location_id: int | None = None
    source: str | None = None
    situation: str | None = None
    since: date | None = None
    until: date | None = None
    with_comment: bool = False


def count_responses(scope: Scope, wanted: ResponseFilter) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Response)
            .join(Location, Location.id == Response.location_id)
            .where(*_conditions(scope, wanted))
        )
        or 0
    )


def responses_page(scope: Scope, wanted: ResponseFilter, *, offset: int, limit: int) -> list[PlacedAnswer]:
    """The newest first."""
    found = (
        _rows(scope, wanted)
        .order_by(Response.answered_on.desc(), Response.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [PlacedAnswer(**row) for row in db.session.execute(found).mappings()]


def all_responses(scope: Scope, wanted: ResponseFilter) -> Iterator[PlacedAnswer]:
    """Every one, the oldest first, read in pieces: an export of 100,000 holds no more than one of them."""
    after: ColumnElement[bool] = true()
    while True:
        found = _rows(scope, wanted).where(after).order_by(Response.answered_on, Response.id).limit(_CHUNK)
        rows = [PlacedAnswer(**row) for row in db.session.execute(found).mappings()]
        yield from rows
        if len(rows) < _CHUNK:
            return
        last = rows[-1]
        after = or_(
            Response.answered_on > last.answered_on,
            and_(Response.answered_on == last.answered_on, Response.id > last.id),
        )


def _rows(scope: Scope, wanted: ResponseFilter) -> Select[*tuple[Any, ...]]:
    columns = [
        Response.id,
        Location.name.label("location_name"),
        Location.external_id.label("location_number"),
        Response.source,
        *(getattr(Response, name) for name in ANSWER_FIELDS),
    ]
    return (
        select(*columns)
        .join(Location, Location.id == Response.location_id)
        .where(*_conditions(scope, wanted))
    )


def _conditions(scope: Scope, wanted: ResponseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Response.brand_id == scope.brand_id,
        location_in_scope(scope),
    ]
    for column, value in (
        (Response.location_id, wanted.location_id),
        (Response.source, wanted.source),
        (Response.situation, wanted.situation),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.since:
        conditions.append(Response.answered_on >= wanted.since)
    if wanted.until:
        conditions.append(Response.answered_on <= wanted.until)
    if wanted.with_comment:
        conditions.append(Response.comment.is_not(None))
    return conditions
