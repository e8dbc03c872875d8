"""Files that staff removed: kept for a time with what was said of them, so that they can be put back."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.errors import CannotWrite, UnknownDocument
from ingest.metadata import sidecar_path
from ingest.whole_file import write_whole

KEPT_DAYS = 30
"""A promise made on the page; what must vanish at once is asked of the administrator."""
_NOTE = "note.json"
_LEAVING = "leaving.json"
"""The note of a file that has not wholly left its folder yet."""


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

    def announce(self, path: Path, titles: Sequence[str], document_ids: Sequence[str], author: str) -> Thrown:
        """Write that a file is to leave its folder, before anything is done: a start finishes it (`leaving`).

        Raises:
            DataFolderProblem: the note cannot be written.
        """
        thrown = Thrown(secrets.token_hex(8), path.name, tuple(titles), tuple(document_ids), datetime.now(UTC), author)
        note = {"titles": titles, "document_ids": document_ids, "at": thrown.at.isoformat(), "author": author}
        place = self._folder / thrown.id
        write_whole(place / _LEAVING, json.dumps({"name": path.name, **note}, ensure_ascii=False).encode())
        return thrown

    def throw(self, thrown: Thrown, folder: Path) -> None:
        """Take an announced file out of its folder, with its sidecar; can be cut anywhere and done again."""
        place, path = self._folder / thrown.id, folder / thrown.name
        if not (place / path.name).exists():
            path.replace(place / path.name)
        beside = sidecar_path(path)
        if beside.exists() and not path.exists():
            beside.replace(place / beside.name)
        (place / _LEAVING).replace(place / _NOTE)

    def leaving(self) -> tuple[Thrown, ...]:
        """What was announced, and cut off before it was thrown."""
        return tuple(filter(None, map(_told, self._folder.glob(f"*/{_LEAVING}"))))

    def has(self, thrown: Thrown) -> bool:
        """Whether a file is here, whatever is left to do for it."""
        return (self._folder / thrown.id / thrown.name).is_file()

    def all(self) -> tuple[Thrown, ...]:
        """What can be put back, the last one removed first."""
        found = [one for one in map(_told, self._folder.glob(f"*/{_NOTE}")) if one and self.has(one)]
        return tuple(sorted(found, key=lambda one: one.at, reverse=True))

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
        """Move a file back to a folder where its name is free; returns where it stands.

        Raises:
            CannotWrite: nothing is moved.
        """
        thrown = self.read(thrown_id)
        place, path = self._folder / thrown.id, folder / thrown.name
        beside = sidecar_path(place / thrown.name)
        try:
            if beside.exists():  # first: a file never stands without its rights
                shutil.copy2(beside, folder / beside.name)
            (place / thrown.name).replace(path)
        except OSError as exc:
            (folder / beside.name).unlink(missing_ok=True)
            raise CannotWrite(f"« {thrown.name} » ne peut pas être remis en place ({exc.strerror})") from exc
        return path

    def take_back(self, thrown_id: str, path: Path) -> None:
        """Undo `give_back`: its note and its sidecar are still here, so that even a full disk allows it."""
        path.replace(self._folder / thrown_id / path.name)
        sidecar_path(path).unlink(missing_ok=True)

    def forget(self, thrown_id: str) -> None:
        """Drop what is left of a file that was put back, or that is to vanish; its id is one that `all` gave."""
        shutil.rmtree(self._folder / thrown_id, ignore_errors=True)

    def purge(self, before: datetime) -> int:
        """Delete for good what was removed before a moment, and what a killed run left; how many files."""
        kept = {one.id for one in self.all() if one.at >= before} | {one.id for one in self.leaving()}
        gone = [place for place in self._folder.glob("*") if place.name not in kept]
        for place in gone:
            shutil.rmtree(place)
        return len(gone)


def _told(note: Path) -> Thrown | None:
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
    except FileNotFoundError:  # dropped by another thread since it was listed
        return None
    at = datetime.fromisoformat(told["at"])
    ids = tuple(told["document_ids"])
    return Thrown(note.parent.name, told["name"], tuple(told["titles"]), ids, at, told["author"])
