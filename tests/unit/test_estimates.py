import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.cx_metrics import NpsCounts, ScoreSums
from mysteryshop.domain.estimates import (
    Pool,
    mean_difference,
    mean_interval,
    nps_adjusted_wald,
    nps_difference,
    nps_score_interval,
    pooled_sd,
    proportion_difference,
    smallest_visible_change,
    t_for,
    t_two_sided_p,
    wilson_interval,
)

counts = st.builds(NpsCounts, *[st.integers(0, 500)] * 3)
scores = st.lists(st.integers(0, 1000), max_size=30).map(ScoreSums.of)


@pytest.mark.parametrize("df", [1, 2, 3, 7.5, 29, 30, 46, 250, 100_000])
@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99, 0.999])
def test_our_t_quantile_agrees_with_scipy(df, confidence):
    from scipy.stats import t

    assert t_for(confidence, df) == pytest.approx(t.ppf((1 + confidence) / 2, df), rel=1e-9)


@given(st.floats(-60, 60), st.floats(0.5, 5000))
def test_our_t_tail_agrees_with_scipy(value, df):
    from scipy.stats import t

    assert t_two_sided_p(value, df) == pytest.approx(2 * t.sf(abs(value), df), rel=1e-8)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_inside_0_and_1(sample):
    successes, n = sample
    interval = wilson_interval(successes, n)
    assert 0 <= interval.low <= successes / n <= interval.high <= 1
    assert interval.low < interval.high


@given(counts)
def test_the_nps_interval_stays_on_the_scale_and_is_never_a_point(nps):
    estimate = nps_adjusted_wald(nps)
    if nps.n == 0:
        assert estimate is None
        return
    assert -100 <= estimate.low < estimate.high <= 100
    if nps.n >= 2:
        assert estimate.low <= estimate.point <= estimate.high


@given(counts)
def test_turning_promoters_into_detractors_mirrors_the_interval(nps):
    mirror = NpsCounts(nps.detractors, nps.passives, nps.promoters)
    if nps.n:
        here, there = nps_adjusted_wald(nps), nps_adjusted_wald(mirror)
        assert (here.low, here.high) == pytest.approx((-there.high, -there.low))
        score_here, score_there = nps_score_interval(nps), nps_score_interval(mirror)
        assert (score_here.low, score_here.high) == pytest.approx(
            (-score_there.high, -score_there.low), abs=1e-6
        )


@given(counts, counts)
def test_a_difference_of_nps_turns_its_sign_with_its_sides(a, b):
    ab, ba = nps_difference(a, b), nps_difference(b, a)
    if ab is None:
        assert ba is None
        assert not a.n or not b.n
        return
    assert ab.low == pytest.approx(-ba.high)
    assert ab.p_two_sided == pytest.approx(ba.p_two_sided)


def test_two_samples_that_wholly_agree_differ_by_nothing():
    found = proportion_difference((20, 20), (10, 10))
    assert (found.raw, found.p_two_sided) == (0, 1)
    assert found.low < 0 < found.high
    assert proportion_difference((0, 0), (10, 10)) is None


@given(scores)
def test_the_sums_of_scores_give_the_textbook_spread(sums):
    assert sums.squared_deviations >= 0
    interval = mean_interval(sums.mean, sums.sample_sd, sums.n, (0, 100))
    if sums.n < 2:
        assert interval is None
    else:
        assert 0 <= interval.low <= sums.mean + 1e-9
        assert sums.mean - 1e-9 <= interval.high <= 100


@given(scores, scores)
def test_sums_of_two_groups_add_up(a, b):
    assert (a + b).n == a.n + b.n
    assert (a + b).total_squares == a.total_squares + b.total_squares


def test_the_pool_leaves_out_locations_with_one_visit():
    pool = pooled_sd([ScoreSums.of([800, 900]), ScoreSums.of([500]), ScoreSums.of([700, 700, 760])])
    # squares inside: 2 * 5^2 = 50 and 3 visits round 72: 2*2^2 + 4^2 = 24; df 1 + 2
    assert pool == Pool(pytest.approx(math.sqrt(74 / 3)), 3)
    assert not pool.is_usable
    assert pooled_sd([ScoreSums.of([500])]) is None


def test_the_spread_of_the_brand_replaces_two_visits_that_happen_to_agree():
    alike = ScoreSums.of([900, 900])
    assert mean_interval(90, alike.sample_sd, 2, (0, 100)).low == 90
    assert mean_interval(90, alike.sample_sd, 2, (0, 100), pool=Pool(9.5, 30)).low < 77


def test_a_change_of_mean_scores_needs_two_audits_on_both_sides():
    several, one = ScoreSums.of([800, 820, 790]), ScoreSums.of([600])
    assert mean_difference(several, one) is None
    assert (
        mean_difference(ScoreSums.of([800, 800]), ScoreSums.of([900, 900])) is None
    )  # no spread to judge by
    found = mean_difference(several, ScoreSums.of([600, 610, 590]))
    assert found.is_clear
    assert found.raw == pytest.approx(80.33333 - 60, abs=1e-4)


def test_welchs_difference_agrees_with_scipy():
    from scipy.stats import ttest_ind

    a, b = [82.5, 90.0, 71.3, 88.8], [70.0, 66.4, 81.0]
    found = mean_difference(ScoreSums.of(round(10 * x) for x in a), ScoreSums.of(round(10 * x) for x in b))
    reference = ttest_ind(a, b, equal_var=False)
    assert found.statistic == pytest.approx(reference.statistic)
    assert found.p_two_sided == pytest.approx(reference.pvalue)
    assert found.low == pytest.approx(reference.confidence_interval().low)


def test_two_waves_of_100_answers_show_a_change_of_31_points():
    # the specification's rule of thumb at variance .61 and power .80
    assert round(smallest_visible_change(100 * math.sqrt(0.61 / 100))) == 31
    assert round(smallest_visible_change(100 * math.sqrt(0.61 / 400))) == 15
