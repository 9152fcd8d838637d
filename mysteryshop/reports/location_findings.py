"""What the figures of a location came to, in sentences: only what the numbers carry is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mysteryshop.domain.figures import Metric
from mysteryshop.domain.privacy import State
from mysteryshop.domain.standouts import look_at_first
from mysteryshop.reports import words
from mysteryshop.reports.words import gettext, ngettext

if TYPE_CHECKING:
    from mysteryshop.reports.location import LocationFigures, SectionRow

CUSTOMER = (Metric.CSAT, Metric.NPS, Metric.CES)
MOST_HIGHEST = 3  # so many titles are read; more are counted


def lead(figures: LocationFigures) -> str:
    """How many visits and answers stand behind the report, and how the two are to be read."""
    audit = figures.headline[Metric.AUDIT]
    most = max((figures.headline[metric] for metric in CUSTOMER), key=lambda worded: worded.figure.n)
    if not audit.figure.n and not most.figure.n:
        return gettext("No visits and no answers in this period.")
    if not audit.figure.n:
        return gettext(
            "No visits in this period, and up to %(answers)s of customers to a question.", answers=most.n
        )
    if not most.figure.n:
        return gettext("%(visits)s in this period, and no answers of customers.", visits=audit.n)
    return gettext(
        "%(visits)s and up to %(answers)s of customers to a question. Whether the promise was kept and what "
        "customers felt are two different things: they stand side by side and are never made one number.",
        visits=audit.n,
        answers=most.n,
    )


def happened(figures: LocationFigures, sections: Sequence[SectionRow]) -> tuple[str, ...]:
    """Changes that were tested, those with the same outcome in one sentence; the best sections; what was not asked."""
    said: dict[str, list[str]] = defaultdict(list)
    for metric in (Metric.AUDIT, *CUSTOMER):
        worded = figures.headline[metric]
        if worded.change is not None and worded.value is not None:
            said[worded.change.text].append(worded.label)
    sentences = [f"{words.listed(labels)}: {text}." for text, labels in said.items()]
    sentences += _highest(sections)
    sentences += [
        gettext("No score for: %(title)s.", title=row.title)
        for row in sections
        if row.here.figure.state in (State.NO_SCORE, State.NO_DATA)
    ]
    return tuple(sentences[:6])


def _highest(sections: Sequence[SectionRow]) -> list[str]:
    """The sections with the highest printed score; which of equals stands first on the scorecard means nothing."""
    scored = [row for row in sections if row.here.figure.value is not None]
    if len(scored) < 2:
        return []
    best = max(scored, key=lambda row: row.here.figure.value or 0).here.value
    titles = [row.title for row in scored if row.here.value == best]
    if len(titles) == len(scored):
        return []
    if len(titles) > MOST_HIGHEST:
        return [
            gettext(
                "%(some)s of %(all)s sections share the highest score, %(score)s.",
                some=len(titles),
                all=len(scored),
                score=best,
            )
        ]
    return [
        ngettext(
            "Highest section: %(title)s, %(score)s.",
            "Highest sections: %(title)s, %(score)s.",
            len(titles),
            title=words.listed(titles),
            score=best,
        )
    ]


def first(sections: Sequence[SectionRow]) -> tuple[tuple[str, ...], str]:
    """The sections that stand clearly under the brand's average, or a sentence that says why none is named.

    :returns: both empty where no section was scored.
    """
    scored = [row for row in sections if row.here.figure.has_value]
    if not scored:
        return (), ""
    look = look_at_first([(row.here.figure, row.brand.figure) for row in scored])
    named = tuple(
        gettext(
            "%(title)s: %(here)s, the brand %(brand)s",
            title=row.title,
            here=row.here.value,
            brand=row.brand.value,
        )
        for row in (scored[i] for i in look.named)
    )
    if named:
        return named, ""
    if look.too_few:
        return (), gettext("Too few visits to say which section is under the brand’s average.")
    return (), gettext("No section is clearly under the brand’s average.")
