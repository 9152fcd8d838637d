"""What may be shown to whom: small groups of customers, and what an audit tells about people.

Every page, PDF, export and API asks here, so that two of them together tell no more than one.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

HIDDEN_BELOW = 5
RANKED_FROM = 10
LOW_BASE_BELOW = 30


class State(StrEnum):
    """How a figure may be shown. The first four carry no value."""

    NO_DATA = "none"  # nobody answered
    NO_SCORE = "no_score"  # there were audits, but nothing in them applied
    HIDDEN = "hidden"  # under the privacy floor: the count only
    HIDDEN_TOO = "hidden_too"  # would let a hidden neighbour be worked out
    SINGLE = "single"  # one visit: the score, no interval
    FEW = "few"  # value and interval, not ranked, no arrow, no colour
    LOW = "low"  # "low base", no verdict colour
    OK = "ok"


WITHOUT_VALUE = frozenset({State.NO_DATA, State.NO_SCORE, State.HIDDEN, State.HIDDEN_TOO})


@dataclass(frozen=True, slots=True)
class Floors:
    """The smallest numbers of customer answers at which more is shown. A brand may raise them, never lower
    them.

    :raises ValueError: a floor under the house's.
    """

    hidden_below: int = HIDDEN_BELOW
    ranked_from: int = RANKED_FROM
    low_base_below: int = LOW_BASE_BELOW

    def __post_init__(self) -> None:
        house = (HIDDEN_BELOW, RANKED_FROM, LOW_BASE_BELOW)
        mine = (self.hidden_below, self.ranked_from, self.low_base_below)
        if any(floor < least for floor, least in zip(mine, house, strict=True)):
            raise ValueError("The floors for small numbers can be raised, not lowered")
        if sorted(mine) != list(mine):
            raise ValueError("The floors for small numbers must rise: hidden, ranked, low base")


HOUSE_FLOORS = Floors()


def answers_state(n: int, floors: Floors = HOUSE_FLOORS) -> State:
    """How a figure of `n` customer answers may be shown. Audits have no privacy floor: see `audits_state`."""
    if n == 0:
        return State.NO_DATA
    if n < floors.hidden_below:
        return State.HIDDEN
    if n < floors.ranked_from:
        return State.FEW
    return State.LOW if n < floors.low_base_below else State.OK


def audits_state(scored: int, unscored: int = 0) -> State:
    """How a mean audit score may be shown: one visit has no interval; no visits and no score are different
    news.
    """
    if scored == 0:
        return State.NO_SCORE if unscored else State.NO_DATA
    return State.SINGLE if scored == 1 else State.OK


def hidden_too(counts: Mapping[Key, int], floors: Floors = HOUSE_FLOORS) -> frozenset[Key]:
    """Which cells to hide beside those under the floor, when the cells stand in a table with their total.

    Total minus the shown cells is the rest; a rest of one to four answers would be as good as shown. So the
    smallest shown cells are hidden too, until the rest has five answers or nothing is left to hide. Among
    equals the first.

    :param counts: answers per cell, all cells that make up the total.
    :returns: cells with enough answers of their own that stay hidden all the same. Empty when nothing is
    hidden.
    """
    rest = sum(n for n in counts.values() if 0 < n < floors.hidden_below)
    also: set[Key] = set()
    if not rest:
        return frozenset()
    shown = sorted(
        (key for key, n in counts.items() if n >= floors.hidden_below), key=lambda key: counts[key]
    )
    for key in shown:
        if rest >= floors.hidden_below:
            break
        also.add(key)
        rest += counts[key]
    return frozenset(also)


def part_is_safe(counts: Mapping[Key, int], part: Collection[Key], floors: Floors = HOUSE_FLOORS) -> bool:
    """Whether the total of `part` may stand beside the cells and the total of all.

    What is hidden inside the part, and what is hidden outside it, must each be nothing or reach the floor.

    :param counts: answers per cell of the whole; :param part: some of its keys.
    """
    also = hidden_too(counts, floors)
    hidden = {key: n for key, n in counts.items() if 0 < n < floors.hidden_below or key in also}
    inside = sum(n for key, n in hidden.items() if key in part)
    outside = sum(hidden.values()) - inside
    if inside + outside < floors.hidden_below:
        # The whole is too small to be shown at all: the part stands alone.
        outside = 0
    return all(rest == 0 or rest >= floors.hidden_below for rest in (inside, outside))


def safe_parts(
    counts: Mapping[Key, int], parts: Collection[frozenset[Key]], floors: Floors = HOUSE_FLOORS
) -> frozenset[frozenset[Key]]:
    """Which of nested parts (the areas of a tree) may all show their totals beside the cells and the whole.

    Taken from the largest down: a part is shown when what stays hidden in every shown part, without the shown parts
    inside it, is nobody or reaches the floor. Two areas that are safe alone may give away a third together.

    :param parts: any two of them apart, or one inside the other.
    """
    also = hidden_too(counts, floors)
    hidden = {key: n for key, n in counts.items() if 0 < n < floors.hidden_below or key in also}
    shown: list[frozenset[Key]] = [frozenset(hidden)]
    safe: set[frozenset[Key]] = set()
    for part in sorted(parts, key=len, reverse=True):
        inside = part & hidden.keys()
        if not inside or inside in shown:
            safe.add(part)
        elif all(rest == 0 or rest >= floors.hidden_below for rest in _rests(hidden, [*shown, inside])):
            shown.append(inside)
            safe.add(part)
    return frozenset(safe)


def _rests(hidden: Mapping[Key, int], groups: Collection[frozenset[Key]]) -> list[int]:
    """What is hidden in each group and in no smaller group inside it."""
    rests = []
    for group in groups:
        covered = frozenset[Key]().union(*(other for other in groups if other < group))
        rests.append(sum(hidden[key] for key in group - covered))
    return rests


# --- what an audit tells about people ---


class Audience(StrEnum):
    """Who reads. The agency's people know the shopper; the brand's never do."""

    AGENCY = "agency"
    BRAND = "brand"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader of an audit may see."""

    shopper_name: bool
    visit_time: bool
    staff_answers: bool


def sight_of(audience: Audience, *, time_allowed: bool = False, staff_allowed: bool = False) -> Sight:
    """What `audience` may see of an audit.

    :param time_allowed: the brand has allowed the hour of a visit to its own people.
    :param staff_allowed: the same for answers that name or describe an employee.
    The shopper's name is never shown to a brand, whatever it allows.
    """
    if audience is Audience.AGENCY:
        return Sight(shopper_name=True, visit_time=True, staff_answers=True)
    return Sight(shopper_name=False, visit_time=time_allowed, staff_answers=staff_allowed)


class PartOfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


def part_of_day(local_time: time) -> PartOfDay:
    """All that a brand learns of a visit's hour: morning 05-12, afternoon 12-17, evening 17-22, else
    night.
    """
    if 5 <= local_time.hour < 12:
        return PartOfDay.MORNING
    if 12 <= local_time.hour < 17:
        return PartOfDay.AFTERNOON
    return PartOfDay.EVENING if 17 <= local_time.hour < 22 else PartOfDay.NIGHT


def nickname_numbers(shoppers_in_order_of_first_sending: Iterable[Key]) -> dict[Key, int]:
    """Shopper -> the number in "Shopper 3", within one wave.

    Numbered by who first sent an audit in the wave: later sendings append and never renumber, and no one
    number follows a shopper into the next wave.

    :param shoppers_in_order_of_first_sending: may hold a shopper several times; the first time counts.
    """
    numbers: dict[Key, int] = {}
    for shopper in shoppers_in_order_of_first_sending:
        numbers.setdefault(shopper, len(numbers) + 1)
    return numbers
