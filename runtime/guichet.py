"""What Guichet can do, whoever asks: the web service and the commands call the same object."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.pipeline import Pipeline
from domain.errors import NoText
from domain.ports import Embedder, Progress, Retriever
from domain.types import Answer, Counts, DocumentStatus, Hit, IngestReport, LiveVersion, Query, Source, Visibility
from ingest.sync import Report, Sync
from records.store import SqlRecords


@dataclass(frozen=True, slots=True)
class Status:
    """What is searchable, with which model, and what is wrong."""

    model: str
    dimension: int
    counts: Counts
    troubled_sources: tuple[Source, ...]
    troubled_documents: tuple[LiveVersion, ...]

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
        }


class Guichet:
    """The open data folder of one process. Reading is concurrent; changes wait for one another."""

    def __init__(
        self, records: SqlRecords, sync: Sync, retriever: Retriever, pipeline: Pipeline, embedder: Embedder
    ) -> None:
        self._records = records
        self._sync = sync
        self._retriever = retriever
        self._pipeline = pipeline
        self._embedder = embedder
        self._change = threading.Lock()

    def answer(self, query: Query) -> Answer:
        """See assistant/pipeline.py."""
        return self._pipeline.answer(query)

    def search(self, query: Query) -> Sequence[Hit]:
        """See vectorstore/hybrid.py."""
        return self._retriever.search(query)

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        default_visibility: Visibility,
        report: Report,
        progress: Progress = lambda _done, _total: None,
    ) -> None:
        """See ingest/sync.py."""
        with self._change:
            self._sync.ingest(paths, default_visibility=default_visibility, report=report, progress=progress)

    def delete(self, document_ids: Sequence[str]) -> tuple[IngestReport, ...]:
        """See ingest/sync.py."""
        with self._change:
            return self._sync.delete(document_ids)

    def reindex(self, progress: Progress = lambda _done, _total: None) -> int:
        """See ingest/sync.py."""
        with self._change:
            return self._sync.reindex(progress)

    def counts(self) -> Counts:
        """How much is searchable."""
        return self._records.counts()

    def status(self) -> Status:
        """What `doctor` tells."""
        return Status(
            self._embedder.name,
            self._embedder.dimension,
            self._records.counts(),
            tuple(source for source in self._records.sources() if source.status is DocumentStatus.REFUSED),
            tuple(live for live in self._records.live_documents() if live.status is not DocumentStatus.READY),
        )
