"""Remembers what never changes: what a pure function gave for a text, what was read by a key that is never used again.

The sentences of documents come back from question to question. A memory is bounded, safe from several threads, and
known by a name, so that one can read whether it is of use. It never goes stale, and tells nobody more than they gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast
from weakref import WeakSet

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")

_REMEMBERED: dict[str, _lru_cache_wrapper[Any]] = {}
_KEPT: dict[str, WeakSet[Kept[Any, Any]]] = {}


@dataclass(frozen=True, slots=True)
class MemoStats:
    """How often a memory held what was asked since the process started, and how many values it holds, of how many."""

    hits: int
    misses: int
    size: int
    limit: int


def memo(name: str, *, size: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Remember the last `size` values of a pure function, called with hashable arguments."""

    def remembering(function: Callable[P, T]) -> Callable[P, T]:
        remembered = _REMEMBERED[name] = lru_cache(maxsize=size)(function)
        return cast(Callable[P, T], remembered)

    return remembering


def stats() -> dict[str, MemoStats]:
    """Every memory's, by name."""
    infos = {name: remembered.cache_info() for name, remembered in _REMEMBERED.items()}
    told = {name: MemoStats(one.hits, one.misses, one.currsize, one.maxsize or 0) for name, one in infos.items()}
    return told | {name: _together(kept) for name, kept in _KEPT.items() if kept}


class Kept(Generic[K, V]):
    """What was read once and never changes, by key: at most `limit` values, those that came first leave first.

    Many are asked for at once, hundreds by a question: hence dictionaries, and no note of which was read last.
    """

    def __init__(self, name: str, limit: int) -> None:
        self._values: dict[K, V] = {}
        self._limit = limit
        self._lock = Lock()
        self._hits = self._misses = 0
        _KEPT.setdefault(name, WeakSet()).add(self)

    def among(self, keys: Iterable[K]) -> tuple[dict[K, V], list[K]]:
        """The values of those keys that are known, and the other keys, each once."""
        values, asked = self._values, dict.fromkeys(keys)
        with self._lock:
            found = {key: values[key] for key in asked if key in values}
            self._hits += len(found)
            self._misses += len(asked) - len(found)
        return found, [key for key in asked if key not in found]

    def add(self, fresh: Mapping[K, V]) -> None:
        """Keep these too."""
        with self._lock:
            self._values |= fresh
            for key in tuple(islice(self._values, max(0, len(self._values) - self._limit))):
                del self._values[key]

    def stats(self) -> MemoStats:
        """See MemoStats."""
        with self._lock:
            return MemoStats(self._hits, self._misses, len(self._values), self._limit)


def _together(kept: Iterable[Kept[Any, Any]]) -> MemoStats:
    """Of several memories of one name: a process that opens two data folders has two of each."""
    one, *others = (each.stats() for each in kept)
    return reduce(lambda a, b: MemoStats(a.hits + b.hits, a.misses + b.misses, a.size + b.size, a.limit), others, one)
