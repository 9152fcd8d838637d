"""The program as gunicorn loads it in the soak: some requests end as in a bad network, when the phone asks for it.

`X-Fault` says how: `500` (the program never sees the request), `502` (it is committed, then a proxy's page comes back)
or `lost` (it is committed, and the connection ends without an answer).
"""

import contextlib
import socket
from collections.abc import Callable, Iterable
from typing import Any

from wsgi import app as program

Start = Callable[..., Any]


def app(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """The program, or its failure."""
    fault = environ.get("HTTP_X_FAULT")
    if fault is None:
        return program.wsgi_app(environ, start)
    if fault == "500":
        environ["wsgi.input"].read()
        return _page(start, "500 Internal Server Error")
    _run_unheard(environ)
    if fault == "502":
        return _page(start, "502 Bad Gateway")
    connection: socket.socket = environ["gunicorn.socket"]
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    return _page(start, "200 OK")


def _run_unheard(environ: dict[str, Any]) -> None:
    answer = program.wsgi_app(environ, lambda *_args: lambda _bytes: None)
    for _part in answer:
        pass
    close = getattr(answer, "close", None)
    if close:
        close()


def _page(start: Start, status: str) -> Iterable[bytes]:
    body = b"<!doctype html><title>Not us</title>"
    start(
        status, [("Content-Type", "text/html"), ("Content-Length", str(len(body))), ("Connection", "close")]
    )
    return [body]
