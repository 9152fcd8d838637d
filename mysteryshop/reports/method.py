"""How every figure of a report was made, in the words of its last page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mysteryshop.domain import standouts
from mysteryshop.domain.privacy import Sight
from mysteryshop.reports import formats, words
from mysteryshop.reports.words import gettext

if TYPE_CHECKING:
    from mysteryshop.reports.audit import AuditFacts
    from mysteryshop.reports.location import LocationFacts

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
    hidden = gettext(
        "The time of the visit, who made it, pasted mails and chats, and names and descriptions of employees."
    )
    return f"{hidden} {photos}"


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


def of_location(facts: LocationFacts, *, pooled: bool, sections: bool, sight: Sight) -> Pairs:
    """The method page of a location report.

    :param sections: there are any, beside the brand's average.
    :param pooled: the audit score's interval rests on the spread inside all the brand's locations.
    """
    versions = [f"{name}." for name in facts.scorecards]
    until = gettext("Data until %(moment)s.", moment=words.moment(facts.data_until))
    hidden = gettext("The times of visits, who made them, and names and descriptions of employees.")
    left_out = [gettext("Audits that are not approved."), *facts.left_out]
    if not sight.shopper_name:
        left_out.insert(0, hidden)
    rows = [
        (gettext("Audit score"), _how_scores_are_averaged(pooled)),
        *(_sections() if sections else ()),
        (gettext("CSAT, CES and NPS"), _how_customers_are_counted()),
        (
            gettext("Small numbers"),
            gettext(
                "Under 5 answers nothing but their number is shown, and a neighbour is hidden where it would "
                "give them away. Under 10 nothing is compared; under 30 it says low base."
            ),
        ),
        (
            gettext("Changes"),
            gettext("A change is called one only where the interval of the difference leaves out 0."),
        ),
        (gettext("Left out"), " ".join(left_out)),
        (gettext("Data and version"), " ".join([*versions, until])),
        (gettext("Purpose"), purpose()),
    ]
    return tuple(rows)


def _how_scores_are_averaged(pooled: bool) -> str:
    mean = gettext(
        "The mean of the printed scores of approved visits, so that it can be checked by hand; n counts "
        "visits."
    )
    if pooled:
        return f"{mean} " + gettext(
            "Its interval uses the spread of scores inside the brand's locations over the last 12 months."
        )
    return f"{mean} " + gettext("Its interval is Student's t on these scores; one visit has none.")


def _sections() -> Pairs:
    named = gettext(
        "Each is averaged like the audit score. One to look at first lies under the brand’s average with its whole "
        "interval, and by %(points)s points or more; at most %(most)s are named.",
        points=words.points(standouts.LEAST_POINTS),
        most=standouts.MOST_NAMED,
    )
    average = gettext(
        "The mean over the brand's approved visits in the same period, this location among them."
    )
    return (gettext("Sections"), named), (gettext("The brand's average"), average)


def _how_customers_are_counted() -> str:
    return gettext(
        "CSAT is the share of 4 and 5 of 5, CES the share of 5 to 7 of 7, each with Wilson's interval. NPS "
        "is the share of 9 and 10 less the share of 0 to 6, with an adjusted Wald interval. Empty and refused "
        "answers count neither above nor below the line. All intervals are at %(level)s.",
        level=formats.percent(95, words.language()),
    )
