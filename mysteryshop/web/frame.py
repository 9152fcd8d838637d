"""What the frame of every page needs: language, theme, who is signed in, where home is."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale, gettext

LANGUAGE_NAMES = (("en", "English"), ("sv", "Svenska"), ("tr", "Türkçe"))
THEMES = ("light", "dark")
THEME_COOKIE = "theme"


@dataclass(frozen=True, slots=True)
class Frame:
    language: str
    languages: tuple[tuple[str, str], ...]
    theme: str  # "light", "dark", or "" = as the device
    themes: tuple[tuple[str, str], ...]
    product: str  # the neutral "Notes" for a shopper
    discreet: bool
    home: str
    here: str  # the page's own address, to come back to
    person: str | None = None
    account_url: str | None = None
    sign_out_url: str | None = None
    brand_name: str | None = None
    warning: str | None = None


def register(app: Flask) -> None:
    """Give every template `frame` and `navigation`."""

    @app.context_processor
    def frame_context() -> dict[str, Any]:
        return {"frame": current_frame(), "navigation": []}


def current_frame() -> Frame:
    """The frame of the request at hand; needs no database, so that an error page can print it too."""
    theme = request.cookies.get(THEME_COOKIE, "")
    return Frame(
        language=get_locale().language,
        languages=LANGUAGE_NAMES,
        theme=theme if theme in THEMES else "",
        themes=(("light", gettext("Light")), ("dark", gettext("Dark")), ("device", gettext("As the device"))),
        product="Mysteryshop",
        discreet=False,
        home="/",
        here=request.full_path.rstrip("?") if request.method == "GET" else request.path,
        account_url=url_for("account") if "account" in current_app.view_functions else None,
    )
