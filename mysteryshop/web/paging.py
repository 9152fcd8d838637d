"""Cutting a long list into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """One page of a list; `number` counts from 1, an empty list has one page."""

    rows: Sequence[T]
    number: int
    pages: int
    total: int


def page_of(rows: Sequence[T], number: int, size: int = PAGE_SIZE) -> ListPage[T]:
    """The page with this number, or the nearest one that exists."""
    pages = max(1, -(-len(rows) // size))
    number = min(max(number, 1), pages)
    return ListPage(rows[(number - 1) * size : number * size], number, pages, len(rows))
