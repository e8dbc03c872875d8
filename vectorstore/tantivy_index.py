"""One tantivy index: entries with an id, written durably, searched by BM25.

Tantivy's BM25 uses k1 = 1.2, b = 0.75 (Robertson and Zaragoza, 2009, doi:10.1561/1500000019).
"""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from domain.types import Reading, Visibility
from vectorstore.disk import writing

WRITER_HEAP_BYTES = 50_000_000
ID = "id"  # the stored field, not analysed, that every schema has


class TantivyIndex:
    """An index of one schema, on disk in `folder`."""

    def __init__(
        self, folder: Path, schema: tantivy.Schema, tokenizers: Mapping[str, tantivy.TextAnalyzer] | None = None
    ) -> None:
        self._folder = folder
        self._schema = schema
        self._index = self._open()
        for name, tokenizer in (tokenizers or {}).items():
            self._index.register_tokenizer(name, tokenizer)
        self.writes = 0
        """How often it was written since this process opened it."""

    @property
    def searcher(self) -> tantivy.Searcher:
        """The index as it stands."""
        return self._index.searcher()

    def replace(self, entries: Iterable[tantivy.Document]) -> None:
        """Insert or replace, by id; durable, and seen by the next search, on return."""
        with self._writer() as writer:
            for entry in entries:
                writer.delete_documents_by_term(ID, entry[ID][0])
                writer.add_document(entry)

    def delete(self, ids: Sequence[str]) -> None:
        """Remove; unknown ids are ignored; durable on return."""
        if not ids:
            return
        with self._writer() as writer:
            for id_ in ids:
                writer.delete_documents_by_term(ID, id_)

    def count(self) -> int:
        """How many entries it holds."""
        return int(self.searcher.num_docs)

    def ids(self) -> frozenset[str]:
        """Every entry's id."""
        return frozenset(self.run(tantivy.Query.all_query(), self.count())) if self.count() else frozenset()

    def run(self, query: tantivy.Query, limit: int) -> dict[str, float]:
        """{id: BM25} of the best entries, best first."""
        searcher = self.searcher
        return {searcher.doc(at)[ID][0]: float(score) for score, at in searcher.search(query, limit=limit).hits}

    def score(self, query: tantivy.Query, ids: Sequence[str]) -> dict[str, float]:
        """{id: BM25} of given entries; those that hold nothing of the query are absent."""
        if not ids:
            return {}
        among = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, ID, list(ids)), 0.0)
        both = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, among)])
        return self.run(both, len(ids))

    def values(self, field: str, most: int) -> Counter[str]:
        """In how many entries each value of a fast field stands; the `most` commonest."""
        searcher = self.searcher
        counts: Counter[str] = Counter()
        if searcher.num_docs:
            found = searcher.aggregate(tantivy.Query.all_query(), {"values": {"terms": {"field": field, "size": most}}})
            for bucket in found["values"]["buckets"]:
                counts[bucket["key"]] = bucket["doc_count"]
        return counts

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        with writing(self._folder):
            writer = self._index.writer(heap_size=WRITER_HEAP_BYTES, num_threads=1)
            # A commit that was killed leaves files that no segment names, and tantivy never writes over a file.
            writer.garbage_collect_files()
            yield writer
            writer.commit()
            writer.wait_merging_threads()
            self._index.reload()
            self.writes += 1

    def _open(self) -> tantivy.Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            return tantivy.Index(self._schema, path=str(self._folder), reuse=True)
        except ValueError:
            # Another schema, or files torn by a full disk: the index is derived, records rebuild it.
            shutil.rmtree(self._folder)
            self._folder.mkdir()
            return tantivy.Index(self._schema, path=str(self._folder), reuse=True)


class TantivyByVisibility(ABC):
    """An index a visibility, on disk in `folder`: rights are places, not filters. What an entry is, heirs say."""

    def __init__(
        self, folder: Path, schema: tantivy.Schema, tokenizers: Mapping[str, tantivy.TextAnalyzer] | None = None
    ) -> None:
        self._schema = schema
        self._indexes = {v: TantivyIndex(folder / v.value, schema, tokenizers) for v in Visibility}

    def delete(self, visibility: Visibility, ids: Sequence[str]) -> None:
        """Remove; unknown ids are ignored; durable on return."""
        self._indexes[visibility].delete(ids)

    def count(self, visibility: Visibility) -> int:
        """How many entries an index holds."""
        return self._indexes[visibility].count()

    def ids(self, visibility: Visibility) -> frozenset[str]:
        """Every entry's id."""
        return self._indexes[visibility].ids()

    def best(self, visibility: Visibility, reading: Reading, limit: int) -> Mapping[str, float]:
        """BM25 of the best entries, best first."""
        query = self._query(reading)
        return self._indexes[visibility].run(query, limit) if query else {}

    def scores(self, visibility: Visibility, reading: Reading, ids: Sequence[str]) -> Mapping[str, float]:
        """BM25 of given entries; those that hold nothing of the question are absent."""
        query = self._query(reading)
        return self._indexes[visibility].score(query, ids) if query else {}

    def _any_of(self, terms: Mapping[str, Mapping[str, float]]) -> tantivy.Query | None:
        """What holds any of the terms, {field: {term: weight}}; None without a term."""
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, term), weight),
            )
            for field, weights in terms.items()
            for term, weight in weights.items()
        ]
        return tantivy.Query.boolean_query(clauses) if clauses else None

    @abstractmethod
    def _query(self, reading: Reading) -> tantivy.Query | None:
        """What finds a question's entries; None for a question that has nothing to find them by."""
