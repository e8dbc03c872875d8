"""What was drawn or read of a page, kept on disk by its file's content: made once, dropped when it takes too much room.

Nothing here says who may see a page: a caller holds the right to the document first, and knows its content's digest.
"""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress
from pathlib import Path

from domain.errors import DataFolderProblem
from ingest.whole_file import write_whole

log = logging.getLogger(__name__)

MIB = 1024 * 1024
MAX_BYTES = 256 * MIB
"""About a thousand pages."""
ROOM_MADE = 0.1  # of it, when it is full


class KeptPages:
    """A folder of files of bounded size; the ones least lately used go first. Safe from several threads."""

    def __init__(self, folder: Path, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()

    def get(self, name: str) -> bytes | None:
        """What is kept under a name; it counts as used."""
        path = self._folder / name
        try:
            kept = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):  # another thread may just have dropped it
            os.utime(path)
        return kept

    def put(self, name: str, content: bytes) -> None:
        """Keep something; a disk that takes no more loses nothing but time."""
        with self._lock:
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_whole(self._folder / name, content)
                self._make_room()
            except (OSError, DataFolderProblem) as exc:
                log.warning("a drawn page was not kept: %s", exc)

    def _make_room(self) -> None:
        stats = [(path, path.stat()) for path in self._folder.iterdir()]
        files = sorted((stat.st_mtime_ns, stat.st_size, path) for path, stat in stats)
        total = sum(size for _, size, _ in files)
        if total <= self._max_bytes:
            return
        for _, size, path in files:
            path.unlink(missing_ok=True)
            total -= size
            if total <= (1 - ROOM_MADE) * self._max_bytes:
                return
