"""Base of every form: CSRF on (Flask-WTF), spaces trimmed."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class AppForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    class Meta:
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            filters = [_strip, *unbound_field.kwargs.get("filters", [])]
            return unbound_field.bind(form=form, **(options | {"filters": filters}))
