"""What an ingest will do, before it does it: which files are new, changed, the same, renamed, duplicates, gone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from domain.errors import GuichetError
from domain.ids import document_id
from domain.types import Change, DocumentStatus, Place, Source
from ingest.discover import Found
from ingest.fingerprint import Fingerprint

TO_READ = (Change.NEW, Change.CHANGED, Change.RENAMED, Change.DUPLICATE)
_FINISHED = (DocumentStatus.READY, DocumentStatus.NEEDS_OCR)

Known = Mapping[str, Source]
PlacesByPath = Mapping[str, Sequence[Place]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file and what is to be done with it.

    `twin` is the file that it was renamed from, or that it has the same content as ("" when there is none).
    """

    file: Found
    change: Change
    fingerprint: Fingerprint
    twin: str = ""

    @property
    def path(self) -> str:
        return str(self.file.path)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that will not be read, and why; `noted` until it can be, unless it is a path that leads nowhere."""

    path: str
    error: GuichetError
    noted: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What an ingest will do.

    `gone` are known files of the folders given that are no longer there; `released` the places of files that
    shared a document and no longer do.
    """

    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...] = ()
    gone: tuple[Source, ...] = ()
    released: tuple[Place, ...] = ()

    @property
    def to_read(self) -> tuple[Entry, ...]:
        """The files to read, in order."""
        return tuple(entry for entry in self.entries if entry.change in TO_READ)

    def counts(self) -> Mapping[Change, int]:
        """How many files undergo each change."""
        counts = Counter(entry.change for entry in self.entries)
        return counts | Counter({Change.REFUSED: len(self.refused), Change.GONE: len(self.gone)})


def make_plan(
    files: Sequence[tuple[Found, Fingerprint]],
    known: Known,
    places: PlacesByPath,
    *,
    gone: Sequence[Source],
    refused: Sequence[Refusal] = (),
    exists: Callable[[Path], bool],
    reads_images: bool = False,
) -> Plan:
    """Compare files with what is known of them.

    Args:
        files: the files found, each once, with their fingerprints.
        known: every file of the records, by path.
        places: which documents each known file gives.
        gone: known files of the folders given that are no longer there.
        refused: files found that will not be read.
        exists: whether a path is still a file.
        reads_images: whether OCR is at hand: documents that wait for it are then read again.
    """
    found = {str(file.path) for file, _ in files}
    entries = [Entry(f, _change(known.get(str(f.path)), mark, reads_images), mark) for f, mark in files]
    entries = _renamed(entries, known, exists)
    released = _strayed(entries, places)
    paths = {place.path for place in released}
    entries = [replace(e, change=Change.CHANGED) if e.path in paths else e for e in entries]
    entries = _duplicates(entries, known, found, exists)
    origins = {entry.twin for entry in entries if entry.change is Change.RENAMED}
    still_gone = tuple(source for source in gone if source.path not in origins)
    return Plan(tuple(entries), tuple(refused), still_gone, released)


def _change(source: Source | None, fingerprint: Fingerprint, reads_images: bool) -> Change:
    if source is None:
        return Change.NEW
    waits = source.status is DocumentStatus.NEEDS_OCR and reads_images
    same = source.fingerprint == fingerprint.whole and source.status in _FINISHED and not waits
    return Change.SAME if same else Change.CHANGED


def _renamed(entries: Iterable[Entry], known: Known, exists: Callable[[Path], bool]) -> list[Entry]:
    """A new file with the content of a file that is no longer there is that file, under another name."""
    missing: dict[str, list[str]] = defaultdict(list)
    for path, source in known.items():
        if source.content and not exists(Path(path)):
            missing[source.content].append(path)
    told = []
    for entry in entries:
        origins = missing[entry.fingerprint.content] if entry.change is Change.NEW else []
        told.append(replace(entry, change=Change.RENAMED, twin=origins.pop(0)) if origins else entry)
    return told


def _duplicates(entries: Sequence[Entry], known: Known, found: set[str], exists: Callable[[Path], bool]) -> list[Entry]:
    """The second file with a content is a place of the first's document. First: one already read, else by path."""
    first: dict[str, str] = {}
    for path, source in known.items():
        if source.content and path not in found and source.status in _FINISHED and exists(Path(path)):
            first.setdefault(source.content, path)
    for entry in sorted(entries, key=lambda entry: entry.change is not Change.SAME):  # stable: else in order
        first.setdefault(entry.fingerprint.content, entry.path)
    return [_as_duplicate(entry, first[entry.fingerprint.content]) for entry in entries]


def _as_duplicate(entry: Entry, first: str) -> Entry:
    if entry.path == first or entry.change not in (Change.NEW, Change.CHANGED):
        return entry
    change = Change.DUPLICATE if entry.change is Change.NEW else entry.change
    return replace(entry, change=change, twin=first)


def _strayed(entries: Sequence[Entry], places: PlacesByPath) -> tuple[Place, ...]:
    """The places of files that share a document and no longer have its content.

    The document stays with the file that its id was made from, else with the first that did not change.
    """
    sharing: dict[str, list[tuple[Entry, Place]]] = defaultdict(list)
    for entry in entries:
        for place in places.get(entry.path, ()):
            sharing[place.document_id].append((entry, place))
    strayed: list[Place] = []
    for group in sharing.values():
        keeper, _ = min(group, key=lambda pair: (not _names(*pair), pair[0].change is not Change.SAME))
        strayed += [place for entry, place in group if entry.fingerprint.content != keeper.fingerprint.content]
    return tuple(strayed)


def _names(entry: Entry, place: Place) -> bool:
    """Whether a document's id was made of this file's path."""
    return document_id(entry.file.relative, place.key) == place.document_id
