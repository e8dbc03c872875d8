"""Addresses of pages: what they ask stands in their query; a list is cut in pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel

T = TypeVar("T")


def with_query(path: str, asked: Mapping[str, str | int | None]) -> str:
    """A path with what is asked of it; what is None or "" asks nothing."""
    named = {name: value for name, value in asked.items() if value not in (None, "")}
    return f"{path}?{urlencode(named)}" if named else path


def cut(items: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int]:
    """What stands on a page (from 1) of a list, and how many pages it has: one at least."""
    return items[(page - 1) * size : page * size], max(1, -(-len(items) // size))


class ListAsked(BaseModel):
    """What the address of a list asks; each list has a field `page`, and says how far it goes."""

    path: ClassVar[str]

    def to(self, **changed: str | int | None) -> str:
        """The address of the same list with other values; it starts again at its first page."""
        values = self.model_dump() | {"page": 1} | changed
        return with_query(self.path, values | ({"page": None} if values["page"] == 1 else {}))
