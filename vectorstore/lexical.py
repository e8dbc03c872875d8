"""BM25 in tantivy: one index a visibility, over title, headings and text.

Tantivy's BM25 uses k1 = 1.2, b = 0.75 (Robertson and Zaragoza, 2009, doi:10.1561/1500000019).
"""

from __future__ import annotations

import math
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from domain.types import Document, Passage, Visibility
from vectorstore.analysis import TOKENIZER_NAME, analyzer, content_analyzer, prepare
from vectorstore.disk import writing

WRITER_HEAP_BYTES = 50_000_000
FIELD_BOOSTS = {"title": 2.0, "headings": 1.5, "text": 1.0}


class TantivyWords:
    """The lexical half of the index, on disk in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._analyzer = analyzer()
        self._content = content_analyzer()
        self._schema = _schema()
        self._indexes = {visibility: self._open(visibility) for visibility in Visibility}

    def write(self, visibility: Visibility, passages: Sequence[tuple[Passage, Document]]) -> None:
        """Insert or replace; durable on return."""
        with self._writer(visibility) as writer:
            for passage, document in passages:
                writer.delete_documents_by_term("id", passage.id)
                writer.add_document(
                    tantivy.Document(
                        id=passage.id,
                        title=prepare(document.title),
                        headings=prepare("\n".join(passage.heading_path)),
                        text=prepare(passage.text),
                    )
                )

    def delete(self, visibility: Visibility, ids: Sequence[str]) -> None:
        """Remove; unknown ids are ignored; durable on return."""
        if not ids:
            return
        with self._writer(visibility) as writer:
            for passage_id in ids:
                writer.delete_documents_by_term("id", passage_id)

    def count(self, visibility: Visibility) -> int:
        """How many passages an index holds."""
        return int(self._indexes[visibility].searcher().num_docs)

    def ids(self, visibility: Visibility) -> frozenset[str]:
        """Every passage id of an index."""
        searcher = self._indexes[visibility].searcher()
        if not searcher.num_docs:
            return frozenset()
        found = searcher.search(tantivy.Query.all_query(), limit=searcher.num_docs)
        return frozenset(searcher.doc(address)["id"][0] for _, address in found.hits)

    def best(self, visibility: Visibility, text: str, limit: int) -> Mapping[str, float]:
        """BM25 of the best passages, best first."""
        query = self._query(text)
        return self._run(visibility, query, limit) if query else {}

    def scores(self, visibility: Visibility, text: str, ids: Sequence[str]) -> Mapping[str, float]:
        """BM25 of given passages; those that hold no word of the query are absent."""
        query = self._query(text)
        if not query or not ids:
            return {}
        among = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "id", list(ids)), 0.0)
        both = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, among)])
        return self._run(visibility, both, len(ids))

    def coverage(self, visibilities: Sequence[Visibility], query: str, texts: Sequence[str]) -> tuple[float, ...]:
        """For each text, the share (0..1) of the query's content words that it holds, weighted by rarity.

        A word's weight is its inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)).
        """
        words = tuple(dict.fromkeys(self._content.analyze(prepare(query))))
        weights = {word: self._idf(visibilities, word) for word in words}
        total = sum(weights.values())
        if not total:
            return (0.0,) * len(texts)
        held = (set(self._content.analyze(prepare(text))) for text in texts)
        return tuple(sum(weights[word] for word in words if word in have) / total for have in held)

    def _idf(self, visibilities: Sequence[Visibility], word: str) -> float:
        total = present = 0
        for visibility in visibilities:
            searcher = self._indexes[visibility].searcher()
            total += searcher.num_docs
            present += max(searcher.doc_freq(field, word) for field in FIELD_BOOSTS)
        # doc_freq still counts deleted passages until their segment is merged: never let it pass the total.
        present = min(present, total)
        return math.log(1 + (total - present + 0.5) / (present + 0.5))

    def _query(self, text: str) -> tantivy.Query | None:
        words = Counter(self._analyzer.analyze(prepare(text)))
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, field, word), boost * times),
            )
            for word, times in words.items()
            for field, boost in FIELD_BOOSTS.items()
        ]
        return tantivy.Query.boolean_query(clauses) if clauses else None

    def _run(self, visibility: Visibility, query: tantivy.Query, limit: int) -> dict[str, float]:
        searcher = self._indexes[visibility].searcher()
        found = searcher.search(query, limit=limit)
        return {searcher.doc(address)["id"][0]: float(score) for score, address in found.hits}

    @contextmanager
    def _writer(self, visibility: Visibility) -> Iterator[tantivy.IndexWriter]:
        """A writer whose work is committed, and seen by the next search, on leaving."""
        index = self._indexes[visibility]
        with writing(self._folder):
            writer = index.writer(heap_size=WRITER_HEAP_BYTES, num_threads=1)
            # A commit that was killed leaves files that no segment names, and tantivy never writes over a file.
            writer.garbage_collect_files()
            yield writer
            writer.commit()
            writer.wait_merging_threads()
            index.reload()

    def _open(self, visibility: Visibility) -> tantivy.Index:
        folder = self._folder / visibility.value
        folder.mkdir(parents=True, exist_ok=True)
        try:
            index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        except ValueError:
            # Another schema, or files torn by a full disk: the index is derived, records rebuild it.
            shutil.rmtree(folder)
            folder.mkdir()
            index = tantivy.Index(self._schema, path=str(folder), reuse=True)
        index.register_tokenizer(TOKENIZER_NAME, self._analyzer)
        return index


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for field in FIELD_BOOSTS:
        builder.add_text_field(field, tokenizer_name=TOKENIZER_NAME)
    return builder.build()
