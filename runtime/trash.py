"""Files that staff removed: kept for a time with what was said of them, so that they can be put back."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import UnknownDocument
from ingest.metadata import sidecar_path
from ingest.whole_file import write_whole

KEPT_DAYS = 30
"""A promise made on the page; what must vanish at once is asked of the administrator."""
_NOTE = "note.json"


@dataclass(frozen=True, slots=True)
class Thrown:
    """A file that was removed: the titles and ids of the documents it gave, when (UTC), and by whom."""

    id: str
    name: str
    titles: tuple[str, ...]
    document_ids: tuple[str, ...]
    at: datetime
    author: str


class Trash:
    """A folder with one folder a file; what is not whole in it is as if it were not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def throw(self, path: Path, titles: Sequence[str], document_ids: Sequence[str], author: str) -> Thrown:
        """Take a file out of its folder, with its sidecar."""
        thrown = Thrown(secrets.token_hex(8), path.name, tuple(titles), tuple(document_ids), datetime.now(UTC), author)
        place = self._folder / thrown.id
        note = {"titles": titles, "document_ids": document_ids, "at": thrown.at.isoformat(), "author": author}
        # The note first: a file that is cut off on its way is still in its own folder.
        write_whole(place / _NOTE, json.dumps({"name": path.name, **note}, ensure_ascii=False).encode())
        beside = sidecar_path(path)
        if beside.exists():
            shutil.copy2(beside, place / beside.name)
        path.replace(place / path.name)
        beside.unlink(missing_ok=True)
        return thrown

    def all(self) -> tuple[Thrown, ...]:
        """What can be put back, the last one removed first."""
        found = [self._read(place) for place in self._folder.glob(f"*/{_NOTE}")]
        return tuple(sorted((one for one in found if one), key=lambda one: one.at, reverse=True))

    def read(self, thrown_id: str) -> Thrown:
        """One of them.

        Raises:
            UnknownDocument: there is none, or no longer.
        """
        found = next((one for one in self.all() if one.id == thrown_id), None)
        if found is None:
            raise UnknownDocument(thrown_id)
        return found

    def give_back(self, thrown_id: str, folder: Path) -> Path:
        """Move a file back to a folder where its name is free; returns where it stands."""
        thrown = self.read(thrown_id)
        place, path = self._folder / thrown.id, folder / thrown.name
        beside = sidecar_path(place / thrown.name)
        if beside.exists():  # first: a file never stands without its rights
            shutil.copy2(beside, folder / beside.name)
        (place / thrown.name).replace(path)
        return path

    def forget(self, thrown_id: str) -> None:
        """Drop what is left of a file that was put back, or that is to vanish; its id is one that `all` gave."""
        shutil.rmtree(self._folder / thrown_id, ignore_errors=True)

    def purge(self, before: datetime) -> int:
        """Delete for good what was removed before a moment, and what a killed run left; how many files."""
        kept = {one.id for one in self.all() if one.at >= before}
        gone = [place for place in self._folder.glob("*") if place.name not in kept]
        for place in gone:
            shutil.rmtree(place)
        return len(gone)

    def _read(self, note: Path) -> Thrown | None:
        told = json.loads(note.read_text(encoding="utf-8"))
        if not (note.parent / told["name"]).is_file():
            return None
        at = datetime.fromisoformat(told["at"])
        ids = tuple(told["document_ids"])
        return Thrown(note.parent.name, told["name"], tuple(told["titles"]), ids, at, told["author"])
