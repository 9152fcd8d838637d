"""Forms about waves and their assignments."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from mysteryshop.domain.access import CHANNELS
from mysteryshop.models import Assignment, Wave
from mysteryshop.queries.assignments import ShopperChoice, VersionChoice
from mysteryshop.reports.situations import Names, channel_name, situation_name
from mysteryshop.services.assignments import AssignmentDetails
from mysteryshop.services.waves import WaveDetails
from mysteryshop.web.forms import AppForm
from mysteryshop.web.frame import LANGUAGE_NAMES

NOBODY = ""


def _whole_or_none(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class WaveForm(AppForm):
    name = StringField(
        _l("Name"),
        description=_l("For example Autumn 2026, or October"),
        validators=[InputRequired(_l("Enter a name for the wave.")), Length(max=100)],
    )
    starts_on = DateField(_l("First day"), validators=[InputRequired(_l("Enter the first day."))])
    ends_on = DateField(
        _l("Last day"),
        description=_l("This day is counted"),
        validators=[InputRequired(_l("Enter the last day."))],
    )

    def details(self) -> WaveDetails:
        return WaveDetails(self.name.data, self.starts_on.data, self.ends_on.data)


class NoticeForm(AppForm):
    told_on = DateField(_l("Staff were told on"), validators=[InputRequired(_l("Enter the day."))])
    manner = TextAreaField(
        _l("How"),
        description=_l("For example: letter to all staff, or staff meeting with the works council"),
        validators=[InputRequired(_l("Say how staff were told.")), Length(max=500)],
    )


class AssignmentForm(AppForm):
    """What one assignment asks for. The choices come by `offer`."""

    version = SelectField(
        _l("Scorecard"), coerce=_whole_or_none, validators=[InputRequired(_l("Choose a scorecard."))]
    )
    situation = SelectField(_l("Situation"), validators=[InputRequired(_l("Choose a situation."))])
    channel = SelectField(_l("Contact by"), validators=[InputRequired(_l("Choose how the contact is made."))])
    window_from = DateTimeLocalField(
        _l("From"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        validators=[InputRequired(_l("Enter when it begins."))],
    )
    window_until = DateTimeLocalField(
        _l("Until"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        validators=[InputRequired(_l("Enter when it ends."))],
    )
    shopper = SelectField(_l("Shopper"), coerce=_whole_or_none)
    language = SelectField(_l("Language of the visit"))
    briefing = TextAreaField(
        _l("Briefing"),
        description=_l(
            "What to do, whom to be, what to buy; the risks, and how to leave if it feels unsafe."
        ),
        validators=[Length(max=5000)],
    )

    def offer(
        self,
        versions: Sequence[VersionChoice],
        shoppers: Iterable[ShopperChoice],
        own_names: Names,
        version_label: str | None = None,
    ) -> None:
        """:param version_label: of the version that is set already, when it is not among the newest."""
        self.version.choices = [
            (str(v.id), gettext("%(name)s, version %(number)s", name=v.scorecard_name, number=v.number))
            for v in versions
        ]
        if version_label and self.version.data not in [v.id for v in versions]:
            self.version.choices.append((str(self.version.data), version_label))
        keys = dict.fromkeys(key for version in versions for key in version.situations)
        if self.situation.data and self.situation.type == "SelectField":
            keys.setdefault(self.situation.data)
        self.situation.choices = [(key, situation_name(key, own_names)) for key in keys]
        self.channel.choices = [(key, channel_name(key)) for key in CHANNELS]
        self.shopper.choices = [(NOBODY, gettext("nobody yet")), *((str(s.id), s.name) for s in shoppers)]
        self.language.choices = LANGUAGE_NAMES

    def show(self, assignment: Assignment) -> None:
        """Begin with what is stored; before `offer`."""
        self.version.data, self.situation.data = assignment.scorecard_version_id, assignment.situation
        self.channel.data, self.shopper.data = assignment.channel, assignment.shopper_id
        self.window_from.data, self.window_until.data = assignment.window_from, assignment.window_until
        self.language.data, self.briefing.data = assignment.language, assignment.briefing

    def details(self) -> AssignmentDetails:
        return AssignmentDetails(
            situation=self.situation.data,
            channel=self.channel.data,
            scorecard_version_id=self.version.data,
            window_from=self.window_from.data,
            window_until=self.window_until.data,
            shopper_id=self.shopper.data,
            language=self.language.data,
            briefing=(self.briefing.data or "").replace("\r\n", "\n"),
        )


class NewAssignmentsForm(AssignmentForm):
    """Many at once: the chosen locations and situations multiply."""

    situation = SelectMultipleField(
        _l("Situations"), description=_l("Each location gets one assignment for each.")
    )
    areas = SelectMultipleField(coerce=int)
    locations = SelectMultipleField(coerce=int)
    repeat = BooleanField(_l("Also where this wave has such an assignment already"))

    def show_wave(self, wave: Wave, language: str) -> None:
        """Begin with the whole wave as the window, and visits."""
        self.window_from.data = datetime.combine(wave.starts_on, time(0, 0))
        self.window_until.data = datetime.combine(wave.ends_on, time(23, 59))
        self.language.data = language

    def details(self) -> AssignmentDetails:
        return replace(super().details(), situation="")
