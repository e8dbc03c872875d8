"""`guichet eval` on a BEIR dataset: its documents in a folder of their own, retrieval alone."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from api.ingesting import IngestIn
from cli import show
from cli.desk import Desk, Json, open_desk
from cli.measuring import print_figures
from cli.subject import MeasuredDesk, OverDesk
from domain.types import AnswerStatus, Retrieval, Visibility
from eval.dataset import Case, Relevant
from eval.exchange import read_beir, write_all, write_beir_corpus, write_documents
from eval.metrics import MEASURES
from eval.runner import run as run_cases
from eval.runs import Run
from eval.subject import setting, shelf_of
from runtime.settings import Settings

_SHOWN = (*map(str, MEASURES), "search_ms_p50", "search_ms_p95")
_SILENCE: Json = {
    "status": AnswerStatus.ABSTAINED, "text": "", "sentences": [], "citations": [], "warnings": [], "searched": [],
    "confidence": 0.0,
}  # fmt: skip


class _SearchOnly(OverDesk):
    """Asks nothing: a BEIR dataset judges no answer."""

    def ask(self, case: Case) -> Json:  # noqa: ARG002 - the port's
        return _SILENCE


def measure_beir(
    settings: Settings, dataset: Path, split: str, retrievers: Sequence[Retrieval], *, export: Path | None
) -> tuple[Run, ...]:
    """Ingest the dataset's documents into a folder dropped at the end, search its queries, print the figures."""
    documents, cases = read_beir(dataset, split, date.today())
    names = {document.id: f"d{number}" for number, document in enumerate(documents)}
    runs = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "documents"
        write_documents(documents, names, folder)
        with open_desk(settings.model_copy(update={"data_dir": Path(made) / "data"}), show.say) as desk:
            _ingest(desk, folder)
            subject = MeasuredDesk(desk)
            held = subject.documents()
            named = tuple(_named(case, names) for case in cases)
            for retrieval in retrievers:
                with show.progress_bar(f"Évaluation ({retrieval})") as progress:
                    measured = run_cases(named, _SearchOnly(desk, retrieval), shelf_of(held), progress)
                runs.append(Run(setting=setting(subject.model(), held, named, retrieval), cases=measured))
    print_figures(runs, only=_SHOWN)
    if export:
        write_all(runs[0], export)
        write_beir_corpus(documents, export)
    return tuple(runs)


def _ingest(desk: Desk, folder: Path) -> None:
    request = IngestIn(paths=(str(folder),), default_visibility=Visibility.PUBLIC)
    with show.progress_bar("Ingestion") as progress:
        done = [0]

        def on_line(line: Json) -> None:
            if "report" in line:
                done[0] += 1
                progress(done[0], sum(1 for _ in folder.iterdir()))

        desk.ingest(request, on_line)


def _named(case: Case, names: dict[str, str]) -> Case:
    gold = tuple(Relevant(document_id=names[r.document_id], quote=r.quote) for r in case.relevant)
    return case.model_copy(update={"relevant": gold})
