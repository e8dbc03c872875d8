"""`guichet eval`: runs the cases over the desk, prints the figures, compares runs, holds the gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.table import Table

from api.orders import ReadCases, ReadStatus
from cli import show
from cli.beir import measure_beir
from cli.desk import Desk, Json, open_desk
from cli.measuring import OverDesk, print_figures, setting, shelf_of, text_of
from domain.errors import BadMetadata, UnreadableFile
from domain.types import Retrieval, Visibility
from eval.checks import Source, median_overlap, problems
from eval.compare import Comparison, compare
from eval.dataset import Case, load_cases
from eval.exchange import BeirDocument, is_beir, write_all, write_beir_corpus
from eval.gate import failures, write_baseline
from eval.metrics import LABELS
from eval.report import write_report
from eval.runner import run as run_cases
from eval.runs import Run
from runtime.settings import Settings
from vectorstore.analysis import content_analyzer, prepare

MAX_SHOWN = 20
VALIDATED = Path("validated")
"""The dataset made of the answers that staff validated."""


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


def evaluate(settings: Settings, options: Options) -> bool:
    """Measure, print, write what was asked; whether the gate, if asked, is open."""
    if is_beir(options.dataset):
        measure_beir(settings, options.dataset, options.split, options.retrievers, export=options.export)
        return True
    from_validated = options.dataset == VALIDATED
    cases = () if from_validated else load_cases(options.dataset, options.split)
    runs = []
    with open_desk(settings, show.say) as desk:
        if from_validated:
            cases = _validated_cases(desk, options.split)
        documents = [line for line in desk.export() if line["kind"] == "document"]
        _check(cases, documents)
        shelf = shelf_of(documents)
        for retrieval in options.retrievers:
            with show.progress_bar(f"Évaluation ({retrieval})") as progress:
                measured = run_cases(cases, OverDesk(desk, retrieval, aided=not from_validated), shelf, progress)
            runs.append(Run(setting=setting(desk.do(ReadStatus()), documents, cases, retrieval), cases=measured))
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


def _validated_cases(desk: Desk, split: str) -> tuple[Case, ...]:
    found = tuple(map(Case.model_validate, desk.do(ReadCases(as_of=date.today()))))
    chosen = tuple(case for case in found if split in ("all", case.split))
    if not chosen:
        raise UnreadableFile(
            "réponses validées",
            f"aucun cas de la partie « {split} »",
            hint="Validez d'abord une réponse : elle devient un cas.",
        )
    return chosen


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


def _check(cases: Sequence[Case], documents: Sequence[Json]) -> None:
    """Refuse a set whose quotes do not stand, and tell how far its words are from the documents' own."""
    analyzer = content_analyzer()
    sources = {line["id"]: Source(text_of(line), Visibility(line["visibility"])) for line in documents}

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
