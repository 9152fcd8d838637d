"""A shopper's assignments."""

from flask import render_template

from mysteryshop.web.access import requires
from mysteryshop.web.shopper.blueprint import bp


@bp.get("/")
@requires("fill audits")
def home() -> str:
    return render_template("shopper/home.html")
