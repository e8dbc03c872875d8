"""`guichet eval`: runs the cases over the desk and prints the figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from api.control import QueryIn
from cli import show
from cli.desk import Desk, Json, open_desk
from eval.dataset import SPLITS, Case, load_cases
from eval.metrics import Outcome, retrieval, shares
from eval.runner import run as run_cases
from runtime.settings import Settings

_LABELS = {
    "answered_when_it_should": "répond quand les sources répondent",
    "abstained_when_it_should": "s'abstient quand elles ne disent rien",
    "right_source": "cite un bon document",
    "first_source": "le cite en premier",
    "facts": "faits attendus présents",
}


class _OverDesk:
    """eval.runner.Answering over a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def search(self, case: Case, limit: int) -> Json:
        return self._desk.search(_query(case, limit))

    def ask(self, case: Case) -> Json:
        return self._desk.ask(_query(case))


def run(settings: Settings, path: Path, split: str, *, as_json: bool) -> None:
    """Measure a split; several ones are reported side by side, never pooled."""
    cases = load_cases(path, split)
    with open_desk(settings, show.say) as desk, show.progress_bar("Évaluation") as progress:
        outcomes = run_cases(cases, _OverDesk(desk), progress)
    by_split = {name: [o for o in outcomes if o.case.split == name] for name in SPLITS}
    measured = {name: some for name, some in by_split.items() if some}
    if as_json:
        print(json.dumps({name: _figures(some) for name, some in measured.items()}, ensure_ascii=False))
        return
    for name, some in measured.items():
        show.out.print(_table(name, some))
        _print_misses(some)


def _query(case: Case, limit: int = 10) -> QueryIn:
    return QueryIn(question=case.question, as_of=case.as_of, audience=case.audience, limit=limit)


def _figures(outcomes: Sequence[Outcome]) -> Json:
    return {
        "cases": len(outcomes),
        "kinds": dict(Counter(o.case.kind for o in outcomes)),
        "retrieval": retrieval(outcomes),
        "shares": {
            name: {"count": share.count, "total": share.total, "value": share.value}
            for name, share in shares(outcomes).items()
        },
    }


def _table(split: str, outcomes: Sequence[Outcome]) -> Table:
    table = Table(title=f"{split} : {len(outcomes)} cas", title_justify="left")
    table.add_column("mesure")
    table.add_column("valeur", justify="right")
    for name, value in retrieval(outcomes).items():
        table.add_row(name, f"{value:.3f}")
    for name, share in shares(outcomes).items():
        shown = "–" if share.value is None else f"{share.value:.3f}"
        table.add_row(_LABELS[name], f"{shown} ({share.count}/{share.total})")
    return table


def _print_misses(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.status is not outcome.case.expected_status:
            show.out.print(
                f"[yellow]{outcome.case.id}[/] {outcome.case.kind} : attendu {outcome.case.expected_status}, "
                f"obtenu {outcome.status} ({outcome.confidence:.2f})"
            )
