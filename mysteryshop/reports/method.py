"""How every figure of a report was made, in the words of its last page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mysteryshop.domain.privacy import Sight
from mysteryshop.reports import words
from mysteryshop.reports.words import gettext

if TYPE_CHECKING:
    from mysteryshop.reports.audit import AuditFacts

Pairs = tuple[tuple[str, str], ...]


def purpose() -> str:
    """The line that stands on every page of every report."""
    return gettext("For improvement, not for disciplinary use.")


def scoring_method(document: Mapping[str, Any]) -> str:
    """The arithmetic of one scorecard in one paragraph: the general rules, as this one is set."""
    said = [
        gettext(
            "A question earns its points of the most it could earn, times its weight. A section's score is "
            "earned divided by possible, times 100."
        )
    ]
    if document["method"] == "section_mean":
        said.append(gettext("The score is the mean of the sections that have one, by their weights."))
    else:
        said.append(
            gettext(
                "The score is all that was earned divided by all that was possible, by the sections' "
                "weights, times 100."
            )
        )
    said.append(gettext("What did not apply or was not asked leaves both sums: it neither helps nor hurts."))
    if document.get("unanswered", "exclude") == "zero":
        said.append(gettext("A question that was asked and not answered counts as 0."))
    else:
        said.append(gettext("A question that was asked and not answered leaves both sums too."))
    if any(q.get("bonus") for section in document["sections"] for q in section["questions"]):
        said.append(
            gettext("A bonus adds to what was earned only; no score passes 100.")
            if document.get("cap_bonus", True)
            else gettext("A bonus adds to what was earned only and may lift a score over 100.")
        )
    said.append(
        gettext("All arithmetic is exact; a score is rounded once, to one decimal, half away from zero.")
    )
    return " ".join(said)


def critical_questions(document: Mapping[str, Any]) -> str:
    """What failing a critical question does under this scorecard; empty when it has none."""
    effects = {q.get("critical") for section in document["sections"] for q in section["questions"]} - {None}
    if not effects:
        return ""
    said = [gettext("A critical question that fails makes the outcome not passed, whatever the score.")]
    if "section" in effects:
        said.append(gettext("Some set their section's score to 0."))
    if "scorecard" in effects:
        said.append(gettext("Some set the whole score to 0."))
    return " ".join(said)


def of_audit(document: Mapping[str, Any], facts: AuditFacts, sight: Sight) -> Pairs:
    """The method page of an audit report."""
    rows = [(gettext("Score"), scoring_method(document))]
    if critical := critical_questions(document):
        rows.append((gettext("Critical questions"), critical))
    if document.get("pass_mark") is not None or document.get("bands"):
        rows.append(
            (
                gettext("Outcome"),
                gettext(
                    "Pass marks and bands are judged on the printed score: what is printed is what is judged."
                ),
            )
        )
    rows.append(
        (
            gettext("What one visit can say"),
            gettext("One visit has no interval. Read patterns over visits in the location report."),
        )
    )
    rows.append((gettext("Left out"), _left_out(sight)))
    rows.append((gettext("Data and version"), _version(facts)))
    rows.append((gettext("Purpose"), purpose()))
    return tuple(rows)


def _left_out(sight: Sight) -> str:
    photos = gettext("Photos carry no place and no camera data.")
    if sight.shopper_name:
        return (
            gettext("Nothing is masked: this copy is for the agency and is not to be passed on.")
            + " "
            + photos
        )
    return (
        gettext("The time of the visit, who made it, and names and descriptions of employees.") + " " + photos
    )


def _version(facts: AuditFacts) -> str:
    said = [gettext("Scorecard version %(n)s.", n=facts.scorecard_version)]
    if facts.published_on is not None:
        said = [
            gettext(
                "Scorecard version %(n)s, published on %(day)s.",
                n=facts.scorecard_version,
                day=words.day(facts.published_on),
            )
        ]
    if facts.round_number > 1:
        said.append(
            gettext(
                "Answers of round %(n)s: the first sending was returned or corrected.", n=facts.round_number
            )
        )
    said.append(
        gettext(
            "Data until %(moment)s.",
            moment=words.moment(facts.data_until),
        )
    )
    return " ".join(said)
