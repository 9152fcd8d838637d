"""The home of a brand's people: the next thing to do, then the newest results."""

from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext

from mysteryshop.domain.access import Scope, Viewer
from mysteryshop.domain.privacy import Audience, Sight, sight_of
from mysteryshop.models import Brand
from mysteryshop.queries.brand_start import BrandStart, brand_start
from mysteryshop.queries.figures import period_figures
from mysteryshop.queries.periods import period_before, period_choices
from mysteryshop.queries.results import latest_audits, location_ids_in
from mysteryshop.reports.periods import period_in_sentence, period_name
from mysteryshop.reports.results import Tile, headline, tiles
from mysteryshop.web.brand.result_pages import AuditItem, audit_items

NEWEST = 5


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do, or to know: a sentence, and the link that does it (url None when nothing is to be done)."""

    title: str
    text: str
    url: str | None
    link: str


@dataclass(frozen=True, slots=True)
class BrandHome:
    """One brand on the home page."""

    brand_id: int
    name: str
    next_step: NextStep
    headline: str
    period: str
    tiles: tuple[Tile, ...]
    audits: tuple[AuditItem, ...]


def brand_home(viewer: Viewer, brand: Brand) -> BrandHome:
    """Put one brand of the home page together, inside the viewer's scope."""
    scope = viewer.scope("read results", brand.id)
    assert scope is not None, "only brands in which the viewer may read results"
    owns = viewer.may("build scorecards", brand.id)
    start = brand_start(brand.id)
    newest = _newest(scope)
    return BrandHome(
        brand_id=brand.id,
        name=brand.name,
        next_step=_next_step(brand.id, start, owns),
        headline=newest[0],
        period=newest[1],
        tiles=newest[2],
        audits=audit_items(latest_audits(scope, _sight(viewer, brand), limit=NEWEST), brand.id),
    )


def _sight(viewer: Viewer, brand: Brand) -> Sight:
    audience = Audience.AGENCY if viewer.is_agency(brand.id) else Audience.BRAND
    return sight_of(audience, time_allowed=brand.shows_visit_time)


def _newest(scope: Scope) -> tuple[str, str, tuple[Tile, ...]]:
    """Headline, name and tiles of the newest period; empty before anything was measured."""
    period = period_choices(scope.brand_id).newest
    if period is None:
        return "", "", ()
    before = period_before(scope.brand_id, period)
    figures = period_figures(scope.brand_id, location_ids_in(scope), period, before)
    earlier = period_in_sentence(before) if before else ""
    return (
        headline(figures.whole, figures.changes, period_in_sentence(period), earlier),
        period_name(period),
        tiles(figures.whole, figures.changes, earlier),
    )


def _next_step(brand_id: int, start: BrandStart, owns: bool) -> NextStep:
    scorecards = _url("brand.scorecards", brand_id) if owns else None
    if not start.has_published and owns:
        title = (
            gettext("Publish your scorecard") if start.has_scorecard else gettext("Make your first scorecard")
        )
        text = gettext(
            "It says what a visit looks at. Eight criteria with good questions are ready to start from."
        )
        return NextStep(title, text, scorecards, gettext("Open the scorecards"))
    if start.has_results:
        return NextStep(
            gettext("Read the newest results"),
            gettext("Figures, trends, sections and every location."),
            url_for("brand.results", brand_id=brand_id),
            gettext("Open the results"),
        )
    if start.open_wave:
        return NextStep(
            gettext("Visits are on their way"),
            gettext(
                "%(wave)s is in the field. A visit is shown here when it has been approved.",
                wave=start.open_wave,
            ),
            None,
            "",
        )
    if not start.locations:
        text = gettext("Your account manager adds the locations and plans the first wave.")
        return NextStep(gettext("The locations come next"), text, None, "")
    text = gettext(
        "Your account manager plans the first wave. Its visits are shown here when they have been approved."
    )
    return NextStep(gettext("The first wave comes next"), text, None, "")


def _url(endpoint: str, brand_id: int) -> str | None:
    return url_for(endpoint, brand_id=brand_id) if endpoint in current_app.view_functions else None
