"""Home of brand owners and location managers."""

from flask import render_template

from mysteryshop.web.access import requires
from mysteryshop.web.brand.blueprint import bp


@bp.get("/")
@requires("read results")
def home() -> str:
    return render_template("brand/home.html")
