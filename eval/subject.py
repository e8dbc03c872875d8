"""What a run measures, and what must stand before its first case: its cases, its documents, its setting."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from domain.errors import BadMetadata, UnreadableFile
from domain.ids import digest
from domain.types import Retrieval, Visibility
from eval.checks import Source, median_overlap, problems
from eval.dataset import Case, cases_digest
from eval.runner import Answering, Json, Shelf
from eval.runs import Setting
from vectorstore.analysis import content_analyzer, prepare

CASES = Path(__file__).parent / "cases"
MAX_SHOWN = 20


class Dataset(StrEnum):
    """The sets that have a name: the one that comes with Guichet, the answers that staff validated, their questions."""

    CASES = "cases"
    VALIDATED = "validated"
    STAFF = "staff"


class Subject(Protocol):
    """What is measured. Real: cli/subject.py, over the desk."""

    def documents(self) -> Sequence[Json]:
        """The documents of the records, as runtime/export.py gives them."""
        ...

    def validated(self) -> Sequence[Case]:
        """The cases that validated answers make."""
        ...

    def model(self) -> str:
        """The embedding model's name."""
        ...

    def answering(self, retrieval: Retrieval, *, aided: bool) -> Answering:
        """What searches and answers; `aided` by the answers that staff validated, or as if there were none."""
        ...


def validated_cases(subject: Subject, split: str) -> tuple[Case, ...]:
    """The cases of a split (dev, test or all) that validated answers make.

    Raises:
        UnreadableFile: there is none.
    """
    chosen = tuple(case for case in subject.validated() if split in ("all", case.split))
    if not chosen:
        raise UnreadableFile(
            "réponses validées",
            f"aucun cas de la partie « {split} »",
            hint="Validez d'abord une réponse : elle devient un cas.",
        )
    return chosen


def text_of(document: Json) -> str:
    """The whole text of a document of the records."""
    return "\n".join(passage["text"] for passage in document["passages"])


def shelf_of(documents: Sequence[Json]) -> Shelf:
    """What the runner looks up of documents."""
    passages = [(p["id"], line["id"], p["text"]) for line in documents for p in line["passages"]]
    return Shelf.of(passages, {line["id"]: Visibility(line["visibility"]) for line in documents})


def check(cases: Sequence[Case], documents: Sequence[Json]) -> float:
    """How many of their words the cases share with what they quote (the median, 0..1).

    Raises:
        BadMetadata: a case cannot be trusted; see eval/checks.py.
    """
    analyzer = content_analyzer()
    sources = {line["id"]: Source(text_of(line), Visibility(line["visibility"])) for line in documents}

    def stems(text: str) -> Sequence[str]:
        return analyzer.analyze(prepare(text))

    wrong = problems(cases, sources, stems)
    if wrong:
        shown = "\n".join(wrong[:MAX_SHOWN])
        hint = "Corrigez ces cas, ou ingérez les documents qu'ils citent : ./guichet ingest corpus."
        raise BadMetadata("jeu de questions", "relevant", f"{len(wrong)} cas à corriger\n{shown}", hint=hint)
    return median_overlap(cases, stems)


def setting(model: str, documents: Sequence[Json], cases: tuple[Case, ...], retrieval: Retrieval) -> Setting:
    """What is measured now, and on what."""
    held = sorted(f"{line['id']} {line['visibility']} {line['content_hash']}" for line in documents)
    return Setting(
        date=datetime.now(UTC).date().isoformat(),
        model=model,
        retriever=retrieval.value,
        machine=f"{os.cpu_count()} cœurs, {platform.system()} {platform.machine()}, Python {platform.python_version()}",
        corpus_digest=digest(*held, size=16),
        cases_digest=cases_digest(cases),
    )
