"""Packs units into groups of about a target size, cutting where a reader would."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from ingest.units import FREE, Bond, Unit

_OVER_WEIGHT = 10.0
"""Over the target counts ten times: up to 1.18 of it, one group is better than two halves.

Of 2, 4 and 10, the best on the dev split of eval/cases (nDCG@10 0.813, 0.813, 0.823).
"""


def pack(units: Sequence[Unit], sizes: Sequence[int], *, target: int, limit: int) -> tuple[tuple[Unit, ...], ...]:
    """The cheapest division into groups of consecutive units, found by dynamic programming.

    A division costs the bonds that its cuts part plus, for each group, the square of its relative distance to
    the target. Sizes of a group add up to at most `limit`; a larger unit makes a group of its own.
    """
    sums = (0, *accumulate(sizes))
    best = [(FREE, 0)]  # for the first n units: the least cost, and where their last group starts
    for end in range(1, len(units) + 1):
        options: list[tuple[Bond, int]] = []
        for start in range(end - 1, -1, -1):
            size = sums[end] - sums[start]
            if size > limit and options:
                break
            cut = units[start].bond if start else FREE
            options.append((best[start][0].plus(cut, _distance(size, target)), start))
        best.append(min(options))
    bounds = [len(units)]
    while bounds[-1]:
        bounds.append(best[bounds[-1]][1])
    return tuple(tuple(units[start:end]) for start, end in pairwise(reversed(bounds)))


def _distance(size: int, target: int) -> float:
    relative = size / target - 1
    return relative**2 * (_OVER_WEIGHT if relative > 0 else 1.0)
