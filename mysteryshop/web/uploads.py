"""Requests with photos: a file that is too large costs the file, never the answers beside it.

Werkzeug refuses a whole request by its announced length, before a single field is read. On a shopper's form the length
may therefore be large, and each file is cut off just beyond what a photo may have; the sentence comes from imaging.
"""

import tempfile
from typing import IO, Any

from flask import Request

from mysteryshop.services.photos import MAX_BYTES
from mysteryshop.web.odd_input import Parameters

SHOPPER_FORMS = "/shopper/visits/"
LARGEST_FORM = 1024 * 1024 * 1024  # a whole section of photos; the web server reads it as it comes
IN_MEMORY = 512 * 1024


class AppRequest(Request):
    """Flask's request, with limits for a shopper's form that suit photos."""

    parameter_storage_class = Parameters

    @property
    def max_content_length(self) -> int | None:
        """In bytes; what is larger is answered with 413."""
        if self.path.startswith(SHOPPER_FORMS):
            return LARGEST_FORM
        return super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        Request.max_content_length.fset(self, value)  # type: ignore[attr-defined]

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.path.startswith(SHOPPER_FORMS):
            return CutFile(MAX_BYTES + 1)
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)


class CutFile(tempfile.SpooledTemporaryFile[bytes]):
    """Keeps the first `most` bytes and drops the rest, so that a film sent as a photo fills no disk."""

    def __init__(self, most: int) -> None:
        super().__init__(max_size=IN_MEMORY)
        self._most = most
        self._kept = 0

    def write(self, data: Any) -> int:
        """Takes everything, keeps what fits."""
        piece = bytes(data[: max(0, self._most - self._kept)])
        self._kept += super().write(piece)
        return len(data)
