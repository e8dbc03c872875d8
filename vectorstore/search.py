"""Searching: what each field finds, every candidate scored by every field, one score a candidate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from domain.ports import Embedder, Library
from domain.text import embedding_text
from domain.types import Document, Edition, FieldScore, Hit, Passage, Query, Visibility
from vectorstore.chroma import ChromaVectors, Similarities
from vectorstore.fields import DENSE_FIELDS, LEXICAL, SENTENCE, TEXT, DenseField, Unit, owner
from vectorstore.fusion import Scores, fuse, z_scores
from vectorstore.lexical import TantivyWords
from vectorstore.ranking import RANKING, Ranking

CANDIDATES = 50  # per field and visibility, before fusion
DOCUMENT_CANDIDATES = 10  # documents found by a field of the whole document, their opening passages taken
WIDENING = 4  # times more, when what was found is not of the theme or type asked for

_Found = Mapping[str, Mapping[str, float]]
"""What each field finds by itself: {field: {passage or document id: best score}}."""
_Compared = Mapping[tuple[str, Visibility], Similarities]


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Passages to be scored, and for each dense field the cosines of each one's entries, in order."""

    passages: Sequence[tuple[Passage, Document]]
    cosines: Mapping[str, Sequence[tuple[float, ...]]]


class Searcher:
    """Port: domain.ports.Retriever."""

    def __init__(
        self,
        embedder: Embedder,
        library: Library,
        vectors: ChromaVectors,
        words: TantivyWords,
        ranking: Ranking = RANKING,
    ) -> None:
        self._embedder = embedder
        self._library = library
        self._vectors = vectors
        self._words = words
        self._ranking = ranking

    def search(self, query: Query) -> tuple[Hit, ...]:
        """Best first, at most query.limit, at most one a document when query.group.

        Every field scores every candidate of the union, then scores are fused (see fusion.py).
        """
        [vector] = self._embedder.embed_queries([query.text])
        compared = {
            (field.name, visibility): self._vectors.compare(field.name, visibility, vector)
            for field in DENSE_FIELDS
            for visibility in query.audience.visibilities
        }
        found, passages = self._enough(query, compared)
        candidates = _Candidates(passages, {field.name: _cosines(field, passages, compared) for field in DENSE_FIELDS})
        scores = self._scores(query, candidates, found[LEXICAL])
        weights = self._ranking.for_retrieval(query.retrieval)
        fused = fuse(scores, weights)
        order = sorted(range(len(passages)), key=lambda n: (-fused[n], passages[n][0].id))
        chosen = (_first_of_each_document(order, passages) if query.group else order)[: query.limit]
        standard = {name: z_scores(values) for name, values in scores.items()}
        texts = [embedding_text(d.title, p.heading_path, p.text) for p, d in (passages[n] for n in chosen)]
        coverage = self._words.coverage(query.audience.visibilities, query.text, texts)
        return tuple(
            Hit(
                *passages[n],
                score=float(fused[n]),
                rank=rank,
                via=_via(passages[n], found),
                similarity=float(scores[TEXT.name][n]),
                coverage=covered,
                sentence_similarities=candidates.cosines[SENTENCE.name][n],
                fields=tuple(
                    FieldScore(name, float(scores[name][n]), float(standard[name][n]), weights[name]) for name in scores
                ),
            )
            for rank, (n, covered) in enumerate(zip(chosen, coverage, strict=True), start=1)
        )

    def _enough(self, query: Query, compared: _Compared) -> tuple[_Found, Sequence[tuple[Passage, Document]]]:
        """What is found, and the candidates among it: ever more is looked at, until the query has its hits."""
        limit, seen = CANDIDATES, -1
        while True:
            found = self._gather(query, compared, limit)
            passages = self._candidates(query, found, DOCUMENT_CANDIDATES * limit // CANDIDATES)
            held = len({d.id for _, d in passages}) if query.group else len(passages)
            looked_at = sum(len(by_field) for by_field in found.values())
            if held >= query.limit or looked_at == seen:
                return found, passages
            limit, seen = limit * WIDENING, looked_at

    def _gather(self, query: Query, compared: _Compared, limit: int) -> _Found:
        found: dict[str, dict[str, float]] = {name: {} for name in self._ranking.weights}
        searched = {name for name, weight in self._ranking.for_retrieval(query.retrieval).items() if weight}
        for visibility in query.audience.visibilities:
            for field in DENSE_FIELDS:
                if field.name in searched:
                    for entry, score in compared[field.name, visibility].nearest(limit).items():
                        found[field.name].setdefault(owner(entry), score)  # best first: the first is the owner's best
            if LEXICAL in searched:
                found[LEXICAL].update(self._words.best(visibility, query.text, limit))
        return found

    def _candidates(self, query: Query, found: _Found, documents: int) -> Sequence[tuple[Passage, Document]]:
        """The union of what was found, as the records see it now: what is gone or private to this asker is absent."""
        opened: set[str] = set()
        passages = set(found[LEXICAL])
        for field in DENSE_FIELDS:
            by_field = found[field.name]
            if field.unit is Unit.DOCUMENT:
                opened.update(sorted(by_field, key=lambda i, scores=by_field: -scores[i])[:documents])  # type: ignore[misc]
            else:
                passages |= by_field.keys()
        union = self._library.find(sorted(passages), sorted(opened), query.scope)
        return [union[i] for i in sorted(union)]

    def _scores(self, query: Query, candidates: _Candidates, words: Mapping[str, float]) -> dict[str, Scores]:
        """Each field's score of each candidate: missing ones are fetched, never guessed."""
        passages = candidates.passages
        scores = {name: np.array([_best_two(one) for one in cosines]) for name, cosines in candidates.cosines.items()}
        lexical = dict(words)
        for visibility in query.audience.visibilities:
            unknown = [p.id for p, d in passages if p.id not in lexical and d.visibility is visibility]
            lexical |= self._words.scores(visibility, query.text, unknown)
        # No word in common is a BM25 of 0.
        scores[LEXICAL] = np.array([lexical.get(p.id, 0.0) for p, _ in passages])
        return scores


def _entries(field: DenseField, passages: Sequence[tuple[Passage, Document]]) -> list[tuple[str, ...]]:
    """The entries of a field that speak for each passage: its own, or those of its document."""
    if field.unit is Unit.DOCUMENT:
        of_document = {d.id: field.ids(Edition(d, (p,))) for p, d in passages}
        return [of_document[d.id] for _, d in passages]
    return [field.ids(Edition(d, (p,))) for p, d in passages]


def _cosines(
    field: DenseField, passages: Sequence[tuple[Passage, Document]], compared: _Compared
) -> list[tuple[float, ...]]:
    """The cosines of each passage's entries in a field; 0 for one that the index lacks."""
    entries = _entries(field, passages)
    cosines: dict[str, float] = {}
    for visibility in dict.fromkeys(d.visibility for _, d in passages):
        among = zip(entries, passages, strict=True)
        ids = dict.fromkeys(chain.from_iterable(own for own, (_, d) in among if d.visibility is visibility))
        cosines |= compared[field.name, visibility].of(list(ids))
    return [tuple(cosines.get(entry, 0.0) for entry in own) for own in entries]


def _best_two(cosines: tuple[float, ...]) -> float:
    """Mean of the best two (of the only one; 0 for none): one stray sentence must not carry a passage."""
    if len(cosines) <= 2:
        return sum(cosines) / len(cosines) if cosines else 0.0
    return sum(sorted(cosines)[-2:]) / 2


def _via(candidate: tuple[Passage, Document], found: _Found) -> tuple[str, ...]:
    passage, document = candidate
    return tuple(name for name, by_field in found.items() if passage.id in by_field or document.id in by_field)


def _first_of_each_document(order: Iterable[int], passages: Sequence[tuple[Passage, Document]]) -> list[int]:
    first: dict[str, int] = {}
    for n in order:
        first.setdefault(passages[n][1].id, n)
    return list(first.values())
