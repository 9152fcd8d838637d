"""Photos beside the answers, for the people who review them."""

from uuid import UUID

from flask import Response

from mysteryshop.queries.photos import photo_key_for_agency
from mysteryshop.web.access import requires
from mysteryshop.web.manager.blueprint import bp
from mysteryshop.web.photo_files import send_photo


@bp.get("/brands/<int:brand_id>/photos/<uuid:photo_id>/<any(large, small):size>")
@requires("manage brand")
def photo(brand_id: int, photo_id: UUID, size: str) -> Response:
    """One photo of the brand at one size (2048 or 900 px)."""
    return send_photo(photo_key_for_agency(photo_id, size, brand_id))
