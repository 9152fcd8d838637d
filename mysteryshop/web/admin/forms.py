"""Forms of the administrators."""

from typing import Any

from babel.numbers import list_currencies
from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    ColorField,
    Field,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from mysteryshop.domain.colours import NotAColour, contrast_with_white, readable_on_white
from mysteryshop.domain.people import ROLE_NAMES
from mysteryshop.models import Brand
from mysteryshop.services.brands import BrandSettings, Upload
from mysteryshop.web.errors import sentence
from mysteryshop.web.forms import AppForm
from mysteryshop.web.frame import LANGUAGE_NAMES

ANY = ""
KEPT = ("name", "currency", "accent", "second_colour", "allows_staff_questions", "shows_visit_time")


class BrandForm(AppForm):
    """A brand's settings."""

    name = StringField(
        lazy_gettext("Name"),
        [
            InputRequired(lazy_gettext("Enter the brand's name.")),
            Length(max=120, message=lazy_gettext("Enter a name of at most %(max)d characters.")),
        ],
    )
    languages = SelectMultipleField(
        lazy_gettext("Languages of its scorecards and surveys"),
        [InputRequired(lazy_gettext("Choose at least one language."))],
        choices=LANGUAGE_NAMES,
    )
    main_language = SelectField(
        lazy_gettext("Main language"),
        choices=LANGUAGE_NAMES,
        description=lazy_gettext("Used where a text is missing in another one."),
    )
    currency = StringField(
        lazy_gettext("Currency"),
        [InputRequired(lazy_gettext("Enter the currency, like EUR."))],
        description=lazy_gettext("Three letters, like SEK, EUR or TRY."),
    )
    accent = ColorField(lazy_gettext("First colour"), description=lazy_gettext("For headings and charts."))
    second_colour = ColorField(
        lazy_gettext("Second colour"), description=lazy_gettext("For text beside them.")
    )
    logo = FileField(
        lazy_gettext("Logo"), description=lazy_gettext("PNG, JPEG or WebP. Shown on the brand's reports.")
    )
    drop_logo = BooleanField(lazy_gettext("Remove the present logo"))
    allows_staff_questions = BooleanField(
        lazy_gettext("Scorecards may ask about employees"),
        description=lazy_gettext(
            "Names and descriptions are personal data. Brand people never see the answers."
        ),
    )
    shows_visit_time = BooleanField(
        lazy_gettext("The brand sees the time of a visit"),
        description=lazy_gettext(
            "Else it sees the date and the part of the day: a time can identify the only person on duty."
        ),
    )

    def validate_currency(self, field: Field) -> None:
        if field.data.upper() not in list_currencies():
            raise ValidationError(
                gettext("“%(code)s” is no currency. Enter three letters, like EUR.", code=field.data)
            )

    def validate_accent(self, field: Field) -> None:
        _check_colour(field)

    def validate_second_colour(self, field: Field) -> None:
        _check_colour(field)

    def validate_main_language(self, field: Field) -> None:
        if self.languages.data and field.data not in self.languages.data:
            raise ValidationError(gettext("The main language must be one of the languages ticked above."))

    def logo_file(self) -> Upload | None:
        """The file that was chosen, if any."""
        chosen = self.logo.data
        return Upload(chosen.stream, chosen.filename) if chosen and chosen.filename else None

    def drops_logo(self) -> bool:
        return self.drop_logo is not None and bool(self.drop_logo.data)

    def settings(self) -> BrandSettings:
        others = tuple(code for code in self.languages.data if code != self.main_language.data)
        return BrandSettings(
            name=self.name.data,
            languages=(self.main_language.data, *others),
            currency=self.currency.data.upper(),
            accent=self.accent.data,
            second_colour=self.second_colour.data,
            allows_staff_questions=self.allows_staff_questions.data,
            shows_visit_time=self.shows_visit_time.data,
        )

    def corrected_colours(self) -> list[str]:
        """A sentence for each colour that is kept darker than it was entered."""
        return [
            gettext(
                "%(given)s is too pale to be read on white (contrast %(contrast).1f, needed 4.5). Kept as %(kept)s.",
                given=field.data,
                contrast=contrast_with_white(field.data),
                kept=readable_on_white(field.data),
            )
            for field in (self.accent, self.second_colour)
            if readable_on_white(field.data) != field.data.lower()
        ]


def brand_form(brand: Brand | None = None) -> BrandForm:
    """The form of a new brand, or filled with what a brand has now."""
    if brand is None:
        new = {"main_language": "en", "currency": "EUR", "accent": "#0b5f66", "second_colour": "#16191d"}
        form = BrandForm(languages=["en"], **new)
    else:
        form = BrandForm(obj=_Values(brand))
    if brand is None or brand.logo_key is None:
        del form.drop_logo
    return form


class _Values:
    """A brand as its form wants it."""

    def __init__(self, brand: Brand) -> None:
        self.__dict__.update({name: getattr(brand, name) for name in KEPT})
        self.languages, self.main_language = brand.language_codes, brand.language_codes[0]


class PeopleFilter(AppForm):
    """Which people are listed; kept in the address."""

    class Meta(AppForm.Meta):
        csrf = False  # it changes nothing

    words = StringField(lazy_gettext("Name or address"))
    role = SelectField(lazy_gettext("with the role"))
    brand = SelectField(lazy_gettext("in"))
    state = SelectField(lazy_gettext("who are"))

    def offering(self, brands: list[Brand]) -> "PeopleFilter":
        self.role.choices = [
            (ANY, gettext("any")),
            *[(role, gettext(name)) for role, name in ROLE_NAMES.items()],
        ]
        self.brand.choices = [
            (ANY, gettext("all brands")),
            *[(str(brand.id), brand.name) for brand in brands],
        ]
        self.state.choices = [
            (ANY, gettext("active or not")), ("active", gettext("active")), ("ended", gettext("deactivated")),
        ]  # fmt: skip
        return self

    def chosen(self) -> dict[str, Any]:
        """The arguments of `queries.people.people`; what makes no sense is not filtered by."""
        known = {value for value, _name in self.brand.choices}
        return {
            "words": self.words.data or "",
            "role": self.role.data if self.role.data in ROLE_NAMES else None,
            "active": {"active": True, "ended": False}.get(self.state.data or ""),
            "brand_id": int(self.brand.data) if self.brand.data in known - {ANY} else None,
        }


def _check_colour(field: Field) -> None:
    try:
        readable_on_white(field.data or "")
    except NotAColour as wrong:
        raise ValidationError(sentence(wrong)) from None
