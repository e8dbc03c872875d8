"""The document's walk: discover, read, chunk, record, index. Safe to kill and to run again at any point."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import BadMetadata, DuplicateDocument, GuichetError, NoText, UnknownDocument, UnreadableFile
from domain.ids import digest, document_id
from domain.ports import Index, Progress, Records
from domain.types import (
    Change,
    Document,
    DocumentStatus,
    Edition,
    IngestReport,
    LiveVersion,
    RawDocument,
    Source,
    Visibility,
)
from ingest.discover import Found, discover, vanished
from ingest.prepare import Chunker, content_hash, reading_status
from ingest.readers import READERS_VERSION, read_file, sidecar_path

log = logging.getLogger(__name__)

FLUSH_PASSAGES = 64  # embed this many passages together: batches are full, and progress still moves

Report = Callable[[IngestReport], None]


@dataclass(slots=True)
class _Batch:
    """Files read and staged, waiting to be indexed together."""

    staged: list[Edition] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    reports: list[IngestReport] = field(default_factory=list)
    claimed: dict[str, str] = field(default_factory=dict)  # document id → file, over the whole run

    @property
    def passages(self) -> int:
        return sum(len(edition.passages) for edition in self.staged)


class Sync:
    """Keeps the index equal to the records, and the records equal to the files."""

    def __init__(self, records: Records, index: Index, chunker: Chunker) -> None:
        self._records = records
        self._index = index
        self._chunker = chunker

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        default_visibility: Visibility,
        report: Report = lambda _: None,
        progress: Progress = lambda _done, _total: None,
    ) -> None:
        """Make records and index say what these files and folders say; one report a document.

        A folder's documents whose file is gone are removed. A file that cannot be read is reported
        `failed`, and what it gave before stays.
        """
        self.resume()
        found: dict[Path, Found] = {}
        for path in paths:
            try:
                under = discover(path)
            except UnreadableFile as exc:
                report(_failure(str(path), exc))
                continue
            found |= {f.path: f for f in under}
            if path.is_dir():
                self._remove_vanished(path.resolve(), bool(under), report)
        batch = _Batch()
        for done, file in enumerate(found.values()):
            progress(done, len(found))
            self._take(file, default_visibility, batch)
            if batch.passages >= FLUSH_PASSAGES:
                self._flush(batch, report)
        self._flush(batch, report)
        progress(len(found), len(found))

    def delete(self, document_ids: Sequence[str]) -> tuple[IngestReport, ...]:
        """Remove documents from every answer, then from the index and the records.

        Raises:
            UnknownDocument: one of the ids is unknown; nothing is removed.
        """
        known = []
        for wanted in document_ids:
            live = self._records.live_document(wanted)
            if live is None:
                raise UnknownDocument(wanted)
            known.append(live)
        for live in known:
            self._records.retire(live.document.id)
        self._sweep()
        for live in known:
            self._records.forget_source(live.document.source)
        return tuple(_removal(live) for live in known)

    def resume(self) -> None:
        """Finish what a killed run left: index what is staged, sweep what is retired, mend a torn index."""
        for edition in self._records.staged():
            self._index.add([edition])
            self._records.publish(edition.document)
        self._sweep()
        if self._index.sizes() != self._records.sizes():
            log.warning("the index differs from the records: repairing")
            self._index.repair(self._records.live())

    def reindex(self, progress: Progress = lambda _done, _total: None) -> int:
        """Rebuild the index from the records alone; returns the number of documents.

        Documents chunked for another model or chunker are chunked again from their recorded blocks.
        """
        self._index.clear()
        live = self._records.live_documents()
        for done, version in enumerate(live):
            progress(done, len(live))
            edition = self._records.live_edition(version.document.id)
            if edition is None:
                continue
            if version.chunker == self._chunker.fingerprint:
                self._index.add([edition])
                continue
            blocks = self._records.blocks(version.document)
            staged = self._stage(
                self._chunker.edition(version.document, blocks), blocks, version.status, version.reason
            )
            self._index.add([staged])
            self._records.publish(staged.document)
        self.resume()
        progress(len(live), len(live))
        return len(live)

    def _take(self, file: Found, default_visibility: Visibility, batch: _Batch) -> None:
        """Read one file and stage what changed. Whatever is wrong with it is reported, and stops nothing else."""
        path = str(file.path)
        known = self._records.source(path)
        live = self._records.live_of_source(path)
        try:
            fingerprint = self._fingerprint(file.path, default_visibility)
            if known and known.fingerprint == fingerprint and known.status is not DocumentStatus.REFUSED:
                batch.reports += [_report(v.document, v.status, Change.SAME, v.passages, v.reason) for v in live]
                batch.claimed |= {v.document.id: path for v in live}
                return
            raws = read_file(file.path)
            # The source must stand before its versions; its fingerprint is written once they are searchable.
            self._records.note_source(Source(path, str(file.root), "", DocumentStatus.INDEXING))
            kept = {self._stage_raw(raw, file, default_visibility, batch) for raw in raws}
            for version in live:
                if version.document.id not in kept:
                    self._records.retire(version.document.id)
                    batch.reports.append(_removal(version))
            batch.sources.append(Source(path, str(file.root), fingerprint, DocumentStatus.READY))
        except GuichetError as exc:
            self._refuse(file, exc, live, batch)
        except Exception as exc:
            log.exception("unforeseen failure on %s", path)
            self._refuse(file, UnreadableFile(path, f"lecture impossible ({type(exc).__name__}: {exc})"), live, batch)

    def _stage_raw(self, raw: RawDocument, file: Found, default_visibility: Visibility, batch: _Batch) -> str:
        document = self._document(raw, file, default_visibility, batch)
        live = self._records.live_document(document.id)
        status, reason = reading_status(raw)
        digest_now = content_hash(document, raw.blocks)
        batch.claimed[document.id] = document.source
        if live and (live.content_hash, live.chunker) == (digest_now, self._chunker.fingerprint):
            batch.reports.append(_report(live.document, live.status, Change.SAME, live.passages, live.reason))
            return document.id
        edition = self._chunker.edition(document, raw.blocks)
        if not edition.passages and status is DocumentStatus.READY:
            raise NoText(document.source, "le fichier ne contient aucun texte")
        staged = self._stage(edition, raw.blocks, status, reason)
        batch.staged.append(staged)
        change = Change.CHANGED if live else Change.NEW
        batch.reports.append(_report(staged.document, status, change, len(staged.passages), reason))
        return document.id

    def _stage(self, edition: Edition, blocks: Sequence, status: DocumentStatus, reason: str) -> Edition:  # type: ignore[type-arg]
        return self._records.stage(
            edition,
            blocks,
            content_hash=content_hash(edition.document, blocks),
            chunker=self._chunker.fingerprint,
            status=status,
            reason=reason,
        )

    def _document(self, raw: RawDocument, file: Found, default_visibility: Visibility, batch: _Batch) -> Document:
        """The document with its id and visibility decided.

        Raises:
            DuplicateDocument: another file already gives this id.
        """
        meta, source = raw.metadata, str(file.path)
        wanted = meta.id or document_id(file.relative, raw.key)
        holder = self._holder(wanted, source, batch)
        if holder and meta.id:
            raise DuplicateDocument(wanted, source, holder)
        if holder:  # a nameless file whose path reads like another's: told apart by its whole path
            wanted = f"{wanted}-{digest(source, size=4)}"
        live = self._records.live_document(wanted)
        # Silence never widens: what was private stays so until the document says « public ».
        fallback = live.document.visibility.narrowest(default_visibility) if live else default_visibility
        return Document(
            id=wanted,
            title=meta.title,
            visibility=meta.visibility or fallback,
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

    def _holder(self, wanted: str, source: str, batch: _Batch) -> str | None:
        """Another file, still on disk, that already gives this document."""
        claimed = batch.claimed.get(wanted)
        if claimed and claimed != source:
            return claimed
        live = self._records.live_document(wanted)
        if live and live.document.source != source and Path(live.document.source).exists():
            return live.document.source
        return None

    def _refuse(self, file: Found, exc: GuichetError, live: Sequence[LiveVersion], batch: _Batch) -> None:
        path = str(file.path)
        kept = " (la version précédente reste consultable)" if live else ""
        if live and isinstance(exc, BadMetadata) and exc.field == "visibility":
            self._records.make_private(path)
            kept = " (la version précédente est réservée aux adhérents jusqu'à correction)"
        reason = f"{exc}{kept}"
        self._records.note_source(Source(path, str(file.root), "", DocumentStatus.REFUSED, reason, exc.hint))
        batch.reports.append(IngestReport(path, DocumentStatus.REFUSED, reason=reason, hint=exc.hint))

    def _flush(self, batch: _Batch, report: Report) -> None:
        self._index.add(batch.staged)
        for edition in batch.staged:
            self._records.publish(edition.document)
        self._sweep()
        for source in batch.sources:
            self._records.note_source(source)
        for line in batch.reports:
            report(line)
        batch.staged, batch.sources, batch.reports = [], [], []

    def _sweep(self) -> None:
        """Take retired versions out of the index, then out of the records."""
        for gone in self._records.retired():
            self._index.remove(gone, self._records.live_edition(gone.document.id))
            self._records.drop(gone.document)

    def _remove_vanished(self, root: Path, root_has_files: bool, report: Report) -> None:
        known = [s.path for s in self._records.sources()]
        gone = vanished(root, known)
        if gone and not root_has_files:
            # An empty folder is more often an unmounted disk than a wish to delete all.
            report(
                IngestReport(
                    str(root),
                    DocumentStatus.REFUSED,
                    reason=f"le dossier est vide alors que {len(gone)} fichier(s) en venaient : rien n'a été supprimé",
                    hint="Vérifiez que le disque est monté ; pour supprimer, utilisez « ./guichet delete ».",
                )
            )
            return
        for path in gone:
            live = self._records.live_of_source(path)
            for version in live:
                self._records.retire(version.document.id)
            self._sweep()
            self._records.forget_source(path)
            for version in live:
                report(_removal(version))

    def _fingerprint(self, path: Path, default_visibility: Visibility) -> str:
        """Changes whenever reading the file again could give something else."""
        try:
            contents = path.read_bytes()
            sidecar = sidecar_path(path)
            extra = sidecar.read_bytes() if sidecar.exists() else b""
        except OSError as exc:
            raise UnreadableFile(
                str(path), f"lecture refusée ({exc.strerror})", hint="Donnez le droit de lire ce fichier."
            ) from exc
        parts = (hashlib.sha256(contents).hexdigest(), hashlib.sha256(extra).hexdigest())
        return digest(*parts, default_visibility.value, READERS_VERSION, self._chunker.fingerprint, size=16)


def _report(document: Document, status: DocumentStatus, change: Change, passages: int, reason: str) -> IngestReport:
    return IngestReport(document.source, status, document.id, document.title, change, passages, document.pages, reason)


def _removal(version: LiveVersion) -> IngestReport:
    return _report(version.document, DocumentStatus.GONE, Change.GONE, 0, "")


def _failure(path: str, exc: GuichetError) -> IngestReport:
    return IngestReport(path, DocumentStatus.REFUSED, reason=str(exc), hint=exc.hint)
