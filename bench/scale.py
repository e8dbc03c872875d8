"""`python -m bench.scale DOCUMENTS…`: what a search costs beside the embedding, over made-up corpora of those sizes.

Every field is there: 5 passages a document, 3 sentences a passage, records in SQLite, words in tantivy, vectors in
Chroma. Words are drawn from French by frequency (wordfreq), vectors around one centre a document, about as alike as
those of a real corpus: good for time and for what the vector index misses, not for quality. One document in ten is
for members. Recall is told beside an exact search over the same vectors.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from wordfreq import top_n_list, word_frequency

from domain.ids import digest
from domain.ports import Vector
from domain.types import Audience, Document, DocumentStatus, Edition, Passage, Query, Span, Visibility
from ingest.sentences import FrenchSentenceSplitter
from records.database import open_database
from records.library import SqlLibrary
from records.store import SqlRecords
from vectorstore.chroma import ChromaVectors
from vectorstore.fields import SENTENCE, TEXT
from vectorstore.hybrid import HybridIndex

DIMENSION = 384
PASSAGES = 5  # a document
SENTENCES = 3  # a passage
WORDS = 14  # a sentence
MEMBERS_SHARE = 0.1
QUESTIONS = 300
WARM_UP = 20
NEAREST = 10
BATCH = 500  # documents indexed together
SPECTRUM = (np.arange(DIMENSION) + 5.0) ** -0.55 * np.exp(-np.arange(DIMENSION) / 300)
"""Standard deviation along each direction: near that of the demonstration corpus's vectors, in order."""
TODAY = date(2026, 1, 1)
KIB = 1024


class MadeUpVectors:
    """Port: domain.ports.Embedder. A text's vector: what all share, its document's (its first word names it), its own.

    As alike as those of the demonstration corpus, and spread over as many directions: two passages have a cosine of .85
    on average, .93 in one document, and their covariance the spectrum of SPECTRUM. Vectors spread over all 384
    directions alike, as random ones are, would be much harder to index than any real ones.
    """

    name = fingerprint = "made-up"
    dimension = DIMENSION
    max_tokens = 512

    def embed_queries(self, texts: Sequence[str]) -> Sequence[Vector]:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Sequence[Vector]:
        return [self._vector(text).tolist() for text in texts]

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        return [len(text.split()) for text in texts]

    def _vector(self, text: str) -> NDArray[np.float32]:
        document = text.split(maxsplit=1)[0]
        made = 0.92 * _unit("all") + 0.3 * _spread(document) + 0.25 * _spread(text)
        return np.asarray(made / np.linalg.norm(made), np.float32)


def main() -> None:
    """For each size, print the times of a search and what the vector index misses."""
    console = Console(width=140)
    console.print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, chromadb {version('chromadb')}, "
        f"tantivy {version('tantivy')}; {QUESTIONS} questions, each asked once: nothing is in memory"
    )
    for size in map(int, sys.argv[1:] or ("1000",)):
        table = Table("documents", "passages", "asked by", "p50 ms", "p95 ms", "peak MiB")
        with tempfile.TemporaryDirectory() as folder:
            _measure(size, Path(folder), table)
        console.print(table)


def _measure(size: int, folder: Path, table: Table) -> None:
    embedder = MadeUpVectors()
    engine = open_database(f"sqlite:///{folder / 'guichet.db'}")
    records = SqlRecords(engine)
    index = HybridIndex(folder / "index", embedder, SqlLibrary(engine), FrenchSentenceSplitter(), chunker="none")
    words = _Words()
    editions = (_edition(number, words) for number in range(size))
    while batch := list(islice(editions, BATCH)):
        staged = [_stage(records, edition) for edition in batch]
        index.add(staged)
        records.publish([edition.document for edition in staged])
        print(f"\r{batch[-1].document.id} / {size}", end="", file=sys.stderr, flush=True)
    for audience in (Audience.PUBLIC, Audience.ADHERENT):
        questions = [_question(n * size // QUESTIONS, f"{audience}", words) for n in range(QUESTIONS)]
        times = []
        for question in questions:
            started = time.perf_counter()
            index.search(Query(question, TODAY, audience))
            times.append((time.perf_counter() - started) * 1_000)
        p50, p95 = np.percentile(times[WARM_UP:], (50, 95))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIB
        table.add_row(f"{size}", f"{size * PASSAGES}", audience.value, f"{p50:.1f}", f"{p95:.1f}", f"{peak}")
    index.close()
    table.caption = f"recall@{NEAREST} of {TEXT.name}, {SENTENCE.name}: " + ", ".join(
        _recall(folder / "index" / "chroma", embedder, questions)
    )


def _recall(vectors: Path, embedder: MadeUpVectors, questions: Sequence[str]) -> Iterator[str]:
    """For the fields of many entries, the share of the ten nearest that the served index finds."""
    served, exact = ChromaVectors(vectors), ChromaVectors(vectors, exact_rows=sys.maxsize)
    for field in (TEXT, SENTENCE):
        shares = []
        for question in questions:
            [vector] = embedder.embed_queries([question])
            found, wanted = (
                set(side.compare(field.name, Visibility.PUBLIC, vector).nearest(NEAREST)) for side in (served, exact)
            )
            shares.append(len(found & wanted) / len(wanted))
        yield f"{np.mean(shares):.4f}"
    for side in (served, exact):
        side.close()


class _Words:
    """French words as often as they are used."""

    def __init__(self) -> None:
        self._all = [word for word in top_n_list("fr", 30_000) if word.isalpha()]
        weights = np.array([word_frequency(word, "fr") for word in self._all])
        self._cumulative = np.cumsum(weights / weights.sum())

    def draw(self, chance: np.random.Generator, count: int) -> str:
        return " ".join(self._all[i] for i in np.searchsorted(self._cumulative, chance.random(count)))


def _edition(number: int, words: _Words) -> Edition:
    chance = np.random.default_rng(number)
    visibility = Visibility.ADHERENT if chance.random() < MEMBERS_SHARE else Visibility.PUBLIC
    document = Document(f"d{number}", f"d{number} {words.draw(chance, 8)}", visibility, source="made up")
    return Edition(document, tuple(_passage(document, n, words, chance) for n in range(PASSAGES)))


def _passage(document: Document, ordinal: int, words: _Words, chance: np.random.Generator) -> Passage:
    sentences = [f"{words.draw(chance, WORDS)}." for _ in range(SENTENCES)]
    starts = np.cumsum([0, *(len(sentence) + 1 for sentence in sentences)])
    spans = tuple(Span(int(start), int(start) + len(text)) for start, text in zip(starts, sentences, strict=False))
    text = " ".join(sentences)
    return Passage(digest(document.id, f"{ordinal}"), document.id, ordinal, text, Span(0, len(text)), sentences=spans)


def _question(number: int, audience: str, words: _Words) -> str:
    return f"d{number} {words.draw(np.random.default_rng((len(audience), number)), 9)}"


def _stage(records: SqlRecords, edition: Edition) -> Edition:
    return records.stage(edition, (), place=None, content_hash="", chunker="", status=DocumentStatus.READY, reason="")


def _unit(name: str) -> NDArray[np.float64]:
    vector = _random(name)
    return vector / np.linalg.norm(vector)


def _spread(name: str) -> NDArray[np.float64]:
    vector: NDArray[np.float64] = _random(name) * SPECTRUM
    return vector / np.linalg.norm(vector)


def _random(name: str) -> NDArray[np.float64]:
    return np.random.default_rng(int(digest(name), 16)).standard_normal(DIMENSION)


if __name__ == "__main__":
    main()
