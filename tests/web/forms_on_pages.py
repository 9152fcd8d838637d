"""The forms of a page as a browser would send them, without touching anything."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class FoundForm:
    method: str
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FoundForm] = []
        self._select: str | None = None
        self._chosen: list[str] = []
        self._first: str | None = None
        self._area: str | None = None
        self._text = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value if value is not None else "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.forms.append(FoundForm(given.get("method", "get").lower(), given.get("action", "")))
            self._inside = True
        elif not self._inside:
            return
        elif tag == "input" and name:
            kind = given.get("type", "text")
            ticked = "checked" in given
            if kind in ("file", "submit", "button", "image") or (
                kind in ("radio", "checkbox") and not ticked
            ):
                return
            self._add(name, given.get("value", "on" if ticked else ""))
        elif tag == "select" and name:
            self._select, self._chosen, self._first = name, [], None
        elif tag == "option" and self._select:
            value = given.get("value", "")
            self._first = value if self._first is None else self._first
            if "selected" in given:
                self._chosen.append(value)
        elif tag == "textarea" and name:
            self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            for value in self._chosen or ([self._first] if self._first is not None else []):
                self._add(self._select, value)
            self._select = None
        elif tag == "textarea" and self._area:
            self._add(self._area, self._text.strip("\n"))
            self._area = None

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].fields.setdefault(name, []).append(value)


def forms_in(html: str) -> list[FoundForm]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def form_for(html: str, path: str) -> dict[str, list[str]]:
    """The fields of the posting form that goes to this path (or, without an action, to its own page)."""
    for form in forms_in(html):
        if form.method == "post" and (form.action.split("?")[0] == path or not form.action):
            return form.fields
    return {}
