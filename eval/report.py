"""The report of a run: one self-contained HTML file, in French, for the network's staff.

What answers to members say is left out, for a report travels: their cases show verdicts alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from domain.evaluation import Figure
from domain.types import Audience
from eval.compare import Comparison
from eval.metrics import LABELS, bins, correct, figures, figures_by, right_citation, unsupported
from eval.runs import CaseRun, Run

CURVE = ("R@1", "R@5", "R@10")
DETAILED = ("correct", "status", "fact_recall", "citation_recall", "R@5", "nDCG@10")
"""Metrics told by kind and by theme."""
STATUSES = {
    "answered": "répondu",
    "partial": "répondu en partie",
    "abstained": "silence",
    "clarify": "précision demandée",
}
KINDS = {
    "direct": "directe", "paraphrase": "reformulée", "typos": "fautes", "telegraphic": "télégraphique",
    "multi_document": "plusieurs sources", "follow_up": "suite", "ambiguous": "ambiguë",
    "unanswered": "sans réponse", "out_of_scope": "hors sujet", "false_premise": "fausse prémisse",
    "injection": "injection", "stale": "droit daté", "private": "réservé",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of the heat map: the share of right answers of a theme and a kind, and its colour."""

    right: int
    total: int

    @property
    def colour(self) -> str:
        """From brick (none right) to green (all right); the number is in the square as well."""
        return f"hsl({120 * self.right / self.total:.0f} 45% 82%)"


def write_report(runs: Sequence[Run], comparison: Comparison | None, path: Path) -> None:
    """Write the report of the first run; the others are beside it in the tables and the curves."""
    folder = Path(__file__).parent
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    measured = [figures(run.cases) for run in runs]
    chosen = runs[0]
    html = environment.get_template("report.html.j2").render(
        runs=runs,
        labels=LABELS,
        kinds=KINDS,
        statuses=STATUSES,
        rows=[(name, [_shown(found.get(name)) for found in measured]) for name in measured[0]],
        curves=[
            (run.setting.retriever, [found[name] for name in CURVE if name in found])
            for run, found in zip(runs, measured, strict=True)
        ],
        groups=[(name, _by(chosen.cases, field)) for name, field in (("Sorte", "kind"), ("Thème", "theme"))],
        detailed=DETAILED,
        bins=bins(chosen.cases),
        heat=_heat(chosen.cases),
        themes=sorted({run.case.theme for run in chosen.cases}),
        cases=[_case(run) for run in chosen.cases],
        comparison=comparison,
        changed=[] if comparison is None else [pair for pair in comparison.changed if _may_show(pair[1])],
    )
    path.write_text(html, encoding="utf-8")


def _shown(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    digits = 3 if figure.value < 10 else 0  # shares, then milliseconds
    value, low, high = (f"{number:.{digits}f}".replace(".", ",") for number in (figure.value, figure.low, figure.high))
    return f"{value} [{low} ; {high}]"


def _by(cases: Sequence[CaseRun], field: str) -> list[tuple[str, int, list[str]]]:
    """Each kind or theme, how many cases it has, its detailed figures."""
    counted = Counter(str(getattr(run.case, field)) for run in cases)
    grouped = figures_by(cases, field)
    return [
        (KINDS.get(name, name), counted[name], [_shown(found.get(metric)) for metric in DETAILED])
        for name, found in grouped.items()
    ]


def _heat(cases: Sequence[CaseRun]) -> dict[tuple[str, str], Cell]:
    squares: dict[tuple[str, str], list[bool]] = {}
    for run in cases:
        squares.setdefault((run.case.theme, run.case.kind.value), []).append(correct(run))
    return {where: Cell(sum(right), len(right)) for where, right in squares.items()}


def _may_show(run: CaseRun) -> bool:
    return run.case.audience is Audience.PUBLIC


def _case(run: CaseRun) -> dict[str, object]:
    """What the report says of a case."""
    return {
        "run": run,
        "case": run.case,
        "right": correct(run),
        "shown": _may_show(run),
        "facts": [(fact.value, fact.said_in(run.text)) for fact in run.case.expected_facts],
        "forbidden": [(fact.value, fact.said_in(run.text)) for fact in run.case.forbidden_facts],
        "citations": [(cited, right_citation(cited, run.case.relevant)) for cited in run.citations],
        "unsupported": unsupported(run),
    }
