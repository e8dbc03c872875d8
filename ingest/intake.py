"""Takes in the files of one ingest: what was read is recorded, then indexed together, then published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from domain.errors import DuplicateDocument, GuichetError
from domain.ports import Index, Records, Sources
from domain.types import Change, Document, DocumentStatus, Edition, IngestReport, Place, RawDocument, Source
from ingest import reports
from ingest.identity import Registrar
from ingest.plan import Entry
from ingest.prepare import FLUSH_PASSAGES, Chunker, content_hash, reading_status, whole_edition
from ingest.upkeep import abandon, refuse, sweep

Report = Callable[[IngestReport], None]
Tell = Callable[[str], None]
Recognise = Callable[[Path, RawDocument, Tell], RawDocument]
"""Gives a document the text of its pages that are images, as far as it can be read."""


class Intake:
    """One ingest's worth of documents on their way from readers to the index."""

    def __init__(
        self,
        sources: Sources,
        records: Records,
        index: Index,
        chunker: Chunker,
        registrar: Registrar,
        recognise: Recognise | None,
        report: Report,
    ) -> None:
        self._sources = sources
        self._records = records
        self._index = index
        self._chunker = chunker
        self._registrar = registrar
        self._recognise = recognise
        self._report = report
        self._staged: dict[str, Edition] = {}  # by document: a later version replaces an earlier one
        self._hashes: dict[str, str] = {}
        self._finished: list[Source] = []
        self._told: list[IngestReport] = []

    def take(self, entry: Entry, outcome: tuple[RawDocument, ...] | GuichetError, tell: Tell) -> None:
        """Record what changed in one file. Whatever is wrong with it is reported, and stops nothing else."""
        source = Source(entry.path, str(entry.file.root), "", DocumentStatus.READ, content=entry.fingerprint.content)
        if entry.change is Change.RENAMED:
            self._sources.move(entry.twin, source)
        if isinstance(outcome, GuichetError):
            self._told.append(refuse(source, outcome, self._sources, self._records, self._index))
            return
        try:
            raws = [self._with_ocr(entry, raw, tell) for raw in outcome]
            named = [(raw, *self._registrar.name(raw, entry)) for raw in raws]
            refuse_shared_id([document for _, document, _ in named])
            editions = [whole_edition(self._chunker, raw, document) for raw, document, _ in named]
        except GuichetError as exc:
            self._told.append(refuse(source, exc, self._sources, self._records, self._index))
            return
        self._sources.note(source)  # the file must be known before its versions
        statuses = [
            self._stage(raw, edition, place, entry) for (raw, _, place), edition in zip(named, editions, strict=True)
        ]
        self._let_go(entry.path, kept={place.key for _, _, place in named})
        done = DocumentStatus.NEEDS_OCR if DocumentStatus.NEEDS_OCR in statuses else DocumentStatus.READY
        # The fingerprint is written once all that it stands for is searchable.
        self._finished.append(Source(source.path, source.root, entry.fingerprint.whole, done, content=source.content))
        if sum(len(edition.passages) for edition in self._staged.values()) >= FLUSH_PASSAGES:
            self.flush()

    def flush(self) -> None:
        """Make searchable what was recorded, and report it."""
        if self._staged:
            editions = tuple(self._staged.values())
            documents = [edition.document for edition in editions]
            self._records.begin_indexing(documents)
            self._index.add(editions)
            self._records.publish(documents)
        sweep(self._records, self._index)
        for source in self._finished:
            self._sources.note(source)
        for line in self._told:
            self._report(line)
        self._staged, self._hashes, self._finished, self._told = {}, {}, [], []

    def _with_ocr(self, entry: Entry, raw: RawDocument, tell: Tell) -> RawDocument:
        if not raw.blank_pages or self._recognise is None:
            return raw
        return self._recognise(entry.file.path, raw, tell)

    def _stage(self, raw: RawDocument, edition: Edition, place: Place, entry: Entry) -> DocumentStatus:
        """Record a version unless the document already says exactly this; returns the document's status."""
        document = edition.document
        status, reason = reading_status(raw)
        digest_now = content_hash(document, raw.blocks)
        live = self._records.live_document(document.id)
        former = self._hashes.get(document.id) or (live.content_hash if live else None)
        known = digest_now == former and (live is None or live.chunker == self._chunker.fingerprint)
        told = " ; ".join(part for part in (reason, reports.twin(entry)) if part)
        special = entry.change if entry.change in (Change.RENAMED, Change.DUPLICATE) else None
        if known:
            self._sources.claim(place)
            count = live.passages if live else len(edition.passages)
            self._told.append(reports.of_document(entry.path, document, status, special or Change.SAME, count, told))
            return status
        staged = self._records.stage(
            edition,
            raw.blocks,
            place=place,
            content_hash=digest_now,
            chunker=self._chunker.fingerprint,
            status=status,
            reason=reason,
        )
        self._staged[document.id], self._hashes[document.id] = staged, digest_now
        change = special or (Change.CHANGED if live else Change.NEW)
        self._told.append(reports.of_document(entry.path, document, status, change, len(staged.passages), told))
        return status

    def _let_go(self, path: str, kept: set[str]) -> None:
        """Documents that the file gave and gives no longer."""
        for place in self._sources.places_at(path):
            if place.key not in kept and (line := abandon(place, self._sources, self._records)):
                self._told.append(line)


def refuse_shared_id(documents: Sequence[Document]) -> None:
    """Two documents of one file with one id: the second would silently replace the first."""
    shared, times = Counter(document.id for document in documents).most_common(1)[0]
    if times > 1:
        path = documents[0].source
        raise DuplicateDocument(shared, path, f"{times - 1} autre(s) document(s) du même fichier")
