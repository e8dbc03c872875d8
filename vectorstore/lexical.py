"""Passages in tantivy: one index a visibility, by the words of title, headings and text."""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import tantivy
from cachetools import LRUCache

from domain.types import Document, Passage, Reading, Visibility
from vectorstore.acronyms import Acronym, Expander, mine
from vectorstore.analysis import TOKENIZER_NAME, analyzer, content_analyzer, content_words, prepare
from vectorstore.reading import Reader
from vectorstore.rules import reference_keys
from vectorstore.spelling import Speller, vocabulary_of
from vectorstore.tantivy_index import ID, SCORED_WHOLE, TantivyByVisibility

FIELD_BOOSTS = {"title": 2.0, "headings": 1.5, "text": 1.0}
EXPANSION_WEIGHT = 0.5  # of a word that the question does not hold, and that an acronym of it stands for
WORDS, ACRONYMS = "words", "acronyms"  # what passages spell and explain, to read questions with (see reading.py)
REFERENCES = "references"  # what passages cite (see rules.py)
MAX_WORDS = 60_000  # the commonest of the index: what tantivy counts at once
_TAB = "\t"  # between an acronym's two forms, neither of which holds one


class TantivyWords(TantivyByVisibility):
    """The passages' half of the lexical index, on disk in `folder`."""

    def __init__(self, folder: Path, *, scored_whole: int = SCORED_WHOLE) -> None:
        self._analyzer = analyzer()
        super().__init__(folder, _schema(), {TOKENIZER_NAME: self._analyzer}, scored_whole=scored_whole)
        self._readers: LRUCache[tuple[tuple[Visibility, int], ...], Reader] = LRUCache(len(Visibility))
        self._lock = threading.Lock()

    def write(self, visibility: Visibility, passages: Sequence[tuple[Passage, Document]]) -> None:
        """Insert or replace; durable on return."""
        self._indexes[visibility].replace(_entry(*one) for one in passages)

    def reader(self, visibilities: Sequence[Visibility]) -> Reader:
        """What reads the questions of those who may see these: no word of another document helps."""
        key = tuple((visibility, self._indexes[visibility].writes) for visibility in visibilities)
        with self._lock:
            if key not in self._readers:
                known, short = (self._counts(visibilities, name) for name in (WORDS, ACRONYMS))
                acronyms = {Acronym(*pair.split(_TAB)): count for pair, count in short.items()}
                self._readers[key] = Reader(Speller(known), Expander(acronyms))
            return self._readers[key]

    def _counts(self, visibilities: Sequence[Visibility], field: str) -> Counter[str]:
        """In how many passages each value of a field stands."""
        return sum((self._indexes[v].values(field, MAX_WORDS) for v in visibilities), start=Counter[str]())

    def citing(self, visibility: Visibility, keys: Collection[str], limit: int) -> Collection[str]:
        """Passages that cite one of these (see rules.wanted_keys)."""
        if not keys:
            return ()
        query = tantivy.Query.term_set_query(self._schema, REFERENCES, sorted(keys))
        return self._indexes[visibility].run(query, limit).keys()

    def held(
        self, visibilities: Sequence[Visibility], query: str, texts: Sequence[str]
    ) -> tuple[Mapping[str, float], ...]:
        """For each text, the query's content words that it holds, with their share (0..1) of the query's rarity.

        A word's rarity is its inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)).
        """
        words = tuple(dict.fromkeys(content_analyzer().analyze(prepare(query))))
        weights = {word: self._idf(visibilities, word) for word in words}
        total = sum(weights.values())
        if not total:
            return ({},) * len(texts)
        shares = {word: weight / total for word, weight in weights.items()}
        held = map(content_words, texts)
        return tuple({word: shares[word] for word in words if word in have} for have in held)

    def _idf(self, visibilities: Sequence[Visibility], word: str) -> float:
        total = present = 0
        for visibility in visibilities:
            searcher = self._indexes[visibility].searcher
            total += searcher.num_docs
            present += max(searcher.doc_freq(field, word) for field in FIELD_BOOSTS)
        # doc_freq still counts deleted passages until their segment is merged: never let it pass the total.
        present = min(present, total)
        return math.log(1 + (total - present + 0.5) / (present + 0.5))

    def _query(self, reading: Reading) -> tantivy.Query | None:
        words = question_words(self._analyzer, reading)
        return self._any_of(
            {field: {word: boost * times for word, times in words.items()} for field, boost in FIELD_BOOSTS.items()}
        )


def question_words(analyzer: tantivy.TextAnalyzer, reading: Reading) -> Mapping[str, float]:
    """The stems of a question, each as often as it stands there, and those of its expansions, at a lower weight."""
    words: dict[str, float] = dict(Counter(analyzer.analyze(prepare(reading.text))))
    for word in analyzer.analyze(prepare("\n".join(reading.expansions))):
        words.setdefault(word, EXPANSION_WEIGHT)
    return words


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, stored=True, tokenizer_name="raw")
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
