"""A scorecard document as text: reading it without losing a digit, and the one canonical way to write it."""

import hashlib
import json
from decimal import Decimal
from typing import Any

from mysteryshop.domain.errors import N_, DomainError


class BadJson(DomainError, ValueError):
    """The text is not JSON in UTF-8, or one of its objects carries a name twice."""


def parse_json(source: str | bytes) -> Any:
    """JSON text -> Python value; numbers with a point or exponent become `Decimal`.

    :raises BadJson: not UTF-8, not JSON, nested too deeply, or a name twice in one object.
    """
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source.removeprefix("\ufeff")
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_without_doubles)
    except UnicodeDecodeError:
        raise BadJson(N_("The file is not text in UTF-8.")) from None
    except json.JSONDecodeError as error:
        raise BadJson(
            N_("The file is not JSON: the error is in line %(line)s, column %(column)s."),
            line=error.lineno,
            column=error.colno,
        ) from None
    except RecursionError:
        raise BadJson(N_("The file is nested too deeply to be a scorecard.")) from None
    except BadJson:
        raise
    except ValueError:  # Python refuses to read a whole number of thousands of digits
        raise BadJson(N_("The file holds a number that is far too long.")) from None


def canonical_json(document: Any) -> str:
    """Sorted keys, no spaces, letters as they are (UTF-8), every number exactly as written.

    Canonical text read with `parse_json` and written again is the same text: its SHA-256 names the document.

    :raises ValueError: NaN or infinity, which JSON cannot say.
    """
    if isinstance(document, dict):
        pairs = (f"{_string(str(key))}:{canonical_json(document[key])}" for key in sorted(document))
        return "{" + ",".join(pairs) + "}"
    if isinstance(document, list | tuple):
        return "[" + ",".join(canonical_json(item) for item in document) + "]"
    if isinstance(document, str):
        return _string(document)
    if isinstance(document, float | Decimal):
        return _number(document)
    return json.dumps(document)


def has_unkept_signs(document: Any) -> bool:
    """Whether any text in it holds NUL or half of a pair of surrogates: JSON can say them, no page can show them and no
    database keeps them.
    """
    if isinstance(document, dict):
        return any(has_unkept_signs(each) for pair in document.items() for each in pair)
    if isinstance(document, list | tuple):
        return any(map(has_unkept_signs, document))
    return isinstance(document, str) and any(
        sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in document
    )


def document_sha256(canonical: str) -> str:
    """64 hexadecimal digits of the canonical text in UTF-8."""
    return hashlib.sha256(canonical.encode()).hexdigest()


def _number(value: float | Decimal) -> str:
    decimal = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not decimal.is_finite():
        raise ValueError("NaN and infinity are no JSON")
    return str(decimal)


def _string(text: str) -> str:
    """Half of a pair of surrogates has no UTF-8: only such a text is written with escapes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(text)
    return json.dumps(text, ensure_ascii=False)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise BadJson(N_("The file is not JSON: “%(name)s” stands twice in one object."), name=double)
    return found
