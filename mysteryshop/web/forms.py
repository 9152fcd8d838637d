"""Base of every form: CSRF on (Flask-WTF), spaces trimmed."""

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_wtf import FlaskForm
from wtforms import Field

from mysteryshop.domain.errors import DomainError, NotAllowed, NotFound
from mysteryshop.web.errors import sentence


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class AppForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    result: Any = None  # what the use case of `carries_out` gave back

    class Meta:
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            filters = [_strip, *unbound_field.kwargs.get("filters", [])]
            return unbound_field.bind(form=form, **(options | {"filters": filters}))

    def carries_out(self, use_case: Callable[[], Any]) -> bool:
        """Call a service with what was entered; True when it is done.

        A broken rule becomes a problem of this form, so that the page comes back with everything as it was entered.
        What is not there or not possible any more stays an error page: no other entry would help.
        """
        try:
            self.result = use_case()
        except (NotFound, NotAllowed):
            raise
        except DomainError as error:
            self.form_errors.append(sentence(error))
            return False
        return True


def form_page(template: str, form: AppForm, **context: Any) -> tuple[str, int]:
    """The page of a form: 200 when it is opened, 422 when it was sent and refused."""
    return render_template(template, form=form, **context), 422 if form.errors else 200
