"""Importing customers' answers: upload, columns, dry run, result."""

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, render_template, request, stream_with_context, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mysteryshop.clock import utc_now
from mysteryshop.domain.response_scores import REFUSE
from mysteryshop.queries.imports import (
    ImportOverview,
    count_refused_cells,
    find_mapping,
    find_responses_import,
    refused_rows,
    responses_imports,
)
from mysteryshop.reports.csv_text import csv_lines
from mysteryshop.services.history import record_access
from mysteryshop.services.imports import (
    change_mapping,
    choose_mapping,
    confirm_import,
    drop_import,
    upload_responses,
)
from mysteryshop.web.access import own_viewer, requires
from mysteryshop.web.errors import sentence
from mysteryshop.web.filters import language
from mysteryshop.web.forms import form_page
from mysteryshop.web.manager.blueprint import bp
from mysteryshop.web.manager.import_forms import (
    FIELD_NAMES,
    LEAVE_EMPTY,
    MappingForm,
    UploadForm,
    score_choices,
)
from mysteryshop.web.paging import PAGE_SIZE
from mysteryshop.web.situations import word_choices

Page = str | tuple[str, int] | Response


@bp.route("/brands/<int:brand_id>/responses/import", methods=["GET", "POST"])
@requires("manage brand")
def import_responses(brand_id: int) -> Page:
    form = UploadForm()
    if form.validate_on_submit() and form.carries_out(
        lambda: upload_responses(
            brand_id,
            form.file.data.stream,
            form.file.data.filename or "",
            by=own_viewer().user_id,
            now=utc_now(),
        )
    ):
        return redirect(url_for(".responses_import", brand_id=brand_id, import_id=form.result))
    return form_page("manager/import_upload.html", form, imports=responses_imports(brand_id)[:5])


@bp.get("/brands/<int:brand_id>/responses/imports")
@requires("manage brand")
def responses_import_list(brand_id: int) -> Page:
    return render_template("manager/imports.html", imports=responses_imports(brand_id))


@bp.get("/brands/<int:brand_id>/responses/imports/<int:import_id>")
@requires("manage brand")
def responses_import(brand_id: int, import_id: int) -> Page:
    brought = _own_import(brand_id, import_id)
    if brought.state == "mapping":
        return redirect(url_for(".import_columns", brand_id=brand_id, import_id=import_id))
    cells = count_refused_cells(import_id)
    pages = max(1, -(-cells // PAGE_SIZE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "manager/import.html",
        brought=brought,
        cells=cells,
        refused=refused_rows(import_id, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE),
        number=number,
        pages=pages,
        sentence=sentence,
    )


@bp.route("/brands/<int:brand_id>/responses/imports/<int:import_id>/columns", methods=["GET", "POST"])
@requires("manage brand")
def import_columns(brand_id: int, import_id: int) -> Page:
    brought = _own_import(brand_id, import_id)
    draft = find_mapping(brand_id, import_id)
    if draft is None or brought.state != "mapping":
        return redirect(url_for(".responses_import", brand_id=brand_id, import_id=import_id))
    posted = request.form if request.method == "POST" else None
    choices = word_choices(brand_id) | score_choices(language())
    form = MappingForm(draft.profile, draft.mapping, choices, posted)
    if posted is not None and form.validate():
        choose_mapping(brand_id, import_id, form.mapping(), now=utc_now())
        return redirect(url_for(".responses_import", brand_id=brand_id, import_id=import_id))
    context = {"field_names": FIELD_NAMES, "leave_empty": LEAVE_EMPTY, "refuse": REFUSE}
    page = render_template("manager/import_columns.html", brought=brought, mapping=form, **context)
    return page, 422 if form.problems else 200


@bp.post("/brands/<int:brand_id>/responses/imports/<int:import_id>/columns/again")
@requires("manage brand")
def import_columns_again(brand_id: int, import_id: int) -> Page:
    change_mapping(brand_id, import_id)
    return redirect(url_for(".import_columns", brand_id=brand_id, import_id=import_id))


@bp.post("/brands/<int:brand_id>/responses/imports/<int:import_id>/confirm")
@requires("manage brand")
def confirm_responses_import(brand_id: int, import_id: int) -> Page:
    confirm_import(brand_id, import_id, by=own_viewer().user_id, now=utc_now())
    return redirect(url_for(".responses_import", brand_id=brand_id, import_id=import_id))


@bp.post("/brands/<int:brand_id>/responses/imports/<int:import_id>/drop")
@requires("manage brand")
def drop_responses_import(brand_id: int, import_id: int) -> Page:
    drop_import(brand_id, import_id)
    flash(_("The import was dropped. Nothing of it was kept."), "success")
    return redirect(url_for(".responses", brand_id=brand_id))


@bp.get("/brands/<int:brand_id>/responses/imports/<int:import_id>/refused.csv")
@requires("manage brand")
def refused_csv(brand_id: int, import_id: int) -> FlaskResponse:
    """The wrong cells, for whoever repairs the file."""
    _own_import(brand_id, import_id)
    head = (_("Row"), _("Column"), _("Value"), _("Reason"))
    rows = [(r.row_number, r.column, r.value, sentence(r.reason)) for r in refused_rows(import_id)]
    record_access(
        "exported", "import", import_id, user_id=own_viewer().user_id, brand_id=brand_id, now=utc_now()
    )
    return csv_download([head, *rows], f"refused-rows-{import_id}.csv")


def csv_download(rows: object, name: str) -> FlaskResponse:
    """A CSV that is written while it is sent."""
    lines = csv_lines(rows, language())  # type: ignore[arg-type]
    answer = FlaskResponse(stream_with_context(line.encode() for line in lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _own_import(brand_id: int, import_id: int) -> ImportOverview:
    found = find_responses_import(brand_id, import_id)
    if found is None or found.state == "dropped":
        abort(404)
    return found
