"""`guichet eval`: runs the cases over the desk, prints the figures, compares runs, holds the gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.table import Table

from api.orders import KeepEval
from cli import show
from cli.beir import measure_beir
from cli.desk import open_desk
from cli.measuring import print_figures
from cli.subject import MeasuredDesk
from domain.types import Retrieval, Visibility
from eval.compare import Comparison, compare
from eval.dataset import load_cases
from eval.exchange import BeirDocument, is_beir, write_all, write_beir_corpus
from eval.gate import failures, write_baseline
from eval.metrics import LABELS
from eval.report import write_report
from eval.runner import run as run_cases
from eval.runs import Run
from eval.subject import CASES, Dataset, check, setting, shelf_of, text_of, validated_cases
from runtime.settings import Settings

MAX_SHOWN = 20
TERMINAL = "ligne de commande"
"""Who asks for a run that is kept from here."""


@dataclass(frozen=True, slots=True)
class Options:
    """What `guichet eval` was asked."""

    dataset: Path
    split: str
    retrievers: tuple[Retrieval, ...]
    compare: Path | None = None
    json_file: Path | None = None
    html_file: Path | None = None
    export: Path | None = None
    baseline: Path | None = None
    write: bool = False
    reason: str = ""
    keep: bool = True


def evaluate(settings: Settings, options: Options) -> bool:
    """Measure, print, write what was asked; whether the gate, if asked, is open."""
    if is_beir(options.dataset):
        measure_beir(settings, options.dataset, options.split, options.retrievers, export=options.export)
        return True
    from_validated = options.dataset == Path(Dataset.VALIDATED)
    cases = () if from_validated else load_cases(options.dataset, options.split)
    runs = []
    with open_desk(settings, show.say) as desk:
        subject = MeasuredDesk(desk)
        if from_validated:
            cases = validated_cases(subject, options.split)
        documents = subject.documents()
        shared = check(cases, documents)
        show.say(f"{len(cases)} cas ; mots communs avec les passages à citer : {shared:.0%} (médiane)")
        shelf = shelf_of(documents)
        for retrieval in options.retrievers:
            started = datetime.now(UTC)
            with show.progress_bar(f"Évaluation ({retrieval})") as progress:
                asked = run_cases(cases, subject.answering(retrieval, aided=not from_validated), shelf, progress)
            runs.append(Run(setting=setting(subject.model(), documents, cases, retrieval), cases=asked))
            if options.keep:
                desk.do(KeepEval(**_named(options), author=TERMINAL, started_at=started, run=runs[-1]))
    print_figures(runs)
    chosen = runs[0]
    comparison = compare(Run.read(options.compare), chosen) if options.compare else None
    if comparison:
        _print_comparison(comparison)
    if options.json_file:
        chosen.write(options.json_file)
    if options.export:
        write_all(chosen, options.export)
        shown = [line for line in documents if line["visibility"] == Visibility.PUBLIC]
        write_beir_corpus([BeirDocument(line["id"], line["title"], text_of(line)) for line in shown], options.export)
    if options.html_file:
        write_report(runs, comparison, options.html_file)
        show.say(f"Rapport écrit : {options.html_file}")
    return _gate(chosen, options)


def _named(options: Options) -> dict[str, str]:
    """The set as a kept run says it: the one that comes with Guichet has a name, wherever it is."""
    ours = options.dataset.resolve() == CASES
    return {"dataset": Dataset.CASES.value if ours else str(options.dataset), "split": options.split}


def _gate(run: Run, options: Options) -> bool:
    if options.baseline is None:
        return True
    if options.write:
        write_baseline(run, options.baseline, reason=options.reason)
        show.say(f"Planchers écrits : {options.baseline}")
        return True
    closed = failures(run, options.baseline)
    for line in closed:
        show.err.print(f"[red]✗[/] {line}")
    if not closed:
        show.say("Porte ouverte : aucun plancher n'est franchi.")
    return not closed


def _print_comparison(comparison: Comparison) -> None:
    table = Table("mesure", "gains", "pertes", "égalités", "hasard (p)", title="avant → après", title_justify="left")
    for name, contest in comparison.contests.items():
        counts = (contest.wins, contest.losses, contest.ties)
        table.add_row(LABELS.get(name, name), *map(str, counts), f"{contest.chance:.3f}")
    show.out.print(table)
    show.out.print(f"{len(comparison.changed)} cas changés")
    for before, after in comparison.changed[:MAX_SHOWN]:
        told = f"{after.case.id} {after.case.question}\n  avant : {before.text}\n  après : {after.text}"
        show.out.print(told, markup=False)  # a question may hold « [/INST] »
