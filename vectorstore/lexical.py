"""BM25 in tantivy: one index a visibility, over title, headings and text.

Tantivy's BM25 uses k1 = 1.2, b = 0.75 (Robertson and Zaragoza, 2009, doi:10.1561/1500000019).
"""

from __future__ import annotations

import math
import shutil
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy
from cachetools import LRUCache

from domain.types import Document, Passage, Reading, Visibility
from vectorstore.acronyms import Acronym, Expander, mine
from vectorstore.analysis import TOKENIZER_NAME, analyzer, content_analyzer, prepare
from vectorstore.disk import writing
from vectorstore.reading import Reader
from vectorstore.rules import reference_keys
from vectorstore.spelling import Speller, vocabulary_of

WRITER_HEAP_BYTES = 50_000_000
FIELD_BOOSTS = {"title": 2.0, "headings": 1.5, "text": 1.0}
EXPANSION_WEIGHT = 0.5  # of a word that the question does not hold, and that an acronym of it stands for
WORDS, ACRONYMS = "words", "acronyms"  # what passages spell and explain, to read questions with (see reading.py)
REFERENCES = "references"  # what passages cite (see rules.py)
MAX_WORDS = 60_000  # the commonest of the index: what tantivy counts at once
_TAB = "\t"  # between an acronym's two forms, neither of which holds one


class TantivyWords:
    """The lexical half of the index, on disk in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._analyzer = analyzer()
        self._content = content_analyzer()
        self._schema = _schema()
        self._indexes = {visibility: self._open(visibility) for visibility in Visibility}
        self._written = dict.fromkeys(Visibility, 0)  # how often each was, since this process opened it
        self._readers: LRUCache[tuple[tuple[Visibility, int], ...], Reader] = LRUCache(len(Visibility))
        self._lock = threading.Lock()

    def write(self, visibility: Visibility, passages: Sequence[tuple[Passage, Document]]) -> None:
        """Insert or replace; durable on return."""
        with self._writer(visibility) as writer:
            for passage, document in passages:
                writer.delete_documents_by_term("id", passage.id)
                writer.add_document(_entry(passage, document))

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

    def reader(self, visibilities: Sequence[Visibility]) -> Reader:
        """What reads the questions of those who may see these: no word of another document helps."""
        key = tuple((visibility, self._written[visibility]) for visibility in visibilities)
        with self._lock:
            if key not in self._readers:
                counts = {name: self._counts(visibilities, name) for name in (WORDS, ACRONYMS)}
                acronyms = {Acronym(*pair.split(_TAB)): count for pair, count in counts[ACRONYMS].items()}
                self._readers[key] = Reader(Speller(counts[WORDS]), Expander(acronyms))
            return self._readers[key]

    def _counts(self, visibilities: Sequence[Visibility], field: str) -> Counter[str]:
        """In how many passages each value of a field stands."""
        counts: Counter[str] = Counter()
        terms = {"values": {"terms": {"field": field, "size": MAX_WORDS}}}
        for visibility in visibilities:
            searcher = self._indexes[visibility].searcher()
            found = searcher.aggregate(tantivy.Query.all_query(), terms) if searcher.num_docs else {}
            for bucket in found.get("values", {}).get("buckets", ()):
                counts[bucket["key"]] += bucket["doc_count"]
        return counts

    def best(self, visibility: Visibility, reading: Reading, limit: int) -> Mapping[str, float]:
        """BM25 of the best passages, best first."""
        query = self._query(reading)
        return self._run(visibility, query, limit) if query else {}

    def citing(self, visibility: Visibility, keys: Collection[str], limit: int) -> Collection[str]:
        """Passages that cite one of these (see rules.wanted_keys)."""
        if not keys:
            return ()
        query = tantivy.Query.term_set_query(self._schema, REFERENCES, sorted(keys))
        return self._run(visibility, query, limit).keys()

    def scores(self, visibility: Visibility, reading: Reading, ids: Sequence[str]) -> Mapping[str, float]:
        """BM25 of given passages; those that hold no word of the query are absent."""
        query = self._query(reading)
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

    def _query(self, reading: Reading) -> tantivy.Query | None:
        words: dict[str, float] = dict(Counter(self._analyzer.analyze(prepare(reading.text))))
        for word in self._analyzer.analyze(prepare("\n".join(reading.expansions))):
            words.setdefault(word, EXPANSION_WEIGHT)
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
            self._written[visibility] += 1

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
    for field in (WORDS, ACRONYMS):
        builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(REFERENCES, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _entry(passage: Passage, document: Document) -> tantivy.Document:
    texts = (document.title, *passage.heading_path, passage.text)
    entry = tantivy.Document(
        id=passage.id,
        title=prepare(document.title),
        headings=prepare("\n".join(passage.heading_path)),
        text=prepare(passage.text),
    )
    for word in sorted(vocabulary_of(texts)):
        entry.add_text(WORDS, word)
    for acronym in sorted({acronym for text in texts for acronym in mine(text)}):
        entry.add_text(ACRONYMS, f"{acronym.short}{_TAB}{acronym.long}")
    for key in sorted({key for reference in passage.references for key in reference_keys(reference)}):
        entry.add_text(REFERENCES, key)
    return entry
