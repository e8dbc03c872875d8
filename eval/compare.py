"""Two runs of the same cases, side by side: what was won, what was lost, whether it may be chance, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import binomtest

from domain.errors import BadMetadata
from eval.metrics import LOWER_IS_BETTER, METRICS, retrieval
from eval.runs import CaseRun, Run


@dataclass(frozen=True, slots=True)
class Contest:
    """A metric, paired by case. `chance` is the p-value of a two-sided sign test: ties left out (Conover, 1999)."""

    wins: int
    losses: int
    ties: int
    chance: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """`before` and `after` by metric, case by case; `changed` are those whose answer or ranking is another."""

    contests: Mapping[str, Contest]
    pairs: tuple[tuple[CaseRun, CaseRun], ...]
    changed: tuple[tuple[CaseRun, CaseRun], ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare(before: Run, after: Run) -> Comparison:
    """What changed from one run to the next, over the cases that both hold.

    Raises:
        BadMetadata: the runs have no case in common.
    """
    pairs = pairs_of(before.cases, after.cases)
    if not pairs:
        raise BadMetadata("--compare", "cases", "les deux mesures n'ont aucun cas en commun")
    shared = {new.case.id for _, new in pairs}
    return Comparison(
        contests=_contests(pairs),
        pairs=tuple(pairs),
        changed=tuple(pair for pair in pairs if pair[0].timeless() != pair[1].timeless()),
        only_before=tuple(sorted({run.case.id for run in before.cases} - shared)),
        only_after=tuple(sorted({run.case.id for run in after.cases} - shared)),
    )


def pairs_of(before: Sequence[CaseRun], after: Sequence[CaseRun]) -> list[tuple[CaseRun, CaseRun]]:
    """What each run gave of the cases that both hold, asked and judged alike; in the order of the second."""
    old = {run.case.id: run for run in before}
    return [(old[run.case.id], run) for run in after if run.case.id in old and old[run.case.id].case == run.case]


def _contests(pairs: Sequence[tuple[CaseRun, CaseRun]]) -> dict[str, Contest]:
    found = {}
    ranked = [retrieval([pair[side] for pair in pairs]) for side in (0, 1)]
    for name in ranked[0]:
        found[name] = contest_of([(ranked[0][name][i], ranked[1][name][i]) for i in ranked[0][name]])
    for name, metric in METRICS.items():
        parts = [(metric.part(old), metric.part(new)) for old, new in pairs]
        values = [(a[0] / a[1], b[0] / b[1]) for a, b in parts if a is not None and b is not None and a[1] and b[1]]
        if values:
            found[name] = contest_of([(-a, -b) if name in LOWER_IS_BETTER else (a, b) for a, b in values])
    return found


def contest_of(values: Sequence[tuple[float, float]]) -> Contest:
    """From (before, after) of each case, higher being better."""
    wins = sum(after > before for before, after in values)
    losses = sum(after < before for before, after in values)
    chance = float(binomtest(wins, wins + losses).pvalue) if wins + losses else 1.0
    return Contest(wins, losses, len(values) - wins - losses, chance)
