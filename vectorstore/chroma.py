"""Dense vectors in Chroma: one collection a field and a visibility, cosine distance, no embedding function.

A collection per visibility makes rights structural: a public query never touches private vectors, and
no metadata filter slows it down.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, cast

import chromadb
import numpy as np
from cachetools import LRUCache
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings

from domain.ports import Vector
from domain.types import Visibility
from vectorstore.disk import writing
from vectorstore.exact import ExactSimilarities, Matrix, Rows

WRITE_BATCH = 1_000  # entries a call; Chroma refuses more than a few thousand
READ_PAGE = 10_000
EXACT_ROWS = 30_000  # entries of a collection compared one by one: 46 MB at 384 dimensions
MAX_SEEN = 20_000  # vectors of larger collections kept in memory: 31 MB
_SETTINGS = Settings(anonymized_telemetry=False)
_HNSW: CreateHNSWConfiguration = {
    "space": "cosine",
    # As wide as the collections of a network are deep: nothing near is missed, and the same search finds the same.
    "ef_search": 2_000,
    "num_threads": 1,  # what several threads link depends on which comes first
}
VECTORS_VERSION = "2"
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
        """Collections of at most `exact_rows` entries are compared in memory, larger ones by Chroma's graph."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        # Declared as the abstract ClientAPI, which has no close().
        self._client = cast(Client, chromadb.PersistentClient(str(folder), settings=_SETTINGS))
        self._collections: dict[str, Collection] = {}
        self._exact_rows = exact_rows
        self._rows: dict[str, Rows] = {}
        self._large: set[str] = set()
        self._seen: LRUCache[tuple[str, str], Matrix] = LRUCache(MAX_SEEN)
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
        return frozenset(self._collection(field, visibility).get(ids=list(ids), include=[])["ids"])

    def ids(self, field: str, visibility: Visibility) -> frozenset[str]:
        """Every id of a collection."""
        collection = self._collection(field, visibility)
        found: set[str] = set()
        for offset in range(0, collection.count(), READ_PAGE):
            found.update(collection.get(limit=READ_PAGE, offset=offset, include=[])["ids"])
        return frozenset(found)

    def count(self, field: str, visibility: Visibility) -> int:
        """How many entries a collection holds."""
        return self._collection(field, visibility).count()

    def compare(self, field: str, visibility: Visibility, vector: Vector) -> Similarities:
        """The cosines of a collection's entries with a query's vector."""
        collection = self._collection(field, visibility)
        query = np.asarray(vector, dtype=np.float32)
        rows = self._held(collection)
        return ExactSimilarities(rows, query) if rows else _GraphSimilarities(collection, query, self._vectors_of)

    def _held(self, collection: Collection) -> Rows | None:
        """All the collection's vectors, read once and kept up with what is written; None when they are too many."""
        name = collection.name
        with self._lock:
            if name in self._rows or name in self._large:
                return self._rows.get(name)
            count = collection.count()
            if count > self._exact_rows:
                self._large.add(name)
                return None
            ids: list[str] = []
            parts = [np.zeros((0, 0), np.float32)] if not count else []
            for offset in range(0, count, READ_PAGE):
                page = collection.get(limit=READ_PAGE, offset=offset, include=["embeddings"])
                ids += page["ids"]
                parts.append(np.asarray(page["embeddings"], np.float32))
            self._rows[name] = Rows.of(ids, np.concatenate(parts))
            return self._rows[name]

    def _vectors_of(self, collection: Collection, ids: Sequence[str]) -> Mapping[str, Matrix]:
        """The vectors of given entries. Chroma takes 13 ms to give 800 of them: those seen lately are kept."""
        with self._lock:
            found = {i: row for i in ids if (row := self._seen.get((collection.name, i))) is not None}
        missing = [i for i in ids if i not in found]
        if not missing:
            return found
        got = collection.get(ids=missing, include=["embeddings"])
        if got["embeddings"] is None:
            return found
        fresh = dict(zip(got["ids"], np.asarray(got["embeddings"], np.float32), strict=True))
        with self._lock:
            self._seen.update({(collection.name, i): row for i, row in fresh.items()})
        return found | fresh

    def _note_written(self, collection: Collection, ids: Sequence[str], matrix: Matrix) -> None:
        name = collection.name
        with self._lock:
            if name in self._rows:
                rows = self._rows[name].adding(ids, matrix)
                if len(rows.ids) > self._exact_rows:
                    del self._rows[name]
                else:
                    self._rows[name] = rows

    def _note_deleted(self, collection: Collection, ids: Sequence[str]) -> None:
        with self._lock:
            if collection.name in self._rows:
                self._rows[collection.name] = self._rows[collection.name].without(ids)
            for i in ids:
                self._seen.pop((collection.name, i), None)

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
    """Port: Similarities, over Chroma's graph."""

    def __init__(
        self,
        collection: Collection,
        vector: Matrix,
        vectors_of: Callable[[Collection, Sequence[str]], Mapping[str, Matrix]],
    ) -> None:
        self._collection = collection
        self._vector = vector
        self._vectors_of = vectors_of

    def nearest(self, limit: int) -> Mapping[str, float]:
        found = self._collection.query(
            query_embeddings=self._vector[np.newaxis], n_results=limit, include=["distances"]
        )
        distances = found["distances"]
        if distances is None:
            return {}
        return {i: 1.0 - float(d) for i, d in zip(found["ids"][0], distances[0], strict=True)}

    def of(self, ids: Sequence[str]) -> Mapping[str, float]:
        rows = self._vectors_of(self._collection, ids) if ids else {}
        # Vectors are L2-normalised: a dot product is their cosine.
        return dict(zip(rows, (np.stack(list(rows.values())) @ self._vector).tolist(), strict=True)) if rows else {}
