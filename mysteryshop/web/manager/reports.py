"""Reports of a brand, from where a manager looks for them: the same pages as the brand's, with both copies."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from mysteryshop.web.access import requires
from mysteryshop.web.manager.blueprint import bp


@bp.get("/brands/<int:brand_id>/reports")
@requires("manage brand")
def reports(brand_id: int) -> Response:
    return redirect(url_for("brand.reports", brand_id=brand_id))
