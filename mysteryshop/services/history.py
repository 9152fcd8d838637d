"""The history: who changed what, who saw what. Called inside the transaction of the change."""

import json
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert

from mysteryshop.extensions import db, transaction
from mysteryshop.models import Access, Change

# Made once, past the ORM: whatever is opened or downloaded runs it.
NOTE_ACCESS = insert(cast(Table, Access.__table__))


def record_change(
    action: str,
    subject_kind: str,
    subject_id: object,
    *,
    user_id: int | None,
    brand_id: int | None,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add an entry to the history, in the transaction at hand.

    :param action: noun and past participle, "audit.approved"; :param user_id: None when the program did it.
    :param before, after: what changed, JSON-able; never a password, a token or a staff answer.
    """
    db.session.add(
        Change(
            brand_id=brand_id,
            user_id=user_id,
            happened_at=now,
            action=action,
            subject_kind=subject_kind,
            subject_id=str(subject_id),
            before=None
            if before is None
            else json.dumps(before, ensure_ascii=False, sort_keys=True, default=str),
            after=None
            if after is None
            else json.dumps(after, ensure_ascii=False, sort_keys=True, default=str),
        )
    )


def record_access(
    action: str, subject_kind: str, subject_id: object, *, user_id: int, brand_id: int | None, now: datetime
) -> None:
    """Note, in a transaction of its own, that somebody viewed, exported or downloaded something."""
    with transaction():
        db.session.execute(
            NOTE_ACCESS,
            {
                "brand_id": brand_id,
                "user_id": user_id,
                "happened_at": now,
                "action": action,
                "subject_kind": subject_kind,
                "subject_id": str(subject_id),
            },
        )
