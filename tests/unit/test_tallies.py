"""The gate: what leaves it never lets a small group be worked out."""

from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from mysteryshop.domain.cx_metrics import NpsCounts, ScoreSums
from mysteryshop.domain.figures import Metric, Verdict
from mysteryshop.domain.periods import Days, Period, PeriodKind, month_of, pieces_of
from mysteryshop.domain.privacy import State
from mysteryshop.domain.tallies import (
    Tally,
    all_figures,
    cell_figures,
    changes,
    part_figures,
    total,
)

cells = st.dictionaries(
    st.integers(0, 30),
    st.builds(
        lambda p, n, d, csat: Tally(nps=NpsCounts(p, n, d), csat=csat),
        st.integers(0, 6),
        st.integers(0, 6),
        st.integers(0, 6),
        st.dictionaries(st.integers(1, 5), st.integers(0, 5), max_size=5),
    ),
    max_size=12,
)


@given(cells)
def test_the_total_minus_the_shown_cells_is_nobody_or_at_least_five(table):
    whole, shown = all_figures(total(table.values())), cell_figures(table)
    for metric in (Metric.NPS, Metric.CSAT):
        if not whole[metric].has_value:
            continue
        rest = whole[metric].n - sum(f[metric].n for f in shown.values() if f[metric].has_value)
        assert rest == 0 or rest >= 5


@given(cells, st.sets(st.integers(0, 30)))
def test_a_part_that_is_shown_gives_away_neither_its_inside_nor_its_outside(table, part):
    shown, figures = cell_figures(table), part_figures(table, part)
    whole = all_figures(total(table.values()))
    for metric in (Metric.NPS, Metric.CSAT):
        if not figures[metric].has_value or not whole[metric].has_value:
            continue
        hidden = {k: f[metric].n for k, f in shown.items() if f[metric].n and not f[metric].has_value}
        inside = sum(n for k, n in hidden.items() if k in part)
        outside = sum(hidden.values()) - inside
        assert inside == 0 or inside >= 5
        assert outside == 0 or outside >= 5


MONTHS = (month_of(date(2026, 3, 1)), month_of(date(2026, 4, 1)))
stretches = st.tuples(st.integers(0, 60), st.integers(0, 40))
answered = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.integers(0, 60)), st.integers(1, 9), min_size=1, max_size=12
)


@given(st.lists(stretches, min_size=1, max_size=2), answered)
@example([(10, 20)], {("a", 0): 2, ("a", 12): 5, ("b", 12): 9, ("b", 0): 9})
def test_what_a_month_has_beyond_a_wave_is_nobody_or_at_least_five(waves, answered):
    first, last = MONTHS[0].since, MONTHS[1].until
    days = [(first + timedelta(days=since), first + timedelta(days=since + more)) for since, more in waves]
    periods = [
        *MONTHS,
        Period(PeriodKind.WAVE, first, last, 1),
        *(Period(PeriodKind.WAVE, since, min(until, last), 2) for since, until in days),
    ]

    def counted(period):
        found = {}
        for (location, day), n in answered.items():
            if period.since <= first + timedelta(days=day) <= period.until:
                found[location] = found.get(location, Tally()) + Tally(nps=NpsCounts(n, 0, 0))
        return found

    shown = {}  # (who, from when, until when) -> answers behind a figure that is shown
    for period in periods:
        cut_by = [Days(each.since, each.until) for each in periods[2:]]
        months = [[counted(piece) for piece in month] for month in pieces_of(period, cut_by)]
        figures = cell_figures(counted(period), months=months)
        figures["all"] = part_figures(counted(period), "abc", months=months)
        for who, found in figures.items():
            if found[Metric.NPS].has_value:
                shown[who, period.since, period.until] = found[Metric.NPS].n
    for (who, since, until), n in shown.items():
        for (other, first_day, last_day), fewer in shown.items():
            if who == other and since <= first_day and last_day <= until:
                assert n - fewer == 0 or n - fewer >= 5, (who, since, until, first_day, last_day)


def test_a_neighbour_whose_answers_all_lie_in_the_wave_covers_for_nobody():
    """b is known in the piece, because its month is shown: the total of the wave would give a away."""
    inside = {"a": Tally(nps=NpsCounts(1, 0, 0)), "b": Tally(nps=NpsCounts(5, 0, 0))}
    after = {"a": Tally(nps=NpsCounts(5, 0, 0))}
    assert not part_figures(inside, "ab", months=[[inside, after]])[Metric.NPS].has_value


def test_each_question_has_its_own_gate():
    table = {"a": Tally(nps=NpsCounts(3, 0, 0), csat={5: 9}), "b": Tally(nps=NpsCounts(9, 0, 0), csat={4: 9})}
    shown = cell_figures(table)
    assert shown["a"][Metric.NPS].state is State.HIDDEN
    assert shown["b"][Metric.NPS].state is State.HIDDEN_TOO
    assert shown["a"][Metric.CSAT].has_value
    assert shown["b"][Metric.CSAT].has_value


def test_a_mean_is_hidden_with_its_share():
    table = {"a": Tally(csat={5: 3}), "b": Tally(csat={4: 9})}
    assert cell_figures(table)["b"][Metric.CSAT_MEAN].state is State.HIDDEN_TOO


def test_audits_have_no_privacy_floor():
    table = {"a": Tally(scores=ScoreSums.of([800])), "b": Tally(scores=ScoreSums.of([900, 950]))}
    assert all(figures[Metric.AUDIT].has_value for figures in cell_figures(table).values())


def test_a_change_against_a_hidden_figure_is_not_told():
    now, before = Tally(nps=NpsCounts(40, 0, 0)), Tally(nps=NpsCounts(0, 0, 40))
    open_now, open_before = all_figures(now), all_figures(before)
    assert changes(now, before, open_now, open_before)[Metric.NPS].verdict is Verdict.UP
    closed = {m: f.hidden_beside_neighbours() for m, f in open_before.items()}
    told = changes(now, before, open_now, closed)[Metric.NPS]
    assert (told.verdict, told.points) == (Verdict.TOO_FEW, None)
