"""The one gate between counts and what may be shown: counts per cell go in, figures come out.

A cell is a location (or a situation of a location) in a period. Pages, PDFs and exports take their figures from
here, so that one shows no more than the other.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from mysteryshop.domain.cx_metrics import NpsCounts, ScoreSums, ces_counts, csat_counts
from mysteryshop.domain.estimates import Pool
from mysteryshop.domain.figures import (
    Change,
    Figure,
    Metric,
    Verdict,
    ces_figure,
    ces_mean_figure,
    csat_figure,
    csat_mean_figure,
    nps_change,
    nps_figure,
    score_change,
    score_figure,
    share_change,
)
from mysteryshop.domain.privacy import HOUSE_FLOORS, Floors, hidden_too, part_is_safe, safe_parts

Key = TypeVar("Key", bound=Hashable)

HEADLINE = (Metric.AUDIT, Metric.CSAT, Metric.NPS, Metric.CES)
CUSTOMER = (Metric.CSAT, Metric.NPS, Metric.CES)
_MEAN_OF = {Metric.CSAT: Metric.CSAT_MEAN, Metric.CES: Metric.CES_MEAN}
Figures = Mapping[Metric, Figure]


@dataclass(frozen=True, slots=True)
class Tally:
    """All that was counted in a cell. Ratings are rating -> how many."""

    scores: ScoreSums = field(default_factory=ScoreSums)
    unscored: int = 0
    nps: NpsCounts = field(default_factory=NpsCounts)
    csat: Mapping[int, int] = field(default_factory=dict)
    ces: Mapping[int, int] = field(default_factory=dict)

    def answers(self, metric: Metric) -> int:
        """Customers who answered this question."""
        if metric is Metric.NPS:
            return self.nps.n
        return sum((self.csat if metric is Metric.CSAT else self.ces).values())

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.scores + other.scores,
            self.unscored + other.unscored,
            self.nps + other.nps,
            dict(Counter(self.csat) + Counter(other.csat)),
            dict(Counter(self.ces) + Counter(other.ces)),
        )


# For each month that a period is held against, the cells in each of its pieces.
Pieces = Collection[Collection[Mapping[Key, Tally]]]


def total(tallies: Collection[Tally]) -> Tally:
    """All cells together."""
    return sum(tallies, Tally())


def all_figures(tally: Tally, *, pool: Pool | None = None, floors: Floors = HOUSE_FLOORS) -> Figures:
    """The figures of a cell that stands alone, or of the whole. Cells of a table go through `cell_figures`."""
    return {
        Metric.AUDIT: score_figure(tally.scores, pool=pool, unscored=tally.unscored),
        Metric.CSAT: csat_figure(tally.csat, floors),
        Metric.CSAT_MEAN: csat_mean_figure(tally.csat, floors),
        Metric.NPS: nps_figure(tally.nps, floors),
        Metric.CES: ces_figure(tally.ces, floors),
        Metric.CES_MEAN: ces_mean_figure(tally.ces, floors),
    }


def cell_figures(
    cells: Mapping[Key, Tally],
    *,
    months: Pieces[Key] = (),
    pool: Pool | None = None,
    floors: Floors = HOUSE_FLOORS,
) -> dict[Key, Figures]:
    """The figures of every cell of a table whose total is shown somewhere too.

    Small cells are hidden, and with them the neighbours from which they could be worked out; each question on its own.

    :param cells: all cells of the total, also those that the reader at hand does not see.
    :param months: the same cells in the pieces that the period is held against (`periods.pieces_of`).
    """
    hidden = {metric: _hidden_cells(_tables(cells, months, metric, floors), floors) for metric in CUSTOMER}
    return {
        key: _without(all_figures(tally, pool=pool, floors=floors), {m for m in CUSTOMER if key in hidden[m]})
        for key, tally in cells.items()
    }


def part_figures(
    cells: Mapping[Key, Tally],
    part: Collection[Key],
    *,
    months: Pieces[Key] = (),
    areas: Collection[frozenset[Key]] = (),
    pool: Pool | None = None,
    floors: Floors = HOUSE_FLOORS,
) -> Figures:
    """The figures of some cells together (an area, a manager's locations), beside the cells and the whole.

    :param cells: all cells of the brand; :param part: those to add up; :param months: as for `cell_figures`.
    :param areas: the brand's areas as sets of cells, each of which may be shown to somebody. A part that is one of
        them is shown only if all of them together give nothing away.
    """
    inside = [tally for key, tally in cells.items() if key in part]
    figures = all_figures(total(inside), pool=pool, floors=floors)
    unsafe = {
        metric
        for metric in CUSTOMER
        if not all(
            _is_safe(table, frozenset(part), areas, floors)
            for table in _tables(cells, months, metric, floors)
        )
    }
    return _without(figures, unsafe)


def _is_safe(
    counts: Mapping[Key, int], part: frozenset[Key], areas: Collection[frozenset[Key]], floors: Floors
) -> bool:
    if not part_is_safe(counts, part, floors):
        return False
    return part not in areas or part in safe_parts(counts, areas, floors)


def _tables(
    cells: Mapping[Key, Tally], months: Pieces[Key], metric: Metric, floors: Floors
) -> list[dict[Key, int]]:
    """All tables of answers to one question that a reader could set up from what is shown; the gate closes in each.

    The period itself; each month it lies in, which has a page of its own; and where a wave cuts a month, each piece
    of it. A cell whose month is shown and lies in one piece alone is known there: it can cover for no neighbour, and
    is left out.
    """
    tables = [_counts(cells, metric)]
    for pieces in months:
        counts = [_counts(piece, metric) for piece in pieces]
        month = dict(sum((Counter(piece) for piece in counts), Counter[Key]()))
        tables.append(month)
        if len(counts) > 1:
            hidden = _hidden_cells([month], floors)
            tables += [
                {key: n for key, n in piece.items() if key in hidden or n != month.get(key, 0)}
                for piece in counts
            ]
    return tables


def _hidden_cells(tables: Collection[Mapping[Key, int]], floors: Floors) -> frozenset[Key]:
    """The cells that are hidden in any of the tables, be it for their own sake or for a neighbour's."""
    small = {key for table in tables for key, n in table.items() if 0 < n < floors.hidden_below}
    return frozenset(small).union(*(hidden_too(table, floors) for table in tables))


def situation_cells(
    counted: Mapping[str, Tally], months: Pieces[str], own: Figures, *, pool: Pool | None = None
) -> dict[str, Figures]:
    """The figures of one location's situations, by key. Customers who named none ("") are counted, but have no row.

    The location's own figures stand beside these, so the gate closes for neighbours here as well.

    :param months: as for `cell_figures`.
    :param own: the location's figures as shown; where one is hidden, it is in all situations.
    """
    return {
        key: _without(figures, {m for m in CUSTOMER if not own[m].has_value})
        for key, figures in sorted(cell_figures(counted, months=months, pool=pool).items())
        if key
    }


def _counts(cells: Mapping[Key, Tally], metric: Metric) -> dict[Key, int]:
    return {key: tally.answers(metric) for key, tally in cells.items()}


def _without(figures: Figures, metrics: Collection[Metric]) -> Figures:
    gone = {*metrics, *(_MEAN_OF[m] for m in metrics if m in _MEAN_OF)}
    return {
        metric: figure.hidden_beside_neighbours() if metric in gone else figure
        for metric, figure in figures.items()
    }


def changes(
    now: Tally,
    before: Tally,
    shown_now: Figures,
    shown_before: Figures,
    *,
    pool: Pool | None = None,
    floors: Floors = HOUSE_FLOORS,
) -> dict[Metric, Change]:
    """The change of each headline figure; where either side is hidden there is nothing to compare with."""
    found = {
        Metric.AUDIT: score_change(now.scores, before.scores, pool),
        Metric.CSAT: share_change(csat_counts(now.csat), csat_counts(before.csat), floors),
        Metric.NPS: nps_change(now.nps, before.nps, floors),
        Metric.CES: share_change(ces_counts(now.ces), ces_counts(before.ces), floors),
    }
    return {
        metric: _open(change, shown_now[metric], shown_before[metric]) for metric, change in found.items()
    }


def _open(change: Change, now: Figure, before: Figure) -> Change:
    if change.verdict is Verdict.NOTHING_BEFORE or (now.has_value and before.has_value):
        return change
    return Change(Verdict.TOO_FEW)
