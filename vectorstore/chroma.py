"""Dense vectors in Chroma: one collection a field and a visibility, cosine distance, no embedding function.

A collection per visibility makes rights structural: a public query never touches private vectors, and
no metadata filter slows it down.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

import chromadb
import numpy as np
from cachetools import LRUCache
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from numpy.typing import NDArray

from domain.ports import Vector
from domain.types import Visibility
from vectorstore.disk import writing

WRITE_BATCH = 1_000  # entries a call; Chroma refuses more than a few thousand
READ_PAGE = 10_000
MAX_SEEN = 20_000  # vectors kept in memory: 31 MB at 384 dimensions
_SETTINGS = Settings(anonymized_telemetry=False)
_HNSW: CreateHNSWConfiguration = {
    "space": "cosine",
    # As wide as the collections of a network are deep: nothing near is missed, and the same search finds the same.
    "ef_search": 2_000,
    "num_threads": 1,  # what several threads link depends on which comes first
}
VECTORS_VERSION = "2"
"""Raise it when collections would be made otherwise: the index is then rebuilt."""


class ChromaVectors:
    """The dense half of the index, on disk in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        # Declared as the abstract ClientAPI, which has no close().
        self._client = cast(Client, chromadb.PersistentClient(str(folder), settings=_SETTINGS))
        self._collections: dict[str, Collection] = {}
        self._seen: LRUCache[tuple[str, str], NDArray[np.float32]] = LRUCache(MAX_SEEN)
        self._lock = threading.Lock()

    def write(self, field: str, visibility: Visibility, ids: Sequence[str], vectors: Sequence[Vector]) -> None:
        """Insert or replace; vectors are (len(ids), dimension)."""
        collection = self._collection(field, visibility)
        matrix = np.asarray(vectors, dtype=np.float32)
        with writing(self._folder):
            for start in range(0, len(ids), WRITE_BATCH):
                part = slice(start, start + WRITE_BATCH)
                collection.upsert(ids=list(ids[part]), embeddings=matrix[part])
        self._forget(collection, ids)

    def delete(self, field: str, visibility: Visibility, ids: Sequence[str]) -> None:
        """Remove; unknown ids are ignored."""
        collection = self._collection(field, visibility)
        with writing(self._folder):
            for start in range(0, len(ids), WRITE_BATCH):
                collection.delete(ids=list(ids[start : start + WRITE_BATCH]))
        self._forget(collection, ids)

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

    def nearest(self, field: str, visibility: Visibility, vector: Vector, limit: int) -> Mapping[str, float]:
        """Cosine of the nearest entries, best first."""
        query = np.asarray([vector], dtype=np.float32)
        found = self._collection(field, visibility).query(
            query_embeddings=query, n_results=limit, include=["distances"]
        )
        distances = found["distances"]
        if distances is None:
            return {}
        return {i: 1.0 - float(d) for i, d in zip(found["ids"][0], distances[0], strict=True)}

    def cosines(self, field: str, visibility: Visibility, ids: Sequence[str], vector: Vector) -> Mapping[str, float]:
        """Cosine of given entries; unknown ids are absent. Vectors are L2-normalised, so a dot product is enough."""
        rows = self._rows(self._collection(field, visibility), ids) if ids else {}
        if not rows:
            return {}
        scores = np.stack(list(rows.values())) @ np.asarray(vector, dtype=np.float32)
        return {i: float(score) for i, score in zip(rows, scores, strict=True)}

    def _rows(self, collection: Collection, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors of given entries. Chroma takes 13 ms to give 800 of them: those seen lately are kept."""
        with self._lock:
            rows = {i: row for i in ids if (row := self._seen.get((collection.name, i))) is not None}
        missing = [i for i in ids if i not in rows]
        if not missing:
            return rows
        found = collection.get(ids=missing, include=["embeddings"])
        if found["embeddings"] is None:
            return rows
        fresh = dict(zip(found["ids"], np.asarray(found["embeddings"], np.float32), strict=True))
        with self._lock:
            self._seen.update({(collection.name, i): row for i, row in fresh.items()})
        return rows | fresh

    def _forget(self, collection: Collection, ids: Iterable[str]) -> None:
        with self._lock:
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
