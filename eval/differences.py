"""By how much one run differs from another, over the cases that both hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from domain.evaluation import Figure
from eval.metrics import METRICS, RESAMPLES, SEED, Part, retrieval
from eval.runs import CaseRun


def differences(pairs: Sequence[tuple[CaseRun, CaseRun]]) -> dict[str, Figure]:
    """{metric: value after − value before}, each with its 95 % interval: the bootstrap draws cases, both runs together.

    `pairs` are what each run gave of the same cases (see eval.compare.pairs_of).
    Pairing takes out what both runs share (a hard case is hard twice), so that small differences can be told from
    chance. `count` is how many cases count for it.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    if not pairs:
        return {}
    sides = [[pair[side] for pair in pairs] for side in (0, 1)]
    parts: dict[str, list[list[Part | None]]] = {}
    ranked = [retrieval(side) for side in sides]
    for name in ranked[0]:
        parts[name] = [[_one(ranked[n][name].get(run.case.id)) for run in sides[n]] for n in (0, 1)]
    for name, metric in METRICS.items():
        parts[name] = [[metric.part(run) for run in side] for side in sides]
    found = {name: difference(*both) for name, both in parts.items()}
    return {name: figure for name, figure in found.items() if figure is not None}


def difference(before: Sequence[Part | None], after: Sequence[Part | None]) -> Figure | None:
    """Of two ratios of sums, from the parts of the same cases; None when one of them has nothing below."""
    kept = [(b or (0.0, 0.0), a or (0.0, 0.0)) for b, a in zip(before, after, strict=True) if b or a]
    if not kept:
        return None
    paired = np.array(kept, float)  # (cases, 2 runs, above and below)
    whole = _gaps(paired.sum(axis=0)[None])
    if np.isnan(whole[0]):
        return None
    rows = np.random.default_rng(SEED).integers(0, len(paired), (RESAMPLES, len(paired)))
    low, high = np.nanpercentile(_gaps(paired[rows].sum(axis=1)), [2.5, 97.5])
    return Figure(float(whole[0]), float(low), float(high), float(len(paired)))


def _gaps(sums: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """(n, 2 runs, above and below) → n differences; NaN where a run has nothing below."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios = sums[..., 0] / sums[..., 1]
    gaps: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = ratios[:, 1] - ratios[:, 0]
    return gaps


def _one(value: float | None) -> Part | None:
    return None if value is None else (value, 1.0)
