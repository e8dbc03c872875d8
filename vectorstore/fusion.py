"""Fusion by scores: pure functions over {candidate: score}."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import fmean, pstdev


def z_scores(scores: Mapping[str, float]) -> dict[str, float]:
    """Each score's distance from the mean of this query's candidates, in standard deviations.

    All equal (or a single) scores give 0: such a field says nothing about order.
    """
    if not scores:
        return {}
    values = scores.values()
    mean, deviation = fmean(values), pstdev(values)
    if deviation < 1e-9:  # noise of float32 sums, not a preference
        return dict.fromkeys(scores, 0.0)
    return {candidate: (score - mean) / deviation for candidate, score in scores.items()}


def fuse(fields: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]) -> dict[str, float]:
    """Weighted sum over fields of per-query z-scores.

    Every field must score every candidate: a missing score is to be fetched, not guessed.

    Raises:
        KeyError: a field lacks a candidate, or a weight is missing.
    """
    normalised = {field: z_scores(scores) for field, scores in fields.items()}
    candidates = next(iter(fields.values()), {})
    return {c: sum(weights[field] * scores[c] for field, scores in normalised.items()) for c in candidates}
