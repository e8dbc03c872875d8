"""Searching: what each field finds, every candidate scored by every field, one score a candidate."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np
from cachetools import LRUCache

from domain.ports import Embedder, Library, Reranker, SentenceSplitter, Vector
from domain.text import embedding_text
from domain.types import Document, Edition, FieldScore, Hit, Passage, Query, Reading, Search
from vectorstore.chroma import ChromaVectors
from vectorstore.fields import (
    DENSE_FIELDS,
    LEXICAL,
    LEXICAL_FIELDS,
    OF_DOCUMENTS,
    SENTENCE,
    TEXT,
    TITLE,
    WHOLE,
    owner,
)
from vectorstore.fusion import Scores, fuse, z_scores
from vectorstore.lexical import TantivyWords
from vectorstore.ranking import RANKING, Ranking
from vectorstore.rules import CITED, distinct, wanted_by
from vectorstore.scoring import Compared, Cosines, Passages, cited, dense_scores, entry_cosines, text_scores
from vectorstore.whole import TantivyDocuments

CANDIDATES = 50  # per field and visibility, before fusion
DOCUMENT_CANDIDATES = 10  # documents found by a field of the whole document, their opening passages taken
LONG_WORDS = 60  # a longer question is a letter, of which a sentence or two ask something
ASKING_SENTENCES = 2
ASKED_LATELY = 1_000  # questions whose vectors are kept: 3 MB
RERANKED = 50  # passages that a second stage reads
WIDENING = 4  # times more, when what was found is not of the theme or type asked for

_Found = Mapping[str, Mapping[str, float]]
"""What each field finds by itself: {field: {passage or document id: best score}}."""


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The passages of a search, what found them, and what each field gave them; arrays are (candidates,)."""

    passages: Passages
    found: _Found
    scores: Mapping[str, Scores]
    standard: Mapping[str, Scores]
    cosines: Mapping[str, Cosines]
    cited: Scores
    total: Scores


class Searcher:
    """Port: domain.ports.Retriever."""

    def __init__(
        self,
        embedder: Embedder,
        library: Library,
        vectors: ChromaVectors,
        words: TantivyWords,
        documents: TantivyDocuments,
        splitter: SentenceSplitter,
        ranking: Ranking = RANKING,
        reranker: Reranker | None = None,
    ) -> None:
        self._embedder = embedder
        self._library = library
        self._vectors = vectors
        self._words = words
        self._documents = documents
        self._splitter = splitter
        self._ranking = ranking
        self._reranker = reranker
        self._asked_lately: LRUCache[str, Vector] = LRUCache(ASKED_LATELY)
        self._lock = threading.Lock()

    def search(self, query: Query) -> tuple[Hit, ...]:
        """Best first, at most query.limit, at most one a document when query.group."""
        return self.explain(query).hits

    def explain(self, query: Query) -> Search:
        """The hits and the question as it was read.

        Every field scores every candidate of the union, then scores are fused (see fusion.py); passages that cite the
        question's articles come first, and what says the same again is left out (see rules.py).
        """
        reader = self._words.reader(query.audience.visibilities)
        reading = reader.read(self._asked(query), spelling=self._ranking.spelling, acronyms=self._ranking.acronyms)
        compared = self._compared(query, reading)
        found, passages = self._enough(query, reading, compared)
        editions = [Edition(document, (passage,)) for passage, document in passages]
        cosines = {field.name: entry_cosines(field, editions, compared.vectors[field.name]) for field in DENSE_FIELDS}
        scores = dense_scores(cosines) | text_scores(passages, compared.texts)
        standard = {name: z_scores(values) for name, values in scores.items()}
        citing = cited(reading, passages)
        total = fuse(standard, self._ranking.for_retrieval(query.retrieval)) + self._ranking.cited * citing
        order = sorted(range(len(passages)), key=lambda n: (-total[n], passages[n][0].id))
        if self._reranker:
            total, order = _reranked(self._reranker, reading, passages, order)
        if query.group:
            chosen = _first_of_each_document(order, passages)[: query.limit]
        else:
            chosen = distinct(order, passages, query.limit, query.as_of)
        candidates = _Candidates(passages, found, scores, standard, cosines, citing, total)
        held = self._held(query, reading, [passages[n] for n in chosen])
        hits = tuple(
            self._hit(candidates, n, rank, query, *words)
            for rank, (n, words) in enumerate(zip(chosen, held, strict=True), start=1)
        )
        return Search(reading, self._with_neighbours(hits, query) if query.around else hits)

    def _with_neighbours(self, hits: tuple[Hit, ...], query: Query) -> tuple[Hit, ...]:
        texts = self._library.around([hit.passage for hit in hits], query.scope)
        return tuple(replace(hit, before=texts[hit.passage.id][0], after=texts[hit.passage.id][1]) for hit in hits)

    def _hit(
        self,
        candidates: _Candidates,
        n: int,
        rank: int,
        query: Query,
        around: Mapping[str, float],
        sentences: tuple[Mapping[str, float], ...],
    ) -> Hit:
        """The n-th candidate as a hit; `around` are the question's words in its title and headings."""
        weights = self._ranking.for_retrieval(query.retrieval)
        cited = float(candidates.cited[n])
        return Hit(
            *candidates.passages[n],
            score=float(candidates.total[n]),
            rank=rank,
            via=_via(candidates.passages[n], candidates.found),
            similarity=float(candidates.scores[TEXT.name][n]),
            coverage=sum(dict(chain(around.items(), *(said.items() for said in sentences))).values()),
            sentence_similarities=candidates.cosines[SENTENCE.name][n],
            sentence_words=sentences,
            fields=(
                *(
                    FieldScore(name, float(scores[n]), float(candidates.standard[name][n]), weights[name])
                    for name, scores in candidates.scores.items()
                ),
                FieldScore(CITED, cited, cited, self._ranking.cited),
            ),
        )

    def _held(
        self, query: Query, reading: Reading, passages: Passages
    ) -> list[tuple[Mapping[str, float], tuple[Mapping[str, float], ...]]]:
        """For each passage, the question's words in its title and headings, and those in each of its sentences."""
        texts = [
            (" ".join((document.title, *passage.heading_path)), *passage.sentence_texts())
            for passage, document in passages
        ]
        held = iter(self._words.held(query.audience.visibilities, reading.text, list(chain.from_iterable(texts))))
        return [(next(held), tuple(islice(held, len(own) - 1))) for own in texts]

    def _compared(self, query: Query, reading: Reading) -> Compared:
        visibilities = query.audience.visibilities
        vector = self._vector(reading.spelt_out)
        return Compared(
            {
                field.name: {v: self._vectors.compare(field.name, v, vector) for v in visibilities}
                for field in DENSE_FIELDS
            },
            {
                name: {v: texts.compare(v, reading) for v in visibilities}
                for name, texts in ((LEXICAL, self._words), (WHOLE, self._documents))
            },
        )

    def _vector(self, text: str) -> Vector:
        """The question's vector; those asked lately are kept: a page searches, then asks."""
        with self._lock:
            kept = self._asked_lately.get(text)
        if kept is None:
            [kept] = self._embedder.embed_queries([text])
            with self._lock:
                self._asked_lately[text] = kept
        return kept

    def _asked(self, query: Query) -> str:
        """The query, or what a long one asks: its sentences that are nearest to what the documents say.

        People paste the letter that they got; its courtesies, embedded with it, are nearer to nothing.
        """
        if len(query.text.split()) <= LONG_WORDS or not self._ranking.focus:
            return query.text
        spans = self._splitter.split(query.text)
        texts = [query.text[span.start : span.end] for span in spans]
        vectors = self._embedder.embed_queries(texts)
        nearness = [self._nearness(query, vector) for vector in vectors]
        asking = sorted(sorted(range(len(texts)), key=lambda n: -nearness[n])[:ASKING_SENTENCES])
        return " ".join(texts[n] for n in asking)

    def _nearness(self, query: Query, vector: Vector) -> float:
        """The best cosine of a title or a sentence with this vector."""
        return max(
            (
                cosine
                for field in (TITLE, SENTENCE)
                for visibility in query.audience.visibilities
                for cosine in self._vectors.compare(field.name, visibility, vector).nearest(1).values()
            ),
            default=0.0,
        )

    def _enough(self, query: Query, reading: Reading, compared: Compared) -> tuple[_Found, Passages]:
        """What is found, and the candidates among it: ever more is looked at, until the query has its hits."""
        limit, seen = CANDIDATES, -1
        while True:
            found = self._gather(query, reading, compared, limit)
            passages = self._candidates(query, found, DOCUMENT_CANDIDATES * limit // CANDIDATES)
            held = len({d.id for _, d in passages}) if query.group else len(passages)
            looked_at = sum(len(by_field) for by_field in found.values())
            if held >= query.limit or looked_at == seen:
                return found, passages
            limit, seen = limit * WIDENING, looked_at

    def _gather(self, query: Query, reading: Reading, compared: Compared, limit: int) -> _Found:
        found: dict[str, dict[str, float]] = {name: {} for name in (*self._ranking.weights, CITED)}
        searched = {name for name, weight in self._ranking.for_retrieval(query.retrieval).items() if weight}
        wanted = wanted_by(reading.references)
        for visibility in query.audience.visibilities:
            for field in DENSE_FIELDS:
                if field.name in searched:
                    for entry, score in compared.vectors[field.name][visibility].nearest(limit).items():
                        found[field.name].setdefault(owner(entry), score)  # best first: the first is the owner's best
            for name in searched.intersection(LEXICAL_FIELDS):
                found[name].update(compared.texts[name][visibility].best(limit))
            found[CITED].update(dict.fromkeys(self._words.citing(visibility, wanted, limit), 1.0))
        return found

    def _candidates(self, query: Query, found: _Found, documents: int) -> Passages:
        """The union of what was found, as the records see it now: what is gone or private to this asker is absent."""
        opened: set[str] = set()
        passages: set[str] = set()
        for name, by_field in found.items():
            if name in OF_DOCUMENTS:
                opened.update(sorted(by_field, key=lambda i, scores=by_field: -scores[i])[:documents])  # type: ignore[misc]
            else:
                passages |= by_field.keys()
        union = self._library.find(sorted(passages), sorted(opened), query.scope)
        return [union[i] for i in sorted(union)]


def _reranked(
    reranker: Reranker, reading: Reading, passages: Passages, order: Sequence[int]
) -> tuple[Scores, list[int]]:
    """The best by fusion, in the order of the second stage, whose scores stand for theirs."""
    best = order[:RERANKED]
    total = np.full(len(passages), -np.inf)
    total[best] = reranker.score(reading.text, [_text(*passages[n]) for n in best])
    return total, sorted(best, key=lambda n: (-total[n], passages[n][0].id))


def _text(passage: Passage, document: Document) -> str:
    return embedding_text(document.title, passage.heading_path, passage.text)


def _via(candidate: tuple[Passage, Document], found: _Found) -> tuple[str, ...]:
    passage, document = candidate
    return tuple(name for name, by_field in found.items() if passage.id in by_field or document.id in by_field)


def _first_of_each_document(order: Iterable[int], passages: Passages) -> list[int]:
    first: dict[str, int] = {}
    for n in order:
        first.setdefault(passages[n][1].id, n)
    return list(first.values())
