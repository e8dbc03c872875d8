"""What `guichet eval` shares between its kinds of datasets: the desk as what is measured, and the printed figures."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from rich.table import Table

from api.orders import AnswerOnly, Find
from cli import show
from cli.desk import Desk, Json
from domain.ids import digest
from domain.types import Retrieval, Visibility
from eval.dataset import SPLITS, Case, cases_digest
from eval.metrics import LABELS, Figure, figures, figures_by
from eval.report import DETAILED
from eval.runner import Shelf
from eval.runs import CaseRun, Run, Setting

_GROUPS = {"kind": "sorte", "theme": "thème"}


class OverDesk:
    """eval.runner.Answering over a desk."""

    def __init__(self, desk: Desk, retrieval: Retrieval, *, aided: bool = True) -> None:
        self._aided = aided
        self._desk = desk
        self._retrieval = retrieval

    def search(self, case: Case, limit: int) -> Json:
        found: Json = self._desk.do(Find(**self._fields(case), limit=limit))
        return found

    def ask(self, case: Case) -> Json:
        found: Json = self._desk.do(AnswerOnly(**self._fields(case), aided=self._aided))
        return found

    def _fields(self, case: Case) -> Json:
        return {
            "question": case.question,
            "history": case.history,
            "as_of": case.as_of,
            "audience": case.audience,
            "retrieval": self._retrieval,
        }


def text_of(document: Json) -> str:
    return "\n".join(passage["text"] for passage in document["passages"])


def shelf_of(documents: Sequence[Json]) -> Shelf:
    passages = [(p["id"], line["id"], p["text"]) for line in documents for p in line["passages"]]
    return Shelf.of(passages, {line["id"]: Visibility(line["visibility"]) for line in documents})


def setting(status: Json, documents: Sequence[Json], cases: tuple[Case, ...], retrieval: Retrieval) -> Setting:
    held = sorted(f"{line['id']} {line['visibility']} {line['content_hash']}" for line in documents)
    return Setting(
        date=datetime.now(UTC).date().isoformat(),
        model=status["model"],
        retriever=retrieval.value,
        machine=f"{os.cpu_count()} cœurs, {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        corpus_digest=digest(*held, size=16),
        cases_digest=cases_digest(cases),
    )


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
