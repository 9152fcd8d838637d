"""What the builder's pages show beside the fields: outline, shares, effort, problems at their places."""

import copy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from flask import request, session, url_for
from flask_babel import gettext as _

from mysteryshop.domain.exact import rounded
from mysteryshop.domain.names import CHANNEL_NAMES
from mysteryshop.domain.scorecard import (
    Document,
    Effort,
    Problem,
    Question,
    Section,
    check_for_brand,
    estimated_effort,
    is_blank,
    languages_of,
    questions_of,
    situations_of,
    source_language,
    text_in,
)
from mysteryshop.domain.scorecard_reading import texts_of
from mysteryshop.domain.scoring import exact_shares
from mysteryshop.queries.scorecards import Draft
from mysteryshop.reports.formats import DOT
from mysteryshop.web.access import own_brand
from mysteryshop.web.brand.scorecard_words import (
    channel_name,
    kind_name,
    language_name,
    page_language,
    problem_sentence,
    situation_name,
)
from mysteryshop.web.scorecard_form import ScorecardForm

PLACE = re.compile(r"\$\.sections\[(\d+)\](?:\.questions\[(\d+)\])?(.*)")
FIELD = re.compile(r"\.(\w+)(?:\[(\d+)\])?(?:\.(\w+))?")
SITUATION = "scorecard_situation"  # the situation whose shares the editor looks at, kept in the session


@dataclass(frozen=True, slots=True)
class Mark:
    """An error or warning in the reader's language, with the place that it speaks of."""

    is_error: bool
    sentence: str
    section: int | None
    question: int | None
    field: str
    """The id of the builder's field; "" when it concerns the whole part."""
    url: str
    place: str
    """The words of the question or section, to name it in a list."""


@dataclass(frozen=True, slots=True)
class QuestionLine:
    key: str
    words: str
    kind: str
    labels: list[str]
    """What can be answered, where that is chosen from a list."""
    details: list[str]
    share: float
    is_asked: bool
    marks: list[Mark]
    url: str


@dataclass(frozen=True, slots=True)
class SectionLine:
    key: str
    title: str
    share: float
    is_asked: bool
    """False when the situation looked at asks nothing in it."""
    questions: int
    errors: int
    warnings: int
    url: str
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class BuilderPage:
    """What every page of the builder shows; made once a request by `builder_page`."""

    draft: Draft
    languages: list[str]
    situation: str
    situations: list[tuple[str, str]]
    outline: list[SectionLine]
    marks: list[Mark]
    effort: Effort

    @property
    def errors(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.is_error]

    @property
    def warnings(self) -> list[Mark]:
        return [mark for mark in self.marks if not mark.is_error]

    @property
    def loose(self) -> list[Mark]:
        """Those of the whole scorecard: title, bands, situations, the number of questions."""
        return [mark for mark in self.marks if mark.section is None]

    def words(self, text: dict[str, str]) -> str:
        """The text as the editor reads it: in the page's language, else the scorecard's own, else that it has none."""
        return _words(self.draft.document, text) or _("No words yet")

    def marks_of(self, section: int, question: int | None) -> list[Mark]:
        return [mark for mark in self.marks if (mark.section, mark.question) == (section, question)]

    def question_lines(self, section_key: str) -> list[QuestionLine]:
        document = self.draft.document
        at = [line.key for line in self.outline].index(section_key)
        shares = shares_of(document, self.situation)
        asked = {question["key"] for _section, question in questions_of(document) if self._is_asked(question)}
        return [
            QuestionLine(
                key=question["key"],
                words=self.words(question["text"]),
                kind=question["kind"],
                labels=labels_of(document, question),
                details=details_of(question),
                share=shares[question["key"]],
                is_asked=question["key"] in asked,
                marks=self.marks_of(at, q),
                url=_url("edit_question", self.draft, question_key=question["key"]),
            )
            for q, question in enumerate(document["sections"][at]["questions"])
        ]

    def _is_asked(self, question: Question) -> bool:
        return self.situation in question.get("situations", [self.situation])


def builder_page(draft: Draft, asked_in: list[str] | None = None) -> BuilderPage:
    """:param asked_in: look at one of these situations, because the question on the page is asked in no other."""
    document = draft.document
    situation = _situation_looked_at(document)
    if asked_in and situation not in asked_in:
        situation = asked_in[0]
    marks = marks_of(draft)
    return BuilderPage(
        draft=draft,
        languages=languages_for(document),
        situation=situation,
        situations=[(key, situation_name(key)) for key in situations_of(document)],
        outline=_outline(draft, situation, marks),
        marks=marks,
        effort=estimated_effort(document, situation),
    )


def languages_for(document: Document) -> list[str]:
    """The languages whose fields stand side by side: the scorecard's own, the brand's, all that are used."""
    own = source_language(document)
    return list(dict.fromkeys([own, *own_brand().language_codes, *languages_of(document)]))


def labels_of(document: Document, question: Question) -> list[str]:
    """The words of its answers; [] for a kind without any."""
    return list(filter(None, (_words(document, option["label"]) for option in question.get("options", []))))


def details_of(question: Question) -> list[str]:
    """What is special about a question, in a few words; its kind where it has no answers to choose from."""
    details = [] if "options" in question else [kind_name(question["kind"])]
    comment, evidence = question.get("comment", "optional"), question.get("evidence", "none")
    if "show_if" in question:
        details.append(_("only after certain answers"))
    if "situations" in question:
        details.append(", ".join(situation_name(key) for key in question["situations"]))
    if question.get("critical"):
        details.append(_("critical"))
    if question.get("bonus"):
        details.append(_("bonus"))
    if isinstance(comment, dict) or comment == "required":
        details.append(_("comment needed") if comment == "required" else _("comment after certain answers"))
    if evidence != "none":
        details.append(_("photo needed") if evidence == "required" else _("photo possible"))
    return [str(detail) for detail in details]


def shares_of(document: Document, situation: str) -> dict[str, float]:
    """Every question's effective share in per cent, one decimal; also of a draft with errors."""
    return {key: float(rounded(share, 1)) for key, share in exact_shares(document, situation).items()}


def marks_of(draft: Draft) -> list[Mark]:
    """All errors and warnings in the reader's language."""
    checked = check_for_brand(draft.document, allows_staff_questions=own_brand().allows_staff_questions)
    return [
        *(_mark(draft, problem, is_error=True) for problem in checked.errors),
        *(_mark(draft, problem, is_error=False) for problem in checked.warnings),
    ]


def _mark(draft: Draft, problem: Problem, *, is_error: bool) -> Mark:
    sentence = problem_sentence(problem)
    found = PLACE.fullmatch(problem.path)
    document = draft.document
    if found is None:
        field_id = _field_of(problem.path.removeprefix("$"))
        url = _url("edit_scorecard_settings", draft, _anchor=field_id or None)
        if problem.path == "$.sections":
            url = _url("build_scorecard", draft, _anchor="new-section")
        return Mark(is_error, sentence, None, None, field_id, url, "")
    section = document["sections"][int(found[1])]
    field_id = _field_of(found[3])
    if found[2] is None:
        anchor = "new-question" if field_id == "questions" else field_id
        url = _url("edit_section", draft, section_key=section["key"], _anchor=anchor or None)
        return Mark(
            is_error, sentence, int(found[1]), None, field_id, url, _words(document, section["title"])
        )
    question = section["questions"][int(found[2])]
    url = _url("edit_question", draft, question_key=question["key"], _anchor=field_id or None)
    words = DOT.join(filter(None, [_words(document, question["text"]), _row_name(found[3])]))
    return Mark(is_error, sentence, int(found[1]), int(found[2]), field_id, url, words)


def _row_name(rest: str) -> str:
    """`.options[2].label` -> "answer 3": which row of a question a problem speaks of."""
    found = FIELD.match(rest)
    if found is None or found[2] is None or found[1] not in ("options", "ranges"):
        return ""
    number = int(found[2]) + 1
    return str(
        _("answer %(number)s", number=number) if found[1] == "options" else _("row %(number)s", number=number)
    )


def _field_of(rest: str) -> str:
    """`.options[2].label` -> `option-2-label`, `.show_if.question` -> `show_if`, `.text` -> `text`."""
    found = FIELD.match(rest)
    if found is None:
        return ""
    name, place, part = found.groups()
    if place is not None and name in ("options", "ranges", "bands") and part:
        return f"{name[:-1]}-{place}-{part}"
    return str(name)


def _outline(draft: Draft, situation: str, marks: list[Mark]) -> list[SectionLine]:
    sections = draft.document["sections"]
    exactly = exact_shares(draft.document, situation)

    def line(at: int, section: Section) -> SectionLine:
        own = [mark for mark in marks if mark.section == at]
        keys = [question["key"] for question in section["questions"]]
        return SectionLine(
            key=section["key"],
            title=_words(draft.document, section["title"]) or _("No title yet"),
            share=float(rounded(sum((exactly[key] for key in keys), start=Fraction(0)), 1)),
            is_asked=any(situation in q.get("situations", [situation]) for q in section["questions"]),
            questions=len(keys),
            errors=sum(mark.is_error for mark in own),
            warnings=sum(not mark.is_error for mark in own),
            url=_url("edit_section", draft, section_key=section["key"]),
            is_first=at == 0,
            is_last=at == len(sections) - 1,
        )

    return [line(at, section) for at, section in enumerate(sections)]


def _situation_looked_at(document: Document) -> str:
    """The one chosen on this page, else the last one chosen, else the scorecard's first."""
    served = situations_of(document)
    asked = request.args.get("situation") or session.get(SITUATION)
    if asked in served:
        session[SITUATION] = asked
        return str(asked)
    return served[0] if served else ""


def _words(document: Document, text: dict[str, str]) -> str:
    return text_in(text, page_language(), source_language(document))


def _url(endpoint: str, draft: Draft, **values: Any) -> str:
    return url_for(f"brand.{endpoint}", brand_id=draft.brand_id, scorecard_id=draft.scorecard_id, **values)


def differences(old: Document | None, new: Document) -> list[tuple[str, list[str]]]:
    """What publishing would change, as headings with the words of the questions; [] for a first version."""
    if old is None:
        return []
    before = {question["key"]: question for _s, question in questions_of(old)}
    after = {question["key"]: question for _s, question in questions_of(new)}

    def named(questions: Iterable[Question]) -> list[str]:
        return [_words(new, question["text"]) or _("No words yet") for question in questions]

    raised = [
        q for k, q in after.items() if k in before and q.get("meaning", 1) != before[k].get("meaning", 1)
    ]
    changed = [q for k, q in after.items() if k in before and q != before[k] and q not in raised]
    groups = [
        (_("Added"), named(q for k, q in after.items() if k not in before)),
        (_("Removed"), named(q for k, q in before.items() if k not in after)),
        (_("Measures something else, so its trend begins anew"), named(raised)),
        (_("Changed"), named(changed)),
    ]
    return [(str(heading), words) for heading, words in groups if words]


@dataclass(frozen=True, slots=True)
class Preview:
    """The real form of a document, as a shopper with this situation, channel and language sees it."""

    form: ScorecardForm
    situation: str
    channel: str
    language: str
    situations: list[tuple[str, str]]
    channels: list[tuple[str, str]]
    languages: list[tuple[str, str]]
    effort: Effort


def _with_words(document: Document) -> Document:
    """A copy in which no text is blank: an unfinished draft has a readable preview too."""
    shown = copy.deepcopy(document)
    own = source_language(document)
    for path, text in texts_of(shown):
        if is_blank(text.get(own, "")) and not path.endswith(".hint"):
            cast(dict[str, str], text)[own] = _("(no words yet)")
    return shown


def preview_of(document: Document, section: Section | None = None, situation: str | None = None) -> Preview:
    """:param section: this section only, for the preview beside the fields.
    :param situation: None takes the one looked at.
    """
    served = situations_of(document)
    languages = languages_of(document)
    channel = request.args.get("channel", "")
    language = request.args.get("language") or page_language()
    situation = situation or _situation_looked_at(document)
    channel = channel if channel in CHANNEL_NAMES else "visit"
    language = language if language in languages else languages[0]
    only = None if section is None else [question["key"] for question in section["questions"]]
    return Preview(
        form=ScorecardForm(_with_words(document), situation, language, channel=channel, only=only),
        situation=situation,
        channel=channel,
        language=language,
        situations=[(key, situation_name(key)) for key in served],
        channels=[(key, channel_name(key)) for key in CHANNEL_NAMES],
        languages=[(code, language_name(code)) for code in languages],
        effort=estimated_effort(document, situation),
    )
