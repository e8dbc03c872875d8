"""What one room may expect of another. Each port names its implementations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from domain.types import Draft, Edition, Evidence, Hit, Passage, Query, RawDocument, Span, Visibility

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

    def clear(self) -> None:
        """Drop everything and take the current model's settings."""
        ...


class Library(Protocol):
    """The reading side of the records. Real: records/library.py."""

    def current(self, passage_ids: Sequence[str], visibilities: Sequence[Visibility]) -> Mapping[str, Hit]:
        """The passages of ready documents with these visibilities, as unscored hits; others are absent."""
        ...

    def passages_of(self, document_ids: Sequence[str], visibilities: Sequence[Visibility]) -> Sequence[Passage]:
        """All passages of these documents, by document and order."""
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
