"""A ready PDF of 1 MB, rights checked and the access recorded, beside `send_file` behind the same sign-in.

Both through gunicorn as `make run` starts it, over one connection, in turns. That ours takes five statements at most is
a test (`tests/web/brand/test_reports.py`).
"""

import http.client
import io
import os
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from config import load_config
from mysteryshop import create_app, storage
from mysteryshop.extensions import db
from mysteryshop.models import Report
from tests import databases
from tests.factories import NOW, keep, make_brand, make_location, make_user
from tests.soak.server import Server

SIZE, TURNS, GOAL = 1_000_000, 200, 1.6


def main() -> None:
    """Print both medians and the ratio."""
    with tempfile.TemporaryDirectory() as name, databases.migrated("sqlite", Path(name), None) as url:
        data = b"%PDF-1.7\n" + os.urandom(SIZE)
        file = Path(name) / "bare.pdf"
        file.write_bytes(data)
        environment = {"DATABASE_URL": url, "DATA_DIR": name, "BARE_FILE": str(file)}
        address, cookie = _report(environment, data)
        with Server(environment, wraps="benchmarks.bare_download:app") as server:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            times: dict[str, list[float]] = {address: [], "/bare": []}
            for _ in range(TURNS):
                for path, each in times.items():
                    each.append(_get(connection, path, cookie, data))
            connection.close()
    ours, bare = (statistics.median(each) * 1000 for each in times.values())
    print("\n## Downloading a ready PDF of 1 MB\n")
    print(f"ours {ours:.1f} ms, send_file behind the same sign-in {bare:.1f} ms")
    print(f"ratio {ours / bare:.2f} (goal at most {GOAL}): {'met' if ours / bare <= GOAL else 'MISSED'}")


def _report(environment: dict[str, str], data: bytes) -> tuple[str, str]:
    """A report that is ready. :returns: its address, and the cookie of a brand owner who may read it."""
    app = create_app(load_config(environment))
    with app.app_context():
        brand = make_brand()
        owner = make_user("brand_owner", brand)
        report = keep(
            Report(
                brand_id=brand.id, kind="location", audience="brand", language="en", subject="benchmark",
                location_id=make_location(brand).id, since=date(2026, 3, 1), until=date(2026, 3, 31), state="ready",
                file_key=storage.put(io.BytesIO(data)), pages=4, requested_at=NOW, rendered_at=NOW,
            )
        )  # fmt: skip
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookie = serializer.dumps({"_user_id": owner.fs_uniquifier, "_fresh": True, "_permanent": True})
        address = f"/brands/{brand.id}/reports/{report.id}/file"
        db.session.remove()
        db.engine.dispose()
    return address, f"session={cookie}"


def _get(connection: http.client.HTTPConnection, path: str, cookie: str, expected: bytes) -> float:
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    spent = time.perf_counter() - begun
    if answer.status != 200 or body != expected:
        raise RuntimeError(f"{path} answered {answer.status} with {len(body)} bytes")
    return spent


if __name__ == "__main__":
    main()
