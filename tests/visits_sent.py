"""A shopper's round as the phone sends it, and what came of it."""

import json
from uuid import uuid4

from sqlalchemy import func, select

from mysteryshop.extensions import db
from mysteryshop.models import Audit
from mysteryshop.services.audits import submit_round
from tests.factories import NOW

GOOD = {"greeted": "yes", "goodbye": "yes"}


def body(assignment, answers=GOOD, **more):
    return json.dumps(
        {
            "assignment_id": assignment.id,
            "scorecard_version_id": assignment.scorecard_version_id,
            "situation": assignment.situation,
            "answers": answers,
        }
        | more
    )


def send(assignment, shopper, audit_id=None, number=1, text=None, now=NOW, **more):
    text = text or body(assignment, **more)
    return submit_round(audit_id or uuid4(), number, text, shopper_id=shopper.id, now=now)


def count(model, *where):
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def audit_of(receipt):
    return db.session.get_one(Audit, receipt.audit_id, populate_existing=True)
