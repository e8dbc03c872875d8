"""Reads documents to people: a version, the passage that was cited in it, its file, the image of its page.

Every method holds the rights of who reads first: as they are now, and as they were in the version read. What they may
not read is told exactly like what does not exist. `version` alone asks for no right: staff's routes call it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import NoOriginal, UnknownDocument, UnknownPassage
from domain.ports import History, Library
from domain.types import Audience, Document, Edition, Passage, Scope, Span, VersionNote, Visibility
from records.store import SqlRecords
from runtime.originals import Original, Originals
from runtime.page_images import PageImages


@dataclass(frozen=True, slots=True)
class Opened:
    """A version of a document, open at a passage or not. `live` is the document in force."""

    edition: Edition
    live: Document
    passage: Passage | None = None

    @property
    def in_force(self) -> bool:
        """Whether this version is the one that answers stand on now."""
        return self.edition.document.version == self.live.version

    @property
    def is_private(self) -> bool:
        """Whether only members may read it, as its rights are now or as they were in this version."""
        return Visibility.ADHERENT in (self.edition.document.visibility, self.live.visibility)


class Reading:
    """What a reader is given. Safe from several threads."""

    def __init__(
        self, records: SqlRecords, library: Library, history: History, originals: Originals, images: PageImages
    ) -> None:
        self._records = records
        self._library = library
        self._history = history
        self._originals = originals
        self._images = images

    def version(self, document_id: str, number: int | None) -> tuple[Edition, Sequence[VersionNote]]:
        """A version of a document, the live one by default, and the list of its versions; whoever reads.

        Raises:
            UnknownDocument: no such document or version.
        """
        return self._version(document_id, number), self._history.versions(document_id)

    def edition(self, document_id: str, number: int | None, audience: Audience) -> Edition:
        """A version of a document, the live one by default.

        Raises:
            UnknownDocument: no such document or version, or none for this audience: nothing tells which.
        """
        live = self._records.live_document(document_id)
        if live is None or live.document.visibility not in audience.visibilities:
            raise _unknown(document_id, number)
        found = self._version(document_id, number)
        if found.document.visibility not in audience.visibilities:
            raise _unknown(document_id, number)
        return found

    def open(self, document_id: str, passage_id: str | None, number: int | None, audience: Audience) -> Opened:
        """A document at a passage: in the version asked for, else in the live one, else in the last that held it.

        The passage is None when none is asked for, or when no version of the document holds it.

        Raises:
            UnknownDocument: see `edition`.
        """
        live = self.edition(document_id, None, audience)
        edition = live if number in (None, live.document.version) else self.edition(document_id, number, audience)
        passage = _passage(edition, passage_id)
        if passage_id and passage is None and number is None:
            held = self._history.holding(passage_id)
            if held and held[0] == document_id:
                edition = self.edition(document_id, held[1], audience)
                passage = _passage(edition, passage_id)
        return Opened(edition, live.document, passage)

    def passage(self, passage_id: str, number: int | None, audience: Audience) -> Opened:
        """The document of a passage, open at it.

        Raises:
            UnknownPassage: no such passage, or not in this version, or not for this audience: nothing tells which.
        """
        held = self._history.holding(passage_id)
        try:
            opened = self.open(held[0], passage_id, number, audience) if held else None
        except UnknownDocument:
            opened = None
        if opened is None or opened.passage is None:
            raise UnknownPassage(passage_id)
        return opened

    def replaced_by(self, document: Document, audience: Audience, as_of: date) -> str:
        """The title of the document that says it replaces this one, among those that this audience may see; or ""."""
        return self._library.superseded([document.id], Scope(audience.visibilities, as_of)).get(document.id, "")

    def original(self, opened: Opened) -> Original:
        """The file of the version that is open.

        Raises:
            NoOriginal: there is none at hand; it says why.
        """
        if not opened.in_force:
            raise NoOriginal("le fichier de cette ancienne version n'est pas gardé")
        return self._originals.of(opened.live)

    def image(self, opened: Opened, number: int, quote: Span | None) -> bytes:
        """A page of the version that is open, as PNG; the words of a quote of its passage marked. Slow: see PageImages.

        Raises:
            NoOriginal: there is no image of this page; it says why.
        """
        original = self.original(opened)
        if opened.passage is None or quote is None:
            return self._images.page(original, number)
        return self._images.marked(original, number, opened.passage, quote)

    def page_of(self, opened: Opened, quote: Span | None) -> int | None:
        """The page where a quote starts; that of the passage when nothing better can be told. Slow: see PageImages."""
        if opened.passage is None or quote is None:
            return opened.passage.page if opened.passage else None
        try:
            return self._images.page_of(self.original(opened), opened.passage, quote)
        except NoOriginal:
            return opened.passage.page

    def _version(self, document_id: str, number: int | None) -> Edition:
        found = (
            self._records.live_edition(document_id) if number is None else self._history.version(document_id, number)
        )
        if found is None:
            raise _unknown(document_id, number)
        return found


def _unknown(document_id: str, number: int | None) -> UnknownDocument:
    return UnknownDocument(document_id if number is None else f"{document_id}, version {number}")


def _passage(edition: Edition, passage_id: str | None) -> Passage | None:
    return next((one for one in edition.passages if one.id == passage_id), None)
