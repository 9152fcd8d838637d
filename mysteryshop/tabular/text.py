"""Which letters and which separator a CSV was written with. Standard library only."""

import codecs
import csv
import io
import re
from collections import Counter

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
_SEPARATORS = (";", "\t", ",", "|")

# The six bytes in which Windows-1252 and -1254 differ: Ð/Ğ Ý/İ Þ/Ş ð/ğ ý/ı þ/ş.
_CONTESTED = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")
# Letters of Icelandic and the Nordic languages that Turkish never writes, and some that it writes often.
_NOT_TURKISH = frozenset("áíóúæýðþÁÍÓÚÆøØåÅäÄ".encode("cp1252")) - _CONTESTED
_TURKISH = frozenset("çüÇÜ".encode("cp1252"))


def looks_binary(start: bytes) -> bool:
    """Whether the first bytes belong to no text: control characters outside UTF-16, or a known signature."""
    if any(start.startswith(bom) for bom, _ in _BOMS) or _utf16_without_bom(start):
        return False
    return start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8")) or bool(
        _CONTROL.search(start.decode("latin-1"))
    )


def decode(data: bytes) -> tuple[str | None, str]:
    """The text and its encoding's Python name; None when no encoding fits."""
    name = _encoding_of(data)
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None, name
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    return (None if _CONTROL.search(text) else text), name


def _encoding_of(data: bytes) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    if guess := _utf16_without_bom(data[:4096]):
        return guess
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _windows(data)
    return "utf-8"


def _utf16_without_bom(start: bytes) -> str | None:
    """UTF-16 of a mostly Latin text has a zero in nearly every other byte."""
    even, odd = start[0::2], start[1::2]
    if not odd:
        return None
    if odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.6 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _windows(data: bytes) -> str:
    """Turkish or Western, told by letters.

    The six contested bytes are common in Turkish; elsewhere they stand beside letters foreign to it.
    """
    letters = Counter(data)
    contested = sum(letters[byte] for byte in _CONTESTED)
    if not contested or letters[0x8E] or letters[0x9E]:  # Ž and ž are not in -1254
        return "cp1252"
    foreign = sum(letters[byte] for byte in _NOT_TURKISH)
    turkish = contested + sum(letters[byte] for byte in _TURKISH)
    return "cp1254" if turkish > 2 * foreign else "cp1252"


def without_separator_line(text: str) -> tuple[str, str | None, int]:
    """Text without Excel's first line `sep=;`, the separator it declares, the number of lines taken off."""
    found = re.match(r'"?sep=(.)"?\r?\n', text, flags=re.IGNORECASE)
    if not found:
        return text, None, 0
    return text[found.end() :], found.group(1), 1


def separator_of(text: str) -> str:
    """The separator under which the first hundred records agree best on their number of fields."""
    sample = text[:200_000]
    return max(_SEPARATORS, key=lambda separator: _agreement(sample, separator))


def _agreement(sample: str, separator: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        for count, record in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=separator)):
            if count == 100:
                break
            if any(record):
                widths[len(record)] += 1
    except csv.Error:
        return 0.0, 0
    wide = [(seen, width) for width, seen in widths.items() if width > 1]
    if not wide:
        return 0.0, 0
    seen, width = max(wide)
    return round(seen / widths.total(), 1), width
