"""What the frame of every page needs: language, theme, who is signed in, where home is."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale, gettext
from sqlalchemy.exc import SQLAlchemyError

from mysteryshop.domain.access import Viewer
from mysteryshop.queries.installation import demo_sign_ins
from mysteryshop.web.navigation import navigation

LANGUAGE_NAMES = (("en", "English"), ("sv", "Svenska"), ("tr", "Türkçe"))
THEMES = ("light", "dark")
THEME_COOKIE = "theme"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


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
    keeps_visits: bool = False  # their phone may hold visits that were not sent, which signing out asks about
    brand_name: str | None = None
    warning: str | None = None


def register(app: Flask) -> None:
    """Give every template `frame` and `navigation`."""

    @app.context_processor
    def frame_context() -> dict[str, Any]:
        viewer = g.get("viewer")  # read by the access check; an error page before it has none
        links = navigation(viewer.roles(), brand_id=_brand_at_hand(viewer)) if viewer else []
        return {"frame": current_frame(), "navigation": links}


def _brand_at_hand(viewer: Viewer) -> int | None:
    """The brand of the page, else the only one whose results the person may read."""
    if "brand" in g:
        return int(g.brand.id)
    ids = viewer.brand_ids("read results")
    return next(iter(ids)) if ids is not None and len(ids) == 1 else None


def current_frame() -> Frame:
    """The frame of the request at hand; needs no database, so that an error page can print it too."""
    theme = request.cookies.get(THEME_COOKIE, "")
    viewer = g.get("viewer")
    only_shopper = viewer is not None and viewer.roles() == {"shopper"}
    return Frame(
        language=get_locale().language,
        languages=LANGUAGE_NAMES,
        theme=theme if theme in THEMES else "",
        themes=(("light", gettext("Light")), ("dark", gettext("Dark")), ("device", gettext("As the device"))),
        product=gettext("Notes") if only_shopper else "Mysteryshop",
        discreet=only_shopper,
        home="/",
        here=request.full_path.rstrip("?") if request.method == "GET" else request.path,
        person=viewer.name if viewer else None,
        account_url=_url_if_there("people.account"),
        sign_out_url=_url_if_there("security.logout") if viewer else None,
        keeps_visits=viewer is not None and (viewer.may("fill audits") or not viewer.grants),
        brand_name=g.brand.name if "brand" in g else None,
        warning=_demo_warning(),
    )


def _demo_warning() -> str | None:
    """Everybody knows the demo password: a machine that others can reach must not go on having it unnoticed."""
    if current_app.config["LISTEN_HOST"] in LOOPBACK:
        return None
    try:
        open_to_all = bool(demo_sign_ins())
    except SQLAlchemyError:
        return None  # the page at hand is about that failure
    return (
        gettext("Demo sign-ins are open on this machine. Anyone who reaches it can sign in.")
        if open_to_all
        else None
    )


def _url_if_there(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None
