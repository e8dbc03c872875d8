"""Packs units into groups of about a target size, cutting where a reader would."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from ingest.units import Unit

_FULL_ENOUGH = 0.5
"""A cut between two blocks is preferred from half the target on."""
_TOO_SMALL = 0.25
"""A last group under a quarter of the target joins the one before, if that one stays near the target."""
_STRETCH = 1.3


def pack(units: Sequence[Unit], sizes: Sequence[int], *, target: int, limit: int) -> tuple[tuple[Unit, ...], ...]:
    """Groups of consecutive units; sizes add up to at most `target`, or `limit` where a list's lead-in asks for it.

    A unit larger than the limit makes a group of its own.
    """
    sums = (0, *accumulate(sizes))
    bounds = [0]
    while bounds[-1] < len(units):
        bounds.append(_cut(units, sums, bounds[-1], target=target, limit=limit))
    if len(bounds) > 2:
        last, both = sums[-1] - sums[bounds[-2]], sums[-1] - sums[bounds[-3]]
        if last < _TOO_SMALL * target and both <= min(limit, _STRETCH * target):
            del bounds[-2]
    return tuple(tuple(units[a:b]) for a, b in pairwise(bounds))


def _cut(units: Sequence[Unit], sums: Sequence[int], start: int, *, target: int, limit: int) -> int:
    """End of the group that starts at `start`."""
    end = start + 1
    while end < len(units) and sums[end + 1] - sums[start] <= target:
        end += 1
    if end == len(units):
        return end
    possible = [c for c in range(start + 1, end + 1) if not units[c - 1].leads]
    between_blocks = [c for c in possible if units[c].opens and sums[c] - sums[start] >= _FULL_ENOUGH * target]
    if between_blocks:
        return between_blocks[-1]
    if possible:
        return possible[-1]
    while end < len(units) and units[end - 1].leads and sums[end + 1] - sums[start] <= limit:
        end += 1
    return end
