"""Reports as PDF: the list, asking for one, the page that waits for it, and the file."""

import os
from uuid import UUID

from flask import Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as Answer

from mysteryshop import clock, storage
from mysteryshop.domain.privacy import Audience
from mysteryshop.queries.periods import find_period
from mysteryshop.queries.reports import ReportRow, count_reports, find_report, list_reports
from mysteryshop.queries.results import find_approved_audit, find_location
from mysteryshop.services.history import record_access
from mysteryshop.services.reports import Wanted, request_again, request_report
from mysteryshop.web.access import own_scope, own_viewer, requires
from mysteryshop.web.brand.blueprint import bp
from mysteryshop.web.brand.report_pages import file_name, readable_copies, report_item, request_form
from mysteryshop.web.brand.results import audience, own_sight, page_number
from mysteryshop.web.filters import language
from mysteryshop.web.frame import LANGUAGE_NAMES

REPORTS_A_PAGE = 30


@bp.route("/<int:brand_id>/reports", methods=["GET", "POST"])
@requires("read results")
def reports(brand_id: int) -> Answer | tuple[str, int]:
    form = request_form(own_scope(), for_agency=audience() is Audience.AGENCY, language=language())
    if form.validate_on_submit():
        wanted = _wanted_location(brand_id, form.location.data, form.period.data, form.language.data)
        report_id = request_report(wanted, by=own_viewer().user_id, now=clock.utc_now())
        return redirect(url_for(".report", brand_id=brand_id, report_id=report_id))
    rows = list_reports(
        own_scope(),
        readable_copies(audience()),
        limit=REPORTS_A_PAGE,
        offset=(page_number() - 1) * REPORTS_A_PAGE,
    )
    total = count_reports(own_scope(), readable_copies(audience()))
    page = render_template(
        "brand/reports.html",
        form=form,
        items=[report_item(row) for row in rows],
        brand_id=brand_id,
        number=page_number(),
        pages=max(1, -(-total // REPORTS_A_PAGE)),
    )
    return page, 422 if form.errors else 200


def _wanted_location(brand_id: int, location_id: int, slug: str, in_language: str) -> Wanted:
    """The report that a form asks for; a location outside the scope, or no such period, is a 404."""
    location = find_location(location_id, own_scope()) or abort(404)
    period = find_period(brand_id, slug) or abort(404)
    agencys = audience() is Audience.AGENCY and request.form.get("audience") == Audience.AGENCY
    reader = Audience.AGENCY if agencys else Audience.BRAND
    return Wanted(brand_id, reader, in_language, location_id=location.id, period=period)


@bp.post("/<int:brand_id>/audits/<uuid:audit_id>/reports")
@requires("read results")
def request_audit_report(brand_id: int, audit_id: UUID) -> Answer:
    find_approved_audit(audit_id, own_scope(), own_sight()) or abort(404)
    chosen = request.form.get("language", language())
    if chosen not in dict(LANGUAGE_NAMES):
        abort(404)
    wanted = Wanted(brand_id, audience(), chosen, audit_id=audit_id)
    report_id = request_report(wanted, by=own_viewer().user_id, now=clock.utc_now())
    return redirect(url_for(".report", brand_id=brand_id, report_id=report_id))


@bp.get("/<int:brand_id>/reports/<int:report_id>")
@requires("read results")
def report(brand_id: int, report_id: int) -> str:
    return render_template("brand/report.html", item=report_item(own_report(report_id)), brand_id=brand_id)


@bp.post("/<int:brand_id>/reports/<int:report_id>/again")
@requires("read results")
def make_report_again(brand_id: int, report_id: int) -> Answer:
    own_report(report_id)
    request_again(brand_id, report_id, by=own_viewer().user_id, now=clock.utc_now())
    return redirect(url_for(".report", brand_id=brand_id, report_id=report_id))


@bp.get("/<int:brand_id>/reports/<int:report_id>/file")
@requires("read results", with_brand=False)
def report_file(brand_id: int, report_id: int) -> Response:
    row = own_report(report_id)
    if row.file_key is None or not storage.holds(row.file_key):
        abort(404)
    viewer = own_viewer()
    record_access(
        "downloaded", "report", report_id, user_id=viewer.user_id, brand_id=brand_id, now=clock.utc_now()
    )
    file = storage.open(row.file_key)
    answer = send_file(
        file, mimetype="application/pdf", as_attachment=True, download_name=file_name(row), etag=False
    )
    answer.content_length = os.fstat(file.fileno()).st_size
    answer.cache_control.private, answer.cache_control.no_store = True, True
    return answer


def own_report(report_id: int) -> ReportRow:
    """The report inside the viewer's scope and for the viewer's audience; any other is a 404."""
    return find_report(report_id, own_scope(), readable_copies(audience())) or abort(404)
