import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.cx_metrics import NpsCounts, ScoreSums, csat_counts
from mysteryshop.domain.estimates import Pool
from mysteryshop.domain.figures import (
    SCALES,
    Figure,
    Judgement,
    Metric,
    Verdict,
    change_it_could_show,
    csat_figure,
    judge,
    nps_change,
    nps_figure,
    score_change,
    score_figure,
    share_change,
)
from mysteryshop.domain.privacy import State


@given(st.builds(NpsCounts, *[st.integers(0, 40)] * 3))
def test_a_hidden_figure_carries_nothing_but_its_count(counts):
    figure = nps_figure(counts)
    assert figure.n == counts.n
    assert figure.has_value == (counts.n >= 5)
    if not figure.has_value:
        assert (figure.low, figure.high) == (None, None)
        assert figure.state is (State.HIDDEN if counts.n else State.NO_DATA)
    else:
        lowest, highest = SCALES[Metric.NPS]
        assert lowest <= figure.low <= figure.high <= highest


def test_a_figure_hidden_for_its_neighbour_loses_value_and_interval():
    shown = csat_figure({5: 20, 1: 5})
    hidden = shown.hidden_beside_neighbours()
    assert (hidden.value, hidden.low, hidden.high, hidden.n) == (None, None, None, 25)
    assert hidden.state is State.HIDDEN_TOO
    assert csat_figure({5: 3}).hidden_beside_neighbours().state is State.HIDDEN


def test_one_visit_is_a_score_without_interval():
    figure = score_figure(ScoreSums.of([875]), pool=Pool(9.5, 46))
    assert (figure.value, figure.has_interval, figure.state, figure.pooled) == (
        87.5,
        False,
        State.SINGLE,
        False,
    )


def test_the_figure_says_when_the_brands_spread_was_used():
    assert score_figure(ScoreSums.of([900, 880]), pool=Pool(9.5, 46)).pooled
    assert not score_figure(ScoreSums.of([900, 880]), pool=Pool(9.5, 29)).pooled


def test_audits_without_any_score_are_not_no_data():
    assert score_figure(ScoreSums(), unscored=2).state is State.NO_SCORE
    assert score_figure(ScoreSums()).state is State.NO_DATA


def test_changes_are_claimed_only_where_the_interval_leaves_out_zero():
    good, bad = NpsCounts(80, 10, 10), NpsCounts(20, 30, 50)
    assert nps_change(good, bad).verdict is Verdict.UP
    assert nps_change(good, bad).points == 100
    assert nps_change(bad, good).verdict is Verdict.DOWN
    assert nps_change(good, good).verdict is Verdict.UNCLEAR
    assert nps_change(good, good).points is None
    assert nps_change(NpsCounts(9, 0, 0), bad).verdict is Verdict.TOO_FEW
    assert nps_change(good, NpsCounts()).verdict is Verdict.NOTHING_BEFORE


def test_a_change_of_a_share_is_in_points():
    change = share_change(csat_counts({5: 90, 1: 10}), csat_counts({5: 50, 1: 50}))
    assert change.verdict is Verdict.UP
    assert change.points == pytest.approx(40)


def test_a_change_of_scores_uses_the_brands_spread():
    now, before = ScoreSums.of([900, 900]), ScoreSums.of([850, 850])
    assert score_change(now, before).verdict is Verdict.TOO_FEW
    assert score_change(now, before, Pool(9.5, 46)).verdict is Verdict.UNCLEAR
    assert score_change(now, ScoreSums.of([400, 400]), Pool(9.5, 46)).verdict is Verdict.UP
    assert score_change(now, ScoreSums()).verdict is Verdict.NOTHING_BEFORE


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (85, 90, Judgement.REACHED),
        (84.9, 90, Judgement.UNDETERMINED),
        (70, 84.9, Judgement.UNDER),
        (70, 85, Judgement.UNDETERMINED),
        (None, None, Judgement.UNDETERMINED),
    ],
)
def test_a_target_is_judged_by_the_whole_interval(low, high, expected):
    assert judge(Figure(Metric.AUDIT, 85, 4, low, high, State.OK), 85) is expected


def test_no_target_or_no_value_is_no_judgement():
    assert judge(score_figure(ScoreSums()), 85) is None
    assert judge(score_figure(ScoreSums.of([900, 800])), None) is None


def test_the_change_a_sample_could_show_shrinks_with_its_size():
    small, large = nps_figure(NpsCounts(50, 30, 20)), nps_figure(NpsCounts(500, 300, 200))
    assert change_it_could_show(small) > 2 * change_it_could_show(large)
    assert change_it_could_show(nps_figure(NpsCounts(1, 1, 0))) is None


def test_an_uncapped_bonus_may_lie_above_100_and_its_interval_holds_it():
    figure = score_figure(ScoreSums.of([1100, 1060]))
    assert figure.value == 108
    assert figure.low <= figure.value <= figure.high
    assert score_figure(ScoreSums.of([990, 1000])).high == 100
