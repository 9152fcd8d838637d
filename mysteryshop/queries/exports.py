"""Workbooks that were asked for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mysteryshop.extensions import db
from mysteryshop.models import Export


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An export as its page shows it. `file_key` None: there is nothing to download."""

    id: int
    state: str
    file_key: str | None
    rows: int | None
    requested_at: datetime


def find_export(export_id: int, brand_id: int, *, by: int) -> ExportRow | None:
    """One's own export of the brand's answers; None for another's, and for one that has gone."""
    export = db.session.scalar(
        select(Export).where(Export.id == export_id, Export.brand_id == brand_id, Export.requested_by == by)
    )
    if export is None:
        return None
    return ExportRow(export.id, export.state, export.file_key, export.rows, export.requested_at)
