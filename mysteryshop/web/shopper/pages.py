"""The pages of one visit in their order: which section, what lies before and after it, what is missing."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort, url_for
from flask_babel import gettext as _

from mysteryshop.domain.scorecard_reading import (
    Question,
    question_by_key,
    showable_sections,
    source_language,
    text_in,
)
from mysteryshop.domain.scoring import still_needed
from mysteryshop.domain.visits import progress
from mysteryshop.queries.visits import Visit, find_visit
from mysteryshop.web.access import own_viewer
from mysteryshop.web.filters import language
from mysteryshop.web.scorecard_form import CONTACTS, ScorecardForm


@dataclass(frozen=True, slots=True)
class SectionStep:
    """One section as a step on the way. `asked` 0: branching leaves nothing to ask in it now."""

    number: int
    key: str
    title: str
    answered: int
    asked: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to put right before sending, with the way to its place."""

    url: str
    question: str
    where: str
    what: str


def own_visit(draft_id: UUID) -> Visit:
    """The signed-in shopper's own draft, or 404."""
    return find_visit(draft_id, own_viewer().user_id) or abort(404)


def own_open_visit(draft_id: UUID) -> Visit | None:
    """The same while it can be changed; None when it was sent, which leads to its receipt."""
    visit = own_visit(draft_id)
    return None if visit.is_sent else visit


def steps(visit: Visit) -> list[SectionStep]:
    """The sections of this visit, numbered from 1."""
    own = source_language(visit.document)
    titles = {section["key"]: section["title"] for section in visit.document["sections"]}
    return [
        SectionStep(at.position, at.key, text_in(titles[at.key], language(), own), at.answered, at.asked)
        for at in progress(visit.document, visit.filled, visit.only)
    ]


def step_or_404(visit: Visit, number: int) -> SectionStep:
    return next((step for step in steps(visit) if step.number == number), None) or abort(404)


def neighbour(visit: Visit, number: int, by: int) -> SectionStep | None:
    """The next (1) or previous (-1) section that asks something now."""
    others = [step for step in steps(visit) if (step.number - number) * by > 0 and step.asked]
    return min(others, key=lambda step: abs(step.number - number), default=None)


def form_of(visit: Visit, section_key: str | None = None) -> ScorecardForm:
    """The form of a section, or of everything, showing what was saved."""
    only = {
        question["key"]
        for section, questions in showable_sections(visit.document, visit.situation)
        for question in questions
        if section_key in (None, section["key"]) and (visit.only is None or question["key"] in visit.only)
    }
    form = ScorecardForm(
        visit.document, visit.situation, language(), channel=visit.channel, zone=visit.time_zone, only=only
    )
    form.fill(visit.filled)
    return form


def missing_of(visit: Visit) -> list[Missing]:
    """What a shopper has to see to before sending, in the order of the form; [] when it can be sent."""
    form = form_of(visit)
    form.validate()
    what = {key: [field.errors[0]] for key in form.keys if (field := form[f"q.{key}"]).errors}
    shown = {question.key for section in form.sections for question in section.shown}
    words = {
        "answer": _("no answer"),
        "comment": _("say what happened"),
        "evidence": _("the text or a screenshot") if visit.channel in CONTACTS else _("photo"),
        "fit": _("this answer does not fit"),
    }
    for each in still_needed(visit.document, visit.answers):
        what.setdefault(each["question"], []).append(words[each["what"]])
    return [
        _missing(visit, step, key, what[key][0])
        for step in steps(visit)
        for key in _keys(visit, step.key)
        if key in what and key in shown
    ]


def _keys(visit: Visit, section_key: str) -> list[str]:
    for section, questions in showable_sections(visit.document, visit.situation):
        if section["key"] == section_key:
            return [q["key"] for q in questions if visit.only is None or q["key"] in visit.only]
    return []


def _missing(visit: Visit, step: SectionStep, key: str, what: str) -> Missing:
    question: Question = question_by_key(visit.document, key) or abort(404)
    return Missing(
        url_for(".section", draft_id=visit.draft_id, number=step.number, _anchor=f"q-{key}-q"),
        text_in(question["text"], language(), source_language(visit.document)),
        _("Section %(number)s, %(title)s", number=step.number, title=step.title),
        what,
    )
