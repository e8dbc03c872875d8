"""Aligns two sequences that repeat each other, in order, with a few insertions on either side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Pair = tuple[int, int]
Same = Callable[[int, int], bool]
"""Whether element i of the first sequence is element j of the second."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be skipped, and at what cost; a match earns 1.

    `run_first`/`run_second`: longest stretch skipped between two matches (and before the first one).
    `free_start`: the second sequence may be entered anywhere at no cost.
    """

    cost_first: float = 0.5
    cost_second: float = 0.5
    run_first: int = 10**9
    run_second: int = 10**9
    free_start: bool = False


@dataclass(frozen=True, slots=True)
class _Cell:
    score: float
    skipped_first: int
    skipped_second: int
    matched: bool
    previous: Pair | None


def align(first: int, second: int, same: Same, rules: Rules) -> tuple[Pair, ...]:
    """The best-scoring pairs (i, j), increasing in both; empty when nothing matches.

    Among equal scores: the alignment that ends earliest in the first sequence, then the one that starts
    latest in the second. Smith-Waterman with bounded gaps; first × second comparisons.
    """
    grid = _grid(first, second, same, rules)
    ends = [place for place, cell in grid.items() if cell.matched]
    if not ends:
        return ()
    best = max(grid[end].score for end in ends)
    ties = [end for end in ends if grid[end].score >= best - 1e-9]
    earliest = min(i for i, _ in ties)
    return max((_trace(grid, end) for end in ties if end[0] == earliest), key=lambda pairs: pairs[0][1])


def _grid(first: int, second: int, same: Same, rules: Rules) -> dict[Pair, _Cell]:
    origin = _Cell(0.0, 0, 0, False, None)
    grid: dict[Pair, _Cell] = {}
    for i in range(first + 1):
        for j in range(second + 1):
            if i == 0 and (j == 0 or rules.free_start):
                grid[i, j] = origin
                continue
            options = _options(grid, i, j, same, rules)
            if options:
                grid[i, j] = max(options, key=lambda cell: cell.score)
    return grid


def _options(grid: dict[Pair, _Cell], i: int, j: int, same: Same, rules: Rules) -> list[_Cell]:
    options = []
    both, above, left = grid.get((i - 1, j - 1)), grid.get((i - 1, j)), grid.get((i, j - 1))
    if both and same(i - 1, j - 1):
        options.append(_Cell(both.score + 1, 0, 0, True, (i - 1, j - 1)))
    if above and above.skipped_first < rules.run_first:
        score = above.score - rules.cost_first
        options.append(_Cell(score, above.skipped_first + 1, above.skipped_second, False, (i - 1, j)))
    if left and left.skipped_second < rules.run_second:
        score = left.score - rules.cost_second
        options.append(_Cell(score, left.skipped_first, left.skipped_second + 1, False, (i, j - 1)))
    return options


def _trace(grid: dict[Pair, _Cell], end: Pair) -> tuple[Pair, ...]:
    pairs = []
    place: Pair | None = end
    while place is not None:
        cell = grid[place]
        if cell.matched:
            pairs.append((place[0] - 1, place[1] - 1))
        place = cell.previous
    return tuple(reversed(pairs))
