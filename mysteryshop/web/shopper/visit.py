"""The form of a visit, one section a page. Whatever button is pressed, what was entered is saved first."""

from dataclasses import dataclass, field
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from mysteryshop import clock
from mysteryshop.domain.scorecard_reading import shown_questions
from mysteryshop.queries.visits import Visit
from mysteryshop.services.drafts import save_part
from mysteryshop.services.photos import BadPicture, add_photo, remove_photo
from mysteryshop.web.access import own_viewer, requires
from mysteryshop.web.errors import sentence
from mysteryshop.web.scorecard_form import FormSection, ScorecardForm
from mysteryshop.web.shopper.blueprint import bp
from mysteryshop.web.shopper.pages import (
    SectionStep,
    form_of,
    neighbour,
    own_open_visit,
    own_visit,
    step_or_404,
    steps,
)
from mysteryshop.web.shopper.words import VisitWords

AWAY = ("back", "list")  # leaving: nothing is judged, everything is saved


@dataclass(slots=True)
class SectionPage:
    """One section of a visit with its form; `problems`: (id of the place, sentence) beside those of the form."""

    visit: Visit
    step: SectionStep
    form: ScorecardForm
    problems: list[tuple[str, str]] = field(default_factory=list)
    notice: str | None = None

    @property
    def section(self) -> FormSection | None:
        """As the macros print it, with the photos and the manager's notes at their questions."""
        found = next(iter(self.form.sections), None)
        for question in found.questions if found else []:
            question.note = self.visit.notes.get(question.key)
            question.photos = [photo for photo in self.visit.photos if photo.question == question.key]
            place = f"{question.field.id}-q"
            question.photo_problems = [text for where, text in self.problems if where == place]
        return found


@bp.get("/visits/<uuid:draft_id>")
@requires("fill audits")
def resume(draft_id: UUID) -> Response:
    """Back to where the shopper was."""
    visit = own_open_visit(draft_id)
    if visit is None:
        return redirect(url_for(".receipt", audit_id=draft_id))
    number = next((step.number for step in steps(visit) if step.key == visit.section), 1)
    return redirect(url_for(".section", draft_id=draft_id, number=number))


@bp.get("/visits/<uuid:draft_id>/<int:number>")
@requires("fill audits")
def section(draft_id: UUID, number: int) -> str | Response:
    """One section to fill in."""
    visit = own_open_visit(draft_id)
    if visit is None:
        return redirect(url_for(".receipt", audit_id=draft_id))
    step = step_or_404(visit, number)
    return show_section(SectionPage(visit, step, form_of(visit, step.key)))


@bp.post("/visits/<uuid:draft_id>/<int:number>")
@requires("fill audits")
def save_section(draft_id: UUID, number: int) -> str | Response | tuple[str, int]:
    """Save the section, take the photos in, and go where the button says."""
    visit = own_open_visit(draft_id)
    if visit is None:
        flash(_("This has been sent already, so nothing was changed."), "info")
        return redirect(url_for(".receipt", audit_id=draft_id))
    page = SectionPage(visit, step := step_or_404(visit, number), form_of(visit, step.key))
    save_page(page)
    go = request.form.get("go", "next")
    if go == "keep":
        return Response(status=204)
    if (page.form.errors or page.problems) and go not in AWAY:
        page.visit = own_visit(draft_id)
        return show_section(page), 422
    return redirect(_destination(page, go))


def save_page(page: SectionPage) -> None:
    """Save what was posted for the page's questions and photos; what cannot be taken is said in `problems`."""
    page.form.read(request.form)
    save_part(
        page.visit.draft_id,
        page.form.part(),
        page.form.keys,
        section=page.step.key,
        shopper_id=own_viewer().user_id,
        now=clock.utc_now(),
    )
    _take_photos(page)


def show_section(page: SectionPage) -> str:
    """The page of a section."""
    return render_template(
        "shopper/section.html",
        page=page,
        form=page.form,
        visit=page.visit,
        step=page.step,
        count=len(steps(page.visit)),
        previous=neighbour(page.visit, page.step.number, -1),
        words=VisitWords(),
    )


def _take_photos(page: SectionPage) -> None:
    draft_id, shopper_id = page.visit.draft_id, own_viewer().user_id
    for key in page.form.keys:
        for file in request.files.getlist(f"e.{key}"):
            if not file.filename:
                continue  # an input that was left empty
            try:
                add_photo(
                    draft_id,
                    key,
                    file.stream,
                    file.filename[-80:],
                    shopper_id=shopper_id,
                    now=clock.utc_now(),
                )
            except BadPicture as refused:
                page.problems.append((f"q-{key}-q", sentence(refused)))
    removed = request.form.get("remove", type=UUID)
    if removed is not None:
        remove_photo(removed, draft_id=draft_id, shopper_id=shopper_id)


def _destination(page: SectionPage, go: str) -> str:
    """Where a button leads, after everything was saved."""
    draft_id, here = page.visit.draft_id, page.step.number
    after = own_visit(draft_id)
    if go == "list":
        return url_for(".assignment", assignment_id=page.visit.assignment_id)
    if go == "check":
        return url_for(".check", draft_id=draft_id)
    if go == "back":
        step = neighbour(after, here, -1)
        if step is None:
            return url_for(".assignment", assignment_id=page.visit.assignment_id)
        return url_for(".section", draft_id=draft_id, number=step.number)
    if go.startswith("stay") or request.form.get("remove"):
        return url_for(
            ".section", draft_id=draft_id, number=here, _anchor=go.removeprefix("stay").strip(":") or None
        )
    fresh = _brought_up(page, after)
    if fresh:
        flash(ngettext("One more question came up.", "%(num)s more questions came up.", len(fresh)), "info")
        return url_for(".section", draft_id=draft_id, number=here, _anchor=f"q-{fresh[0]}-q")
    step = neighbour(after, here, 1)
    if step is None:
        return url_for(".check", draft_id=draft_id)
    return url_for(".section", draft_id=draft_id, number=step.number)


def _brought_up(page: SectionPage, after: Visit) -> list[str]:
    """Questions of this section that the saved answers show for the first time, not answered yet."""
    before = shown_questions(page.visit.document, page.visit.situation, page.visit.filled["answers"])
    now = shown_questions(after.document, after.situation, after.filled["answers"])
    answered = after.filled["answers"]
    return [key for key in now if key in page.form.keys and key not in before and key not in answered]
