"""Results: overview, location, audits. For brand owners, location managers and the agency."""

from uuid import UUID

from flask import Response, abort, render_template, request, send_file

from mysteryshop import clock, storage
from mysteryshop.domain.access import Viewer
from mysteryshop.domain.privacy import Audience, Sight, sight_of
from mysteryshop.models import Brand
from mysteryshop.queries.periods import period_choices
from mysteryshop.queries.reports import list_reports
from mysteryshop.queries.results import count_audits, find_approved_audit, find_location, latest_audits
from mysteryshop.queries.scope import locations_of
from mysteryshop.services.history import record_access
from mysteryshop.web.access import own_brand, own_scope, own_viewer, requires
from mysteryshop.web.brand.audit_page import audit_page, shown_photo
from mysteryshop.web.brand.blueprint import bp
from mysteryshop.web.brand.report_pages import readable_copies, report_item
from mysteryshop.web.brand.result_pages import (
    audit_items,
    chosen_period,
    location_page,
    overview_page,
    period_options,
)

AUDITS_A_PAGE = 30


@bp.get("/<int:brand_id>/results")
@requires("read results")
def results(brand_id: int) -> str:
    scope = own_scope()
    page = overview_page(
        scope,
        locations_of(scope),
        request.args.get("period"),
        own_sight(),
        area=request.args.get("area", type=int),
        page=page_number(),
    )
    return render_template("brand/results.html", page=page, brand_id=brand_id, number=page_number())


@bp.get("/<int:brand_id>/locations/<int:location_id>")
@requires("read results")
def location(brand_id: int, location_id: int) -> str:
    found = find_location(location_id, own_scope()) or abort(404)
    page = location_page(own_scope(), found, request.args.get("period"), own_sight())
    return render_template("brand/location.html", page=page, brand_id=brand_id, location=found)


@bp.get("/<int:brand_id>/audits")
@requires("read results")
def audits(brand_id: int) -> str:
    slug = request.args.get("period", "")
    period = chosen_period(brand_id, slug, period_choices(brand_id)) if slug else None
    rows = latest_audits(
        own_scope(),
        own_sight(),
        period=period,
        limit=AUDITS_A_PAGE,
        offset=(page_number() - 1) * AUDITS_A_PAGE,
    )
    total = count_audits(own_scope(), period=period)
    return render_template(
        "brand/audits.html",
        audits=audit_items(rows, brand_id),
        total=total,
        number=page_number(),
        pages=max(1, -(-total // AUDITS_A_PAGE)),
        choices=period_options(brand_id),
        chosen=slug,
        brand_id=brand_id,
    )


@bp.get("/<int:brand_id>/audits/<uuid:audit_id>")
@requires("read results")
def audit(brand_id: int, audit_id: UUID) -> str:
    sight = own_sight()
    row = find_approved_audit(audit_id, own_scope(), sight) or abort(404)
    page = audit_page(own_brand(), row, sight, audience())
    record_access(
        "viewed", "audit", audit_id, user_id=own_viewer().user_id, brand_id=brand_id, now=clock.utc_now()
    )
    made = list_reports(own_scope(), readable_copies(audience()), audit_id=audit_id, limit=6)
    return render_template(
        "brand/audit.html", page=page, audit=row, brand_id=brand_id, reports=[report_item(r) for r in made]
    )


@bp.get("/<int:brand_id>/audits/<uuid:audit_id>/photos/<uuid:photo_id>")
@requires("read results")
def audit_photo(brand_id: int, audit_id: UUID, photo_id: UUID) -> Response:
    find_approved_audit(audit_id, own_scope(), own_sight()) or abort(404)
    photo = shown_photo(audit_id, brand_id, photo_id, own_sight()) or abort(404)
    answer = send_file(storage.open(photo), mimetype="image/jpeg", download_name="photo.jpg")
    answer.cache_control.private = True
    return answer


def audience() -> Audience:
    """Who reads: the agency's people of this brand, or the brand's own."""
    viewer: Viewer = own_viewer()
    return Audience.AGENCY if viewer.is_agency(own_scope().brand_id) else Audience.BRAND


def own_sight() -> Sight:
    """What the viewer may see of an audit of this brand."""
    brand: Brand = own_brand()
    return sight_of(audience(), time_allowed=brand.shows_visit_time)


def page_number() -> int:
    """The page of a long list, from 1; nonsense is the first."""
    return max(1, request.args.get("page", 1, type=int))
