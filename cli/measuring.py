"""The figures that `guichet eval` prints, whatever the dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from rich.table import Table

from cli import show
from domain.evaluation import Figure
from eval.dataset import SPLITS
from eval.metrics import LABELS, figures, figures_by
from eval.report import DETAILED
from eval.runs import CaseRun, Run

_GROUPS = {"kind": "sorte", "theme": "thème"}


def print_figures(runs: Sequence[Run], *, only: Collection[str] = ()) -> None:
    for split in SPLITS:
        of_split = [[case for case in run.cases if case.case.split == split] for run in runs]
        if not of_split[0]:
            continue
        table = Table(title=f"{split} : {len(of_split[0])} cas", title_justify="left")
        table.add_column("mesure")
        for run in runs:
            table.add_column(run.setting.retriever, justify="right")
        measured = [figures(cases) for cases in of_split]
        for name in (name for name in measured[0] if not only or name in only):
            table.add_row(LABELS.get(name, name), *(_shown(found.get(name)) for found in measured))
        show.out.print(table)
        if not only:
            for field, title in _GROUPS.items():
                show.out.print(_groups(of_split[0], field, title))


def _shown(figure: Figure | None) -> str:
    return "–" if figure is None else f"{figure.value:.3f} [{figure.low:.3f} ; {figure.high:.3f}]"


def _groups(cases: Sequence[CaseRun], field: str, title: str) -> Table:
    """The first retriever's figures by kind or theme."""
    counted = Counter(str(getattr(run.case, field)) for run in cases)
    table = Table(title, "cas", *(LABELS.get(name, name) for name in DETAILED))
    for value, found in figures_by(cases, field).items():
        table.add_row(value, str(counted[value]), *(_short(found.get(name)) for name in DETAILED))
    return table


def _short(figure: Figure | None) -> str:
    return "–" if figure is None else f"{figure.value:.2f} [{figure.low:.2f} ; {figure.high:.2f}]"
