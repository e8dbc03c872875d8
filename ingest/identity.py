"""Which document a file's text is: its id, who may see it. Two files never claim one id with two contents."""

from __future__ import annotations

from pathlib import Path

from domain.errors import DuplicateDocument
from domain.ids import digest, document_id
from domain.ports import Records, Sources
from domain.types import Document, Place, RawDocument, Visibility
from ingest.plan import Entry


class Registrar:
    """Names the documents of one ingest. Knows what it named before the records do."""

    def __init__(self, sources: Sources, records: Records, default_visibility: Visibility) -> None:
        self._sources = sources
        self._records = records
        self._default = default_visibility
        self._contents = {path: source.content for path, source in sources.all().items()}
        self._claimed: dict[str, dict[str, str]] = {}  # document id → {path: content}

    def name(self, raw: RawDocument, entry: Entry) -> tuple[Document, Place]:
        """The document that a file's text is, and the place it stands at.

        Raises:
            DuplicateDocument: another file gives this id, with another content.
        """
        wanted = raw.metadata.id or self._shared(raw, entry) or document_id(entry.file.relative, raw.key)
        others = self._others(wanted, entry)
        holder = next((path for path, content in others.items() if content != entry.fingerprint.content), None)
        if holder and raw.metadata.id:
            raise DuplicateDocument(wanted, entry.path, holder)
        if holder:  # a nameless file whose path reads like another's: told apart by its whole path
            wanted = f"{wanted}-{digest(entry.path, size=4)}"
        self._claimed.setdefault(wanted, {})[entry.path] = entry.fingerprint.content
        own = self._visibility(raw, wanted)
        place = Place(entry.path, raw.key, wanted, own)
        return _document(raw, wanted, self._narrowest(place), entry.path), place

    def _shared(self, raw: RawDocument, entry: Entry) -> str | None:
        """The id of the document that this file gave under this key before, or that its twin gives."""
        for path in (entry.path, entry.twin):
            ids = [place.document_id for place in self._sources.places_at(path) if place.key == raw.key]
            if ids and all(content == entry.fingerprint.content for content in self._others(ids[0], entry).values()):
                return ids[0]
        return None

    def _others(self, wanted: str, entry: Entry) -> dict[str, str]:
        """The other files, still on disk, that give a document, with the digest of their content."""
        held = {place.path: self._contents.get(place.path, "") for place in self._sources.places_of(wanted)}
        held |= self._claimed.get(wanted, {})
        return {path: content for path, content in held.items() if path != entry.path and Path(path).exists()}

    def _visibility(self, raw: RawDocument, wanted: str) -> Visibility:
        """What this file says; when it says nothing, the default, which never widens what was private."""
        if raw.metadata.visibility:
            return raw.metadata.visibility
        live = self._records.live_document(wanted)
        return live.document.visibility.narrowest(self._default) if live else self._default

    def _narrowest(self, place: Place) -> Visibility:
        visibility = place.visibility
        for other in self._sources.places_of(place.document_id):
            if other.path != place.path and Path(other.path).exists():
                visibility = visibility.narrowest(other.visibility)
        return visibility


def _document(raw: RawDocument, wanted: str, visibility: Visibility, source: str) -> Document:
    meta = raw.metadata
    return Document(
        id=wanted,
        title=meta.title,
        visibility=visibility,
        source=source,
        type=meta.type,
        publisher=meta.publisher,
        published=meta.published,
        url=meta.url,
        theme=meta.theme,
        valid_from=meta.valid_from,
        valid_until=meta.valid_until,
        replaces=meta.replaces,
        a_verifier=meta.a_verifier,
        demonstration=meta.demonstration,
        pages=raw.pages,
    )
