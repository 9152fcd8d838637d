"""What the pages of reports show: names, states and file names of reports, and the form that asks for one."""

import re
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import force_locale, gettext, lazy_gettext
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from mysteryshop.domain.access import Scope
from mysteryshop.domain.privacy import Audience
from mysteryshop.queries.reports import ReportRow
from mysteryshop.queries.scope import locations_of
from mysteryshop.reports import formats
from mysteryshop.reports.formats import DOT
from mysteryshop.reports.periods import period_name
from mysteryshop.web.brand.result_pages import period_options
from mysteryshop.web.filters import language
from mysteryshop.web.forms import AppForm
from mysteryshop.web.frame import LANGUAGE_NAMES

LONGEST_FILE_NAME = 120


@dataclass(frozen=True, slots=True)
class ReportItem:
    """A report in a list or on its own page, worded. `state` is the kind of its mark, `icon` its sign."""

    row: ReportRow
    title: str
    about: str
    state: str | None
    icon: str
    state_text: str
    file_url: str | None

    @property
    def is_on_its_way(self) -> bool:
        return self.row.is_on_its_way


def report_item(row: ReportRow) -> ReportItem:
    """Word one report for a page."""
    kind, icon, text = _state(row)
    return ReportItem(
        row=row,
        title=row.location,
        about=DOT.join(
            part
            for part in (what_it_is(row), _when(row), dict(LANGUAGE_NAMES)[row.language], _for_whom(row))
            if part
        ),
        state=kind,
        icon=icon,
        state_text=text,
        file_url=_file_url(row) if row.is_ready else None,
    )


def _file_url(row: ReportRow) -> str:
    return url_for("brand.report_file", brand_id=row.brand_id, report_id=row.id)


def what_it_is(row: ReportRow) -> str:
    return gettext("Audit report") if row.kind == "audit" else gettext("Location report")


def _when(row: ReportRow) -> str:
    if row.period is not None:
        return period_name(row.period)
    return formats.day(row.visited_on, language()) if row.visited_on else ""


def _for_whom(row: ReportRow) -> str:
    return gettext("only for the agency") if row.audience == Audience.AGENCY else ""


def _state(row: ReportRow) -> tuple[str | None, str, str]:
    if row.is_on_its_way:
        return None, "clock", gettext("Being made")
    if row.state == "failed" and not row.is_ready:
        return "bad", "alert", gettext("Not made")
    if row.is_stale:
        return "warn", "alert", gettext("Figures changed since")
    return "good", "check", gettext("Ready")


def file_name(row: ReportRow) -> str:
    """A name for the file, in the report's language: place and time, and nobody's name."""
    with force_locale(row.language):
        kind = what_it_is(row)
        when = row.visited_on.isoformat() if row.visited_on else period_name(row.period) if row.period else ""
    name = " ".join(part for part in (kind, row.location, when) if part)
    return re.sub(r"[\x00-\x1f\x7f<>:\"/\\|?*]+", " ", name)[:LONGEST_FILE_NAME].strip(" .") + ".pdf"


def readable_copies(reader: Audience) -> tuple[Audience, ...]:
    """The agency reads both copies, because it passes the brand's on; a brand reads its own."""
    return tuple(Audience) if reader is Audience.AGENCY else (Audience.BRAND,)


class RequestReportForm(AppForm):
    """Which location, which period, in which language, for whom."""

    location = SelectField(lazy_gettext("Location"), coerce=int)
    period = SelectField(lazy_gettext("Period"), validate_choice=False, validators=[InputRequired()])
    language = SelectField(lazy_gettext("Language of the report"), choices=LANGUAGE_NAMES)
    audience = RadioField(
        lazy_gettext("Who will read it"),
        choices=[
            ("brand", lazy_gettext("The brand: may be passed on")),
            ("agency", lazy_gettext("The agency only: with names of shoppers and times of visits")),
        ],
        default="brand",
    )


def request_form(scope: Scope, *, for_agency: bool, **given: Any) -> RequestReportForm:
    """The form with the locations in the scope and the brand's periods; a brand asks for its own copies only."""
    form = RequestReportForm(**given)
    form.location.choices = [(location.id, location.name) for location in locations_of(scope)]
    form.period.choices = {label: periods for label, periods in period_options(scope.brand_id) if periods}
    if not for_agency:
        del form.audience
    return form
