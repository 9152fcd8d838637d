import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from mysteryshop.domain.cx_metrics import NpsCounts, ScoreSums
from mysteryshop.domain.figures import (
    Change,
    Metric,
    Verdict,
    ces_figure,
    csat_figure,
    csat_mean_figure,
    nps_figure,
    score_figure,
)
from mysteryshop.reports.figures import word_figure


@pytest.fixture(autouse=True)
def _speaks():
    app = Flask(__name__)
    Babel(app)
    with app.app_context(), force_locale("en"):
        yield


def test_the_value_then_how_sure_we_are():
    worded = word_figure(nps_figure(NpsCounts(299, 150, 149)))
    assert (worded.label, worded.value, worded.unit) == ("NPS", "+25", "−100 to +100")
    assert (
        worded.base
        == "598 answers\N{NO-BREAK SPACE}· 95% interval +18\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}+32"
    )
    assert worded.note == ""


def test_a_mean_score_has_one_decimal_and_counts_visits():
    worded = word_figure(score_figure(ScoreSums.of([825, 900, 713, 888])))
    assert (worded.value, worded.unit) == ("83.2", "of 100")  # 83.15, half away from zero
    assert (
        worded.base
        == "4 visits\N{NO-BREAK SPACE}· 95% interval 69.5\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}96.8"
    )


def test_a_share_is_written_as_the_language_does():
    figure = csat_figure({5: 40, 4: 40, 1: 20})
    assert word_figure(figure).value == "80%"
    with force_locale("sv"):
        assert word_figure(figure).value == "80\N{NO-BREAK SPACE}%"
    with force_locale("tr"):
        assert word_figure(figure).value == "%80"
        assert word_figure(csat_mean_figure({5: 40, 4: 40, 1: 20})).value == "3,8"


def test_a_hidden_figure_says_why_and_prints_no_number_of_its_own():
    worded = word_figure(ces_figure({7: 2, 1: 1}))
    assert worded.value is None
    assert worded.none_text == "Hidden: 3 answers, shown from 5"
    assert (worded.base, worded.cell, worded.interval) == ("", "Hidden", "")
    assert "66" not in worded.sentence


def test_a_figure_hidden_for_its_neighbour_has_its_own_words():
    worded = word_figure(nps_figure(NpsCounts(7, 0, 0)).hidden_beside_neighbours())
    assert (worded.none_text, worded.cell) == ("Hidden too", "Hidden too")
    assert worded.base == "7 answers. Shown, it would give away a smaller group."


def test_no_data_is_never_a_zero():
    worded = word_figure(nps_figure(NpsCounts()))
    assert (worded.value, worded.none_text, worded.base) == (None, "No data", "")
    assert word_figure(score_figure(ScoreSums(), unscored=1)).none_text == "No score"


def test_small_numbers_say_what_they_forbid():
    assert word_figure(nps_figure(NpsCounts(4, 2, 1))).note == "Too few answers to rank"
    low = word_figure(nps_figure(NpsCounts(10, 2, 1)))
    assert (low.low_base, low.note) == (True, "")
    one = word_figure(score_figure(ScoreSums.of([875])))
    assert (one.value, one.base) == ("87.5", "One visit, no interval")


@pytest.mark.parametrize(
    ("change", "icon", "text"),
    [
        (Change(Verdict.UP, 5.46), "up", "5.5 up since wave 5"),
        (Change(Verdict.DOWN, -5.46), "down", "5.5 down since wave 5"),
        (Change(Verdict.UNCLEAR), "dash", "No clear change since wave 5"),
        (Change(Verdict.TOO_FEW), "dash", "Too few visits to compare with wave 5"),
        (Change(Verdict.NOTHING_BEFORE), "dash", "Nothing in wave 5 to compare with"),
    ],
)
def test_a_change_is_worded_only_as_far_as_it_was_tested(change, icon, text):
    remark = word_figure(score_figure(ScoreSums.of([900, 800])), change=change, before="wave 5").change
    assert (remark.icon, remark.text) == (icon, text)


@pytest.mark.parametrize(
    ("target", "text"),
    [(60, "Target of 60 reached"), (95, "Under the target of 95"), (82.5, "Target 82.5: undetermined")],
)
def test_a_target_is_judged_in_words(target, text):
    scores = ScoreSums.of([820, 840, 830, 850, 810])
    assert word_figure(score_figure(scores), target=target).target.text == text


def test_zero_has_no_sign_and_a_negative_nps_a_true_minus():
    assert word_figure(nps_figure(NpsCounts(10, 10, 10))).value == "0"
    assert word_figure(nps_figure(NpsCounts(0, 10, 10))).value == "−50"


def test_what_a_sample_could_have_shown_stands_beside_a_trend():
    worded = word_figure(nps_figure(NpsCounts(50, 30, 20)))
    assert worded.could_show == "With 100 answers a period, a real change under 30 would often go unseen."


def test_every_metric_has_a_name_and_a_unit():
    from mysteryshop.reports.figures import metric_name, unit_of

    assert all(metric_name(metric) and unit_of(metric) for metric in Metric)
