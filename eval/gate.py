"""The gate: figures of the test split may not fall below their floors, nor a number lack a source, nor a secret leak.

Floors are written in `eval/baseline.json`, tied to the digests of the cases and of the corpus that gave them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from domain.errors import BadMetadata, UnreadableFile
from eval.metrics import LABELS, Figure

GUARDED = ("R@1", "R@5", "R@10", "nDCG@10", "fact_recall", "citation_precision", "citation_recall", "status",
           "correct", "abstention_precision", "abstention_recall")  # fmt: skip
"""Metrics with a floor: the low end of the interval that the baseline's run gave."""
NEVER = ("unsupported", "leaks")


def failures(figures: Mapping[str, Figure], digests: Mapping[str, str], baseline: Path) -> tuple[str, ...]:
    """In French, a line for each thing that closes the gate; empty when it is open.

    Raises:
        UnreadableFile: there is no baseline, or it is not one.
    """
    return tuple(_failures(figures, digests, _read(baseline)))


def _failures(figures: Mapping[str, Figure], digests: Mapping[str, str], kept: Mapping[str, Any]) -> Iterator[str]:
    for name in NEVER:
        if name in figures and figures[name].value > 0:
            yield f"{LABELS[name]} : {figures[name].value:.3f}, doit être 0"
    if figures and (figures["quote_exactness"].value if "quote_exactness" in figures else 1.0) < 1:
        yield f"{LABELS['quote_exactness']} : {figures['quote_exactness'].value:.3f}, doit être 1"
    for what, name in (("cases", "les cas"), ("corpus", "les documents")):
        if kept["digests"].get(what) != digests[what]:
            yield f"{name} ont changé depuis que les planchers sont posés : « --write-baseline » en pose d'autres"
    for name, floor in kept["floors"].items():
        if name not in figures:
            yield f"{LABELS.get(name, name)} : n'est plus mesuré"
        elif figures[name].value < floor:
            yield f"{LABELS.get(name, name)} : {figures[name].value:.3f}, plancher {floor:.3f}"


def write_baseline(
    figures: Mapping[str, Figure], digests: Mapping[str, str], baseline: Path, *, reason: str, date: str
) -> None:
    """Pose floors at the low end of each interval. A floor that would come down needs a reason, which is kept.

    Raises:
        BadMetadata: a floor would come down and no reason is given.
    """
    floors = {name: round(figures[name].low, 4) for name in GUARDED if name in figures}
    history = []
    if baseline.exists():
        kept = _read(baseline)
        history = kept["history"]
        lower = sorted(name for name, floor in kept["floors"].items() if floors.get(name, 0.0) < floor)
        if lower and not reason:
            hint = "Donnez « --reason », qui sera écrite dans le fichier."
            raise BadMetadata(str(baseline), ", ".join(lower), "un plancher baisserait", hint=hint)
    history = [*history, {"date": date, "reason": reason or "premiers planchers", "digests": dict(digests)}]
    written = {"floors": floors, "digests": dict(digests), "history": history}
    baseline.write_text(json.dumps(written, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _read(baseline: Path) -> Mapping[str, Any]:
    try:
        read: Mapping[str, Any] = json.loads(baseline.read_text(encoding="utf-8"))
        return {"floors": read["floors"], "digests": read["digests"], "history": read["history"]}
    except (OSError, ValueError, KeyError, TypeError) as exc:
        hint = "Posez des planchers : ./guichet eval --split test --write-baseline."
        raise UnreadableFile(str(baseline), "les planchers de mesure sont illisibles", hint=hint) from exc
