"""Scorecards of a brand: the list, new ones, preview, publishing, versions, files."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from mysteryshop import clock
from mysteryshop.domain.scorecard import Document, canonical_json
from mysteryshop.domain.scorecard_editing import new_key
from mysteryshop.domain.scorecard_templates import eight_criteria, empty_document
from mysteryshop.queries.scope import brands_of
from mysteryshop.queries.scorecards import (
    PublishedVersion,
    assignments_to_move,
    find_version,
    list_scorecards,
    situation_names,
)
from mysteryshop.services.scorecards import (
    archive_scorecard,
    create_scorecard,
    discard_changes,
    name_situation,
    publish_draft,
    restore_scorecard,
)
from mysteryshop.web.access import own_brand, own_viewer, requires
from mysteryshop.web.brand.blueprint import bp
from mysteryshop.web.brand.scorecard_entries import texts_from
from mysteryshop.web.brand.scorecard_files import as_download, read_scorecard_file
from mysteryshop.web.brand.scorecard_pages import builder_page, differences, preview_of
from mysteryshop.web.brand.scorecard_saving import own_draft_or_404, posted_rev, refused
from mysteryshop.web.brand.scorecard_trial import try_answers

LIST = "/<int:brand_id>/scorecards"
DRAFT = f"{LIST}/<int:scorecard_id>"
VERSION = f"{DRAFT}/versions/<int:number>"


@bp.get("/scorecards")
@requires("build scorecards")
def scorecards_home() -> str | AnyResponse:
    """From the navigation: to the only brand's scorecards, else to a choice of brands."""
    brands = brands_of(own_viewer(), "build scorecards")
    if len(brands) == 1:
        return redirect(url_for(".scorecards", brand_id=brands[0].id))
    return render_template("brand/scorecards/brands.html", brands=brands)


@bp.get(LIST)
@requires("build scorecards")
def scorecards(brand_id: int) -> str:
    return render_template(
        "brand/scorecards/list.html",
        scorecards=list_scorecards(brand_id),
        archived=list_scorecards(brand_id, archived=True),
    )


@bp.route(f"{LIST}/new", methods=["GET", "POST"])
@requires("build scorecards")
def new_scorecard(brand_id: int) -> str | AnyResponse:
    languages = own_brand().language_codes
    title = request.form.get("title", "").strip()
    if request.method == "POST" and request.form.get("start") == "template":
        document = eight_criteria(languages)
        if title:
            document["title"] = {document["language"]: title}
        return _created(brand_id, document)
    if request.method == "POST" and title:
        return _created(brand_id, empty_document(title, languages[0]))
    missing = request.method == "POST"
    return render_template("brand/scorecards/new.html", missing_title=missing, problems=[])


@bp.post(f"{LIST}/import")
@requires("build scorecards")
def import_scorecard(brand_id: int) -> tuple[str, int] | AnyResponse:
    file = read_scorecard_file("file")
    if file.document is None:
        return render_template("brand/scorecards/new.html", missing_title=False, problems=file.problems), 422
    return _created(brand_id, file.document)


@bp.route(f"{LIST}/situations", methods=["GET", "POST"])
@requires("build scorecards")
def brand_situations(brand_id: int) -> str | AnyResponse:
    """The brand's own situations; a post without a key adds one."""
    languages = own_brand().language_codes
    typed = texts_from(request.form, "name", languages)
    key = request.form.get("key") or None
    problem = None
    if request.method == "POST":
        by, now = own_viewer().user_id, clock.utc_now()
        problem = refused(lambda: name_situation(brand_id, key, typed, by=by, now=now))
        if problem is None:
            flash(_("Saved. It can now be chosen in the settings of a scorecard."), "success")
            return redirect(url_for(".brand_situations", brand_id=brand_id))
    return render_template(
        "brand/scorecards/situations.html",
        names=situation_names(brand_id),
        languages=languages,
        typed=typed,
        edited=key,
        problem=problem,
    )


@bp.route(f"{DRAFT}/preview", methods=["GET", "POST"])
@requires("build scorecards")
def preview_scorecard(brand_id: int, scorecard_id: int) -> str:
    """The form as a shopper sees it; a post tries its answers and stores nothing."""
    draft = own_draft_or_404(brand_id, scorecard_id)
    preview = preview_of(draft.document)
    trial = try_answers(draft.document, preview, request.form) if request.method == "POST" else None
    return render_template(
        "brand/scorecards/preview.html", draft=draft, version=None, preview=preview, trial=trial
    )


@bp.route(f"{DRAFT}/publish", methods=["GET", "POST"])
@requires("build scorecards")
def publish_scorecard(brand_id: int, scorecard_id: int) -> str | AnyResponse:
    draft = own_draft_or_404(brand_id, scorecard_id)
    problem = None
    if request.method == "POST":
        by, now, rev = own_viewer().user_id, clock.utc_now(), posted_rev()
        problem = refused(lambda: publish_draft(brand_id, scorecard_id, rev, by=by, now=now))
        if problem is None:
            flash(_("Version %(number)s is published and in use.", number=draft.number), "success")
            return redirect(_page(".build_scorecard", brand_id, scorecard_id))
    return render_template(
        "brand/scorecards/publish.html",
        page=builder_page(draft),
        problem=problem,
        differences=differences(draft.published, draft.document),
        moving=len(assignments_to_move(brand_id, scorecard_id, draft.document)),
    )


@bp.post(f"{DRAFT}/discard")
@requires("build scorecards")
def discard_scorecard_changes(brand_id: int, scorecard_id: int) -> AnyResponse:
    by, now, rev = own_viewer().user_id, clock.utc_now(), posted_rev()
    problem = refused(lambda: discard_changes(brand_id, scorecard_id, rev, by=by, now=now))
    flash(problem or _("The draft is again what is published."), "error" if problem else "success")
    return redirect(_page(".build_scorecard", brand_id, scorecard_id))


@bp.route(f"{DRAFT}/archive", methods=["GET", "POST"])
@requires("build scorecards")
def archive_brand_scorecard(brand_id: int, scorecard_id: int) -> str | AnyResponse:
    draft = own_draft_or_404(brand_id, scorecard_id)
    if request.method == "POST":
        archive_scorecard(brand_id, scorecard_id, by=own_viewer().user_id, now=clock.utc_now())
        flash(_("“%(name)s” is archived. Its audits stay as they are.", name=draft.name), "success")
        return redirect(url_for(".scorecards", brand_id=brand_id))
    return render_template("brand/scorecards/archive.html", draft=draft)


@bp.post(f"{DRAFT}/restore")
@requires("build scorecards")
def restore_brand_scorecard(brand_id: int, scorecard_id: int) -> AnyResponse:
    restore_scorecard(brand_id, scorecard_id, by=own_viewer().user_id, now=clock.utc_now())
    return redirect(url_for(".scorecards", brand_id=brand_id))


@bp.get(f"{DRAFT}/export")
@requires("build scorecards")
def export_draft(brand_id: int, scorecard_id: int) -> Response:
    draft = own_draft_or_404(brand_id, scorecard_id)
    name = new_key(draft.name, [], "scorecard")
    return as_download(canonical_json(draft.document), f"{name}-draft-{draft.number}.json")


@bp.get(VERSION)
@requires("build scorecards")
def scorecard_version(brand_id: int, scorecard_id: int, number: int) -> str:
    version = _own_version_or_404(brand_id, scorecard_id, number)
    draft = own_draft_or_404(brand_id, scorecard_id)
    return render_template(
        "brand/scorecards/preview.html",
        draft=draft,
        version=version,
        preview=preview_of(version.document),
        trial=None,
    )


@bp.get(f"{VERSION}/export")
@requires("build scorecards")
def export_version(brand_id: int, scorecard_id: int, number: int) -> Response:
    version = _own_version_or_404(brand_id, scorecard_id, number)
    return as_download(version.text, f"{new_key(version.name, [], 'scorecard')}-version-{number}.json")


def _own_version_or_404(brand_id: int, scorecard_id: int, number: int) -> PublishedVersion:
    return find_version(brand_id, scorecard_id, number) or abort(404)


def _created(brand_id: int, document: Document) -> AnyResponse:
    by = own_viewer().user_id
    scorecard_id = create_scorecard(brand_id, document, by=by, now=clock.utc_now())
    return redirect(_page(".build_scorecard", brand_id, scorecard_id))


def _page(endpoint: str, brand_id: int, scorecard_id: int) -> str:
    return url_for(endpoint, brand_id=brand_id, scorecard_id=scorecard_id)
