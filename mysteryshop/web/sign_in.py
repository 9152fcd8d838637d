"""The forms, passwords and mails of Flask-Security, as this house wants them. The wiring is in `security.py`."""

from typing import Any

from flask import current_app, g
from flask_babel import gettext
from flask_login import current_user
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MailUtil,
    PasswordUtil,
    ResetPasswordForm,
    hash_password,
)
from flask_security.mail_util import EmailValidateException

from mysteryshop.domain.passwords import PasswordRefused, check_password
from mysteryshop.services.mails import Mail
from mysteryshop.web.errors import sentence


class _OwnWords:
    """Our labels; and what is wrong with the form itself stays beside its field.

    Flask-Security takes every error off the fields, so that nobody learns which addresses have an account. An empty
    field says nothing about that: its sentence is put back before the page is written.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        g.security_form = self
        if "email" in self:  # type: ignore[operator]
            self["email"].data = (self["email"].data or "").strip()  # type: ignore[index]
        self._kept: dict[str, list[str]] = {}
        for name, text in _labels().items():
            if name in self:  # type: ignore[operator]
                self[name].label.text = text  # type: ignore[index]

    def keep_shape_errors(self) -> None:
        self._kept = {field.name: list(field.errors) for field in self if field.errors}  # type: ignore[attr-defined]

    def put_shape_errors_back(self) -> None:
        if self._kept:
            self.form_errors: list[str] = []
        for name, errors in self._kept.items():
            self[name].errors = errors  # type: ignore[index]


class SignInForm(_OwnWords, LoginForm):
    """Address and password, asked and complained about in this order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fields: dict[str, Any] = {"email": self["email"], **self._fields}
        self.password.description = ""  # the page has its own link to the reset

    def validate(self, **kwargs: Any) -> bool:
        if self.email.data and self.password.data and is_address(self.email.data):
            return bool(super().validate(**kwargs))
        super(LoginForm, self).validate(**kwargs)
        self.keep_shape_errors()
        return False


class AskForLinkForm(_OwnWords, ForgotPasswordForm):
    """Asks for a reset mail. Takes as long, and says the same, whether or not the address has an account."""

    def validate(self, **kwargs: Any) -> bool:
        found = bool(super().validate(**kwargs))
        if found:
            hash_password("as long as for an address without an account")
        elif not is_address(self.email.data or ""):
            self.keep_shape_errors()
            self.form_errors = ["shape"]  # keeps Flask-Security from saying that a mail is on its way
        return found


class NewPasswordForm(_OwnWords, ResetPasswordForm):
    """A new password, twice, behind the link of a mail."""

    def validate(self, **kwargs: Any) -> bool:
        found = bool(super().validate(**kwargs))
        _complain_once(self.password, self.password_confirm)
        return found


class OtherPasswordForm(_OwnWords, ChangePasswordForm):
    """The present password and a new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = gettext("Present password")

    def validate(self, **kwargs: Any) -> bool:
        self.user = current_user
        found = bool(super().validate(**kwargs))
        _complain_once(self.new_password, self.new_password_confirm)
        if not self.new_password.data:
            self.new_password.errors = [gettext("Choose a password.")]
        if not self.password.data:  # Flask-Security asks for it only when the rest is right
            self.password.errors = [gettext("Enter your present password.")]
        return found


def _complain_once(first: Any, again: Any) -> None:
    """Where nothing was entered at all, one sentence says so."""
    if first.errors and not again.data:
        again.errors = []


class NewPasswords(PasswordUtil):
    """Our rules for a new password, see `domain/passwords.py`."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:  # noqa: ARG002
        normal = self.normalize(password)
        user = kwargs.get("user")
        try:
            check_password(normal, [user.name, user.email] if user else [])
        except PasswordRefused as refused:
            return [sentence(refused)], normal
        return None, normal


class QueuedMail(MailUtil):
    """Flask-Security's mails wait until the view has committed (`security.py: send_waiting_mails`)."""

    def send_mail(
        self,
        template: str,  # noqa: ARG002 (the names of the arguments are Flask-Security's)
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],  # noqa: ARG002
        body: str | None,
        html: str | None,
        **kwargs: Any,  # noqa: ARG002
    ) -> None:
        address = recipient if isinstance(recipient, str) else recipient[1]
        g.setdefault("waiting_mails", []).append(Mail(address, str(subject), body or "", html))


def is_address(text: str) -> bool:
    """Whether it could be an e-mail address; not whether anybody has it."""
    try:
        current_app.extensions["security"].mail_util.normalize(text)
    except EmailValidateException:
        return False
    return True


def _labels() -> dict[str, str]:
    return {
        "email": gettext("E-mail address"),
        "password": gettext("Password"),
        "password_confirm": gettext("The same password again"),
        "new_password": gettext("New password"),
        "new_password_confirm": gettext("The new password again"),
    }
