"""What no browser of ours sends: NUL characters, which PostgreSQL cannot store, and numbers beyond every column."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1  # of an INTEGER of PostgreSQL
NUL = "\x00"


class RowNumber(IntegerConverter):
    """A number in an address: one that no row can have makes it an address that is not there."""

    def __init__(self, map: Map, *args: Any, **more: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST} | more)


class Parameters(ImmutableMultiDict[str, Any]):
    """The fields of a form or of an address, without NUL characters; a whole number that no column can hold is as
    good as none.
    """

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(_pairs(mapping))

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        value = super().get(key, default, type)
        return value if _fits(value) else default

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        return [value for value in super().getlist(key, type) if _fits(value)]


def _pairs(mapping: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(mapping, MultiDict):
        pairs: Iterable[tuple[Any, Any]] = mapping.items(multi=True)
    else:
        pairs = mapping.items() if isinstance(mapping, Mapping) else mapping or ()
    return [(_without_nul(name), _without_nul(value)) for name, value in pairs]


def _without_nul(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value


def _fits(value: Any) -> bool:
    return not isinstance(value, int) or abs(value) <= LARGEST


def register(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber

    @app.before_request
    def no_nul_in_address() -> None:
        if NUL in request.path:
            abort(404)
