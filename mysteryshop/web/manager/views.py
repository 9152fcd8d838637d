"""Home of the account managers."""

from flask import render_template

from mysteryshop.web.access import requires
from mysteryshop.web.manager.blueprint import bp


@bp.get("/")
@requires("manage brand")
def home() -> str:
    return render_template("manager/home.html")
