"""What each field counts for: the one place of every figure that orders hits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.types import Retrieval
from vectorstore.fields import LEXICAL, SENTENCE, TEXT, TITLE


@dataclass(frozen=True, slots=True)
class Ranking:
    """`weights`: the share of each field's z-score in a hit's score (see fusion.py), by field name."""

    weights: Mapping[str, float]

    def for_retrieval(self, retrieval: Retrieval) -> Mapping[str, float]:
        """The same when only vectors, or only words, are searched; a field of weight 0 is not searched."""
        if retrieval is Retrieval.LEXICAL:
            return {name: float(name == LEXICAL) for name in self.weights}
        if retrieval is Retrieval.DENSE:
            return {name: 0.0 if name == LEXICAL else weight for name, weight in self.weights.items()}
        return self.weights


RANKING = Ranking(weights={TEXT.name: 0.33, TITLE.name: 0.33, SENTENCE.name: 0.33, LEXICAL: 0.2})
"""Chosen on the dev split of eval/cases by `python -m bench.tuning`; see docs/adr/0005-fusion-by-scores.md."""
