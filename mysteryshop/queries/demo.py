"""What the demo loader looks up over all brands."""

from uuid import UUID

from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import Audit


def newest_approved(count: int) -> list[UUID]:
    """The audits that were approved last."""
    approved = select(Audit.id).where(Audit.state == "approved")
    newest = approved.order_by(Audit.visited_on.desc(), Audit.visited_at.desc(), Audit.assignment_id)
    return list(db.session.scalars(newest.limit(count)))
