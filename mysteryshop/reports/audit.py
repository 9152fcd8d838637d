"""What the report on one audit says, every figure worded once, for one audience and in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask_babel import force_locale

from mysteryshop.domain.privacy import Audience, Sight, part_of_day, sight_of
from mysteryshop.reports import audit_findings as findings
from mysteryshop.reports import colour, method, words
from mysteryshop.reports.answers import number_questions, text_of
from mysteryshop.reports.audit_lines import (
    AuditInput,
    AuditPhoto,
    Photo,
    QuestionLine,
    SectionLine,
    as_float,
    section_lines,
)
from mysteryshop.reports.charts import shorten
from mysteryshop.reports.formats import DOT
from mysteryshop.reports.situations import channel_name
from mysteryshop.reports.words import gettext

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """What the scorecard and the answers do not say. Everything is passed; the builder hides what it must."""

    brand: str
    colour: str | None  # the brand's own, "#rrggbb"
    location: str
    area: str
    wave: str
    situation: str  # its name in the report's language
    channel: str  # visit, phone, email, chat, web
    visited_on: date
    visited_at: time | None  # the location's own clock
    shopper_name: str
    shopper_number: int | None  # stable in the wave: "Shopper 3"
    scorecard_version: int
    published_on: date | None
    reviewed_on: date | None
    round_number: int
    data_until: datetime  # aware
    logo: str | None = None  # its name among the PDF's photos


@dataclass(frozen=True, slots=True)
class AuditReport:
    language: str
    audience: Audience
    accent: str
    brand: str
    logo: str | None
    title: str
    description: str
    eyebrow: str
    location: str
    facts: tuple[tuple[str, str], ...]
    score: str
    score_notes: tuple[str, ...]  # the scale with the pass mark, then what one visit can say
    verdict: str
    failed: bool
    reasons: tuple[str, ...]
    lead: str
    happened: tuple[str, ...]
    first: tuple[str, ...]  # what to look at first: the questions that lost most
    pass_mark: float | None
    sections_note: str
    sections: tuple[SectionLine, ...]
    missed: tuple[QuestionLine, ...]  # failed critical ones first, then by points lost
    photos: tuple[Photo, ...]
    method: tuple[tuple[str, str], ...]
    footer: tuple[str, str]


def build_audit_report(
    document: Document,
    answers: Document,
    result: Document,
    facts: AuditFacts,
    *,
    audience: Audience,
    language: str,
    sight: Sight | None = None,
    photos: Sequence[AuditPhoto] = (),
    texts: Mapping[str, str] | None = None,
) -> AuditReport:
    """Word one audit for a page and a PDF.

    :param document: the scorecard version's document.
    :param answers: the answers document of the round that counts.
    :param result: what `score_document(document, answers)` gave.
    :param audience: a brand sees the date and the part of the day, "Shopper 3", and no employee answers.
    :param sight: what the brand has allowed its own people to see; the strict default otherwise.
    :param texts: question key -> a mail or chat pasted as evidence; printed for the agency only.
    :param language: en, sv or tr; a text without it falls back to the document's own.
    Needs an application context (for the translations). The score of an incomplete round is not printed.
    """
    sight = sight or sight_of(audience)
    with force_locale(language):
        sections = section_lines(
            AuditInput(
                document=document,
                answers=answers,
                result=result,
                sight=sight,
                photos=_by_question(photos),
                texts=texts or {},
                numbers=number_questions(document),
                shopper=(facts.shopper_name, words.shopper(facts.shopper_name, facts.shopper_number, sight)),
            )
        )
        lines = [line for section in sections for line in section.questions]
        missed = findings.missed(lines, result)
        score = result["score"] if result["complete"] else None
        return AuditReport(
            language=language,
            audience=audience,
            accent=colour.accent(facts.colour),
            brand=facts.brand,
            logo=facts.logo,
            title=gettext(
                "Audit report: %(place)s, %(day)s", place=facts.location, day=words.day(facts.visited_on)
            ),
            description=gettext("Score, every answer, evidence and method"),
            eyebrow=DOT.join(part for part in (facts.wave, facts.area) if part),
            location=facts.location,
            facts=_facts(document, facts, sight),
            score=words.score(score),
            score_notes=_score_notes(document, score),
            verdict=findings.verdict(document, result),
            failed=result["outcome"] == "fail",
            reasons=findings.reasons(document, result, sections),
            lead=findings.lead(lines),
            happened=findings.happened(lines, sections, result),
            first=tuple(f"{line.number} {shorten(line.text)}" for line in missed[:3]),
            pass_mark=as_float(document.get("pass_mark")),
            sections_note=findings.sections_note(document, sections),
            sections=sections,
            missed=missed,
            photos=tuple(photo for line in lines for photo in line.photos),
            method=method.of_audit(document, facts, sight),
            footer=_footer(facts),
        )


def _by_question(photos: Sequence[AuditPhoto]) -> dict[str, list[AuditPhoto]]:
    kept: dict[str, list[AuditPhoto]] = {}
    for photo in photos:
        kept.setdefault(photo.question_key, []).append(photo)
    return kept


def _facts(document: Document, facts: AuditFacts, sight: Sight) -> tuple[tuple[str, str], ...]:
    name = text_of(document["title"], document["language"])
    rows = [(gettext("Date"), words.day(facts.visited_on))]
    if facts.visited_at is not None:
        if sight.visit_time:
            rows.append((gettext("Time"), words.clock(facts.visited_at)))
        rows.append((gettext("Part of day"), words.part_of_day(part_of_day(facts.visited_at))))
    rows += [
        (gettext("Situation"), facts.situation),
        (gettext("Channel"), channel_name(facts.channel)),
        (gettext("Shopper"), words.shopper(facts.shopper_name, facts.shopper_number, sight)),
        (gettext("Scorecard"), gettext("%(name)s, version %(n)s", name=name, n=facts.scorecard_version)),
    ]
    if facts.reviewed_on is not None:
        rows.append((gettext("Reviewed"), words.day(facts.reviewed_on)))
    return tuple(rows)


def _score_notes(document: Document, score: float | None) -> tuple[str, ...]:
    if score is None:
        return (gettext("no score"),)
    parts = [gettext("of 100")]
    if document.get("pass_mark") is not None:
        parts.append(gettext("pass mark %(mark)s", mark=words.points(document["pass_mark"])))
    return DOT.join(parts), gettext("one visit, no interval")


def _footer(facts: AuditFacts) -> tuple[str, str]:
    first = gettext(
        "%(brand)s, visit on %(day)s. Data until %(moment)s. Scorecard version %(n)s.",
        brand=facts.brand,
        day=words.day(facts.visited_on),
        moment=words.moment(facts.data_until),
        n=facts.scorecard_version,
    )
    return first, method.purpose()
