"""The program with one more address: a file by Flask's `send_file`, for whoever is signed in and nothing else asked."""

import os

from flask import Response, send_file

from mysteryshop.web.access import requires
from wsgi import app


@app.get("/bare")
@requires("have an account")
def bare() -> Response:
    return send_file(os.environ["BARE_FILE"], mimetype="application/pdf")
