"""The file that a document was read from, when it still stands there as it was read and holds nothing else."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from pathlib import Path

from cachetools import LRUCache

from domain.errors import NoOriginal
from domain.ports import Sources
from domain.types import Document, DocumentStatus
from ingest.readers import READ_SUFFIXES

PDF = ".pdf"
MAX_KNOWN = 1_000  # files whose digest is kept while they do not change


@dataclass(frozen=True, slots=True)
class Original:
    """A document's file; `content` is the digest of its bytes."""

    path: Path
    content: str

    @property
    def is_pdf(self) -> bool:
        """Whether its pages can be drawn."""
        return self.path.suffix.lower() == PDF


class Originals:
    """Finds the files of live documents. Safe from several threads."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._digests: LRUCache[tuple[str, int, int], str] = LRUCache(MAX_KNOWN)
        self._lock = threading.Lock()

    def of(self, document: Document) -> Original:
        """The file of a live document, for whoever may read the document.

        A file that gives several documents is nobody's: one of them may be for members.

        Raises:
            NoOriginal: there is none at hand; it says why.
        """
        path = Path(document.source)
        places = self._sources.places_at(document.source)
        if {place.document_id for place in places} - {document.id}:
            raise NoOriginal("ce document est tiré d'un fichier qui en contient d'autres")
        if not places or path.suffix.lower() not in READ_SUFFIXES:
            raise NoOriginal("le fichier de ce document n'est pas à portée du service")
        source = self._sources.at(document.source)
        if source is None or source.status in (DocumentStatus.REFUSED, DocumentStatus.GONE):
            raise NoOriginal("le fichier de ce document n'est plus là, ou n'est plus lisible")
        try:
            content = self._digest(path)
        except OSError as exc:
            raise NoOriginal("le fichier de ce document n'est plus là, ou n'est plus lisible") from exc
        if content != source.content:
            raise NoOriginal("le fichier de ce document a changé depuis qu'il a été lu")
        return Original(path, content)

    def _digest(self, path: Path) -> str:
        """The digest of a file, computed again when the file's size or moment says that it changed."""
        stat = path.stat()
        key = (str(path), stat.st_mtime_ns, stat.st_size)
        with self._lock:
            kept = self._digests.get(key)
        if kept is None:
            with path.open("rb") as file:
                kept = hashlib.file_digest(file, "sha256").hexdigest()
            with self._lock:
                self._digests[key] = kept
        return kept
