"""The gate: figures may not fall below their floors, nor cases be lost, nor a number lack a source, nor a secret leak.

Floors are written in `eval/baseline.json` with each case's values, tied to the digests of the cases and of the corpus
that gave them. A loss too small for a floor is seen case by case: more cases lost than chance would lose.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from domain.errors import BadMetadata, UnreadableFile
from domain.evaluation import Figure
from eval.compare import contest_of
from eval.metrics import LABELS, correct, figures, retrieval
from eval.runs import Run

BASELINE = Path(__file__).with_name("baseline.json")
GUARDED = ("R@1", "R@5", "R@10", "nDCG@10", "fact_recall", "citation_precision", "citation_recall", "status",
           "correct", "abstention_precision", "abstention_recall")  # fmt: skip
"""Metrics with a floor: the low end of the interval that the baseline's run gave."""
NEVER = ("unsupported", "leaks")
PAIRED = "nDCG@10"
"""Compared case by case, as `correct` is."""
MAX_CHANCE = 0.01
"""Below this p-value of a sign test, losses are no chance."""


def failures(run: Run, baseline: Path) -> tuple[str, ...]:
    """In French, a line for each thing that closes the gate; empty when it is open.

    Raises:
        UnreadableFile: there is no baseline, or it is not one.
    """
    kept, found = _read(baseline), figures(run.cases)
    return (*faults(found), *_other_ground(run, kept), *_fallen(found, kept["floors"]), *_lost(run, kept["cases"]))


def faults(found: Mapping[str, Figure]) -> Iterator[str]:
    """What no run may show, whatever its cases."""
    for name in NEVER:
        if found[name].value > 0:
            yield f"{LABELS[name]} : {found[name].value:.3f}, doit être 0"
    exact = found.get("quote_exactness")
    if exact and exact.value < 1:
        yield f"{LABELS['quote_exactness']} : {exact.value:.3f}, doit être 1"


def _other_ground(run: Run, kept: Mapping[str, Any]) -> Iterator[str]:
    for what, name in (("cases", "les cas"), ("corpus", "les documents")):
        if kept["digests"].get(what) != _digests(run)[what]:
            yield f"{name} ont changé depuis que les planchers sont posés : « --write-baseline » en pose d'autres"


def _fallen(found: Mapping[str, Figure], floors: Mapping[str, float]) -> Iterator[str]:
    for name, floor in floors.items():
        if name not in found:
            yield f"{LABELS.get(name, name)} : n'est plus mesuré"
        elif found[name].value < floor:
            yield f"{LABELS.get(name, name)} : {found[name].value:.3f}, plancher {floor:.3f}"


def _lost(run: Run, kept: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    for name, values in _by_case(run).items():
        before = kept.get(name, {})
        contest = contest_of([(before[i], value) for i, value in values.items() if i in before])
        if contest.losses > contest.wins and contest.chance < MAX_CHANCE:
            yield (
                f"{LABELS.get(name, name)} : {contest.losses} cas perdus pour {contest.wins} gagnés "
                f"(hasard : {contest.chance:.4f})"
            )


def write_baseline(run: Run, baseline: Path, *, reason: str) -> None:
    """Pose floors at the low end of each interval. A floor that would come down needs a reason, which is kept.

    Raises:
        BadMetadata: a floor would come down and no reason is given.
    """
    found = figures(run.cases)
    floors = {name: round(found[name].low, 4) for name in GUARDED if name in found}
    history = []
    if baseline.exists():
        kept = _read(baseline)
        history = kept["history"]
        lower = sorted(name for name, floor in kept["floors"].items() if floors.get(name, 0.0) < floor)
        if lower and not reason:
            hint = "Donnez « --reason », qui sera écrite dans le fichier."
            raise BadMetadata(str(baseline), ", ".join(lower), "un plancher baisserait", hint=hint)
    entry = {"date": run.setting.date, "reason": reason or "premiers planchers", "digests": _digests(run)}
    written = {"floors": floors, "digests": _digests(run), "history": [*history, entry], "cases": _by_case(run)}
    baseline.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _digests(run: Run) -> dict[str, str]:
    return {"cases": run.setting.cases_digest, "corpus": run.setting.corpus_digest}


def _by_case(run: Run) -> dict[str, dict[str, float]]:
    ranked = {i: round(value, 4) for i, value in retrieval(run.cases).get(PAIRED, {}).items()}
    return {PAIRED: ranked, "correct": {case.case.id: float(correct(case)) for case in run.cases}}


def _read(baseline: Path) -> Mapping[str, Any]:
    try:
        read: Mapping[str, Any] = json.loads(baseline.read_text(encoding="utf-8"))
        return {name: read[name] for name in ("floors", "digests", "history", "cases")}
    except (OSError, ValueError, KeyError, TypeError) as exc:
        hint = "Posez des planchers : ./guichet eval --split test --write-baseline."
        raise UnreadableFile(str(baseline), "les planchers de mesure sont illisibles", hint=hint) from exc
