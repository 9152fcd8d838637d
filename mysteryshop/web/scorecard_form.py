"""The form of a scorecard, built while the program runs: document + situation + language -> fields -> answers.

Keys are data. The fields lie in a dictionary under their HTML names (`q.<key>`, comment `c.<key>`, evidence
`e.<key>`), never as attributes: a question may be keyed `validate`, `data`, `errors` or `csrf_token`.
The builder's preview uses the same form; print it with `components/scorecard_form.html`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms.form import BaseForm

from mysteryshop.domain.scorecard_reading import (
    Document,
    Question,
    showable_sections,
    shown_questions,
    source_language,
    text_in,
)
from mysteryshop.web.scorecard_fields import FIELDS, AnswerField, TextField

CONTACTS = ("email", "chat", "web")  # channels in which evidence is also text and a duration two moments
SHORT_LABEL = 16  # characters that fit three side by side at 320 px


@dataclass(slots=True)
class FormQuestion:
    """One question as the macros print it. No points, no weights: a shopper never sees them."""

    key: str
    kind: str
    text: str
    hint: str
    is_required: bool
    field: AnswerField
    comment: AnswerField | None
    pasted: AnswerField | None
    evidence_name: str | None  # the HTML name of the photo input; None: no evidence here
    evidence_required: bool
    comment_always: bool
    comment_after: list[str]  # the options after which a comment is needed
    comment_after_words: list[str]
    options: list[tuple[str, str]]
    layout: str  # "3", "5", "7", "11" side by side, or "row"
    show_if: str | None  # "q.greeted=no|maybe": decided on this page; None: always, or decided before
    is_shown: bool
    note: str | None = None  # what a manager asked to put right
    photos: list[Any] = field(default_factory=list)
    photo_problems: list[str] = field(default_factory=list)

    @property
    def needs_comment_now(self) -> bool:
        chosen = self.field.data if isinstance(self.field.data, list) else [self.field.data]
        return self.comment_always or any(key in self.comment_after for key in chosen)

    @property
    def comment_is_open(self) -> bool:
        """Shown without another tap: a comment may be needed here, or there is one."""
        return bool(self.comment_always or self.comment_after or (self.comment and self.comment.data))


@dataclass(slots=True)
class FormSection:
    key: str
    title: str
    questions: list[FormQuestion]

    @property
    def shown(self) -> list[FormQuestion]:
        return [question for question in self.questions if question.is_shown]


class ScorecardForm(BaseForm):  # type: ignore[misc]  # WTForms has no types
    """The form of one visit, or of a part of it.

    :param document: a published scorecard document, or a draft of the right shape.
    :param language: the shopper's; texts fall back to the document's own.
    :param only: build these questions (one section; what was returned); None builds all of the situation.
    :param zone: the location's time zone, for the time between two moments.
    """

    def __init__(
        self,
        document: Document,
        situation: str,
        language: str,
        *,
        channel: str = "visit",
        zone: str = "UTC",
        only: Collection[str] | None = None,
    ) -> None:
        self.document, self.situation, self.language, self.channel = document, situation, language, channel
        self._zone = zone
        self._asked = [
            (section, [q for q in questions if only is None or q["key"] in only])
            for section, questions in showable_sections(document, situation)
        ]
        self.keys = [question["key"] for _section, questions in self._asked for question in questions]
        fields: dict[str, Any] = {}
        for _section, questions in self._asked:
            for question in questions:
                fields |= self._fields_of(question)
        super().__init__(fields)
        self.form_errors: list[str] = []
        self.fill({})

    def fill(self, filled: Mapping[str, Any]) -> None:
        """Show what was saved: `{"answers", "comments", "texts", "typed"}`, each by question key; all optional."""
        self._earlier = dict(filled.get("answers") or {})
        typed = filled.get("typed") or {}
        for key in self.keys:
            for name, form_field in self._parts_of(key):
                form_field.process(None, ((filled.get(name) or {}).get(key), typed.get(key) or {}))

    def read(self, formdata: Any) -> bool:
        """Take what was entered on this form; True when all of it can be read. Nothing is required here: what is
        missing is asked for before sending.
        """
        for form_field in self:
            form_field.process(formdata)
        return bool(self.validate())

    def refuse(self, name: str, sentence: str) -> None:
        """Put a sentence beside the field of that HTML name; after `read`. A field that is not here is left out."""
        if name in self._fields:
            self[name].errors = [*self[name].errors, sentence]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the field, its question and the sentence), as the error summary of a long form takes them."""
        return [(field.id, f"{field.label.text} {text}") for field in self for text in field.errors]

    def part(self) -> dict[str, dict[str, Any]]:
        """What is to be saved for this form's questions, as `fill` takes it."""
        part: dict[str, dict[str, Any]] = {"answers": {}, "comments": {}, "texts": {}, "typed": {}}
        for key in self.keys:
            typed: dict[str, str] = {}
            for name, form_field in self._parts_of(key):
                if form_field.data is not None:
                    part[name][key] = form_field.data
                typed |= form_field.typed
            if typed:
                part["typed"][key] = typed
        return part

    def answers_document(self) -> dict[str, Any]:
        """The answers as the scoring takes them; pasted text counts as one piece of evidence."""
        part = self.part()
        return {
            "situation": self.situation,
            "answers": part["answers"],
            "comments": part["comments"],
            "evidence": dict.fromkeys(part["texts"], 1),
        }

    @property
    def sections(self) -> list[FormSection]:
        """What the macros print, in document order; a question that branching hides now is there, marked hidden."""
        answers = self._earlier | {key: self["q." + key].data for key in self.keys}
        shown = set(shown_questions(self.document, self.situation, answers))
        own = source_language(self.document)
        return [
            FormSection(
                section["key"],
                text_in(section["title"], self.language, own),
                [q for q in (self._question(each, shown) for each in questions) if q],
            )
            for section, questions in self._asked
            if questions
        ]

    def _parts_of(self, key: str) -> list[tuple[str, AnswerField]]:
        names = (("answers", f"q.{key}"), ("comments", f"c.{key}"), ("texts", f"e.{key}.text"))
        return [(part, self[name]) for part, name in names if name in self._fields]

    def _fields_of(self, question: Question) -> dict[str, Any]:
        """The fields of one question, unbound, under their HTML names."""
        key, kind = question["key"], question["kind"]
        label = text_in(question["text"], self.language, source_language(self.document))
        more = {"in_days": self.channel in CONTACTS, "zone": self._zone} if kind == "duration" else {}
        fields = {f"q.{key}": FIELDS[kind](question, label=label, **more)}
        if question.get("comment", "optional") != "none":
            fields[f"c.{key}"] = TextField(TEXT, label=label)
        if question.get("evidence", "none") != "none" and self.channel in CONTACTS:
            fields[f"e.{key}.text"] = TextField(TEXT, label=label)
        return fields

    def _question(self, question: Question, shown: set[str]) -> FormQuestion | None:
        key = question["key"]
        show_if = _condition(question, set(self.keys))
        if key not in shown and show_if is None:
            return None  # decided by another page: it can not come up here
        own = source_language(self.document)

        def words(text: Mapping[str, str] | None) -> str:
            return text_in(text, self.language, own)

        options = [(option["key"], words(option["label"])) for option in question.get("options", [])]
        rule = question.get("comment", "optional")
        after = list(rule["required_for"]) if isinstance(rule, dict) else []
        evidence = question.get("evidence", "none")
        return FormQuestion(
            key=key,
            kind=question["kind"],
            text=words(question["text"]),
            hint=words(question.get("hint")),
            is_required=question.get("required", True),
            field=self[f"q.{key}"],
            comment=self._fields.get(f"c.{key}"),
            pasted=self._fields.get(f"e.{key}.text"),
            evidence_name=f"e.{key}" if evidence != "none" else None,
            evidence_required=evidence == "required",
            comment_always=rule == "required",
            comment_after=after,
            comment_after_words=[text for option, text in options if option in after],
            options=options,
            layout=_layout(question, options),
            show_if=show_if,
            is_shown=key in shown,
        )


TEXT: Question = {"key": "text", "kind": "text"}  # what a comment and a pasted text are read as


def _condition(question: Question, here: set[str]) -> str | None:
    """For the branching module, when the question that decides stands on the same page."""
    show_if = question.get("show_if")
    if show_if is None or show_if["question"] not in here:
        return None
    return f"q.{show_if['question']}={'|'.join(show_if['answer_in'])}"


def _layout(question: Question, options: list[tuple[str, str]]) -> str:
    """Yes, No and N/A side by side, a scale in one line, everything else as full-width rows."""
    if question["kind"] != "single":
        return "row"
    if all(len(text) <= 3 for _key, text in options) and len(options) in (4, 5, 6, 7, 10, 11):
        return "5" if len(options) <= 6 else "7" if len(options) == 7 else "11"
    return "3" if len(options) <= 3 and all(len(text) <= SHORT_LABEL for _key, text in options) else "row"
