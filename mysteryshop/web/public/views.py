"""The way in, and what needs no account."""

from dataclasses import asdict

from flask import redirect, url_for
from werkzeug.wrappers import Response

from mysteryshop.clock import utc_now
from mysteryshop.queries.installation import check_health
from mysteryshop.web.access import own_viewer, public, requires
from mysteryshop.web.public.blueprint import bp

# The first role that a person holds decides where they land.
HOMES = (
    ("admin", "admin.home"),
    ("account_manager", "manager.home"),
    ("brand_owner", "brand.home"),
    ("location_manager", "brand.home"),
    ("shopper", "shopper.home"),
)


@bp.get("/")
@requires("have an account")
def index() -> Response:
    roles = own_viewer().roles()
    return redirect(url_for(next((endpoint for role, endpoint in HOMES if role in roles), "people.no_role")))


@bp.get("/healthz")
@public
def health() -> tuple[dict[str, str | int], int]:
    """200 when the database answers and the worker keeps up, else 503 with what is wrong. For a monitor."""
    found = check_health(now=utc_now())
    return asdict(found), 200 if found.status == "ok" else 503
