"""What Guichet can do, whoever asks: the web service and the commands call the same object."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from assistant.evidence import is_stale
from assistant.pipeline import Pipeline
from domain.errors import NoText
from domain.ports import Embedder, EvalRuns, Library, Progress, RebuildableIndex, Retriever, Sources, silent
from domain.types import (
    Answer,
    Audience,
    Counts,
    DocumentStatus,
    Edition,
    Hit,
    IngestReport,
    LiveVersion,
    Query,
    Search,
    Source,
    VersionNote,
    Visibility,
)
from ingest.intake import Report
from ingest.prepare import Chunker
from ingest.rebuild import rebuild
from ingest.sync import OnPlan, Sync
from records.redaction import redacted
from records.store import SqlRecords
from runtime.access import Access
from runtime.answers import Answers
from runtime.backup import Backups, Written
from runtime.catalogue import Catalogue
from runtime.export import Line, export
from runtime.jobs import Jobs
from runtime.metrics import Metrics
from runtime.reading import Reading
from runtime.sent import Sent, SentParts
from runtime.sites import Sites, is_site
from runtime.validated import ValidatedShelf

_ANY_QUESTION = "La commune peut-elle louer une terre à Mme Lacombe ?"


class SearchableIndex(RebuildableIndex, Retriever, Protocol):
    """An index that is searched while it is kept. Real: vectorstore/live.py."""

    def explain(self, query: Query) -> Search:
        """What a search finds, and how the question was read to find it."""
        ...


@dataclass(frozen=True, slots=True)
class Status:
    """What is searchable, with which model, and what is wrong."""

    model: str
    dimension: int
    counts: Counts
    troubled_sources: tuple[Source, ...]
    troubled_documents: tuple[LiveVersion, ...]
    expired_documents: tuple[LiveVersion, ...]
    index_is_whole: bool

    def as_json(self) -> dict[str, Any]:
        """Flat values for `doctor`; dates as ISO strings."""
        return {
            "model": self.model,
            "dimension": self.dimension,
            **asdict(self.counts),
            "troubles": [
                {"path": source.path, "reason": source.reason, "hint": source.hint} for source in self.troubled_sources
            ]
            + [
                {"path": live.document.source, "reason": live.reason, "hint": NoText.hint}
                for live in self.troubled_documents
            ],
            "expired": [
                {"id": one.document.id, "title": one.document.title, "valid_until": one.document.valid_until}
                for one in self.expired_documents
            ],
            "index_is_whole": self.index_is_whole,
        }


@dataclass(frozen=True, slots=True)
class Purged:
    """How many receipts (with what was said of them), decisions of staff, closed keys and eval runs were deleted."""

    answers: int
    tasks: int
    keys: int
    eval_runs: int


@dataclass(frozen=True, slots=True)
class Parts:
    """What a Guichet is made of: see runtime/wiring.py."""

    sources: Sources
    records: SqlRecords
    library: Library
    index: SearchableIndex
    chunker: Chunker
    sync: Sync
    pipeline: Pipeline
    answers: Answers
    validated: ValidatedShelf
    reading: Reading
    eval_runs: EvalRuns
    access: Access
    metrics: Metrics
    embedder: Embedder
    sent: SentParts
    catalogue: Catalogue
    jobs: Jobs
    sites: Sites
    backups: Backups


class Guichet:
    """The open data folder of one process. Reading is concurrent; changes wait for one another."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._change = threading.Lock()
        self._visiting = threading.Lock()  # taken before the other: one site at a time is copied
        self._sent = Sent(parts.sent, self._changing)

    def answer(self, query: Query) -> Answer:
        """See assistant/pipeline.py. Nothing is kept of it: for measures."""
        return self._parts.pipeline.answer(query)

    def unaided(self, query: Query) -> Answer:
        """The same, as if staff had validated no answer."""
        return self._parts.pipeline.unaided(query)

    @property
    def answers(self) -> Answers:
        """What is answered to people, and kept: see runtime/answers.py."""
        return self._parts.answers

    @property
    def validated(self) -> ValidatedShelf:
        """The answers that staff validated."""
        return self._parts.validated

    @property
    def eval_runs(self) -> EvalRuns:
        """The runs of the eval set that are kept."""
        return self._parts.eval_runs

    @property
    def reading(self) -> Reading:
        """Documents as people read them: see runtime/reading.py."""
        return self._parts.reading

    @property
    def sent(self) -> Sent:
        """What staff do with documents: see runtime/sent.py."""
        return self._sent

    @property
    def catalogue(self) -> Catalogue:
        """The documents as staff look after them."""
        return self._parts.catalogue

    @property
    def jobs(self) -> Jobs:
        """Long work that staff start and watch."""
        return self._parts.jobs

    @property
    def access(self) -> Access:
        """Who may call: see runtime/access.py."""
        return self._parts.access

    @property
    def metrics(self) -> Metrics:
        """What is counted and timed: see runtime/metrics.py."""
        return self._parts.metrics

    @property
    def embedder(self) -> Embedder:
        """The embedding model, which may outlive an opening of the folder."""
        return self._parts.embedder

    def search(self, query: Query) -> Sequence[Hit]:
        """See vectorstore/search.py."""
        return self._parts.index.search(query)

    def explain(self, query: Query) -> Search:
        """See vectorstore/search.py."""
        return self._parts.index.explain(query)

    def warm_up(self) -> None:
        """Load what the first question would wait a second for: lists of names, frequencies of words, the index."""
        self.search(Query(redacted(_ANY_QUESTION), as_of=date.today()))

    def ingest(
        self,
        paths: Sequence[Path | str],
        *,
        default_visibility: Visibility,
        report: Report,
        progress: Progress = silent,
        prune: bool = False,
        on_plan: OnPlan = lambda _: None,
    ) -> None:
        """Ingest files, folders and sites (addresses in https://); see ingest/sync.py and runtime/sites.py."""
        take_in = partial(
            self._parts.sync.ingest,
            default_visibility=default_visibility,
            report=report,
            progress=progress,
            on_plan=on_plan,
        )
        for site in filter(is_site, paths):
            # A site is read for minutes, for hours when it asks for slowness: what staff do meanwhile does not wait.
            with self._visiting:
                mirrored = self._parts.sites.fetch(str(site), report, progress)
                # Its pages are only taken out when the whole site was seen.
                with self._changing():
                    take_in([mirrored.folder], prune=mirrored.complete)
        if files := [Path(path) for path in paths if not is_site(path)]:
            with self._changing():
                take_in(files, prune=prune)

    def preview(self, paths: Sequence[Path | str], *, default_visibility: Visibility) -> tuple[IngestReport, ...]:
        """What `ingest` would do; nothing is read, recorded or indexed. Sites are not visited."""
        sync = self._parts.sync
        files = [Path(path) for path in paths if not is_site(path)]
        return sync.preview(sync.plan(files, default_visibility=default_visibility))

    def upload(self, name: str, content: BinaryIO, fields: Mapping[str, Any]) -> tuple[IngestReport, ...]:
        """Keep a document that staff sent and make it searchable, to members only unless its fields say otherwise.

        Raises:
            UnreadableFile, BadMetadata, RefusedDocument: nothing of it is kept.
        """
        return self._sent.take_in(self._sent.receive(name, content, fields), name)

    def replace(
        self, document_id: str, name: str, content: BinaryIO | None, fields: Mapping[str, Any]
    ) -> tuple[IngestReport, ...]:
        """See runtime/sent.py."""
        return self._sent.replace(document_id, name, content, fields)

    def delete(self, document_ids: Sequence[str]) -> tuple[IngestReport, ...]:
        """See ingest/sync.py; the files that staff sent are kept for a time, to be put back."""
        return self._sent.delete(document_ids)

    def catch_up(self, report: Report) -> None:
        """See runtime/sent.py."""
        self._sent.catch_up(report)

    def reindex(self, progress: Progress = silent) -> int:
        """See ingest/rebuild.py."""
        parts = self._parts
        with self._changing():
            documents = rebuild(parts.records, parts.index, parts.chunker, progress)
            parts.sync.resume()
            return documents

    def export(self) -> Iterator[Line]:
        """See runtime/export.py. Holds private documents: for whoever owns the data folder."""
        with self._change:
            yield from export(self._parts.sources, self._parts.records, self._parts.index)

    def backup(self, path: Path) -> Written:
        """See runtime/backup.py. Questions are answered meanwhile; an ingest or an upload waits, or is waited for."""
        with self._change:
            return self._parts.backups.write(path)

    def documents(self) -> Sequence[LiveVersion]:
        """Every live document, by id."""
        return self._parts.records.live_documents()

    def version(self, document_id: str, number: int | None = None) -> tuple[Edition, Sequence[VersionNote]]:
        """A version of a document (the live one by default), and the list of its versions.

        Raises:
            UnknownDocument: no such document or version.
        """
        return self._parts.reading.version(document_id, number)

    def edition(self, document_id: str, number: int | None, audience: Audience) -> Edition:
        """A version of a document for someone who may read it, as its rights are now and as they were then.

        Raises:
            UnknownDocument: no such document or version, or none for this audience: nothing tells which.
        """
        return self._parts.reading.edition(document_id, number, audience)

    def purge(self, *, keep_days: int, keep_staff_days: int) -> Purged:
        """Delete what has been kept long enough; what staff validated and the documents stay."""
        self._sent.purge()
        long_ago = datetime.now(UTC) - timedelta(days=keep_staff_days)
        return Purged(
            answers=self.answers.purge(keep_days=keep_days),
            tasks=self.answers.purge_tasks(long_ago),
            keys=self.access.purge(long_ago),
            eval_runs=self.eval_runs.purge(long_ago),
        )

    def count_tokens(self, texts: Sequence[str]) -> tuple[int, ...]:
        """Tokens of each text as the embedding model cuts it, without the prompt that it puts before."""
        *counted, around = self._parts.embedder.count_tokens([*texts, ""])
        return tuple(count - around for count in counted)

    def counts(self) -> Counts:
        """How much is searchable."""
        return self._parts.records.counts()

    def status(self) -> Status:
        """What `doctor` tells."""
        troubled = (DocumentStatus.REFUSED, DocumentStatus.GONE)
        documents = self._parts.records.live_documents()
        return Status(
            self._parts.embedder.name,
            self._parts.embedder.dimension,
            self._parts.records.counts(),
            tuple(source for source in self._parts.sources.all().values() if source.status in troubled),
            tuple(one for one in documents if one.status is not DocumentStatus.READY),
            tuple(one for one in documents if is_stale(one.document, date.today())),
            index_is_whole=self._parts.index.sizes() == self._parts.records.sizes(),
        )

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._change, self._parts.metrics.ingesting():
            yield
