"""`guichet eval`: runs the cases over the desk, prints the figures, compares runs, holds the gate."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from api.control import QueryIn
from cli import show
from cli.desk import Desk, Json, open_desk
from domain.errors import BadMetadata
from domain.ids import digest
from domain.types import Retrieval, Visibility
from eval.checks import Source, median_overlap, problems
from eval.compare import Comparison, compare
from eval.dataset import SPLITS, Case, cases_digest, load_cases
from eval.gate import failures, write_baseline
from eval.metrics import LABELS, Figure, figures
from eval.report import write_report
from eval.runner import Shelf
from eval.runner import run as run_cases
from eval.runs import Run, Setting
from runtime.settings import Settings
from vectorstore.analysis import content_analyzer, prepare

MAX_SHOWN = 20
_WORD_FIELDS = ("kind", "theme")


@dataclass(frozen=True, slots=True)
class Options:
    """What `guichet eval` was asked."""

    dataset: Path
    split: str
    retrievers: tuple[Retrieval, ...]
    compare: Path | None = None
    json_file: Path | None = None
    html_file: Path | None = None
    baseline: Path | None = None
    write: bool = False
    reason: str = ""


class _OverDesk:
    """eval.runner.Answering over a desk."""

    def __init__(self, desk: Desk, retrieval: Retrieval) -> None:
        self._desk = desk
        self._retrieval = retrieval

    def search(self, case: Case, limit: int) -> Json:
        return self._desk.search(self._query(case, limit))

    def ask(self, case: Case) -> Json:
        return self._desk.ask(self._query(case))

    def _query(self, case: Case, limit: int = 10) -> QueryIn:
        return QueryIn(
            question=case.question,
            history=case.history,
            as_of=case.as_of,
            audience=case.audience,
            limit=limit,
            retrieval=self._retrieval,
        )


def evaluate(settings: Settings, options: Options) -> bool:
    """Measure, print, write what was asked; whether the gate, if asked, is open."""
    cases = load_cases(options.dataset, options.split)
    runs = []
    with open_desk(settings, show.say) as desk:
        documents = [line for line in desk.export() if line["kind"] == "document"]
        _check(cases, documents)
        shelf = _shelf(documents)
        for retrieval in options.retrievers:
            with show.progress_bar(f"Évaluation ({retrieval})") as progress:
                measured = run_cases(cases, _OverDesk(desk, retrieval), shelf, progress)
            runs.append(Run(setting=_setting(desk.status(), documents, cases, retrieval), cases=measured))
    _print_figures(runs)
    chosen = runs[0]
    comparison = compare(Run.read(options.compare), chosen) if options.compare else None
    if comparison:
        _print_comparison(comparison)
    if options.json_file:
        chosen.write(options.json_file)
    if options.html_file:
        write_report(runs, comparison, options.html_file)
        show.say(f"Rapport écrit : {options.html_file}")
    return _gate(chosen, options)


def _gate(run: Run, options: Options) -> bool:
    if options.baseline is None:
        return True
    measured = figures(run.cases)
    digests = {"cases": run.setting.cases_digest, "corpus": run.setting.corpus_digest}
    if options.write:
        write_baseline(measured, digests, options.baseline, reason=options.reason, date=run.setting.date)
        show.say(f"Planchers écrits : {options.baseline}")
        return True
    closed = failures(measured, digests, options.baseline)
    for line in closed:
        show.err.print(f"[red]✗[/] {line}")
    if not closed:
        show.say("Porte ouverte : aucun plancher n'est franchi.")
    return not closed


def _check(cases: Sequence[Case], documents: Sequence[Json]) -> None:
    """Refuse a set whose quotes do not stand, and tell how far its words are from the documents' own."""
    analyzer = content_analyzer()
    sources = {line["id"]: Source(_text(line), Visibility(line["visibility"])) for line in documents}

    def stems(text: str) -> Sequence[str]:
        return analyzer.analyze(prepare(text))

    wrong = problems(cases, sources, stems)
    if wrong:
        shown = "\n".join(wrong[:MAX_SHOWN])
        hint = "Corrigez ces cas, ou ingérez les documents qu'ils citent : ./guichet ingest corpus."
        raise BadMetadata("jeu de questions", "relevant", f"{len(wrong)} cas à corriger\n{shown}", hint=hint)
    show.say(
        f"{len(cases)} cas ; mots communs avec les passages à citer : {median_overlap(cases, stems):.0%} (médiane)"
    )


def _text(document: Json) -> str:
    return "\n".join(passage["text"] for passage in document["passages"])


def _shelf(documents: Sequence[Json]) -> Shelf:
    passages = [(p["id"], line["id"], p["text"]) for line in documents for p in line["passages"]]
    return Shelf.of(passages, {line["id"]: Visibility(line["visibility"]) for line in documents})


def _setting(status: Json, documents: Sequence[Json], cases: tuple[Case, ...], retrieval: Retrieval) -> Setting:
    held = sorted(f"{line['id']} {line['visibility']} {line['content_hash']}" for line in documents)
    return Setting(
        date=datetime.now(UTC).date().isoformat(),
        model=status["model"],
        retriever=retrieval.value,
        machine=f"{os.cpu_count()} cœurs, {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        corpus_digest=digest(*held, size=16),
        cases_digest=cases_digest(cases),
    )


def _print_figures(runs: Sequence[Run]) -> None:
    for split in SPLITS:
        of_split = [[case for case in run.cases if case.case.split == split] for run in runs]
        if not of_split[0]:
            continue
        table = Table(title=f"{split} : {len(of_split[0])} cas", title_justify="left")
        table.add_column("mesure")
        for run in runs:
            table.add_column(run.setting.retriever, justify="right")
        measured = [figures(cases) for cases in of_split]
        for name in measured[0]:
            table.add_row(LABELS.get(name, name), *(_shown(found.get(name)) for found in measured))
        show.out.print(table)
        show.out.print(_kinds([case.case for case in of_split[0]]))


def _shown(figure: Figure | None) -> str:
    return "–" if figure is None else f"{figure.value:.3f} [{figure.low:.3f} ; {figure.high:.3f}]"


def _kinds(cases: Sequence[Case]) -> str:
    counted = [Counter(str(getattr(case, field)) for case in cases) for field in _WORD_FIELDS]
    return "\n".join(" · ".join(f"{name} {count}" for name, count in sorted(one.items())) for one in counted)


def _print_comparison(comparison: Comparison) -> None:
    table = Table("mesure", "gains", "pertes", "égalités", "hasard (p)", title="avant → après", title_justify="left")
    for name, contest in comparison.contests.items():
        counts: Mapping[str, int] = {"wins": contest.wins, "losses": contest.losses, "ties": contest.ties}
        table.add_row(LABELS.get(name, name), *map(str, counts.values()), f"{contest.chance:.3f}")
    show.out.print(table)
    show.out.print(f"{len(comparison.changed)} cas changés")
    for before, after in comparison.changed[:MAX_SHOWN]:
        show.out.print(
            f"[yellow]{after.case.id}[/] {after.case.question}\n  avant : {before.text}\n  après : {after.text}"
        )
