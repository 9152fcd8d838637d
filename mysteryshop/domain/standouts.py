"""Which sections of a location are worth looking at first: one rule for the report and any page that names them.

A section is named when the numbers carry it, else not at all:

* its whole 95 % interval lies under the brand's average, as with a target (so one visit, which has no interval, never
  names anything, and neither do visits that agree by chance where nothing says how much visits differ);
* it is at least five points under it: a smaller difference, however sure, is not worth a morning's work.

The brand's average is taken as it is printed, this location among the others, which only makes the rule more careful.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from mysteryshop.domain.figures import Figure, Judgement, judge

LEAST_POINTS = 5.0
MOST_NAMED = 3


class Standing(StrEnum):
    """A section against the brand's average."""

    UNDER = "under"  # clearly, and by enough to be named
    NOT_UNDER = "not_under"
    TOO_FEW = "too_few"  # the visits are too few to say, or there is nothing to stand beside


class Look(NamedTuple):
    """What to look at first.

    :param named: places in the sequence that was asked about, the furthest under the average first.
    :param too_few: nothing is named because no section has visits enough; False where some could have been named.
    """

    named: tuple[int, ...]
    too_few: bool


def standing(here: Figure, brand: Figure) -> Standing:
    """How one section stands; both figures are means of section scores, 0..100."""
    if here.value is None or brand.value is None or here.low is None or here.high is None:
        return Standing.TOO_FEW
    if here.high <= here.low or brand.n <= here.n:
        return Standing.TOO_FEW
    is_under = judge(here, brand.value) is Judgement.UNDER and brand.value - here.value >= LEAST_POINTS
    return Standing.UNDER if is_under else Standing.NOT_UNDER


def look_at_first(sections: Sequence[tuple[Figure, Figure]]) -> Look:
    """The sections to name, at most three.

    :param sections: (the location's figure, the brand's) for each section that was scored.
    """
    found = [standing(here, brand) for here, brand in sections]
    under = [i for i, each in enumerate(found) if each is Standing.UNDER]
    under.sort(key=lambda i: _points_under(*sections[i]), reverse=True)
    return Look(tuple(under[:MOST_NAMED]), all(each is Standing.TOO_FEW for each in found))


def _points_under(here: Figure, brand: Figure) -> float:
    return (brand.value or 0) - (here.value or 0)
