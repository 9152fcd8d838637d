"""Is a file one picture and nothing else? Judged by its bytes alone, never by its name."""

import os
import re
from typing import IO

from mysteryshop.domain.errors import N_, DomainError


class BadPicture(DomainError):
    """The file cannot be taken as evidence; the message says why and what to do."""


HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx")
ANIMATED_BRANDS = (b"msf1", b"hevc", b"hevx")

# Long enough that compressed pixels do not contain them by chance. Phones append harmless things to a photo
# (a short film, a second smaller picture, their own notes), so not everything after the picture is refused:
# only other files.
OTHER_FILES = re.compile(
    rb"<html[\s>]|<!doctype html|<script[\s>]|<\?php|<svg\s[^>]{0,200}xmlns|<iframe[\s>]|<body[\s>]",
    re.IGNORECASE,
)
ZIP_END, ZIP_END_LENGTH, ZIP_COMMENT = b"PK\x05\x06", 22, 65535
PDF_HEAD, PDF_SEARCHED = b"%PDF-", 1024
CHUNK, OVERLAP = 1024 * 1024, 512


def refuse_what_is_no_single_picture(stream: IO[bytes], size: int, name: str) -> None:
    """Refuse by the first bytes (not a kind that is taken) or because a second file hides in it.

    :raises BadPicture: with a sentence for the sender.
    """
    stream.seek(0)
    head = stream.read(PDF_SEARCHED)
    if not is_picture_head(head):
        raise BadPicture(_why_not(head), file=name)
    if is_animated_heif(head):
        raise BadPicture(
            N_("“%(file)s” is an animation. Choose a single picture: JPEG, PNG, WebP or HEIC."), file=name
        )
    if PDF_HEAD in head or _ends_as_zip(stream, size) or _holds_markup(stream):
        raise BadPicture(
            N_("“%(file)s” holds another file beside the picture. Take a new picture."),
            file=name,
        )


def is_picture_head(head: bytes) -> bool:
    """Whether a file begins as a JPEG, PNG, WebP or HEIC does."""
    return (
        head[:3] == b"\xff\xd8\xff"
        or head[:8] == b"\x89PNG\r\n\x1a\n"
        or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS)
    )


def is_animated_heif(head: bytes) -> bool:
    """Whether the main brand of a HEIF file is that of a sequence."""
    return head[4:8] == b"ftyp" and head[8:12] in ANIMATED_BRANDS


def _why_not(head: bytes) -> str:
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return N_("“%(file)s” is a GIF. Choose a single picture: JPEG, PNG, WebP or HEIC.")
    if b"<svg" in head.lower():
        return N_("“%(file)s” is a drawing (SVG). Choose a photo: JPEG, PNG, WebP or HEIC.")
    return N_("“%(file)s” is no picture. Choose a photo: JPEG, PNG, WebP or HEIC.")


def _ends_as_zip(stream: IO[bytes], size: int) -> bool:
    """A reader of zip files looks for its directory at the end; so do we, and check that it fits."""
    stream.seek(max(0, size - ZIP_END_LENGTH - ZIP_COMMENT), os.SEEK_SET)
    tail = stream.read()
    at = tail.rfind(ZIP_END)
    if at < 0 or len(tail) - at < ZIP_END_LENGTH:
        return False
    return int.from_bytes(tail[at + 20 : at + 22], "little") <= len(tail) - at - ZIP_END_LENGTH


def _holds_markup(stream: IO[bytes]) -> bool:
    stream.seek(0)
    before = b""
    while chunk := stream.read(CHUNK):
        if OTHER_FILES.search(before + chunk):
            return True
        before = chunk[-OVERLAP:]
    return False
