"""Which sections are named to be looked at first: only what the numbers carry."""

from hypothesis import given
from hypothesis import strategies as st

from mysteryshop.domain.cx_metrics import ScoreSums
from mysteryshop.domain.estimates import Pool
from mysteryshop.domain.figures import Metric, score_figure
from mysteryshop.domain.standouts import LEAST_POINTS, MOST_NAMED, Standing, look_at_first, standing

POOL = Pool(12.0, 46)
TENTHS = st.lists(st.integers(0, 1000), max_size=12)


def section(*scores, pool=POOL):
    return score_figure(ScoreSums.of(round(10 * s) for s in scores), pool=pool, metric=Metric.SECTION)


BRAND = section(*[70.7] * 43)


def test_three_tenths_of_a_point_on_two_visits_are_not_named():
    assert standing(section(92.9, 92.9), section(*[93.2] * 43)) is Standing.NOT_UNDER


def test_one_visit_names_nothing_however_low_it_is():
    assert standing(section(0), BRAND) is Standing.TOO_FEW


def test_two_visits_that_agree_are_no_certainty_without_the_brands_spread():
    assert standing(section(20, 20, pool=None), BRAND) is Standing.TOO_FEW
    assert standing(section(20, 20), BRAND) is Standing.UNDER


def test_a_sure_difference_under_the_least_is_not_named():
    sure = section(*[67.0] * 200)
    assert sure.high < 70.7
    assert standing(sure, section(*[70.7] * 900)) is Standing.NOT_UNDER


def test_a_location_alone_in_the_average_stands_beside_nothing():
    assert standing(section(20, 30), section(20, 30)) is Standing.TOO_FEW


def test_the_furthest_under_come_first_and_three_are_enough():
    sections = [(section(s, s), BRAND) for s in (50, 30, 90, 10, 40)]
    assert look_at_first(sections).named == (3, 1, 4)


def test_too_few_is_said_only_when_no_section_has_visits_enough():
    assert look_at_first([(section(10), BRAND), (section(), BRAND)]) == ((), True)
    assert look_at_first([(section(10), BRAND), (section(80, 80), BRAND)]) == ((), False)


@given(st.lists(st.tuples(TENTHS, TENTHS), max_size=8), st.sampled_from([None, POOL, Pool(0.0, 90)]))
def test_whatever_is_named_lies_under_the_average_with_its_whole_interval(scores, pool):
    sections = []
    for here, elsewhere in scores:
        sums = [ScoreSums.of(here), ScoreSums.of(here + elsewhere)]
        sections.append(tuple(score_figure(each, pool=pool, metric=Metric.SECTION) for each in sums))
    look = look_at_first(sections)

    assert len(look.named) <= MOST_NAMED
    assert not (look.named and look.too_few)
    under = []
    for i in look.named:
        here, brand = sections[i]
        assert here.n >= 2
        assert here.low < here.high < brand.value
        assert here.high > here.value
        under.append(brand.value - here.value)
        assert under[-1] >= LEAST_POINTS
    assert under == sorted(under, reverse=True)
