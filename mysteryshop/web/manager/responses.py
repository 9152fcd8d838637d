"""Customers' answers of a brand: the list, and the export of it."""

from collections.abc import Mapping
from datetime import date

from flask import Response as FlaskResponse
from flask import abort, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mysteryshop import storage
from mysteryshop.clock import utc_now
from mysteryshop.queries.exports import ExportRow, find_export
from mysteryshop.queries.responses import ResponseFilter, all_responses, count_responses, responses_page
from mysteryshop.queries.scope import brands_of, locations_of
from mysteryshop.queries.scorecards import situation_names
from mysteryshop.reports.response_table import SOURCES, response_table
from mysteryshop.services.exports import request_export
from mysteryshop.services.history import record_access
from mysteryshop.web.access import own_scope, own_viewer, requires
from mysteryshop.web.filters import language
from mysteryshop.web.manager.blueprint import bp
from mysteryshop.web.manager.imports import csv_download
from mysteryshop.web.paging import PAGE_SIZE
from mysteryshop.web.situations import word_choices

Page = str | Response
FILTERS = (
    "location",
    "source",
    "situation",
    "since",
    "until",
    "comment",
)  # what an address may narrow the list by
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/responses")
@requires("manage brand")
def responses_home() -> Page:
    brands = brands_of(own_viewer(), "manage brand")
    if len(brands) == 1:
        return redirect(url_for(".responses", brand_id=brands[0].id))
    return render_template(
        "manager/choose_brand.html", brands=brands, title=_("Customers' answers"), endpoint=".responses"
    )


@bp.get("/brands/<int:brand_id>/responses/")
@requires("manage brand")
def responses(brand_id: int) -> Page:
    wanted = wanted_responses(request.args)
    total = count_responses(own_scope(), wanted)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "manager/responses.html",
        rows=responses_page(own_scope(), wanted, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE),
        total=total,
        number=number,
        pages=pages,
        wanted=wanted,
        query={name: request.args[name] for name in FILTERS if name in request.args},
        locations=locations_of(own_scope()),
        names={field: dict(choices) for field, choices in word_choices(brand_id).items()},
        sources=SOURCES,
    )


@bp.get("/brands/<int:brand_id>/responses/export.csv")
@requires("manage brand")
def export_responses(brand_id: int) -> FlaskResponse:
    """Everything that the list's filter lets through."""
    wanted = wanted_responses(request.args)
    record_access(
        "exported", "responses", brand_id, user_id=own_viewer().user_id, brand_id=brand_id, now=utc_now()
    )
    rows = response_table(all_responses(own_scope(), wanted), situation_names(brand_id))
    return csv_download(rows, "answers.csv")


@bp.post("/brands/<int:brand_id>/responses/export")
@requires("manage brand")
def ask_workbook(brand_id: int) -> Page:
    """The same as a workbook, made by a job."""
    export_id = request_export(
        brand_id, wanted_responses(request.args), language=language(), by=own_viewer().user_id, now=utc_now()
    )
    return redirect(url_for(".workbook", brand_id=brand_id, export_id=export_id))


@bp.get("/brands/<int:brand_id>/responses/exports/<int:export_id>")
@requires("manage brand")
def workbook(brand_id: int, export_id: int) -> Page:
    return render_template("manager/export.html", export=_own_export(brand_id, export_id))


@bp.get("/brands/<int:brand_id>/responses/exports/<int:export_id>/file")
@requires("manage brand")
def workbook_file(brand_id: int, export_id: int) -> FlaskResponse:
    export = _own_export(brand_id, export_id)
    if export.file_key is None or not storage.holds(export.file_key):
        abort(404)
    record_access(
        "downloaded", "export", export_id, user_id=own_viewer().user_id, brand_id=brand_id, now=utc_now()
    )
    answer = send_file(
        storage.open(export.file_key),
        mimetype=XLSX,
        as_attachment=True,
        download_name="answers.xlsx",
        etag=False,
    )
    answer.cache_control.private, answer.cache_control.no_store = True, True
    return answer


def _own_export(brand_id: int, export_id: int) -> ExportRow:
    return find_export(export_id, brand_id, by=own_viewer().user_id) or abort(404)


def wanted_responses(args: Mapping[str, str]) -> ResponseFilter:
    """The filter in the address; what makes no sense is left out, so that an old link still opens."""
    location = args.get("location", "")
    return ResponseFilter(
        location_id=int(location)
        if location.isascii() and location.isdigit() and len(location) < 10
        else None,
        source=args.get("source") if args.get("source") in SOURCES else None,
        situation=args.get("situation") or None,
        since=_day(args.get("since", "")),
        until=_day(args.get("until", "")),
        with_comment=args.get("comment") == "1",
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
