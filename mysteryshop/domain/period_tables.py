"""The period tables of a location's report, grouped with pandas from its rows. For jobs: a web request never calls it.

pandas only groups and counts. What comes out are the same tallies that the pages count in SQL, and goes through the
same gate (`tallies.py`): a figure on paper is the figure on the screen.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mysteryshop.domain.cx_metrics import NpsCounts, ScoreSums
from mysteryshop.domain.tallies import Tally


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An approved audit. `score_tenths` is the printed score in tenths of a per cent; None where nothing applied."""

    visited_on: date
    wave_id: int
    situation: str
    score_tenths: int | None


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What one customer answered; None = not asked or not answered. `situation` "" where none was named.

    :param ces: on the scale of CES 2.0 only; versions of CES are never pooled.
    """

    answered_on: date
    situation: str
    nps: int | None
    csat: int | None
    ces: int | None


def month_tallies(audits: Sequence[AuditLine]) -> dict[str, Tally]:
    """Month of the visit, as `Period.slug` has it ("2026-03"), -> the audits in it. Empty months are absent."""
    return _audits_by([f"{line.visited_on:%Y-%m}" for line in audits], audits)


def situation_tallies(audits: Sequence[AuditLine], answers: Sequence[AnswerLine]) -> dict[str, Tally]:
    """Situation -> audits and answers in it, by key. Also "", for customers who named none."""
    counted: dict[str, Tally] = defaultdict(Tally)
    for key, tally in _audits_by([line.situation for line in audits], audits).items():
        counted[key] += tally
    for key, tally in _answers_by_situation(answers).items():
        counted[key] += tally
    return dict(sorted(counted.items()))


def _audits_by(keys: Sequence[str], audits: Sequence[AuditLine]) -> dict[str, Tally]:
    import pandas as pd

    # Int64 keeps None as "no score" and adds up without rounding; float64 would do neither.
    tenths = pd.array([line.score_tenths for line in audits], dtype="Int64")
    squares = pd.Series(tenths).pow(2)
    frame = pd.DataFrame({"key": keys, "tenths": tenths, "squares": squares})
    table = frame.groupby("key").agg(
        audits=("tenths", "size"),
        scored=("tenths", "count"),
        total=("tenths", "sum"),
        squares=("squares", "sum"),
    )
    return {
        str(key): Tally(scores=ScoreSums(int(scored), int(total), int(squares)), unscored=int(n - scored))
        for key, n, scored, total, squares in table.itertuples()
    }


def _answers_by_situation(answers: Sequence[AnswerLine]) -> dict[str, Tally]:
    situations = [line.situation for line in answers]
    nps, csat, ces = (
        _ratings(situations, [getattr(line, question) for line in answers])
        for question in ("nps", "csat", "ces")
    )
    return {
        key: Tally(
            nps=NpsCounts.of(Counter(nps.get(key, {})).elements()),
            csat=csat.get(key, {}),
            ces=ces.get(key, {}),
        )
        for key in sorted(set(situations))
    }


def _ratings(situations: Sequence[str], ratings: Sequence[int | None]) -> dict[str, dict[int, int]]:
    """Situation -> rating -> how many. Null answers are in no column."""
    import pandas as pd

    frame = pd.DataFrame({"situation": situations, "rating": pd.array(ratings, dtype="Int64")})
    table = pd.crosstab(frame["situation"], frame["rating"])
    return {
        str(situation): {int(rating): int(n) for rating, n in zip(table.columns, counts, strict=True) if n}
        for situation, *counts in table.itertuples()
    }
