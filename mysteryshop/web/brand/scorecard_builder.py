"""The builder: sections, questions and settings of a scorecard's draft, by plain forms."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from mysteryshop.domain.scorecard_editing import (
    add_question,
    add_section,
    dependents,
    duplicate_question,
    find_question,
    find_section,
    move_question,
    move_section,
    new_key,
    possible_parents,
    put_question,
    question_keys,
    remove_question,
    remove_section,
    replace_question,
    replace_section,
    section_keys,
    with_head,
    with_raised_meaning,
)
from mysteryshop.domain.scorecard_reading import situations_of
from mysteryshop.domain.scorecard_templates import PRESETS, question_from_preset
from mysteryshop.web.access import requires
from mysteryshop.web.brand.blueprint import bp
from mysteryshop.web.brand.scorecard_entries import HeadEntries, SectionEntries
from mysteryshop.web.brand.scorecard_pages import (
    builder_page,
    languages_for,
    preview_of,
)
from mysteryshop.web.brand.scorecard_question_entries import QuestionEntries
from mysteryshop.web.brand.scorecard_saving import own_draft_or_404, save_entries, save_or_flash
from mysteryshop.web.brand.scorecard_words import presets, situation_choices

DRAFT = "/<int:brand_id>/scorecards/<int:scorecard_id>"
STEPS = {"up": -1, "down": 1}


@bp.get(DRAFT)
@requires("build scorecards")
def build_scorecard(brand_id: int, scorecard_id: int) -> str:
    page = builder_page(own_draft_or_404(brand_id, scorecard_id))
    return render_template("brand/scorecards/overview.html", page=page)


@bp.route(f"{DRAFT}/settings", methods=["GET", "POST"])
@requires("build scorecards")
def edit_scorecard_settings(brand_id: int, scorecard_id: int) -> str | Response:
    draft = own_draft_or_404(brand_id, scorecard_id)
    languages = languages_for(draft.document)
    entries = HeadEntries.of(draft.document, languages, situations_of(draft.document))
    if request.method == "POST":
        entries = HeadEntries.posted(request.form, languages)
        head = entries.head(draft.document)
        if save_entries(draft, entries, lambda document: with_head(document, head)):
            return _back_to_form("edit_scorecard_settings", brand_id, scorecard_id)
    choices = situation_choices(draft.document)
    return render_template(
        "brand/scorecards/settings.html", page=builder_page(draft), entries=entries, choices=choices
    )


@bp.post(f"{DRAFT}/sections")
@requires("build scorecards")
def add_scorecard_section(brand_id: int, scorecard_id: int) -> Response:
    draft = own_draft_or_404(brand_id, scorecard_id)
    title = request.form.get("title", "").strip()
    if not title:
        flash(_("Give the section a title."), "error")
        return redirect(url_for(".build_scorecard", brand_id=brand_id, scorecard_id=scorecard_id))
    key = new_key(title, section_keys(draft.document), "section")
    section = {"key": key, "title": {draft.document["language"]: title}, "weight": 1, "questions": []}
    if not save_or_flash(draft, lambda document: add_section(document, section)):
        return redirect(url_for(".build_scorecard", brand_id=brand_id, scorecard_id=scorecard_id))
    return _to_section(brand_id, scorecard_id, key)


@bp.route(f"{DRAFT}/sections/<section_key>", methods=["GET", "POST"])
@requires("build scorecards")
def edit_section(brand_id: int, scorecard_id: int, section_key: str) -> str | Response:
    draft = own_draft_or_404(brand_id, scorecard_id)
    section = find_section(draft.document, section_key)
    entries = SectionEntries.of(section, languages_for(draft.document))
    if request.method == "POST":
        entries = SectionEntries.posted(request.form, entries.languages)
        changed = entries.section(section)
        if save_entries(draft, entries, lambda document: replace_section(document, section_key, changed)):
            flash(_("Saved."), "success")
            return _to_section(brand_id, scorecard_id, section_key)
    page = builder_page(draft)
    return render_template(
        "brand/scorecards/section.html",
        page=page,
        section=section,
        entries=entries,
        lines=page.question_lines(section_key),
        presets=presets(),
        preview=preview_of(draft.document, section),
    )


@bp.post(f"{DRAFT}/sections/<section_key>/move")
@requires("build scorecards")
def move_scorecard_section(brand_id: int, scorecard_id: int, section_key: str) -> Response:
    draft = own_draft_or_404(brand_id, scorecard_id)
    step = STEPS.get(request.form.get("to", "")) or abort(400)
    save_or_flash(draft, lambda document: move_section(document, section_key, step))
    page = url_for(".build_scorecard", brand_id=brand_id, scorecard_id=scorecard_id)
    return redirect(f"{page}#sections")


@bp.route(f"{DRAFT}/sections/<section_key>/remove", methods=["GET", "POST"])
@requires("build scorecards")
def remove_scorecard_section(brand_id: int, scorecard_id: int, section_key: str) -> str | Response:
    draft = own_draft_or_404(brand_id, scorecard_id)
    section = find_section(draft.document, section_key)
    back = url_for(".build_scorecard", brand_id=brand_id, scorecard_id=scorecard_id)
    if request.method == "POST":
        if save_or_flash(draft, lambda document: remove_section(document, section_key)):
            flash(_("The section was removed."), "success")
        return redirect(back)
    page = builder_page(draft)
    keys = [question["key"] for question in section["questions"]]
    return render_template(
        "brand/scorecards/remove.html",
        page=page,
        section=section,
        question=None,
        hanging=[page.words(q["text"]) for q in dependents(draft.document, keys)],
        back=url_for(".edit_section", brand_id=brand_id, scorecard_id=scorecard_id, section_key=section_key),
    )


@bp.post(f"{DRAFT}/sections/<section_key>/questions")
@requires("build scorecards")
def add_section_question(brand_id: int, scorecard_id: int, section_key: str) -> Response:
    draft = own_draft_or_404(brand_id, scorecard_id)
    preset = request.form.get("preset", "")
    words = request.form.get("text", "").strip()
    if preset not in PRESETS:
        abort(400)
    if not words:
        flash(_("Write the question."), "error")
        return _to_section(brand_id, scorecard_id, section_key)
    key = new_key(words, question_keys(draft.document), "question")
    question = question_from_preset(
        preset, key, {draft.document["language"]: words}, languages_for(draft.document)
    )
    if not save_or_flash(draft, lambda document: add_question(document, section_key, question)):
        return _to_section(brand_id, scorecard_id, section_key)
    return _to_question(brand_id, scorecard_id, key)


@bp.route(f"{DRAFT}/questions/<question_key>", methods=["GET", "POST"])
@requires("build scorecards")
def edit_question(brand_id: int, scorecard_id: int, question_key: str) -> str | Response:
    draft = own_draft_or_404(brand_id, scorecard_id)
    section, question = find_question(draft.document, question_key)
    situations = situations_of(draft.document)
    entries = QuestionEntries.of(question, languages_for(draft.document), situations)
    if request.method == "POST":
        entries = QuestionEntries.posted(request.form, entries.languages)
        changed = entries.question(question, situations)
        if entries.measures_something_else:
            changed = with_raised_meaning(changed)
        if save_entries(draft, entries, lambda document: replace_question(document, question_key, changed)):
            return _back_to_form("edit_question", brand_id, scorecard_id, question_key=changed["key"])
    page = builder_page(draft, question.get("situations"))
    return render_template(
        "brand/scorecards/question.html",
        page=page,
        section=section,
        question=question,
        entries=entries,
        parents=list(possible_parents(draft.document, question_key)),
        lines=page.question_lines(section["key"]),
        preview=preview_of(draft.document, section, page.situation),
    )


@bp.post(f"{DRAFT}/questions/<question_key>/move")
@requires("build scorecards")
def move_section_question(brand_id: int, scorecard_id: int, question_key: str) -> Response:
    draft = own_draft_or_404(brand_id, scorecard_id)
    section, _question = find_question(draft.document, question_key)
    to = request.form.get("to", "")
    if to in STEPS:
        save_or_flash(draft, lambda document: move_question(document, question_key, STEPS[to]))
        return _to_section(brand_id, scorecard_id, section["key"], anchor="questions")
    save_or_flash(draft, lambda document: put_question(document, question_key, to))
    return _to_question(brand_id, scorecard_id, question_key)


@bp.post(f"{DRAFT}/questions/<question_key>/copy")
@requires("build scorecards")
def copy_question(brand_id: int, scorecard_id: int, question_key: str) -> Response:
    draft = own_draft_or_404(brand_id, scorecard_id)
    _copied, key = duplicate_question(draft.document, question_key)
    if not save_or_flash(draft, lambda document: duplicate_question(document, question_key)[0]):
        return _to_question(brand_id, scorecard_id, question_key)
    flash(_("This is the copy. Change what is different."), "success")
    return _to_question(brand_id, scorecard_id, key)


@bp.route(f"{DRAFT}/questions/<question_key>/remove", methods=["GET", "POST"])
@requires("build scorecards")
def remove_section_question(brand_id: int, scorecard_id: int, question_key: str) -> str | Response:
    draft = own_draft_or_404(brand_id, scorecard_id)
    section, question = find_question(draft.document, question_key)
    if request.method == "POST":
        if save_or_flash(draft, lambda document: remove_question(document, question_key)):
            flash(_("The question was removed."), "success")
        return _to_section(brand_id, scorecard_id, section["key"])
    page = builder_page(draft)
    return render_template(
        "brand/scorecards/remove.html",
        page=page,
        section=section,
        question=question,
        hanging=[page.words(q["text"]) for q in dependents(draft.document, [question_key])],
        back=url_for(
            ".edit_question", brand_id=brand_id, scorecard_id=scorecard_id, question_key=question_key
        ),
    )


def _back_to_form(endpoint: str, brand_id: int, scorecard_id: int, **values: Any) -> Response:
    """The same page again after a save; a button inside the form leads back to its own list."""
    do = request.form.get("do", "save")
    if do == "save":
        flash(_("Saved."), "success")
    anchor = next((name for name in ("option", "range", "band") if name in do), None)
    anchor = "show_if" if do == "show-answers" else anchor and f"{anchor}s"
    return redirect(
        url_for(f".{endpoint}", brand_id=brand_id, scorecard_id=scorecard_id, _anchor=anchor, **values)
    )


def _to_section(brand_id: int, scorecard_id: int, section_key: str, anchor: str | None = None) -> Response:
    return redirect(
        url_for(
            ".edit_section",
            brand_id=brand_id,
            scorecard_id=scorecard_id,
            section_key=section_key,
            _anchor=anchor,
        )
    )


def _to_question(brand_id: int, scorecard_id: int, question_key: str) -> Response:
    return redirect(
        url_for(".edit_question", brand_id=brand_id, scorecard_id=scorecard_id, question_key=question_key)
    )
