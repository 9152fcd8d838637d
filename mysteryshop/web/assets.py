"""Static files under /static/<build>/: the build is a hash of them all, so addresses may be kept for a year.

In the path and not behind a question mark, because modules import each other by relative addresses: a page's build is
the build of everything it loads. An older build's address still serves the present file, but is not kept.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory

YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Serve the static folder and put the build into every `url_for("static", ...)`."""
    folder = Path(app.root_path).parent / "static"
    app.static_folder = str(folder)
    present = build_of if app.debug else cache(build_of)

    @app.url_defaults
    def add_build(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("build", present(folder))

    def static_file(build: str, filename: str) -> Response:
        response = send_from_directory(folder, filename)
        response.direct_passthrough = False
        response.make_sequence()  # small files, read whole, so that they can be compressed whole
        if build == present(folder):
            response.cache_control.no_cache = None
            response.cache_control.public, response.cache_control.max_age = True, YEAR
            response.cache_control.immutable = True
        else:
            response.cache_control.no_cache = True
        return response

    app.add_url_rule("/static/<build>/<path:filename>", endpoint="static", view_func=static_file)


def build_of(folder: Path) -> str:
    """Ten hex digits that change when any file in the folder does."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]
