"""Forms of invitations, accounts, and roles."""

from collections.abc import Sequence
from typing import Self

from flask import current_app
from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, PasswordField, SelectField, StringField, ValidationError
from wtforms.validators import EqualTo, InputRequired, Length

from mysteryshop.domain.passwords import PasswordRefused, check_password
from mysteryshop.domain.people import ROLE_NAMES, Post
from mysteryshop.models import Location
from mysteryshop.queries.locations import AreaRow
from mysteryshop.queries.people import InvitationPage
from mysteryshop.services.invitations import Invitee, NotAnAddress, mail_address
from mysteryshop.web.errors import sentence
from mysteryshop.web.forms import AppForm
from mysteryshop.web.frame import LANGUAGE_NAMES

MAX_NAME = 120
WHOLE_BRAND = ""


class NameAndLanguage(AppForm):
    """What people say about themselves."""

    name = StringField(
        lazy_gettext("Name"),
        [
            InputRequired(lazy_gettext("Enter a name.")),
            Length(max=MAX_NAME, message=lazy_gettext("Enter a name of at most %(max)d characters.")),
        ],
    )
    language = SelectField(lazy_gettext("Language of the pages"), choices=LANGUAGE_NAMES)


class AccountForm(NameAndLanguage):
    """One's own account."""


class AcceptForm(NameAndLanguage):
    """A new person: name and password."""

    password = PasswordField(
        lazy_gettext("Choose a password"),
        [InputRequired(lazy_gettext("Choose a password."))],
        description=lazy_gettext("At least 10 characters; a few words are fine."),
    )
    password_again = PasswordField(
        lazy_gettext("The same password again"),
        [EqualTo("password", lazy_gettext("The two passwords differ. Enter the new one twice."))],
    )

    def about(self, invitation: InvitationPage) -> "AcceptForm":
        self.invitation = invitation
        return self

    def validate_password(self, _field: PasswordField) -> None:
        normal = self.normal_password()
        try:
            check_password(normal, [self.name.data or "", self.invitation.email])
        except PasswordRefused as refused:
            raise ValidationError(sentence(refused)) from None

    def normal_password(self) -> str:
        """The password as it is hashed: the same letters typed on another keyboard give the same."""
        normal: str = current_app.extensions["security"].password_util.normalize(self.password.data or "")
        return normal


class RoleForm(AppForm):
    """A role and where in the brand it is held. The choices are given to `offering`."""

    role = SelectField(lazy_gettext("Role"))
    place = SelectField(
        lazy_gettext("Where"),
        description=lazy_gettext("Only a location manager is limited to an area or a location."),
    )

    def offering(
        self, roles: Sequence[str], areas: Sequence[AreaRow] = (), locations: Sequence[Location] = ()
    ) -> Self:
        """Fill the lists; a brand without areas has nothing to limit anybody to."""
        self.role.choices = [(role, gettext(ROLE_NAMES[role])) for role in roles]
        self.place.choices = [
            (WHOLE_BRAND, gettext("The whole brand")),
            *[(f"area:{area.id}", gettext("Area: %(name)s", name=area.full_name)) for area in areas],
            *[(f"location:{place.id}", place.name) for place in locations],
        ]
        if not areas:
            del self.place
        return self

    def post(self, brand_id: int | None) -> Post:
        """The role asked for, in the brand of the page."""
        chosen = self.place.data if self.place is not None else WHOLE_BRAND
        kind, _, number = chosen.partition(":")
        return Post(
            self.role.data,
            brand_id,
            area_id=int(number) if kind == "area" else None,
            location_id=int(number) if kind == "location" else None,
        )


class InviteForm(RoleForm):
    """Whom to invite, to which role."""

    email = EmailField(
        lazy_gettext("E-mail address"), [InputRequired(lazy_gettext("Enter an e-mail address."))]
    )
    name = StringField(
        lazy_gettext("Name"),
        [
            InputRequired(lazy_gettext("Enter a name.")),
            Length(max=MAX_NAME, message=lazy_gettext("Enter a name of at most %(max)d characters.")),
        ],
    )
    language = SelectField(lazy_gettext("Language of the invitation"), choices=LANGUAGE_NAMES)

    def validate_email(self, field: EmailField) -> None:
        try:
            mail_address(field.data)
        except NotAnAddress as wrong:
            raise ValidationError(sentence(wrong)) from None

    def invitee(self) -> Invitee:
        return Invitee(mail_address(self.email.data), self.name.data, self.language.data)
