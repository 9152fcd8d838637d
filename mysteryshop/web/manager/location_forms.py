"""Forms about areas and locations."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DecimalField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from mysteryshop.models import Location
from mysteryshop.queries.locations import AreaRow
from mysteryshop.services.locations import LocationDetails
from mysteryshop.web.forms import AppForm

TIME_ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/"))
)


def _whole_or_none(value: str | None) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class DegreesField(DecimalField):  # type: ignore[misc]  # WTForms carries no types
    """Degrees with a decimal point or comma, as maps and spreadsheets give them."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([value.strip().replace(",", ".").replace("−", "-") for value in valuelist])

    def _value(self) -> str:
        return (
            super()._value() if self.raw_data else "" if self.data is None else f"{self.data.normalize():f}"
        )


class AreaForm(AppForm):
    name = StringField(_l("Name"), validators=[InputRequired(_l("Enter the area's name.")), Length(max=200)])
    parent = SelectField(_l("Lies in"), coerce=_whole_or_none, validate_choice=True)

    def offer(self, areas: Iterable[AreaRow]) -> None:
        top = ("", _l("nothing: it is at the top"))
        self.parent.choices = [top, *((str(area.id), area.full_name) for area in areas)]


class LocationForm(AppForm):
    name = StringField(
        _l("Name"), validators=[InputRequired(_l("Enter the location's name.")), Length(max=200)]
    )
    external_id = StringField(
        _l("Number"), description=_l("The brand's own number of the location"), validators=[Length(max=300)]
    )
    area = SelectField(_l("Area"), coerce=_whole_or_none, validators=[InputRequired(_l("Choose an area."))])
    address = StringField(_l("Street and number"), validators=[Length(max=300)])
    postcode = StringField(_l("Postcode"), validators=[Length(max=300)])
    city = StringField(_l("City"), validators=[Length(max=300)])
    time_zone = StringField(
        _l("Time zone"),
        description=_l("Windows of visits are kept in it. For example Europe/Stockholm"),
        validators=[InputRequired(_l("Enter the time zone, for example Europe/Stockholm."))],
    )
    lat = DegreesField(
        _l("Latitude"),
        description=_l("In degrees, like 59.3150"),
        validators=[Optional(), NumberRange(-90, 90, _l("A latitude lies between -90 and 90."))],
    )
    lon = DegreesField(
        _l("Longitude"),
        description=_l("In degrees, like 18.0710"),
        validators=[Optional(), NumberRange(-180, 180, _l("A longitude lies between -180 and 180."))],
    )
    peer_group = StringField(
        _l("Format"),
        description=_l("Locations of one format are compared, for example flagship or kiosk"),
        validators=[Length(max=300)],
    )
    opened_on = DateField(_l("Opened on"), validators=[Optional()])

    def offer(self, areas: Iterable[AreaRow]) -> None:
        self.area.choices = [(str(area.id), area.full_name) for area in areas]

    def show(self, location: Location) -> None:
        """Begin with what is stored."""
        for field in (
            "name",
            "external_id",
            "address",
            "postcode",
            "city",
            "time_zone",
            "lat",
            "lon",
            "peer_group",
        ):
            self[field].data = getattr(location, field)
        self.opened_on.data = location.opened_on
        self.area.data = location.area_id

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if valid and (self.lat.data is None) != (self.lon.data is None):
            missing = self.lon if self.lon.data is None else self.lat
            missing.errors = [_l("Enter both the latitude and the longitude, or neither")]
            return False
        return valid

    def details(self) -> LocationDetails:
        return LocationDetails(
            name=self.name.data,
            area_id=self.area.data,
            time_zone=self.time_zone.data,
            external_id=self.external_id.data or None,
            address=self.address.data or "",
            postcode=self.postcode.data or "",
            city=self.city.data or "",
            lat=self.lat.data,
            lon=self.lon.data,
            peer_group=self.peer_group.data or None,
            opened_on=self.opened_on.data,
        )


class CloseForm(AppForm):
    closed_on = DateField(
        _l("Closed since"),
        description=_l("The first day on which it is not visited any more"),
        validators=[InputRequired(_l("Enter the day."))],
    )
