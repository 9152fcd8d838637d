"""Static files: addresses that carry the content's hash, and cache headers that may therefore last a year."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    """Version every `url_for("static", ...)` and set the cache headers of what it serves."""
    versions = Versions(Path(str(app.static_folder)), keep=not app.debug)

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values and "v" not in values:
            version = versions.of(values["filename"])
            if version:
                values["v"] = version

    @app.after_request
    def cache_static(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in (200, 206, 304):
            asked, current = request.args.get("v"), versions.of((request.view_args or {}).get("filename", ""))
            if asked and asked == current:
                response.cache_control.no_cache = None
                response.cache_control.public, response.cache_control.max_age = True, YEAR
                response.cache_control.immutable = True
            else:
                response.cache_control.no_cache = True
        return response


class Versions:
    """The versions of the files under one folder.

    All of `js/` share one version: modules import each other by relative address, and `main.js` hands its own
    version on to what it loads, so a change of one module must change the address of each.
    """

    def __init__(self, folder: Path, *, keep: bool) -> None:
        self._folder, self._keep = folder, keep
        self._known: dict[str, str] = {}

    def of(self, filename: str) -> str:
        """Ten hex digits, or "" for a file that is not there (the address then answers 404)."""
        if self._keep and filename in self._known:
            return self._known[filename]
        path = (self._folder / filename).resolve()
        if not path.is_relative_to(self._folder.resolve()) or not path.is_file():
            return ""
        group = sorted(path.parent.glob("*.js")) if filename.startswith("js/") else [path]
        digest = hashlib.sha256()
        for member in group:
            digest.update(member.name.encode() + b"\0" + member.read_bytes())
        self._known[filename] = digest.hexdigest()[:10]
        return self._known[filename]
