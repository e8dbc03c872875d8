"""Dense vectors in Chroma: one collection a field and a visibility, cosine distance, no embedding function.

A collection per visibility makes rights structural: a public query never touches private vectors, and
no metadata filter slows it down.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from threadpoolctl import threadpool_limits

from domain.ports import Vector
from domain.types import Visibility
from vectorstore.disk import reading, writing
from vectorstore.exact import ExactSimilarities, Matrix, Rows

WRITE_BATCH = 1_000  # entries a call; Chroma refuses more than a few thousand
READ_PAGE = 10_000
EXACT_ROWS = 30_000  # entries of a collection compared one by one: 46 MB at 384 dimensions
_SETTINGS = Settings(anonymized_telemetry=False)
_HNSW: CreateHNSWConfiguration = {
    "space": "cosine",
    # 99 % of the ten nearest are found among 90 000 and 270 000: docs/adr/0013-vectors-in-memory.md.
    "ef_search": 450,
    "num_threads": 1,  # what several threads link depends on which comes first
}
VECTORS_VERSION = "3"
"""Raise it when collections would be made otherwise: the index is then rebuilt."""


class Similarities(Protocol):
    """The cosines of a collection's entries with one query. Real: exact.py, and _GraphSimilarities below."""

    def nearest(self, limit: int) -> Mapping[str, float]:
        """Cosine of the nearest entries, best first."""
        ...

    def of(self, ids: Sequence[str]) -> Mapping[str, float]:
        """Cosine of given entries; unknown ids are absent."""
        ...


class ChromaVectors:
    """The dense half of the index, on disk in `folder`."""

    def __init__(self, folder: Path, *, exact_rows: int = EXACT_ROWS) -> None:
        """Collections of at most `exact_rows` entries are compared in memory; in larger ones Chroma's graph finds."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        # Of a product that takes a millisecond, a second thread would spend more waiting, busily, for the next one than
        # computing: it took as much of the processor as all the rest of an answer.
        threadpool_limits(1, user_api="blas")
        # Declared as the abstract ClientAPI, which has no close().
        self._client = cast(Client, chromadb.PersistentClient(str(folder), settings=_SETTINGS))
        self._collections: dict[str, Collection] = {}
        self._exact_rows = exact_rows
        self._rows: dict[str, Rows] = {}
        self._lock = threading.Lock()

    def write(self, field: str, visibility: Visibility, ids: Sequence[str], vectors: Sequence[Vector]) -> None:
        """Insert or replace; vectors are (len(ids), dimension)."""
        collection = self._collection(field, visibility)
        matrix = np.asarray(vectors, dtype=np.float32)
        with writing(self._folder):
            for start in range(0, len(ids), WRITE_BATCH):
                part = slice(start, start + WRITE_BATCH)
                collection.upsert(ids=list(ids[part]), embeddings=matrix[part])
        self._note_written(collection, ids, matrix)

    def delete(self, field: str, visibility: Visibility, ids: Sequence[str]) -> None:
        """Remove; unknown ids are ignored."""
        collection = self._collection(field, visibility)
        with writing(self._folder):
            for start in range(0, len(ids), WRITE_BATCH):
                collection.delete(ids=list(ids[start : start + WRITE_BATCH]))
        self._note_deleted(collection, ids)

    def present(self, field: str, visibility: Visibility, ids: Sequence[str]) -> frozenset[str]:
        """Which of these ids the collection holds."""
        if not ids:
            return frozenset()
        with reading(self._folder):
            return frozenset(self._collection(field, visibility).get(ids=list(ids), include=[])["ids"])

    def ids(self, field: str, visibility: Visibility) -> frozenset[str]:
        """Every id of a collection."""
        collection = self._collection(field, visibility)
        found: set[str] = set()
        with reading(self._folder):
            for offset in range(0, collection.count(), READ_PAGE):
                found.update(collection.get(limit=READ_PAGE, offset=offset, include=[])["ids"])
        return frozenset(found)

    def count(self, field: str, visibility: Visibility) -> int:
        """How many entries a collection holds."""
        with reading(self._folder):
            return self._collection(field, visibility).count()

    def compare(self, field: str, visibility: Visibility, vector: Vector) -> Similarities:
        """The cosines of a collection's entries with a query's vector."""
        collection = self._collection(field, visibility)
        query = np.asarray(vector, dtype=np.float32)
        rows = self._held(collection)
        if len(rows.ids) <= self._exact_rows:
            return ExactSimilarities(rows, query)
        return _GraphSimilarities(self._folder, collection, rows, query)

    def _held(self, collection: Collection) -> Rows:
        """All the collection's vectors, read once and kept up with what is written.

        Of a collection too large to be compared whole, in half precision: Chroma takes 13 ms to give the vectors of
        800 candidates, and a cosine need be no more exact than .001.
        """
        name = collection.name
        with self._lock, reading(self._folder):
            if name not in self._rows:
                count = collection.count()
                ids: list[str] = []
                parts = [np.zeros((0, 0), np.float32)] if not count else []
                for offset in range(0, count, READ_PAGE):
                    page = collection.get(limit=READ_PAGE, offset=offset, include=["embeddings"])
                    ids += page["ids"]
                    parts.append(np.asarray(page["embeddings"], self._precision(count)))
                self._rows[name] = Rows.of(ids, np.concatenate(parts))
            return self._rows[name]

    def _precision(self, count: int) -> type[np.floating[Any]]:
        return np.float32 if count <= self._exact_rows else np.float16

    def _note_written(self, collection: Collection, ids: Sequence[str], matrix: Matrix) -> None:
        name = collection.name
        with self._lock:
            if name in self._rows:
                rows = self._rows[name].adding(ids, matrix)
                self._rows[name] = rows.as_type(self._precision(len(rows.ids)))

    def _note_deleted(self, collection: Collection, ids: Sequence[str]) -> None:
        with self._lock:
            if collection.name in self._rows:
                self._rows[collection.name] = self._rows[collection.name].without(ids)

    def close(self) -> None:
        """Give up the folder: Chroma keeps one open system a path and process until told so."""
        self._client.close()

    def _collection(self, field: str, visibility: Visibility) -> Collection:
        name = f"{field}-{visibility.value}"
        if name not in self._collections:
            with writing(self._folder):
                self._collections[name] = self._client.get_or_create_collection(
                    name, embedding_function=None, configuration={"hnsw": _HNSW}
                )
        return self._collections[name]


class _GraphSimilarities:
    """Port: Similarities. Chroma's graph finds, the rows in memory tell how near."""

    def __init__(self, folder: Path, collection: Collection, rows: Rows, vector: Matrix) -> None:
        self._folder = folder
        self._collection = collection
        self._rows = rows
        self._vector = vector

    def nearest(self, limit: int) -> Mapping[str, float]:
        with reading(self._folder):
            found = self._collection.query(
                query_embeddings=self._vector[np.newaxis], n_results=limit, include=["distances"]
            )
        distances = found["distances"]
        if distances is None:
            return {}
        return {i: 1.0 - float(d) for i, d in zip(found["ids"][0], distances[0], strict=True)}

    def of(self, ids: Sequence[str]) -> Mapping[str, float]:
        return self._rows.cosines(ids, self._vector)
