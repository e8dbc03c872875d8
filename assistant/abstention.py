"""Decides whether the evidence is enough to answer. Silence is a feature: a doubt is an abstention.

confidence = 1 / (1 + exp(-(a + b·sentence + c·coverage + d·similarity))), a logistic regression over
what the best hits say of the question: cosine of the best sentence, share of the question's content
words held by the best document (weighted by rarity), cosine of the best passage.
"""

from __future__ import annotations

import math

from domain.types import Evidence

BEST_HITS = 3

BIAS = -31.81
SENTENCE_WEIGHT = 23.79
COVERAGE_WEIGHT = 1.24
SIMILARITY_WEIGHT = 12.23
THRESHOLD = 0.4
"""Fitted and chosen on the dev split by `python -m bench.tuning`; both splits' figures: docs/adr/0006-abstention.md."""


def confidence(evidence: Evidence) -> float:
    """How likely (0..1) the evidence answers the question; 0 for no evidence."""
    if not evidence.hits:
        return 0.0
    sentence, coverage, similarity = features(evidence)
    logit = BIAS + SENTENCE_WEIGHT * sentence + COVERAGE_WEIGHT * coverage + SIMILARITY_WEIGHT * similarity
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, logit))))


def features(evidence: Evidence) -> tuple[float, float, float]:
    """(best sentence cosine, best coverage, best passage cosine) over the first hits."""
    best = evidence.hits[:BEST_HITS]
    return (
        max((s for hit in best for s in hit.sentence_similarities), default=0.0),
        max(hit.coverage for hit in best),
        max(hit.similarity for hit in best),
    )
