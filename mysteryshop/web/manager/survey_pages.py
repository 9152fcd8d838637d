"""The public survey pages of a brand's locations, and the sheets with their codes to print."""

import ipaddress
from urllib.parse import urlsplit

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from mysteryshop.clock import utc_now
from mysteryshop.domain.errors import N_, DomainError
from mysteryshop.domain.survey_wording import sheet_lines
from mysteryshop.queries.surveys import location_surveys
from mysteryshop.services.addresses import absolute_url
from mysteryshop.services.surveys import make_survey_pages, renew_survey_page
from mysteryshop.web.access import own_brand, own_viewer, requires
from mysteryshop.web.manager.blueprint import bp

Page = str | Response


class NoPublicAddress(DomainError):
    """A sheet would lead nobody anywhere."""


@bp.get("/brands/<int:brand_id>/responses/survey-pages")
@requires("manage brand")
def survey_pages(brand_id: int) -> Page:
    surveys = location_surveys(brand_id, utc_now().date())
    return render_template(
        "manager/survey_pages.html",
        surveys=surveys,
        without=sum(survey.token is None for survey in surveys),
        printable=not is_loopback(current_app.config["PUBLIC_URL"]),
    )


@bp.post("/brands/<int:brand_id>/responses/survey-pages/make")
@requires("manage brand")
def make_all_survey_pages(brand_id: int) -> Page:
    made = make_survey_pages(brand_id, by=own_viewer().user_id, now=utc_now())
    flash(ngettext("%(num)s survey page was made.", "%(num)s survey pages were made.", made), "success")
    return redirect(url_for(".survey_pages", brand_id=brand_id))


@bp.route("/brands/<int:brand_id>/responses/survey-pages/<int:location_id>/renew", methods=["GET", "POST"])
@requires("manage brand")
def renew_survey(brand_id: int, location_id: int) -> Page:
    """First what it does to printed sheets, then the button."""
    surveys = location_surveys(brand_id, utc_now().date(), location_id) or abort(404)
    if request.method == "POST":
        renew_survey_page(brand_id, location_id, by=own_viewer().user_id, now=utc_now())
        flash(_("The page has a new address. Print its sheet again."), "success")
        return redirect(url_for(".survey_pages", brand_id=brand_id))
    return render_template("manager/survey_renew.html", survey=surveys[0])


@bp.get("/brands/<int:brand_id>/responses/survey-pages/sheets")
@requires("manage brand")
def survey_sheets(brand_id: int) -> Page:
    return _sheets(brand_id, None)


@bp.get("/brands/<int:brand_id>/responses/survey-pages/<int:location_id>/sheet")
@requires("manage brand")
def survey_sheet(brand_id: int, location_id: int) -> Page:
    return _sheets(brand_id, location_id)


def _sheets(brand_id: int, location_id: int | None) -> Page:
    """:raises NoPublicAddress: `PUBLIC_URL` is this machine's own."""
    if is_loopback(current_app.config["PUBLIC_URL"]):
        raise NoPublicAddress(
            N_(
                "Set PUBLIC_URL first: now a code would lead to %(url)s, which no customer's phone can reach."
            ),
            url=current_app.config["PUBLIC_URL"],
        )
    surveys = [s for s in location_surveys(brand_id, utc_now().date(), location_id) if s.token]
    if not surveys:
        abort(404)
    sheets = [(s, address := absolute_url("survey.survey", token=s.token), qr_code(address)) for s in surveys]
    return render_template(
        "manager/survey_sheets.html", sheets=sheets, lines=sheet_lines(own_brand().language_codes)
    )


def is_loopback(url: str) -> bool:
    """Whether only this machine can open the address."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def qr_code(text: str) -> Markup:
    """The text as an SVG that scales with its box; error correction M survives a coffee stain."""
    import segno

    drawn = segno.make(text, error="m", micro=False)
    return Markup(  # noqa: S704 (drawn by us from an address of ours)
        drawn.svg_inline(
            scale=1, border=4, omitsize=True, svgclass="qr", lineclass=None, light="#fff", dark="#000"
        )
    )
