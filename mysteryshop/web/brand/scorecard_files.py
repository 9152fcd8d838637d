"""A scorecard as a file: what an editor uploads, and what they get."""

from dataclasses import dataclass, field

from flask import Response, request
from flask_babel import gettext as _

from mysteryshop.domain.scorecard import BadJson, Document, check, has_unkept_signs, parse_json
from mysteryshop.services.scorecards import LARGEST_DOCUMENT
from mysteryshop.web.brand.scorecard_words import problem_sentence
from mysteryshop.web.errors import sentence

MOST_LISTED = 30


@dataclass(frozen=True, slots=True)
class ScorecardFile:
    """An uploaded file: its document, or why it was refused (nothing was stored then)."""

    document: Document | None = None
    problems: list[str] = field(default_factory=list)


def read_scorecard_file(name: str) -> ScorecardFile:
    """Read the upload. A document whose errors the builder can show and put right is taken as a draft."""
    uploaded = request.files.get(name)
    content = b""
    if uploaded:
        content = uploaded.read(LARGEST_DOCUMENT + 1)
        uploaded.close()
    if not content:
        return ScorecardFile(problems=[_("Choose a file with a scorecard, as the export makes it.")])
    if len(content) > LARGEST_DOCUMENT:
        return ScorecardFile(problems=[_("The file is larger than 1 MB, which no scorecard is.")])
    try:
        document = parse_json(content)
    except BadJson as refused:
        return ScorecardFile(problems=[sentence(refused)])
    if has_unkept_signs(document):
        signs = _(
            "The file holds signs that nobody can read (%(signs)s). Remove them.", signs="\\u0000, \\ud800"
        )
        return ScorecardFile(problems=[signs])
    problems = [problem for problem in check(document).errors if not problem.is_fixable]
    if problems:
        listed = [f"{problem.path}: {problem_sentence(problem)}" for problem in problems[:MOST_LISTED]]
        more = len(problems) - len(listed)
        return ScorecardFile(problems=[*listed, *([_("And %(count)s more.", count=more)] if more else [])])
    return ScorecardFile(document)


def as_download(text: str, file_name: str) -> Response:
    """Canonical JSON as a file; :param file_name: letters, digits, dashes and dots only."""
    answer = Response(text, mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=file_name)
    return answer
