"""Sending a stored photo to a browser: a JPEG we made, never kept by anything between."""

from flask import Response, abort, send_file

from mysteryshop import storage

DAY = 24 * 3600


def send_photo(key: str | None) -> Response:
    """The file under a key that a query gave to this viewer; 404 without one."""
    if key is None or not storage.holds(key):
        abort(404)
    response = send_file(storage.open(key), mimetype="image/jpeg", etag=key[:20], max_age=DAY)
    response.cache_control.public, response.cache_control.private = False, True
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
