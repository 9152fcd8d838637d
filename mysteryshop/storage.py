"""Photos and PDFs under one root, named by their content. No path is ever stored or returned.

A key is the SHA-256 of the bytes, so the same file twice is one file: before `delete`, count who else
refers to it.
"""

import hashlib
import os
import re
import tempfile
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO

from flask import current_app

from mysteryshop.domain.errors import N_, DomainError

KEY = re.compile(r"[0-9a-f]{64}")
CHUNK = 1024 * 1024


class ContentMismatch(DomainError):
    """What arrived is not what was announced: cut off on the way, or changed."""


def put(stream: IO[bytes], *, sha256: str | None = None) -> str:
    """Store what is left in the stream and return its key. On disk, complete and synced, when this returns.

    Temporary file, fsync, read back and compare, rename, fsync of the folder: a power cut leaves the whole
    file or none.

    :param sha256: what the sender says it is, in hex; None when nothing was said.
    :raises ContentMismatch: the bytes are not those; nothing was stored.
    :raises OSError: the disk is full or cannot be written to; nothing was stored.
    """
    root = _root()
    root.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="arriving-", dir=root)
    arriving = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            key = _copy(stream, file)
            file.flush()
            os.fsync(file.fileno())
        if sha256 is not None and key != sha256.lower():
            raise ContentMismatch(N_("The file did not arrive whole. Nothing of it was kept: send it again."))
        if _digest(arriving) != key:
            raise OSError("What was written cannot be read back")
        kept = _place(key)
        kept.parent.mkdir(exist_ok=True)
        arriving.replace(kept)
        _sync_folder(kept.parent)
        _sync_folder(root)
    finally:
        arriving.unlink(missing_ok=True)
    return key


def open(key: str) -> BinaryIO:
    """Open a stored file for reading.

    :raises FileNotFoundError: nothing is stored under this key, or it is no key.
    """
    return _place(key).open("rb")


def holds(key: str) -> bool:
    """Whether a file is stored under this key."""
    return KEY.fullmatch(key) is not None and _place(key).is_file()


def lacks(key: str | None) -> bool:
    """Whether a file was stored under this key and is gone: a disk that lost it, a backup that was not whole."""
    return key is not None and not holds(key)


def delete(key: str) -> None:
    """Remove a stored file; nothing happens when there is none. The caller has counted the references."""
    _place(key).unlink(missing_ok=True)


def delete_old(key: str, *, before: datetime) -> None:
    """Remove a stored file, unless it was stored (again) since: its row may be on its way."""
    place = _place(key)
    if place.is_file() and place.stat().st_mtime < before.timestamp():
        place.unlink(missing_ok=True)


def url(key: str) -> str | None:  # noqa: ARG001 (a bucket would answer with a signed address)
    """An address that a browser may fetch the file from without us; None here: our routes serve it."""
    return None


def _root() -> Path:
    return Path(current_app.config["STORAGE_ROOT"])


def _place(key: str) -> Path:
    if not KEY.fullmatch(key):
        raise FileNotFoundError("That is no key of a stored file")
    return _root() / key[:2] / key[2:]


def _copy(stream: IO[bytes], file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        file.write(chunk)
    return digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
