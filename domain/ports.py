"""What one room may expect of another. Each port names its implementations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from domain.types import (
    Block,
    Document,
    DocumentStatus,
    Draft,
    Edition,
    Evidence,
    Hit,
    LiveVersion,
    Passage,
    Query,
    RawDocument,
    Source,
    Span,
    Visibility,
)

Vector = Sequence[float]
Progress = Callable[[int, int], None]
"""Called with (done, total) as a long step advances."""


class Embedder(Protocol):
    """Turns texts into unit vectors. Real: vectorstore/embedding.py (ONNX, SentenceTransformer)."""

    @property
    def name(self) -> str:
        """The model's name or folder, for people."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever vectors would: weights, pooling, prompts."""
        ...

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """Window of the model, special tokens and prompt included."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Sequence[Vector]:
        """One L2-normalised vector a text, with the query prompt."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Sequence[Vector]:
        """One L2-normalised vector a text, with the passage prompt."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens a text takes as a passage, special tokens and prompt included, never truncated."""
        ...


class SentenceSplitter(Protocol):
    """Splits French text into sentences. Real: ingest/sentences.py."""

    def split(self, text: str) -> tuple[Span, ...]:
        """Spans of the sentences in order, without surrounding white space; nothing but space between."""
        ...


class Reader(Protocol):
    """Reads one file format. Real: ingest/readers/*."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """The file's documents, in order, at least one.

        Raises:
            UnreadableFile: corrupt, encrypted, mis-named, not decodable, empty.
            BadMetadata: a metadata field has an unusable value.
        """
        ...


class Records(Protocol):
    """The truth, as ingest writes it. Real: records/store.py."""

    def source(self, path: str) -> Source | None:
        """What is known of a file, None for a new one."""
        ...

    def sources(self) -> Sequence[Source]:
        """Every file, by path."""
        ...

    def note_source(self, source: Source) -> None:
        """Write what became of a file."""
        ...

    def forget_source(self, path: str) -> None:
        """Drop a file whose documents are all gone."""
        ...

    def live_of_source(self, path: str) -> Sequence[LiveVersion]:
        """The live documents a file gave."""
        ...

    def live_document(self, document_id: str) -> LiveVersion | None:
        """The live version of a document."""
        ...

    def live_documents(self) -> Sequence[LiveVersion]:
        """Every live document, by id."""
        ...

    def stage(
        self,
        edition: Edition,
        blocks: Sequence[Block],
        *,
        content_hash: str,
        chunker: str,
        status: DocumentStatus,
        reason: str,
    ) -> Edition:
        """Write a new version, not yet searchable, and return it with its number."""
        ...

    def publish(self, document: Document) -> None:
        """Make a staged version the live one; the former live one is retired."""
        ...

    def retire(self, document_id: str) -> None:
        """Take a document out of every answer at once; its entries are swept later."""
        ...

    def make_private(self, path: str) -> None:
        """Restrict all that a file gave to members."""
        ...

    def drop(self, document: Document) -> None:
        """Delete a retired version for good."""
        ...

    def staged(self) -> Iterable[Edition]:
        """Versions whose indexing was not finished."""
        ...

    def retired(self) -> Iterable[Edition]:
        """Versions whose entries may still stand in the index."""
        ...

    def live(self) -> Iterable[Edition]:
        """What the index must hold."""
        ...

    def live_edition(self, document_id: str) -> Edition | None:
        """The live version of a document with its passages."""
        ...

    def blocks(self, document: Document) -> Sequence[Block]:
        """The blocks a version was chunked from."""
        ...

    def sizes(self) -> Mapping[Visibility, tuple[int, int]]:
        """For each visibility: (live documents that have passages, passages)."""
        ...


class Index(Protocol):
    """The derived, searchable side of the records. Real: vectorstore/hybrid.py."""

    def add(self, editions: Sequence[Edition], progress: Progress | None = None) -> int:
        """Make editions findable; idempotent; durable on return. Returns how many vectors were computed."""
        ...

    def remove(self, gone: Edition, kept: Edition | None = None) -> None:
        """Remove an edition's entries, except those that `kept` shares with it."""
        ...

    def repair(self, expected: Iterable[Edition]) -> int:
        """Make the index hold the expected editions and nothing else. Returns how many entries changed."""
        ...

    def sizes(self) -> Mapping[Visibility, tuple[int, int]]:
        """For each visibility: (documents that can be found, passages)."""
        ...

    def clear(self) -> None:
        """Drop everything and take the current model's settings."""
        ...


class Library(Protocol):
    """The reading side of the records. Real: records/library.py."""

    def current(
        self, passage_ids: Sequence[str], visibilities: Sequence[Visibility]
    ) -> Mapping[str, tuple[Passage, Document]]:
        """The live passages among these ids that may be seen; the others are absent."""
        ...

    def passages_of(
        self, document_ids: Sequence[str], visibilities: Sequence[Visibility]
    ) -> Sequence[tuple[Passage, Document]]:
        """All live passages of these documents that may be seen, by document and order."""
        ...


class Retriever(Protocol):
    """Finds passages for a question. Real: vectorstore/hybrid.py."""

    def search(self, query: Query) -> Sequence[Hit]:
        """At most query.limit hits, best first, ranks 1..n without gaps; empty when nothing matches."""
        ...


class Composer(Protocol):
    """Writes a draft from evidence. Real: assistant/extractive.py."""

    def compose(self, query: Query, evidence: Evidence) -> Draft:
        """Sentences that stand on the evidence; an empty draft when it holds no answer."""
        ...
