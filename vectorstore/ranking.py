"""What each field counts for: the one place of every figure that orders hits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.types import Retrieval
from vectorstore.fields import LEXICAL, LEXICAL_FIELDS, SENTENCE, TEXT, TITLE, WHOLE


@dataclass(frozen=True, slots=True)
class Ranking:
    """`weights`: the share of each field's z-score in a hit's score (see fusion.py), by field name.

    `spelling` and `acronyms`: whether a question's faults are mended, and its acronyms spelt out (see reading.py);
    `focus`: whether only the asking sentences of a long one are searched. `cited`: what is added to a passage that
    cites an article of the question (see rules.py); far above any sum of z-scores, it puts them first.
    """

    weights: Mapping[str, float]
    spelling: bool = True
    acronyms: bool = True
    focus: bool = True
    cited: float = 100.0

    def for_retrieval(self, retrieval: Retrieval) -> Mapping[str, float]:
        """The same when only vectors, or only words, are searched; a field of weight 0 is not searched."""
        if retrieval is Retrieval.LEXICAL:
            return {name: weight if name in LEXICAL_FIELDS else 0.0 for name, weight in self.weights.items()}
        if retrieval is Retrieval.DENSE:
            return {name: 0.0 if name in LEXICAL_FIELDS else weight for name, weight in self.weights.items()}
        return self.weights


RANKING = Ranking(weights={TEXT.name: 0.33, TITLE.name: 0.33, SENTENCE.name: 0.33, LEXICAL: 0.1, WHOLE: 0.6})
"""Chosen on the dev split of eval/cases by `python -m bench.tuning`; see docs/adr/0005-fusion-by-scores.md."""
