"""The program behind a real socket, with a database of its own, for tests in a real browser."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import db
from tests.browser.faults import Faults


class Quiet(WSGIRequestHandler):
    """HTTP/1.1 as gunicorn speaks it, and no line for each request."""

    protocol_version = "HTTP/1.1"

    def log(self, *_args: Any) -> None:
        pass


@dataclass
class Live:
    """A running program: `url`, its `app` for looking into the database, its `faults`."""

    app: Flask
    faults: Faults
    port: int = 0
    server: BaseWSGIServer | None = None
    _threads: list[threading.Thread] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Listen; the second time on the same port, as a server that comes back."""
        self.server = make_server("localhost", self.port, self.faults, threaded=True, request_handler=Quiet)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        thread.start()
        self._threads.append(thread)

    def stop(self) -> None:
        """Nobody listens any more, and connections that are open are answered by nobody."""
        self.faults.is_down = True
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def back(self) -> None:
        """The network is there again."""
        self.faults.is_down = False
        if self.server is None:
            self.start()


@contextmanager
def live(url: str, folder: Path, **config: Any) -> Iterator[Live]:
    """The program on a migrated database."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    settings = load_config({"DATABASE_URL": url, "DATA_DIR": str(folder)})
    settings |= {"TRUSTED_HOSTS": ["localhost", "127.0.0.1"]} | config
    app = create_app(settings)
    running = Live(app, Faults(app.wsgi_app))
    running.start()
    try:
        yield running
    finally:
        running.stop()
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
