"""What happens in a wave of the demo: which visits are made, by whom, when, and what becomes of each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from mysteryshop.demo.answering import Errand
from mysteryshop.demo.calendar import Month, days_of_visits
from mysteryshop.demo.houses import House, Spot

NEW_SPOT_VISITS = 2
DRIFT = 0.008  # everybody gets a little better from wave to wave
SPREAD = 0.07  # of single visits around their location


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: a test loads less."""

    waves: int = 6
    visits: int = 2  # a location and wave; two waves in five have one more
    answers: int = 4000
    rendered: int = 12
    photos: float = 0.3  # the share of visits to a place that bring some


FULL = Size()


@dataclass(frozen=True, slots=True)
class Visit:
    """One assignment and its fate: to_do, started, waiting, approved, returned, put_right or late."""

    spot: Spot
    errand: Errand
    shopper: tuple[int, str] | None  # id and language; None: nobody has it yet
    at: datetime  # local
    window: tuple[datetime, datetime]  # local
    quality: float
    fate: str = "approved"
    failing: str | None = None  # the critical question that fails


def visits_of(
    house: House,
    month: Month,
    number: int,
    size: Size,
    today: date,
    shoppers: Sequence[tuple[int, str]],
    rng: Random,
) -> list[Visit]:
    """The assignments of a wave by day. :param number: of the wave, from 0; :param shoppers: the demo's own is last."""
    days = days_of_visits(month, today, weekdays=house.key == "lodos")
    window = (_at(month.first, 8), _at(month.last, 20))
    planned: list[Visit] = []
    for at, spot in enumerate(house.spots):
        if spot.is_new and not month.is_open:
            continue
        for turn in range(_how_many(spot, at + number, size, month)):
            planned.append(
                Visit(
                    spot=spot,
                    errand=_errand(house, spot, 2 * number + at + turn),
                    shopper=rng.choices(shoppers, [3] * (len(shoppers) - 1) + [1])[
                        0
                    ],  # the demo's own seldom
                    at=_at(rng.choice(days), rng.randrange(9, 17), rng.randrange(60)),
                    window=window,
                    quality=spot.quality + DRIFT * (number - 2) + rng.gauss(0, SPREAD),
                )
            )
    planned.sort(key=lambda visit: visit.at)
    return with_events(planned, house, shoppers, today) if month.is_open else planned


def with_events(
    planned: list[Visit], house: House, shoppers: Sequence[tuple[int, str]], today: date
) -> list[Visit]:
    """The open wave as it stands on the day of loading: decisions still to be made, visits still to come."""
    visits, demo_shopper = list(planned), shoppers[-1]
    for at in range(len(visits) - 4, len(visits)):
        visits[at] = replace(visits[at], fate="waiting")
    regular = [at for at, visit in enumerate(visits[:-4]) if not visit.spot.is_new]
    if house.key == "kvarnby":
        first, second, third = regular[-1], regular[-3], regular[-5]
        visits[first] = replace(visits[first], fate="returned", shopper=demo_shopper, quality=0.7)
        closed = _at(visits[second].at.date() - timedelta(days=1), 20)
        early = min(visits[second].window[0], closed - timedelta(days=1))
        visits[second] = replace(visits[second], fate="late", shopper=shoppers[0], window=(early, closed))
        visits[third] = replace(visits[third], fate="put_right", quality=0.75)
    else:
        phoned = next(at for at in reversed(regular) if visits[at].errand.situation == "inquiry")
        visits[phoned] = replace(visits[phoned], failing="identity")
    return visits + _to_come(house, visits, demo_shopper, today)


def _to_come(house: House, planned: list[Visit], demo_shopper: tuple[int, str], today: date) -> list[Visit]:
    """Visits of the days ahead: three of the demo's shopper, one of them begun; some of others; some of nobody."""
    regular = [spot for spot in house.spots if not spot.is_new]
    coming = []
    for at in range(8):
        spot = regular[(3 * at + 1) % len(regular)]
        ends = today + timedelta(days=(3, 5, 8, 7, 9, 9, 6, 9)[at])
        window = (_at(today - timedelta(days=2), 8), _at(ends, 20))
        visit = Visit(spot, _errand(house, spot, at + 1), None, _at(today, 0), window, 0.8, "to_do")
        if at < 3:
            visit = replace(visit, shopper=demo_shopper, fate="started" if at == 0 else "to_do")
        elif at < 5:
            visit = replace(visit, shopper=planned[at].shopper)
        coming.append(visit)
    return coming


def _how_many(spot: Spot, turn: int, size: Size, month: Month) -> int:
    if spot.is_new:
        return NEW_SPOT_VISITS
    if month.is_open:
        return 1 + (turn % 2)
    return size.visits + (turn % 5 < 2)


def _errand(house: House, spot: Spot, turn: int) -> Errand:
    errands = house.errands if spot.channel == "visit" else house.remote_errands
    return Errand(*errands[turn % len(errands)])


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))
