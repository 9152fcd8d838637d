"""The rows behind the period tables of one location's report: one row an audit, one row a customer."""

from datetime import date

from sqlalchemy import case, or_, select

from mysteryshop.domain.period_tables import AnswerLine, AuditLine
from mysteryshop.extensions import db
from mysteryshop.models import Assignment, Audit, Response
from mysteryshop.queries.figures import CES_2


def audit_lines(
    brand_id: int, location_id: int, since: date, until: date, *, wave_id: int | None = None
) -> list[AuditLine]:
    """The approved audits of some days (both counted), and those of a wave whatever their day."""
    days = Audit.visited_on.between(since, until)
    rows = db.session.execute(
        select(Audit.visited_on, Assignment.wave_id, Audit.situation, Audit.score_tenths)
        .join(Assignment, Assignment.id == Audit.assignment_id)
        .where(
            Audit.brand_id == brand_id,
            Audit.state == "approved",
            Assignment.location_id == location_id,
            days if wave_id is None else or_(days, Assignment.wave_id == wave_id),
        )
    )
    return [AuditLine(*row) for row in rows]


def answer_lines(brand_id: int, location_id: int, since: date, until: date) -> list[AnswerLine]:
    """What customers of the location answered on some days, both counted."""
    rows = db.session.execute(
        select(
            Response.answered_on,
            Response.situation,
            Response.nps,
            Response.csat,
            case((Response.ces_scale == CES_2, Response.ces)),
        ).where(
            Response.brand_id == brand_id,
            Response.location_id == location_id,
            Response.answered_on.between(since, until),
        )
    )
    return [AnswerLine(day, situation or "", nps, csat, ces) for day, situation, nps, csat, ces in rows]
