"""What a new scorecard starts from: the eight criteria, nothing, or ready-made answers for a new question."""

from pathlib import Path
from typing import Any

from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.domain.scorecard_reading import FIVE_SITUATIONS, FORMAT, Document, Question, Text

EIGHT_CRITERIA = Path(__file__).parent / "templates" / "eight_criteria.json"

YES = {"en": "Yes", "sv": "Ja", "tr": "Evet"}
NO = {"en": "No", "sv": "Nej", "tr": "Hayır"}
NOT_APPLICABLE = {"en": "Not applicable", "sv": "Ej tillämpligt", "tr": "Geçerli değil"}
SCALE = (
    ("very_bad", {"en": "Not at all", "sv": "Inte alls", "tr": "Hiç"}),
    ("bad", {"en": "A little", "sv": "Lite", "tr": "Az"}),
    ("middling", {"en": "Partly", "sv": "Delvis", "tr": "Kısmen"}),
    ("good", {"en": "Mostly", "sv": "Till största delen", "tr": "Büyük ölçüde"}),
    ("very_good", {"en": "Fully", "sv": "Helt", "tr": "Tamamen"}),
)

PRESETS = (
    "yes_no",
    "yes_no_na",
    "scale",
    "single",
    "multiple",
    "duration",
    "number",
    "text",
    "date",
    "time",
    "staff",
)
"""What a question can start as; the first three are single questions with answers ready to use."""


def eight_criteria(languages: list[str]) -> Document:
    """The starting template in the brand's languages, the first being the scorecard's own.

    Languages in which it is not written are left to the builder; with none that is, it stays English.
    """
    document: Document = parse_json(EIGHT_CRITERIA.read_bytes())
    written = [code for code in languages if code in document["title"]] or ["en"]
    kept: Document = _only_languages(document, written)
    return kept | {"language": written[0]}


def empty_document(title: str, language: str) -> Document:
    """A scorecard without sections: the builder asks for the first one."""
    return {
        "format": FORMAT,
        "title": {language: title},
        "language": language,
        "situations": list(FIVE_SITUATIONS),
        "method": "section_mean",
        "pass_mark": None,
        "bands": [],
        "unanswered": "exclude",
        "cap_bonus": True,
        "sections": [],
    }


def question_from_preset(preset: str, key: str, text: Text, languages: list[str]) -> Question:
    """A new question with answers or ranges ready to be changed, in the languages that are known here."""
    question: Question = {
        "key": key,
        "text": dict(text),
        "kind": preset if preset not in PRESETS[:3] else "single",
    }
    if preset in ("yes_no", "yes_no_na"):
        question["options"] = yes_no_options(languages, not_applicable=preset == "yes_no_na")
        question["comment"] = {"required_for": ["no"]}
    elif preset == "scale":
        question["options"] = [
            {"key": name, "label": in_languages(label, languages), "points": points}
            for points, (name, label) in enumerate(SCALE)
        ]
    elif question["kind"] in ("single", "multiple"):
        question["options"] = [{"key": f"answer_{n}", "label": in_languages({}, languages)} for n in (1, 2)]
    elif preset == "duration":
        question["ranges"] = [
            {"from": 0, "points": 2},
            {"from": 120, "points": 1},
            {"from": 300, "points": 0},
        ]
    return question


def yes_no_options(languages: list[str], *, not_applicable: bool) -> list[dict[str, Any]]:
    options: list[dict[str, Any]] = [
        {"key": "yes", "label": in_languages(YES, languages), "points": 1},
        {"key": "no", "label": in_languages(NO, languages), "points": 0},
    ]
    if not_applicable:
        options.append({"key": "na", "label": in_languages(NOT_APPLICABLE, languages), "na": True})
    return options


def in_languages(text: Text, languages: list[str]) -> dict[str, str]:
    """The text in these languages only; "" in the scorecard's own (the first) where it is not known."""
    return {code: text.get(code, "") for code in languages if code in text or code == languages[0]}


def _only_languages(value: Any, languages: list[str]) -> Any:
    """Every text of the template cut down to these languages."""
    if isinstance(value, list):
        return [_only_languages(item, languages) for item in value]
    if not isinstance(value, dict):
        return value
    if value and set(value) <= {"en", "sv", "tr"}:
        return {code: value[code] for code in languages}
    return {name: _only_languages(item, languages) for name, item in value.items()}
