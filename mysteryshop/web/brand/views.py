"""Home of brand owners and location managers."""

from flask import render_template

from mysteryshop.queries.scope import brands_of
from mysteryshop.web.access import own_viewer, requires
from mysteryshop.web.brand.blueprint import bp
from mysteryshop.web.brand.home_page import brand_home

BRANDS_SHOWN = 12


@bp.get("/")
@requires("read results")
def home() -> str:
    brands = brands_of(own_viewer(), "read results")[:BRANDS_SHOWN]
    return render_template("brand/home.html", homes=[brand_home(own_viewer(), brand) for brand in brands])
