"""Customers' answers as a table for other programs: the same columns and words in CSV and in a workbook."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from mysteryshop.domain.customer_answers import PlacedAnswer
from mysteryshop.domain.errors import N_
from mysteryshop.domain.privacy import PartOfDay
from mysteryshop.reports.situations import Names, channel_name, situation_name
from mysteryshop.reports.words import gettext, part_of_day

SOURCES: Mapping[str, str] = {
    "open": N_("survey page"),
    "invited": N_("invitation"),
    "import": N_("imported file"),
    "api": N_("interface"),
}
HEAD = (
    N_("Location"), N_("Number"), N_("Date"), N_("Time"), N_("Time of day"), N_("Situation"), N_("Channel"),
    N_("NPS 0-10"), N_("CSAT 1-5"), N_("CES 1-7"), N_("Comment"), N_("Customer value"), N_("Currency"),
    N_("Customer's number"), N_("Id of the answer"), N_("Source"),
)  # fmt: skip


def response_table(rows: Iterable[PlacedAnswer], own_situations: Names) -> Iterator[tuple[object, ...]]:
    """The head, then a row for each answer: texts in the present language, numbers and dates as such, None = empty.

    :param own_situations: the names of the brand's own, as `situation_name` takes them.
    """
    situation = cache(lambda key: situation_name(key, own_situations))
    yield tuple(gettext(title) for title in HEAD)
    for row in rows:
        yield (
            row.location_name,
            row.location_number,
            row.answered_on,
            row.answered_at.strftime("%H:%M") if row.answered_at else None,
            _day_part(row.day_part),
            situation(row.situation) if row.situation else None,
            channel_name(row.channel) if row.channel else None,
            row.nps,
            row.csat,
            row.ces,
            row.comment,
            row.value,
            row.currency,
            row.customer_ref,
            row.external_id,
            gettext(SOURCES[row.source]),
        )


def _day_part(key: str | None) -> str | None:
    return part_of_day(PartOfDay(key)) if key in set(PartOfDay) else None
