"""What one room may expect of another. Each port names its implementations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from domain.errors import GuichetError
from domain.evaluation import EvalRun
from domain.receipts import Asked, Exchange, Feedback, Receipt, Zone
from domain.types import (
    Audience,
    Block,
    Document,
    DocumentStatus,
    Draft,
    Edition,
    Evidence,
    Hit,
    LiveVersion,
    Passage,
    Place,
    Query,
    RawDocument,
    Scope,
    Search,
    Source,
    Span,
    VersionNote,
    Visibility,
)
from domain.validated import ValidatedMatch

T = TypeVar("T")
Vector = Sequence[float]


class Progress(Protocol):
    """Told, as a long step advances, how much of it is done and what is being worked on."""

    def __call__(self, done: int, total: int, label: str = "") -> None: ...


def silent(done: int, total: int, label: str = "") -> None:
    """The Progress that nobody watches."""


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


class FileReader(Protocol):
    """Reads many files, one after the other. Real: ingest/isolation.py."""

    def read_all(self, paths: Iterable[Path]) -> Iterator[tuple[RawDocument, ...] | GuichetError]:
        """For each file, in order, its documents, or why it cannot be read: nothing is raised for one file."""
        ...

    def run_all(self, work: Callable[..., T], calls: Sequence[tuple[object, ...]]) -> Iterator[T | GuichetError]:
        """For each call, in order, what `work(*call)` gives under the same limits, or why it gave nothing.

        A call's first argument is the path that an error names.
        """
        ...


class Sources(Protocol):
    """What the records know of files, and which documents they give. Real: records/sources.py."""

    def all(self) -> Mapping[str, Source]:
        """Every file known, by path, in the order of paths."""
        ...

    def at(self, path: str) -> Source | None:
        """What is known of a file."""
        ...

    def note(self, source: Source) -> None:
        """Write what became of a file."""
        ...

    def move(self, path: str, to: Source) -> None:
        """A file has another name: what it gave stands at the new one."""
        ...

    def forget(self, path: str) -> None:
        """Drop a file and its places."""
        ...

    def places(self) -> Mapping[str, tuple[Place, ...]]:
        """Every place, by path."""
        ...

    def places_at(self, path: str) -> Sequence[Place]:
        """The documents that a file gives."""
        ...

    def places_of(self, document_id: str) -> Sequence[Place]:
        """The files that give a document."""
        ...

    def claim(self, place: Place) -> None:
        """Write that a file gives a document."""
        ...

    def release(self, place: Place) -> None:
        """Write that a file gives a document no longer."""
        ...


class Records(Protocol):
    """The truth, as ingest writes it: the versions of documents. Real: records/store.py."""

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
        place: Place | None,
        content_hash: str,
        chunker: str,
        status: DocumentStatus,
        reason: str,
    ) -> Edition:
        """Write a new version, not yet searchable, and return it with its number; `place` is where it was read."""
        ...

    def begin_indexing(self, documents: Sequence[Document]) -> None:
        """Say that the index is taking these staged versions."""
        ...

    def publish(self, documents: Sequence[Document]) -> None:
        """Make staged versions the live ones, all together; the former live ones are retired."""
        ...

    def retire(self, document_id: str) -> None:
        """Take a document out of every answer at once; its entries are swept later."""
        ...

    def unstage(self, document: Document) -> None:
        """Never publish a staged version; the live one goes on answering."""
        ...

    def make_private(self, document_ids: Sequence[str]) -> None:
        """Restrict documents to members."""
        ...

    def archive(self, document: Document) -> None:
        """Keep a retired version for reading only."""
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

    def add(self, editions: Sequence[Edition], progress: Progress = silent) -> int:
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

    def entries(self) -> Mapping[str, Sequence[str]]:
        """The ids that stand in each part of the index, sorted: to compare two indexes."""
        ...


class RebuildableIndex(Index, Protocol):
    """An index that can be made anew while it serves. Real: vectorstore/live.py."""

    def rebuilding(self) -> AbstractContextManager[Index]:
        """An empty index with the current model's settings, beside the one that serves; dropped unless swapped."""
        ...

    def swap(self, fresh: Index, publish: Callable[[], None]) -> None:
        """Serve from `fresh` from now on; `publish` runs while no search is under way."""
        ...


class Library(Protocol):
    """The reading side of the records. Real: records/library.py."""

    def find(
        self, passage_ids: Sequence[str], document_ids: Sequence[str], scope: Scope
    ) -> Mapping[str, tuple[Passage, Document]]:
        """The live passages among these ids, and those that open these documents, by id; only those in scope."""
        ...

    def superseded(self, document_ids: Collection[str], scope: Scope) -> Mapping[str, str]:
        """Of these documents, those that another one in scope says it replaces: {id: that one's title}."""
        ...

    def around(self, passages: Sequence[Passage], scope: Scope) -> Mapping[str, tuple[str, str]]:
        """The texts just before and just after each passage in its document, by its id; empty at an end."""
        ...


class History(Protocol):
    """What documents said, version by version. Real: records/library.py."""

    def holding(self, passage_id: str) -> tuple[str, int] | None:
        """The document and the version that hold a passage: the live one, else the last that could be found."""
        ...

    def version(self, document_id: str, number: int) -> Edition | None:
        """One version of a document as it was, in force or not; None when no such one could ever be found."""
        ...

    def text(self, document_id: str, number: int, passage_id: str) -> str | None:
        """What a passage of a version says; None when there is no such one."""
        ...

    def versions(self, document_id: str) -> Sequence[VersionNote]:
        """The versions of a document that could be found one day, oldest first."""
        ...


class Receipts(Protocol):
    """What was answered. Real: records/receipts.py."""

    def keep(self, receipt: Receipt) -> None:
        """Write a receipt; durable on return."""
        ...

    def read(self, answer_id: str) -> Receipt | None:
        """A receipt with its passages as they were; None when there is no such one.

        Raises:
            LostSource: a passage that it names is no longer in the records.
        """
        ...

    def note_feedback(self, feedback: Feedback) -> None:
        """Write what was said of an answer; the last word counts."""
        ...

    def without_use(self, since: datetime) -> Sequence[Asked]:
        """The questions asked since then that were refused, or whose answer was of no use, oldest first."""
        ...

    def zones(self, since: datetime) -> Sequence[Zone]:
        """How the questions asked since then ended, by theme and month, in that order."""
        ...

    def conversation(self, conversation_id: str) -> Sequence[Exchange]:
        """All that is kept of a conversation, oldest first; empty when there is none."""
        ...

    def purge(self, *, before: datetime | None = None, conversation_id: str | None = None) -> int:
        """Delete the receipts older than a moment, or those of a conversation, with what was said of them; how many."""
        ...

    def asked_by(self, answer_id: str) -> Audience | None:
        """Whom an answer was given to; None when there is no such one."""
        ...

    def earlier(self, conversation_id: str, limit: int, audience: Audience) -> Sequence[str]:
        """The last questions of a conversation that this audience may be told of, oldest first."""
        ...


class EvalRuns(Protocol):
    """The runs of the eval set, with what each case gave as JSON values. Real: records/eval_runs.py."""

    def put(self, run: EvalRun) -> None:
        """Write a run, new or known; what its cases gave stays."""
        ...

    def finish(self, run: EvalRun, cases: Sequence[Mapping[str, Any]]) -> None:
        """Write a run with what its cases gave, together."""
        ...

    def all(self) -> Sequence[EvalRun]:
        """Every run, the last one first."""
        ...

    def read(self, run_id: str) -> EvalRun | None:
        """A run; None when there is no such one."""
        ...

    def cases(self, run_id: str) -> Sequence[Mapping[str, Any]]:
        """What a run's cases gave, in order; empty until it is done."""
        ...

    def fail_running(self, at: datetime, reason: str) -> int:
        """Mark as failed what was running when its process stopped; how many."""
        ...

    def purge(self, before: datetime) -> int:
        """Delete the runs started before a moment; how many."""
        ...


class ValidatedAnswers(Protocol):
    """Finds the answer that staff validated for a question. Real: runtime/validated.py."""

    def match(self, query: Query) -> ValidatedMatch | None:
        """The validated answer to this very question, or to another wording of it, that the asker may see."""
        ...


class Retriever(Protocol):
    """Finds passages for a question. Real: vectorstore/hybrid.py."""

    def search(self, query: Query) -> Sequence[Hit]:
        """At most query.limit hits, best first, ranks 1..n without gaps; empty when nothing matches."""
        ...

    def explain(self, query: Query) -> Search:
        """The same hits, and the question as it was read to find them."""
        ...


class Reranker(Protocol):
    """Reads a question beside passages. Real: vectorstore/reranking.py."""

    def score(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """How well each text answers: higher is better, comparable within one call only."""
        ...


class Timed(Protocol):
    """Times a stage of an answer. Real: runtime/metrics.py."""

    def __call__(self, stage: str) -> AbstractContextManager[None]:
        """A context that lasts as long as the stage."""
        ...


def untimed(stage: str) -> AbstractContextManager[None]:
    """Times nothing."""
    del stage
    return nullcontext()


class Composer(Protocol):
    """Writes a draft from evidence. Real: assistant/extractive.py."""

    def compose(self, query: Query, evidence: Evidence) -> Draft:
        """Sentences that stand on the evidence; an empty draft when it holds no answer."""
        ...
