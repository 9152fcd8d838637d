"""The public survey: its addresses, and the answers that come in through them."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from mysteryshop.domain import survey_wording
from mysteryshop.domain.errors import N_, DomainError, NotAllowed, NotFound
from mysteryshop.domain.privacy import part_of_day
from mysteryshop.domain.response_rows import CES_SCALE
from mysteryshop.extensions import db, insert_ignore, transaction
from mysteryshop.models import Brand, Location, Response, Survey, SurveyLink, SurveyVersion
from mysteryshop.queries.surveys import SurveyPage, find_survey_page
from mysteryshop.services.history import record_change
from mysteryshop.services.reports import mark_reports_stale

MAX_COMMENT = 4000


class EmptyAnswer(DomainError):
    """Nothing was answered and nothing written."""


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """What a customer sent. `press` is born with the page: a second press of the button is the same answer."""

    press: str
    csat: int | None = None
    nps: int | None = None
    ces: int | None = None
    comment: str | None = None
    situation: str | None = None


def new_token() -> str:
    """128 bits in 26 small letters and digits, without those that are taken for each other (0 and 1)."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def make_survey_pages(brand_id: int, *, by: int, now: datetime) -> int:
    """Give every open location without one an address. :returns: how many got one."""
    with transaction():
        without = db.session.scalars(
            select(Location.id)
            .where(Location.brand_id == brand_id)
            .where(Location.closed_on.is_(None) | (Location.closed_on > now.date()))
            .where(
                ~select(SurveyLink.id)
                .where(SurveyLink.location_id == Location.id, SurveyLink.revoked_at.is_(None))
                .exists()
            )
        ).all()
        made = 0
        for location_id in without:
            link = insert_ignore(SurveyLink).values(
                brand_id=brand_id, location_id=location_id, token=new_token(), created_at=now
            )
            made += db.session.scalar(link.returning(SurveyLink.id)) is not None
        if made:
            record_change(
                "survey_pages.made", "brand", brand_id, user_id=by, brand_id=brand_id, now=now,
                after={"count": made},
            )  # fmt: skip
        return made


def renew_survey_page(brand_id: int, location_id: int, *, by: int, now: datetime) -> str:
    """Give the location a new address; the old one stops at once, printed sheets included.

    :returns: the new token. :raises NotFound: no such location of the brand.
    """
    with transaction():
        location = db.session.scalars(
            select(Location)
            .where(Location.brand_id == brand_id, Location.id == location_id)
            .with_for_update()
        ).one_or_none()
        if location is None:
            raise NotFound(N_("There is no such location."))
        db.session.execute(
            update(SurveyLink)
            .where(SurveyLink.location_id == location_id, SurveyLink.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        token = new_token()
        db.session.add(SurveyLink(brand_id=brand_id, location_id=location_id, token=token, created_at=now))
        record_change("survey_page.renewed", "location", location_id, user_id=by, brand_id=brand_id, now=now)
        return token


def answer_survey(token: str, answer: SurveyAnswer, *, now: datetime) -> bool:
    """Keep a customer's answers, with the local day of the location.

    :returns: False when this press was kept already.
    :raises EmptyAnswer: nothing in it; :raises NotFound: no such page; :raises NotAllowed: the page is closed.
    """
    if not answer.comment and {answer.csat, answer.nps, answer.ces} == {None}:
        raise EmptyAnswer(N_("Answer at least one question, or write a comment."))
    with transaction():
        page = find_survey_page(token)
        if page is None:
            raise NotFound(N_("There is no such survey."))
        local = now.astimezone(ZoneInfo(page.time_zone)).replace(tzinfo=None, microsecond=0)
        if not page.takes_answers(local.date()):
            raise NotAllowed(N_("This survey is closed."))
        added = db.session.scalar(
            insert_ignore(Response)
            .values(
                brand_id=page.brand_id,
                location_id=page.location_id,
                survey_version_id=_version(page, now),
                answered_on=local.date(),
                answered_at=local,
                day_part=part_of_day(local.time()).value,
                situation=answer.situation if answer.situation in page.situations else None,
                csat=answer.csat,
                nps=answer.nps,
                ces=answer.ces,
                ces_scale=CES_SCALE,
                dismissed=[answer.csat, answer.nps, answer.ces].count(None),
                comment=(answer.comment or "")[:MAX_COMMENT] or None,
                source="open",
                external_id=f"{page.location_id}-{answer.press}",
                received_at=now,
            )
            .returning(Response.id)
        )
        if added is not None:
            mark_reports_stale(page.brand_id, local.date(), now=now)
        return added is not None


def _version(page: SurveyPage, now: datetime) -> int:
    """The version that holds today's wording; made when the wording or the brand's name is new."""
    text = survey_wording.document(page.brand_name)
    found = db.session.scalars(
        select(SurveyVersion.id)
        .where(SurveyVersion.brand_id == page.brand_id, SurveyVersion.document == text)
        .order_by(SurveyVersion.id)
    ).first()
    if found is not None:
        return found
    # Two first customers at once make one survey. "No key": a plain lock would stand in the way of every row that
    # points at the brand, and on PostgreSQL a dozen customers then lock each other out.
    db.session.get(Brand, page.brand_id, with_for_update={"key_share": True})
    survey = db.session.scalars(
        select(Survey).where(Survey.brand_id == page.brand_id).order_by(Survey.id)
    ).first()
    if survey is None:
        survey = Survey(brand_id=page.brand_id, name="open", created_at=now)
        db.session.add(survey)
        db.session.flush()
    last = db.session.scalar(
        select(func.max(SurveyVersion.number)).where(SurveyVersion.survey_id == survey.id)
    )
    same = db.session.scalars(
        select(SurveyVersion.id).where(SurveyVersion.survey_id == survey.id, SurveyVersion.document == text)
    ).first()
    if same is not None:
        return same
    version = SurveyVersion(
        brand_id=page.brand_id, survey_id=survey.id, number=(last or 0) + 1, document=text, created_at=now
    )
    db.session.add(version)
    db.session.flush()
    return version.id
