"""A report object to a whole page of HTML: well-formed XML, with its styles, and our own addresses only."""

from functools import cache
from pathlib import Path

from flask_babel import force_locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mysteryshop.domain.figures import OF_AUDITS, judge
from mysteryshop.reports import charts, colour, words
from mysteryshop.reports.audit import AuditReport
from mysteryshop.reports.audit_lines import SectionLine
from mysteryshop.reports.location import LocationReport, SectionRow, Tile
from mysteryshop.reports.words import gettext, ngettext

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


def audit_html(report: AuditReport) -> str:
    """The page of an audit report, in the report's own language. Needs an application context."""
    with force_locale(report.language):
        chart = charts.bars(
            [_section_bar(section) for section in report.sections],
            gettext("Score by section") + ": " + "; ".join(_said(section) for section in report.sections),
            target=report.pass_mark,
            target_text=gettext("pass mark"),
        )
        return _page("reports/audit.html", report=report, accent=report.accent, section_chart=chart)


def location_html(report: LocationReport) -> str:
    """The page of a location report, in the report's own language. Needs an application context."""
    with force_locale(report.language):
        return _page(
            "reports/location.html",
            report=report,
            accent=report.accent,
            rulers=[_ruler(tile) for tile in report.tiles],
            trend_chart=_trend(report) if report.trend else None,
            section_chart=charts.bars(
                [_average_bar(row, report.trend_target) for row in report.sections],
                gettext("Score by section") + ": " + "; ".join(row.here.sentence for row in report.sections),
            ),
        )


def _ruler(tile: Tile) -> charts.Ruler:
    figure = tile.figure.figure
    low, high = tile.ends
    signed = low < 0
    if figure.metric in OF_AUDITS:
        high = charts.scale_end([figure.value, figure.high])
    return charts.ruler(
        figure.value,
        figure.low,
        figure.high,
        tile.figure.sentence,
        ends=(low, high),
        end_texts=(words.number(low, signed=signed), words.number(high, signed=signed)),
        hollow=figure.is_weak,
        target=tile.target,
        target_text="" if tile.target is None else words.points(tile.target),
    )


def _trend(report: LocationReport) -> charts.Trend:
    return charts.trend(
        [
            charts.Point(
                label=row.label,
                value=row.figure.figure.value,
                text=row.figure.value or "",
                hollow=row.figure.figure.is_weak,
                lo=row.figure.figure.low,
                hi=row.figure.figure.high,
            )
            for row in report.trend
        ],
        gettext("Audit score over time")
        + ": "
        + "; ".join(f"{row.name} {row.figure.cell}" for row in report.trend),
        target=report.trend_target,
        target_text=gettext("target"),
    )


def _average_bar(row: SectionRow, target: float | None) -> charts.Bar:
    figure = row.here.figure
    judged = judge(figure, target)
    return charts.Bar(
        label=row.title,
        value=figure.value,
        text=row.here.value or words.DASH,
        note=row.here.n if figure.has_value else row.here.cell,
        verdict="reached" if judged is None else judged.value,
        lo=figure.low,
        hi=figure.high,
        other=row.brand.figure.value,
    )


def _section_bar(section: SectionLine) -> charts.Bar:
    under = section.value is not None and section.target is not None and section.value < section.target
    return charts.Bar(
        label=section.title,
        value=section.value,
        text=section.score,
        note=section.note or section.weight,
        verdict="under" if under else "reached",
        own_mark=section.target if section.own_target else None,
        ghost=section.computed,
    )


def _said(section: SectionLine) -> str:
    return f"{section.title} {section.score if section.value is not None else section.note}"


def _page(template: str, **values: object) -> str:
    report = values["report"]
    before, between, after = _page_words()
    html = (
        _environment()
        .get_template(template)
        .render(
            css=_css(str(values["accent"])),
            footer=_css_string("\n".join(report.footer)),  # type: ignore[attr-defined]
            page_before=_css_string(before),
            page_between=_css_string(between),
            page_after=_css_string(after),
            **values,
        )
    )
    return html.translate(CONTROL)  # a control letter in a comment is no XML


def _page_words() -> tuple[str, str, str]:
    """What stands before, between and after the two page numbers, in the order of the language."""
    text = gettext("Page %(page)s of %(pages)s", page="\x01", pages="\x02")
    before, rest = text.split("\x01", 1)
    between, after = rest.split("\x02", 1)
    return before, between, after


def _css_string(text: str) -> Markup:
    """Text inside a quoted CSS string inside a style element, which is not escaped like text."""
    for letter in '\\"&<>':
        text = text.replace(letter, f"\\{ord(letter):x} ")
    return Markup(text.translate(CONTROL).replace("\r", "").replace("\n", "\\A "))  # noqa: S704  escaped above


@cache
def _css(accent: str) -> Markup:
    css = (TEMPLATES / "reports" / "print.css").read_text("utf-8")
    for name, value in (
        ("$accent", accent),
        ("$wash", colour.tint(accent, 0.07)),
        ("$tint", colour.tint(accent, 0.35)),
    ):
        css = css.replace(name, value)
    return Markup(css)  # noqa: S704  our own file; the accent is #rrggbb by colour.accent


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["hatch"] = charts.hatch
    return environment
