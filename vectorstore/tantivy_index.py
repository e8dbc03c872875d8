"""One tantivy index: entries with an id, written durably, searched by BM25.

Tantivy's BM25 uses k1 = 1.2, b = 0.75 (Robertson and Zaragoza, 2009, doi:10.1561/1500000019).
"""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import tantivy

from domain.types import Reading, Visibility
from vectorstore.disk import writing

WRITER_HEAP_BYTES = 50_000_000
SCORED_WHOLE = 1_500  # entries: of so few, all that match are scored at once, for less than a second search takes
ID = "id"  # the stored field, not analysed, that every schema has


@dataclass(frozen=True, slots=True)
class _View:
    """An index as it stood after a write, and the ids read from it so far, by segment and place in it."""

    searcher: tantivy.Searcher
    ids: dict[tuple[int, int], str] = field(default_factory=dict)

    def id_at(self, address: tantivy.DocAddress) -> str:
        """The id of an entry: the store decompresses a block for it, so it is read once."""
        place = (address.segment_ord, address.doc)
        if place not in self.ids:
            self.ids[place] = self.searcher.doc(address)[ID][0]
        return self.ids[place]


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
        self._view = _View(self._index.searcher())
        self.writes = 0
        """How often it was written since this process opened it."""

    @property
    def searcher(self) -> tantivy.Searcher:
        """The index as it stands."""
        return self._view.searcher

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
        view = self._view
        return {view.id_at(address): score for score, address in view.searcher.search(query, limit=limit).hits}

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
            self._view = _View(self._index.searcher())
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


class TextScores:
    """The BM25 of an index's entries with one question; `query` is None for one that holds no word to find by."""

    def __init__(self, index: TantivyIndex, query: tantivy.Query | None, scored_whole: int) -> None:
        self._index = index
        self._query = query
        entries = index.count() if query else 0
        self._whole = 0 < entries <= scored_whole
        self._known = index.run(query, entries) if query and self._whole else {}

    def best(self, limit: int) -> Mapping[str, float]:
        """BM25 of the best entries, best first."""
        if self._query is None:
            return {}
        if self._whole:
            return dict(islice(self._known.items(), limit))
        found = self._index.run(self._query, limit)
        self._known |= found
        return found

    def of(self, ids: Sequence[str]) -> Mapping[str, float]:
        """BM25 of given entries; those that hold nothing of the question are absent."""
        if self._query and not self._whole:
            self._known |= self._index.score(self._query, [i for i in ids if i not in self._known])
        return {i: self._known[i] for i in ids if i in self._known}


class TantivyByVisibility(ABC):
    """An index a visibility, on disk in `folder`: rights are places, not filters. What an entry is, heirs say."""

    def __init__(
        self,
        folder: Path,
        schema: tantivy.Schema,
        tokenizers: Mapping[str, tantivy.TextAnalyzer] | None = None,
        *,
        scored_whole: int = SCORED_WHOLE,
    ) -> None:
        self._schema = schema
        self._scored_whole = scored_whole
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

    def compare(self, visibility: Visibility, reading: Reading) -> TextScores:
        """The scores of an index's entries with a question."""
        return TextScores(self._indexes[visibility], self._query(reading), self._scored_whole)

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
