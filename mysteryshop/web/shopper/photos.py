"""A shopper's own photos."""

from uuid import UUID

from flask import Response

from mysteryshop.queries.photos import photo_key_for_shopper
from mysteryshop.web.access import own_viewer, requires
from mysteryshop.web.photo_files import send_photo
from mysteryshop.web.shopper.blueprint import bp


@bp.get("/photos/<uuid:photo_id>/<any(large, small):size>")
@requires("fill audits")
def photo(photo_id: UUID, size: str) -> Response:
    """One photo at one size."""
    return send_photo(photo_key_for_shopper(photo_id, size, own_viewer().user_id))
