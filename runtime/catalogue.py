"""The documents as staff look after them: where each comes from, and what it asks of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from assistant.evidence import is_stale
from domain.ports import Library, Sources
from domain.text import fold, french_date
from domain.types import Audience, DocumentStatus, LiveVersion, Scope, Source, Visibility
from records.store import SqlRecords
from runtime.uploads import Uploads

_TROUBLED = (DocumentStatus.REFUSED, DocumentStatus.GONE)


class Origin(StrEnum):
    """Where a document's file stands."""

    SENT = "sent"
    SITE = "site"
    FOLDER = "folder"


class Concern(StrEnum):
    """What a document asks of staff."""

    UNREAD_PAGES = "unread_pages"
    NO_TEXT = "no_text"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    REPLACED = "replaced"
    TO_CHECK = "to_check"
    FILE_GONE = "file_gone"


@dataclass(frozen=True, slots=True)
class Note:
    """A concern in words."""

    concern: Concern
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that can be found. `paths` are the files that give it; only one that staff sent is changed here."""

    live: LiveVersion
    origin: Origin
    paths: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def is_ours(self) -> bool:
        """Whether all of its files were sent by staff."""
        return self.origin is Origin.SENT


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents are looked for: words of the title, the id or the publisher; "" and None let all through.

    `troubled`: only those that ask something of staff.
    """

    words: str = ""
    visibility: Visibility | None = None
    theme: str = ""
    troubled: bool = False
    origin: Origin | None = None

    def __bool__(self) -> bool:
        return self != Wanted()


class Catalogue:
    """Reads the records; changes nothing."""

    def __init__(self, sources: Sources, records: SqlRecords, library: Library, uploads: Uploads, sites: Path) -> None:
        self._sources = sources
        self._records = records
        self._library = library
        self._uploads = uploads
        self._sites = sites

    def all(self, as_of: date, wanted: Wanted = Wanted()) -> tuple[Entry, ...]:
        """The documents that are wanted, by title."""
        found = (entry for entry in self._entries(self._records.live_documents(), as_of) if _is_wanted(entry, wanted))
        return tuple(sorted(found, key=lambda entry: fold(entry.live.document.title)))

    def read(self, document_id: str, as_of: date) -> Entry | None:
        """One document; None when it is not, or no longer, found."""
        live = self._records.live_document(document_id)
        return next(iter(self._entries([live], as_of)), None) if live else None

    def themes(self) -> tuple[str, ...]:
        """The themes of the documents, in order."""
        return tuple(sorted({one.document.theme for one in self._records.live_documents() if one.document.theme}))

    def troubled_files(self) -> tuple[Source, ...]:
        """The files that gave no document at their last reading, with the reason and the mend."""
        return tuple(source for source in self._sources.all().values() if source.status in _TROUBLED)

    def _entries(self, documents: Sequence[LiveVersion], as_of: date) -> Iterable[Entry]:
        paths: dict[str, list[str]] = {}
        for path, places in self._sources.places().items():
            for place in places:
                paths.setdefault(place.document_id, []).append(path)
        gone = {path for path, source in self._sources.all().items() if source.status is DocumentStatus.GONE}
        ids = [live.document.id for live in documents]
        replaced = self._library.superseded(ids, Scope(Audience.STAFF.visibilities, as_of))
        for live in documents:
            mine = tuple(paths.get(live.document.id, ()))
            notes = tuple(_notes(live, as_of, replaced.get(live.document.id, ""), is_gone=bool(gone & set(mine))))
            yield Entry(live, self._origin(mine), mine, notes)

    def _origin(self, paths: Sequence[str]) -> Origin:
        if paths and all(self._uploads.holds(Path(path)) for path in paths):
            return Origin.SENT
        if any(Path(path).is_relative_to(self._sites.resolve()) for path in paths):
            return Origin.SITE
        return Origin.FOLDER


def _notes(live: LiveVersion, as_of: date, replaced_by: str, *, is_gone: bool) -> Iterable[Note]:
    document = live.document
    if live.status is not DocumentStatus.READY:
        yield Note(Concern.UNREAD_PAGES, live.reason)
    elif not live.passages:
        yield Note(Concern.NO_TEXT, "aucun texte à citer")
    if is_stale(document, as_of) and document.valid_until:
        yield Note(Concern.EXPIRED, f"n'est plus en vigueur depuis le {french_date(document.valid_until)}")
    if document.valid_from and document.valid_from > as_of:
        yield Note(Concern.NOT_YET, f"pas encore en vigueur : le {french_date(document.valid_from)}")
    if replaced_by:
        yield Note(Concern.REPLACED, f"remplacé par « {replaced_by} »")
    if document.a_verifier:
        yield Note(Concern.TO_CHECK, "à vérifier : le document le dit de lui-même")
    if is_gone:
        yield Note(Concern.FILE_GONE, "son fichier n'est plus dans son dossier")


def _is_wanted(entry: Entry, wanted: Wanted) -> bool:
    document = entry.live.document
    said = fold(f"{document.title} {document.id} {document.publisher}")
    return (
        all(word in said for word in fold(wanted.words).split())
        and wanted.visibility in (None, document.visibility)
        and wanted.theme in ("", document.theme)
        and wanted.origin in (None, entry.origin)
        and (not wanted.troubled or bool(entry.notes))
    )
