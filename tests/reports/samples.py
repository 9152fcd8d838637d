"""A scorecard, its answers and its facts, for the report's tests and for looking at the pages. Invented."""

from datetime import UTC, date, datetime, time

from mysteryshop.domain.cx_metrics import NpsCounts, ScoreSums
from mysteryshop.domain.figures import (
    Change,
    Metric,
    Verdict,
    ces_figure,
    csat_figure,
    nps_figure,
    score_figure,
)
from mysteryshop.domain.privacy import part_of_day
from mysteryshop.reports.audit import AuditFacts
from mysteryshop.reports.figures import word_figure
from mysteryshop.reports.location import (
    LatestAudit,
    LocationFacts,
    LocationFigures,
    SectionFigures,
    SituationFigures,
    TrendFigure,
)


def text(en, sv="", tr=""):
    return {code: words for code, words in (("en", en), ("sv", sv), ("tr", tr)) if words}


YES = {"key": "yes", "label": text("Yes", "Ja", "Evet"), "points": 1}
NO = {"key": "no", "label": text("No", "Nej", "Hayır"), "points": 0}
NA = {"key": "na", "label": text("Not applicable", "Inte aktuellt", "Geçerli değil"), "na": True}


def yes_no(key, words, weight=1, **more):
    options = [YES, dict(NO, fails=True) if more.get("critical") else NO, NA]
    return {"key": key, "text": words, "kind": "single", "weight": weight, "options": options, **more}


def scorecard(**more):
    """Seven sections: branching, a bonus, a duration, a critical question, an employee, a section without score."""
    return {
        "format": "mysteryshop.scorecard/1",
        "title": text("The service promise", "Servicelöftet", "Hizmet sözü"),
        "language": "en",
        "method": "section_mean",
        "pass_mark": 80,
        "bands": [],
        "sections": [
            {
                "key": "first",
                "title": text("First impression", "Första intryck", "İlk izlenim"),
                "weight": 20,
                "questions": [
                    yes_no(
                        "clean",
                        text(
                            "Was the entrance clean and free of obstacles?",
                            "Var entrén ren och fri från hinder?",
                            "Giriş temiz ve açık mıydı?",
                        ),
                    ),
                    yes_no(
                        "greeted",
                        text(
                            "Did somebody greet you within 30 seconds?",
                            "Hälsade någon inom 30 sekunder?",
                            "30 saniye içinde biri sizi karşıladı mı?",
                        ),
                        2,
                    ),
                    {
                        "key": "why_not",
                        "kind": "multiple",
                        "required": False,
                        "text": text(
                            "What were they doing instead?", "Vad gjorde de i stället?", "Ne yapıyorlardı?"
                        ),
                        "show_if": {"question": "greeted", "answer_in": ["no"]},
                        "options": [
                            {"key": "phone", "label": text("On the phone", "I telefon", "Telefonda")},
                            {"key": "shelf", "label": text("Filling a shelf", "Fyllde på", "Raf diziyordu")},
                        ],
                    },
                ],
            },
            {
                "key": "tone",
                "title": text("Tone of voice", "Bemötande", "Ses tonu"),
                "weight": 15,
                "questions": [
                    yes_no(
                        "friendly",
                        text(
                            "Was the tone friendly throughout?",
                            "Var tonen vänlig hela tiden?",
                            "Ses tonu baştan sona dostça mıydı?",
                        ),
                        2,
                    ),
                    yes_no(
                        "thanks",
                        text("Did somebody thank you?", "Tackade någon?", "Teşekkür edildi mi?"),
                        bonus=True,
                    ),
                    {
                        "key": "who",
                        "kind": "staff",
                        "required": False,
                        "text": text("Who served you?", "Vem betjänade dig?", "Size kim hizmet etti?"),
                    },
                ],
            },
            {
                "key": "place",
                "title": text("Place and order", "Lokal och ordning", "Mekân ve düzen"),
                "weight": 20,
                "questions": [
                    yes_no(
                        "floor",
                        text(
                            "Was the floor dry and safe?",
                            "Var golvet torrt och säkert?",
                            "Zemin kuru ve güvenli miydi?",
                        ),
                        2,
                        critical="section",
                        evidence="optional",
                    ),
                    yes_no(
                        "tables",
                        text("Were the tables wiped?", "Var borden avtorkade?", "Masalar silinmiş miydi?"),
                    ),
                ],
            },
            {
                "key": "closing",
                "title": text("Closing", "Avslut", "Uğurlama"),
                "weight": 15,
                "pass_mark": 70,
                "questions": [
                    {
                        "key": "wait",
                        "kind": "duration",
                        "text": text(
                            "How long did you wait at the till?",
                            "Hur lång var väntan i kassan?",
                            "Kasada ne kadar beklediniz?",
                        ),
                        "ranges": [
                            {"from": 0, "points": 3},
                            {"from": 180, "points": 2},
                            {"from": 600, "points": 0},
                        ],
                    },
                    yes_no(
                        "receipt", text("Were you given a receipt?", "Fick du kvitto?", "Fiş verildi mi?")
                    ),
                    {
                        "key": "when",
                        "kind": "time",
                        "required": False,
                        "text": text("When did you leave?", "När gick du?", "Saat kaçta çıktınız?"),
                    },
                ],
            },
            {
                "key": "problem",
                "title": text("Problem solving", "Problemlösning", "Sorun çözme"),
                "weight": 15,
                "questions": [
                    yes_no(
                        "solution",
                        text(
                            "Was a solution offered on the spot?",
                            "Erbjöds en lösning på plats?",
                            "Yerinde çözüm sunuldu mu?",
                        ),
                        situations=["complaint"],
                    ),
                ],
            },
        ],
        **more,
    }


def answers(**more):
    return {
        "situation": "purchase",
        "answers": {
            "clean": "yes",
            "greeted": "no",
            "why_not": ["phone"],
            "friendly": "yes",
            "thanks": "yes",
            "who": "ZQXSTAFF, tall, grey pullover",
            "floor": "no",
            "tables": "na",
            "wait": 250,
            "receipt": "yes",
            "when": "13:37",
        },
        "comments": {
            "greeted": "Nobody looked up from the till.",
            "floor": "Kaffemaskinen läckte: Şişli, İğdır, Ğ, ı, å, ä, ö. A wet patch about a metre wide.",
        },
        **more,
    }


def facts(**more):
    values = {
        "brand": "Fjord & Fırın",
        "colour": "#0b5f66",
        "location": "Kadıköy Rıhtım Caddesi",
        "area": "İstanbul Anadolu",
        "wave": "Wave 4, autumn 2026",
        "situation": "Purchase",
        "channel": "visit",
        "visited_on": date(2026, 11, 4),
        "visited_at": time(13, 37),
        "shopper_name": "ZQXSHOPPER",
        "shopper_number": 3,
        "scorecard_version": 7,
        "published_on": date(2026, 9, 1),
        "reviewed_on": date(2026, 11, 6),
        "round_number": 2,
        "data_until": datetime(2026, 11, 6, 18, 0, tzinfo=UTC),
        **more,
    }
    return AuditFacts(**values)


def location_facts(**more):
    values = {
        "brand": "Fjord & Fırın",
        "colour": "#0b5f66",
        "location": "Kadıköy Rıhtım Caddesi",
        "area": "İstanbul Anadolu",
        "period": "November 2026",
        "since": date(2026, 11, 1),
        "until": date(2026, 11, 30),
        "scorecards": ("The service promise, version 7",),
        "data_until": datetime(2026, 11, 30, 18, 0, tzinfo=UTC),
        **more,
    }
    return LocationFacts(**values)


def sums(*scores):
    return ScoreSums.of(round(score * 10) for score in scores)


def location_figures(visits=(82.4, 86.0, 79.5, 91.2), answers=71):
    """Figures in the language that is forced at the moment; `answers` customers to each of the three questions."""
    now = score_figure(sums(*visits)) if visits else score_figure(sums())
    share = {1: answers // 12, 3: answers // 6, 5: answers - answers // 12 - answers // 6}
    nps = NpsCounts(
        promoters=answers // 2, passives=answers - answers // 2 - answers // 6, detractors=answers // 6
    )
    ces = {2: min(3, answers), 6: 0}
    figures = {
        Metric.AUDIT: word_figure(
            now, change=Change(Verdict.UP, 5.5) if visits else None, before="October 2026"
        ),
        Metric.CSAT: word_figure(csat_figure(share), change=Change(Verdict.UNCLEAR), before="October 2026"),
        Metric.NPS: word_figure(nps_figure(nps), change=Change(Verdict.UNCLEAR), before="October 2026"),
        Metric.CES: word_figure(ces_figure(ces)),
    }
    titles = (
        "First impression",
        "Tone of voice",
        "Listening",
        "Selling, and knowing bread, allergens and today's offer",
        "Place and order",
        "Closing",
    )
    sections = [
        SectionFigures(
            title,
            score_figure(sums(*[min(100, s + 3 * i - 6) for s in visits]), metric=Metric.SECTION),
            score_figure(sums(80, 84, 79, 88, 91, 77, 84), metric=Metric.SECTION),
        )
        for i, title in enumerate(titles)
    ]
    empty = score_figure(sums(), unscored=len(visits), metric=Metric.SECTION)
    sections.append(
        SectionFigures("Problem solving", empty, score_figure(sums(70, 72), metric=Metric.SECTION))
    )
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
    trend = [
        TrendFigure(
            m,
            f"{m} 2026",
            score_figure(
                sums(*(() if i in (2, 3, 7) else (71 + 2 * i,) if i == 6 else (66 + i, 72 + 2 * i, 75 + i)))
            ),
        )
        for i, m in enumerate(months)
    ]
    situations = [
        SituationFigures(
            "Purchase",
            {
                Metric.AUDIT: now,
                Metric.CSAT: csat_figure(share),
                Metric.NPS: nps_figure(nps),
                Metric.CES: ces_figure(ces),
            },
        ),
        SituationFigures(
            "Complaint",
            {
                Metric.AUDIT: score_figure(sums(64)),
                Metric.CSAT: csat_figure({2: 4, 4: 4}),
                Metric.NPS: nps_figure(NpsCounts(2, 3, 4)),
                Metric.CES: ces_figure({}),
            },
        ),
    ]
    latest = [
        LatestAudit(
            date(2026, 11, 20 - 3 * i),
            time(9 + 3 * i, 5),
            part_of_day(time(9 + 3 * i, 5)),
            "Purchase",
            "visit",
            "ZQXSHOPPER",
            i + 1,
            round(score * 10) if score else None,
            "pass" if score >= 80 else "fail",
        )
        for i, score in enumerate(visits)
    ]
    return LocationFigures(
        headline=figures,
        trend=trend if visits else (),
        sections=sections if visits else (),
        situations=situations,
        latest=latest,
    )
