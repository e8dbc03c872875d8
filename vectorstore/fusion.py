"""Fusion by scores: pure functions over arrays of candidates' scores, one array (candidates,) a field."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


def z_scores(scores: Scores) -> Scores:
    """Each score's distance from the mean of this query's candidates, in standard deviations.

    All equal (or a single) scores give 0: such a field says nothing about order.
    """
    deviation = scores.std() if len(scores) else 0.0
    if deviation < 1e-9:  # noise of float32 sums, not a preference
        return np.zeros(len(scores))
    standard: Scores = (scores - scores.mean()) / deviation
    return standard


def fuse(fields: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """Weighted sum over fields of this query's z-scores, (candidates,).

    Every field must score every candidate: a missing score is to be fetched, not guessed.

    Raises:
        ValueError: a field scores other candidates than the first one does.
        KeyError: a weight is missing.
    """
    sizes = {len(scores) for scores in fields.values()}
    if len(sizes) > 1:
        raise ValueError(f"fields score {sorted(sizes)} candidates: each must score all of them")
    total: Scores = np.zeros(next(iter(sizes), 0))
    for field, scores in fields.items():
        total = total + weights[field] * scores
    return total
