"""One customer's answers, as files bring them, the database keeps them, and lists and exports give them out."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAnswer:
    """What one customer said; None = not asked or not answered. Times are local to the location.

    :param customer_ref: the customer; :param external_id: the answer, as the system it comes from calls it.
    """

    answered_on: date
    answered_at: datetime | None
    day_part: str | None
    situation: str | None
    channel: str | None
    nps: int | None
    csat: int | None
    ces: int | None
    comment: str | None
    value: Decimal | None
    currency: str | None
    customer_ref: str | None
    external_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedAnswer(CustomerAnswer):
    """One answer as the brand keeps it, and where it was given.

    :param source: open, invited, import or api.
    """

    id: int
    location_name: str
    location_number: str | None
    source: str


ANSWER_FIELDS = tuple(field.name for field in fields(CustomerAnswer))  # also the names of the table's columns
