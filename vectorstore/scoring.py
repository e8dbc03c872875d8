"""Every candidate's score in every field: arrays are (candidates,), in the candidates' order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from domain.types import Document, Edition, Passage, Reading, Visibility
from vectorstore.chroma import Similarities
from vectorstore.fields import LEXICAL, WHOLE, DenseField
from vectorstore.fusion import Scores
from vectorstore.rules import cites, wanted_by
from vectorstore.tantivy_index import TextScores

Passages = Sequence[tuple[Passage, Document]]
Cosines = Sequence[tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A question beside every entry of each field that its asker may find: {field: {visibility: scores}}."""

    vectors: Mapping[str, Mapping[Visibility, Similarities]]
    texts: Mapping[str, Mapping[Visibility, TextScores]]


def dense_scores(cosines: Mapping[str, Cosines]) -> dict[str, Scores]:
    """Each dense field's score of each candidate, from the cosines of its entries."""
    return {name: np.array([_best_two(one) for one in by_field]) for name, by_field in cosines.items()}


def text_scores(passages: Passages, texts: Mapping[str, Mapping[Visibility, TextScores]]) -> dict[str, Scores]:
    """What words give each candidate: fetched for each, never guessed. No word in common is a BM25 of 0."""
    words: dict[str, float] = {}
    documents: dict[str, float] = {}
    for visibility in dict.fromkeys(d.visibility for _, d in passages):
        here = [(p.id, d.id) for p, d in passages if d.visibility is visibility]
        words |= texts[LEXICAL][visibility].of([p for p, _ in here])
        documents |= texts[WHOLE][visibility].of(list(dict.fromkeys(d for _, d in here)))
    return {
        LEXICAL: np.array([words.get(p.id, 0.0) for p, _ in passages]),
        WHOLE: np.array([documents.get(d.id, 0.0) for _, d in passages]),
    }


def cited(reading: Reading, passages: Passages) -> Scores:
    """1 for a passage that cites a reference of the question, else 0."""
    wanted = wanted_by(reading.references)
    return np.array([float(bool(wanted) and cites(p, wanted)) for p, _ in passages])


def entry_cosines(
    field: DenseField, editions: Sequence[Edition], compared: Mapping[Visibility, Similarities]
) -> list[tuple[float, ...]]:
    """The cosines of a field's entries that speak for each edition; 0 for one that the index lacks.

    An id is the same vector wherever it stands: no need to know in which collection.
    """
    entries = [field.ids(edition) for edition in editions]
    cosines = dict.fromkeys(chain.from_iterable(entries), 0.0)
    asked = list(cosines)
    for similarities in compared.values():
        cosines |= similarities.of(asked)
    return [tuple(map(cosines.__getitem__, own)) for own in entries]


def _best_two(cosines: tuple[float, ...]) -> float:
    """Mean of the best two (of the only one; 0 for none): one stray sentence must not carry a passage."""
    if len(cosines) <= 1:
        return cosines[0] if cosines else 0.0
    return sum(sorted(cosines)[-2:]) / 2
