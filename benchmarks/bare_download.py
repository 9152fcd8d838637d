"""The program with one more address: a file by Flask's `send_file`, for whoever is signed in and nothing else asked."""

import os

from flask import Response, abort, send_file
from flask_login import current_user

from mysteryshop.web.access import public
from wsgi import app


@app.get("/bare")
@public
def bare() -> Response:
    if not current_user.is_authenticated:
        abort(401)
    return send_file(os.environ["BARE_FILE"], mimetype="application/pdf")
