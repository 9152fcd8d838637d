"""Reading what a phone sends: headers and bodies, refused with a sentence before anything is looked up."""

import hashlib
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from flask import request

from mysteryshop.domain.errors import N_, DomainError
from mysteryshop.web.access import own_viewer

MEGABYTE = 1024 * 1024
MOST_JSON = 4 * MEGABYTE
MOST_PHOTO = 25 * MEGABYTE
MIN_CLIENT = 1
CHUNK = 64 * 1024


class BadRequest(DomainError):
    """The request itself makes no sense: 422."""


class TooLarge(DomainError):
    """413."""


class WrongUser(DomainError):
    """Another person is signed in than the one whose visit this is: 403, nothing is looked up."""


class TooOld(DomainError):
    """The program on the phone is too old to be understood: 426. The phone keeps what it has."""


def check_sender() -> None:
    """:raises WrongUser: before any look-up; :raises TooOld."""
    said = request.headers.get("X-User")
    if said is not None and said != str(own_viewer().user_id):
        raise WrongUser(N_("This visit belongs to another account on this phone."))
    client = request.headers.get("X-Client", "")
    if client.isdecimal() and int(client) < MIN_CLIENT:
        raise TooOld(N_("Open this page once with a network, so that it is brought up to date."))


def text_body() -> str:
    """The body as text, exactly as it was sent.

    :raises TooLarge: over 4 MB; :raises BadRequest: empty, cut short, not UTF-8, or not the text announced by
        X-Content-SHA256.
    """
    file = io.BytesIO()
    _copy_to(file, MOST_JSON)
    body = file.getvalue()
    _check_hash(hashlib.sha256(body).hexdigest(), required=False)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadRequest(N_("The body is not text in UTF-8.")) from None
    if "\x00" in text:  # no JSON holds it as it is, and PostgreSQL could not keep the body
        raise BadRequest(N_("The body is not text in UTF-8."))
    return text


@contextmanager
def file_body() -> Iterator[tuple[IO[bytes], str]]:
    """The body as a file, gone afterwards, and its SHA-256, which the phone must have announced.

    :raises TooLarge: over 25 MB; :raises BadRequest: empty, cut short, or not the bytes announced.
    """
    with tempfile.SpooledTemporaryFile(max_size=MEGABYTE) as file:
        _copy_to(file, MOST_PHOTO)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        _check_hash(sha256, required=True)
        yield file, sha256


def _copy_to(file: IO[bytes], most: int) -> None:
    if (request.content_length or 0) > most:
        raise TooLarge(N_("This is larger than the %(most)s MB that are taken."), most=most // MEGABYTE)
    while chunk := request.stream.read(CHUNK):
        file.write(chunk)
        if file.tell() > most:
            raise TooLarge(N_("This is larger than the %(most)s MB that are taken."), most=most // MEGABYTE)
    if not file.tell():
        raise BadRequest(N_("The body is empty. Send it again."))
    if request.content_length is not None and file.tell() != request.content_length:
        raise BadRequest(N_("The body did not arrive whole. Send it again."))
    file.seek(0)


def _check_hash(sha256: str, *, required: bool) -> None:
    announced = request.headers.get("X-Content-SHA256", "").lower()
    if (announced or required) and announced != sha256:
        raise BadRequest(N_("The body did not arrive whole. Send it again."))


def header_number(name: str) -> int:
    """A positive whole number in a header. :raises BadRequest."""
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:12]) < 2**31):
        raise BadRequest(N_("The header %(name)s must be a whole number."), name=name)
    return int(text)


def header_uuid(name: str) -> UUID:
    """A UUID in a header. :raises BadRequest."""
    try:
        return UUID(request.headers.get(name, ""))
    except ValueError:
        raise BadRequest(N_("The header %(name)s must be a UUID."), name=name) from None


def header_text(name: str) -> str:
    """A text that must be there. :raises BadRequest."""
    text = request.headers.get(name, "").strip()
    if not text:
        raise BadRequest(N_("The header %(name)s is missing."), name=name)
    return text


def header_object(name: str) -> dict[str, Any]:
    """JSON in a header; what cannot be read counts as not said."""
    try:
        said = json.loads(request.headers.get(name, "{}"))
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def instant(text: object) -> datetime | None:
    """An aware instant; evidence, so what cannot be read counts as not said."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
