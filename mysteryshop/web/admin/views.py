"""Home of the administrators."""

from flask import render_template

from mysteryshop.web.access import requires
from mysteryshop.web.admin.blueprint import bp


@bp.get("/")
@requires("administer")
def home() -> str:
    return render_template("admin/home.html")
