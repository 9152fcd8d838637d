"""Workbooks of customers' answers: asked for on a page, made by a job, gone after a week."""

import io
import json
from dataclasses import asdict
from datetime import date, datetime, timedelta

from flask_babel import force_locale
from sqlalchemy import delete, exists, select

from mysteryshop import storage
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Access, Export, User
from mysteryshop.queries.responses import ResponseFilter, all_responses
from mysteryshop.queries.scope import viewer_of
from mysteryshop.queries.scorecards import situation_names
from mysteryshop.reports.response_table import response_table
from mysteryshop.reports.spreadsheet import workbook
from mysteryshop.reports.words import gettext
from mysteryshop.services.jobs import add_job

KEPT = timedelta(days=7)


def request_export(brand_id: int, wanted: ResponseFilter, *, language: str, by: int, now: datetime) -> int:
    """Ask for a workbook of the brand's answers. That somebody did is noted, as for every export.

    :param wanted: the filter of the list; :param language: of its words. :returns: the export's id.
    """
    with transaction():
        export = Export(
            brand_id=brand_id,
            wanted=json.dumps(asdict(wanted), default=str, sort_keys=True),
            language=language,
            requested_by=by,
            requested_at=now,
        )
        db.session.add(export)
        db.session.flush()
        db.session.add(
            Access(
                brand_id=brand_id,
                user_id=by,
                happened_at=now,
                action="exported",
                subject_kind="responses",
                subject_id=str(brand_id),
            )
        )
        add_job("export_responses", export.id, now=now)
        return export.id


def make_export(export_id: int) -> None:
    """Write the workbook, unless it is there. What the person may read is looked up again: roles may be gone."""
    export = db.session.get(Export, export_id)
    if export is None or export.state == "ready":
        return
    person = db.session.get_one(User, export.requested_by)
    scope = viewer_of(person).scope("manage brand", export.brand_id)
    if scope is None:
        _end(export_id, "failed")
        return
    try:
        with force_locale(export.language):
            rows = response_table(
                all_responses(scope, _filter(export.wanted)), situation_names(export.brand_id)
            )
            data, count = workbook(rows, gettext("Answers"))
        key = storage.put(io.BytesIO(data))
    except Exception:
        _end(export_id, "failed")
        raise
    _end(export_id, "ready", key, count)


def _filter(wanted: str) -> ResponseFilter:
    values = json.loads(wanted)
    days = {name: date.fromisoformat(values[name]) for name in ("since", "until") if values[name]}
    return ResponseFilter(**(values | days))


def _end(export_id: int, state: str, key: str | None = None, rows: int | None = None) -> None:
    with transaction():
        export = db.session.get_one(Export, export_id)
        export.state, export.file_key, export.rows = state, key, rows


def purge_exports(*, now: datetime) -> int:
    """Delete the exports of a week ago, rows first. :returns: how many."""
    with transaction():
        keys = db.session.scalars(
            delete(Export).where(Export.requested_at <= now - KEPT).returning(Export.file_key)
        ).all()
    for key in {key for key in keys if key}:
        if not db.session.scalar(select(exists().where(Export.file_key == key))):
            storage.delete(key)
    return len(keys)
