"""Words that are easily right in English and wrong elsewhere."""

from datetime import date

import pytest
from flask import render_template_string
from flask_babel import force_locale

from mysteryshop.domain.cx_metrics import ScoreSums
from mysteryshop.domain.figures import Change, Verdict, score_figure
from mysteryshop.domain.periods import Period, PeriodKind, month_of, quarter_of
from mysteryshop.domain.scoring import score_document
from mysteryshop.reports.audit import build_audit_report
from mysteryshop.reports.figures import word_figure
from mysteryshop.reports.html import audit_html
from mysteryshop.reports.periods import period_in_sentence, period_name
from tests.reports import samples

OCTOBER = date(2026, 10, 1)


def wave(name):
    return Period(PeriodKind.WAVE, OCTOBER, date(2026, 10, 31), 1, name)


@pytest.mark.parametrize(
    ("language", "name", "sentence"),
    [
        ("en", "October 2026", "No clear change since October 2026"),
        ("sv", "Oktober 2026", "Ingen tydlig förändring sedan oktober 2026"),
        ("sv", "Höstens omgång", "Ingen tydlig förändring sedan Höstens omgång"),
        ("tr", "Ekim 2026", "Ekim 2026 dönemine göre belirgin bir değişiklik yok"),
    ],
)
def test_a_change_is_told_in_the_grammar_of_the_language(app, language, name, sentence):
    figure, unclear = score_figure(ScoreSums.of([900, 800])), Change(Verdict.UNCLEAR)
    with force_locale(language):
        before = period_in_sentence(wave(name))
        assert word_figure(figure, change=unclear, before=before).change.text == sentence
        assert period_name(wave(name)) == name
        assert period_in_sentence(month_of(OCTOBER)) == period_name(month_of(OCTOBER))


@pytest.mark.parametrize(
    ("language", "name"), [("en", "quarter 4, 2026"), ("sv", "kvartal 4 2026"), ("tr", "2026 4. çeyrek")]
)
def test_a_quarter_begins_small_inside_a_sentence(app, language, name):
    with force_locale(language):
        assert period_in_sentence(quarter_of(OCTOBER)) == name


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Start|Start|Next|Next"),
        ("sv", "Starta|Start|Nästa|Nästa"),
        ("tr", "Başlat|Başlangıç|Sonraki|Sıradaki"),
    ],
)
def test_a_stopwatch_starts_and_a_page_follows(app, language, words):
    page = (
        "{{ pgettext('stopwatch', 'Start') }}|{{ _('Start') }}|{{ pgettext('page', 'Next') }}|{{ _('Next') }}"
    )
    with app.test_request_context(), force_locale(language):
        assert render_template_string(page) == words


@pytest.mark.parametrize(("language", "quotes"), [("en", "“”"), ("sv", "””"), ("tr", "“”")])
def test_a_comment_stands_in_the_quotes_of_the_language_and_stays_text(app, language, quotes):
    comment = "50 % off <b>everything</b>"
    document, answers = samples.scorecard(), samples.answers(comments={"greeted": comment})
    report = build_audit_report(
        document,
        answers,
        score_document(document, answers),
        samples.facts(),
        language=language,
        audience="brand",
    )
    first, last = quotes
    assert f"{first}50 % off &lt;b&gt;everything&lt;/b&gt;{last}" in audit_html(report)
