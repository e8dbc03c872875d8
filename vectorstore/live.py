"""The index that serves, and the one that may be built beside it.

Each build has a folder of its own, `build-1`, `build-2`…; the file `current` names the one that serves and is
replaced in one step. A process killed while it rebuilds leaves the old build serving and a folder that the next
start removes.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from domain.ports import Index, Progress, silent
from domain.types import Edition, Hit, Query, Search, Visibility
from vectorstore.hybrid import HybridIndex

CURRENT_FILE = "current"
_BUILD = re.compile(r"build-(\d+)\Z")

OpenBuild = Callable[[Path], HybridIndex]


class LiveIndex:
    """Ports: domain.ports.RebuildableIndex and domain.ports.Retriever. One process at a time opens a folder.

    Searches run beside one another; a swap waits until none is under way. Changes wait for one another in the caller.
    """

    def __init__(self, folder: Path, open_build: OpenBuild) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._open_build = open_build
        name = _current(folder) or _next_name(folder)
        _remove_others(folder, name)
        self._index = open_build(folder / name)
        _point_to(folder, name)
        self._searches = 0
        self._swapping = False
        self._idle = threading.Condition()

    def search(self, query: Query) -> Sequence[Hit]:
        """See vectorstore/search.py."""
        return self.explain(query).hits

    def explain(self, query: Query) -> Search:
        """See vectorstore/search.py."""
        with self._idle:
            self._idle.wait_for(lambda: not self._swapping)
            index = self._index
            self._searches += 1
        try:
            return index.explain(query)
        finally:
            with self._idle:
                self._searches -= 1
                self._idle.notify_all()

    def check(self) -> None:
        """Raise IndexMismatch unless the index was built with the current model, fields and chunker."""
        self._index.check()

    def add(self, editions: Sequence[Edition], progress: Progress = silent) -> int:
        """See vectorstore/hybrid.py."""
        return self._index.add(editions, progress)

    def remove(self, gone: Edition, kept: Edition | None = None) -> None:
        """See vectorstore/hybrid.py."""
        self._index.remove(gone, kept)

    def repair(self, expected: Iterable[Edition]) -> int:
        """See vectorstore/hybrid.py."""
        return self._index.repair(expected)

    def sizes(self) -> Mapping[Visibility, tuple[int, int]]:
        """See vectorstore/hybrid.py."""
        return self._index.sizes()

    def entries(self) -> Mapping[str, Sequence[str]]:
        """See vectorstore/hybrid.py."""
        return self._index.entries()

    @contextmanager
    def rebuilding(self) -> Iterator[Index]:
        """An empty index with the current model's settings, beside the one that serves; dropped unless swapped."""
        name = _next_name(self._folder)
        fresh = self._open_build(self._folder / name)
        try:
            yield fresh
        finally:
            if self._index is not fresh:
                fresh.close()
                shutil.rmtree(self._folder / name)

    def swap(self, fresh: Index, publish: Callable[[], None]) -> None:
        """Serve from `fresh`, an index that `rebuilding` gave, from now on; `publish` runs while no search does.

        The pointer goes first: a process killed before `publish` finds the new index and finishes at its next start.
        """
        if not isinstance(fresh, HybridIndex):
            raise TypeError("swap takes the index that rebuilding() gave")
        with self._alone():
            former = self._index
            _point_to(self._folder, fresh.folder.name)
            publish()
            self._index = fresh
        former.close()
        shutil.rmtree(former.folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """No search is under way, and none starts, while the context lasts."""
        with self._idle:
            self._swapping = True
            try:
                self._idle.wait_for(lambda: self._searches == 0)
                yield
            finally:
                self._swapping = False
                self._idle.notify_all()

    def close(self) -> None:
        """Give up the folder; the index cannot be used afterwards."""
        self._index.close()


def _current(folder: Path) -> str | None:
    """The build that serves; None when there is none, or when its folder was removed by hand."""
    pointer = folder / CURRENT_FILE
    name = pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else ""
    return name if _BUILD.match(name) and (folder / name).is_dir() else None


def _next_name(folder: Path) -> str:
    numbers = [int(match[1]) for child in folder.iterdir() if (match := _BUILD.match(child.name))]
    return f"build-{max(numbers, default=0) + 1}"


def _point_to(folder: Path, name: str) -> None:
    new = folder / f"{CURRENT_FILE}.new"
    new.write_text(name, encoding="utf-8")
    new.replace(folder / CURRENT_FILE)


def _remove_others(folder: Path, name: str) -> None:
    """What a killed rebuild, or a version of Guichet without builds, left in the index's folder."""
    for child in folder.iterdir():
        if child.is_dir() and child.name != name:
            shutil.rmtree(child)
        elif child.name not in (name, CURRENT_FILE):
            child.unlink()
