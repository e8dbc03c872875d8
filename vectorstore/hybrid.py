"""The index: dense fields in Chroma, words of passages and of documents in tantivy, written and searched together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from domain.ports import Embedder, Library, Progress, Reranker, SentenceSplitter, silent
from domain.types import Edition, Hit, Query, Search, Visibility
from vectorstore.analysis import ANALYZER_VERSION
from vectorstore.chroma import VECTORS_VERSION, ChromaVectors
from vectorstore.fields import DENSE_FIELDS, LEXICAL, LEXICAL_FIELDS, WHOLE, DenseField, Entry, Unit
from vectorstore.lexical import TantivyWords
from vectorstore.manifest import Manifest
from vectorstore.ranking import RANKING, Ranking
from vectorstore.search import Searcher
from vectorstore.whole import TantivyDocuments

REPAIR_BATCH = 100  # documents checked together: one commit of the words a batch
EMBED_BATCH = 64  # texts a call: progress moves, memory stays flat


@dataclass(frozen=True, slots=True)
class _Place:
    """One dense field of one visibility."""

    field: DenseField
    visibility: Visibility


_PLACES = tuple(_Place(field, visibility) for field in DENSE_FIELDS for visibility in Visibility)


class HybridIndex:
    """Ports: domain.ports.Index and domain.ports.Retriever. One process at a time opens a folder."""

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        library: Library,
        splitter: SentenceSplitter,
        *,
        chunker: str,
        reranker: Reranker | None = None,
    ) -> None:
        self.folder = folder
        self._embedder = embedder
        self._vectors = ChromaVectors(folder / "chroma")
        self._words = TantivyWords(folder / LEXICAL)
        self._documents = TantivyDocuments(folder / WHOLE)
        self._library = library
        self._splitter = splitter
        self._reranker = reranker
        self._searcher = self.ranked(RANKING)
        self._manifest = Manifest(folder / "manifest.json")
        self._recipe = recipe(embedder, chunker)

    def check(self) -> None:
        """Raise IndexMismatch unless the index was built with the current model, fields and chunker."""
        self._manifest.check(self._recipe)

    def add(self, editions: Sequence[Edition], progress: Progress = silent) -> int:
        """Make editions findable; entries that stand already are not embedded again."""
        self.check()
        self._manifest.write(self._recipe)
        missing = [(place, self._missing(place, editions)) for place in _PLACES]
        total, done = sum(len(entries) for _, entries in missing), 0
        for place, entries in missing:
            for start in range(0, len(entries), EMBED_BATCH):
                batch = entries[start : start + EMBED_BATCH]
                vectors = self._embedder.embed_passages([entry.text for entry in batch])
                self._vectors.write(place.field.name, place.visibility, [entry.id for entry in batch], vectors)
                done += len(batch)
                progress(done, total)
        for visibility in Visibility:
            speaking = [e for e in editions if e.document.visibility is visibility and e.passages]
            if speaking:
                self._words.write(visibility, [(p, e.document) for e in speaking for p in e.passages])
                self._documents.write(visibility, speaking)
        return total

    def remove(self, gone: Edition, kept: Edition | None = None) -> None:
        """Remove an edition's entries wherever they stand, except those that `kept` shares with it."""
        for place in _PLACES:
            keep = _entry_ids(place, kept)
            ids = [i for i in place.field.ids(gone) if i not in keep]
            self._vectors.delete(place.field.name, place.visibility, ids)
        for visibility in Visibility:
            keep = _passage_ids(visibility, kept)
            self._words.delete(visibility, [p.id for p in gone.passages if p.id not in keep])
            if not keep:
                self._documents.delete(visibility, [gone.document.id])

    def sizes(self) -> dict[Visibility, tuple[int, int]]:
        """For each visibility: (documents that can be found, passages), to compare with the records'.

        A field or the words index that lost entries shows, since the smallest count is given.
        """
        return {
            visibility: (
                min(
                    *(self._vectors.count(f.name, visibility) for f in DENSE_FIELDS if f.unit is Unit.DOCUMENT),
                    self._documents.count(visibility),
                ),
                min(
                    *(self._vectors.count(f.name, visibility) for f in DENSE_FIELDS if f.unit is Unit.PASSAGE),
                    self._words.count(visibility),
                ),
            )
            for visibility in Visibility
        }

    def repair(self, expected: Iterable[Edition]) -> int:
        """Make the index hold the expected editions and nothing else."""
        surplus = {place: set(self._vectors.ids(place.field.name, place.visibility)) for place in _PLACES}
        surplus_words = {visibility: set(self._words.ids(visibility)) for visibility in Visibility}
        surplus_documents = {visibility: set(self._documents.ids(visibility)) for visibility in Visibility}
        changed = 0
        remaining = iter(expected)
        while batch := tuple(islice(remaining, REPAIR_BATCH)):
            changed += self.add(batch)
            for edition in batch:
                for place in _PLACES:
                    surplus[place] -= _entry_ids(place, edition)
                if edition.passages:
                    surplus_words[edition.document.visibility] -= _passage_ids(edition.document.visibility, edition)
                    surplus_documents[edition.document.visibility].discard(edition.document.id)
        for place, ids in surplus.items():
            self._vectors.delete(place.field.name, place.visibility, sorted(ids))
        for visibility, ids in surplus_words.items():
            self._words.delete(visibility, sorted(ids))
        for visibility, ids in surplus_documents.items():
            self._documents.delete(visibility, sorted(ids))
        gone = (*surplus.values(), *surplus_words.values(), *surplus_documents.values())
        return changed + sum(map(len, gone))

    def entries(self) -> dict[str, tuple[str, ...]]:
        """The ids that stand in each part of the index, sorted."""
        dense = {
            f"{place.field.name}-{place.visibility.value}": self._vectors.ids(place.field.name, place.visibility)
            for place in _PLACES
        }
        words = {f"{LEXICAL}-{visibility.value}": self._words.ids(visibility) for visibility in Visibility}
        documents = {f"{WHOLE}-{visibility.value}": self._documents.ids(visibility) for visibility in Visibility}
        return {name: tuple(sorted(ids)) for name, ids in (dense | words | documents).items()}

    def close(self) -> None:
        """Give up the folder; the index cannot be used afterwards."""
        self._vectors.close()

    def search(self, query: Query) -> tuple[Hit, ...]:
        """See search.py."""
        return self._searcher.search(query)

    def explain(self, query: Query) -> Search:
        """See search.py."""
        return self._searcher.explain(query)

    def ranked(self, ranking: Ranking) -> Searcher:
        """What searches this index with another ranking."""
        return Searcher(
            self._embedder,
            self._library,
            self._vectors,
            self._words,
            self._documents,
            self._splitter,
            ranking,
            self._reranker,
        )

    def _missing(self, place: _Place, editions: Sequence[Edition]) -> list[Entry]:
        entries = {
            entry.id: entry
            for edition in editions
            if edition.document.visibility is place.visibility
            for entry in place.field.entries(edition)
        }
        present = self._vectors.present(place.field.name, place.visibility, list(entries))
        return [entry for entry in entries.values() if entry.id not in present]


def recipe(embedder: Embedder, chunker: str) -> dict[str, str]:
    """All that decides what the index holds for given documents."""
    return {
        "model": embedder.name,
        "embedding": embedder.fingerprint,
        "dimension": str(embedder.dimension),
        "fields": ", ".join((*(field.name for field in DENSE_FIELDS), *LEXICAL_FIELDS)),
        "analyzer": ANALYZER_VERSION,
        "vectors": VECTORS_VERSION,
        "chunker": chunker,
    }


def _entry_ids(place: _Place, edition: Edition | None) -> frozenset[str]:
    if edition is None or edition.document.visibility is not place.visibility:
        return frozenset()
    return frozenset(place.field.ids(edition))


def _passage_ids(visibility: Visibility, edition: Edition | None) -> frozenset[str]:
    if edition is None or edition.document.visibility is not visibility:
        return frozenset()
    return frozenset(passage.id for passage in edition.passages)
