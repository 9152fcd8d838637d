"""What one audit came to, in sentences made of its own counts: outcome, reasons, what was missed."""

from collections.abc import Mapping, Sequence
from typing import Any

from mysteryshop.domain.scorecard_reading import band_in
from mysteryshop.reports import words
from mysteryshop.reports.audit_lines import QuestionLine, SectionLine
from mysteryshop.reports.formats import DOT
from mysteryshop.reports.words import gettext, ngettext

Document = Mapping[str, Any]


def verdict(document: Document, result: Document) -> str:
    """Passed · Good, in the reader's language as far as the scorecard has it."""
    said = words.outcome(result["outcome"])
    band = band_in(document, result["band"], words.language()) if result["complete"] else None
    return DOT.join(part for part in (said, band) if part)


def reasons(document: Document, result: Document, sections: Sequence[SectionLine]) -> tuple[str, ...]:
    """Why the outcome is what it is, and what a critical failure did to the score."""
    lines = {
        q["key"]: line
        for s, d in zip(sections, document["sections"], strict=True)
        for q, line in zip(d["questions"], s.questions, strict=True)
    }
    if not result["complete"]:
        asked = ", ".join(dict.fromkeys(lines[m["question"]].number for m in result["missing"]))
        return (
            gettext(
                "Something is missing in: %(questions)s. A score is printed when it is complete.",
                questions=asked,
            ),
        )
    reasons = [
        gettext(
            "Critical question %(number)s failed: %(effect)s.",
            number=lines[key].number,
            effect=lines[key].failed,
        )
        for key in result["critical_failures"]
    ]
    if result["score"] is None:
        reasons.append(
            gettext("Nothing that counts applied in this visit, so there is no score: neither 0 nor 100.")
        )
    elif result["computed"] != result["score"]:
        reasons.append(
            gettext(
                "Without the critical failure the score would be %(score)s.",
                score=words.score(result["computed"]),
            )
        )
    if result["outcome"] in ("pass", "fail"):
        reasons += _judged_on_marks(document, result, sections)
    return tuple(reasons)


def _judged_on_marks(document: Document, result: Document, sections: Sequence[SectionLine]) -> list[str]:
    said = []
    mark, score = document.get("pass_mark"), result["score"]
    if mark is not None and score is not None:
        template = (
            gettext("%(score)s reaches the pass mark of %(mark)s.")
            if score >= mark
            else gettext("%(score)s is under the pass mark of %(mark)s.")
        )
        said.append(template % {"score": words.score(score), "mark": words.points(mark)})
    said += [
        gettext(
            "Section %(title)s: %(score)s is under its own pass mark of %(mark)s.",
            title=section.title,
            score=section.score,
            mark=words.points(section.target),
        )
        for section in sections
        if section.own_target
        and section.target is not None
        and section.value is not None
        and section.value < section.target
    ]
    return said


def lead(lines: Sequence[QuestionLine]) -> str:
    counted = [line for line in lines if line.state in ("met", "partly", "missed")]
    if not counted:
        return gettext("No question that counts applied in this visit.")
    met = sum(line.state == "met" for line in counted)
    return ngettext(
        "%(met)s of %(num)s question that counted was met in full.",
        "%(met)s of %(num)s questions that counted were met in full.",
        len(counted),
        met=met,
    )


def happened(
    lines: Sequence[QuestionLine], sections: Sequence[SectionLine], result: Document
) -> tuple[str, ...]:
    """The visit in at most five sentences of counts; nothing that was not measured."""
    said = []
    failures = len(result["critical_failures"])
    if failures:
        said.append(
            ngettext("%(num)s critical question failed.", "%(num)s critical questions failed.", failures)
        )
    elif any(line.critical and line.state != "hidden" for line in lines):
        said.append(gettext("No critical question failed."))
    full = [section.title for section in sections if section.value is not None and section.value >= 100]
    if full:
        said.append(gettext("Nothing was missed in: %(sections)s.", sections=words.listed(full)))
    scored = [section for section in sections if section.value is not None]
    if len(scored) > 1 and (lowest := min(scored, key=lambda s: s.value or 0)).value < 100:  # type: ignore[operator]
        said.append(gettext("Lowest section: %(title)s, %(score)s.", title=lowest.title, score=lowest.score))
    away = sum(line.state == "na" for line in lines)
    if away:
        said.append(ngettext("%(num)s question did not apply.", "%(num)s questions did not apply.", away))
    pictures = sum(len(line.photos) for line in lines)
    if pictures:
        said.append(
            ngettext("%(num)s photo is kept as evidence.", "%(num)s photos are kept as evidence.", pictures)
        )
    return tuple(said)


def missed(lines: Sequence[QuestionLine], result: Document) -> tuple[QuestionLine, ...]:
    scored = [line for section in result["sections"] for line in section["questions"]]
    lost = {line.number: row["possible"] - row["earned"] for line, row in zip(lines, scored, strict=True)}
    missed = [line for line in lines if line.state == "missed"]
    return tuple(sorted(missed, key=lambda line: (not line.failed, -lost[line.number])))


def sections_note(document: Document, sections: Sequence[SectionLine]) -> str:
    said = [gettext("One visit is a snapshot.")]
    if document.get("pass_mark") is not None:
        said.append(gettext("The upright line is the pass mark; hatched bars are under it."))
    if any(section.own_target for section in sections):
        said.append(gettext("A short upright on a bar is the section's own pass mark."))
    if any(section.value is None for section in sections):
        said.append(gettext("A dashed frame has no score: neither 0 nor 100."))
    return " ".join(said)
