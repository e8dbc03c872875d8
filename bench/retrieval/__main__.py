"""`python -m bench.retrieval [FOLDER] [--ours]`: which systems find the documents that answer, and how fast.

Without a folder, on eval/cases and corpus/; else on a BEIR dataset, or on a folder of Markdown files with front
matter, whose titles are asked. Guichet, its ablations, 4-letter grams, LangChain (Chroma, and ensemble), LlamaIndex
(fusion) and Haystack (hybrid) are asked the same questions, clean and as people in a hurry type them, with the same
model on the same machine, one after the other. `--ours` leaves the peers out. Needs `make peers`.

Intervals are percentile bootstraps over questions, 95 % (see eval/metrics.py). Milliseconds are of a whole search in
process, the question's embedding included; seconds to index include, for Guichet alone, reading the files.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.retrieval import ours
from bench.retrieval.grams import four_grams
from bench.retrieval.noise import CLEAN, NOISES, TYPOS
from bench.retrieval.peers import DEPTH, PEERS
from bench.retrieval.sets import Asked, Dataset, load
from domain.evaluation import Figure
from domain.ports import Retriever
from domain.types import Audience, Query, Retrieval
from eval.metrics import ranked, ratio
from runtime.settings import load_settings
from vectorstore.bundled_model import ensure_model

SHOWN = ("R@1", "R@5", "R@10", "RR@10", "nDCG@10")
MRR = "RR@10"
OURS = "Guichet"

Find = Callable[[Asked, str], Sequence[str]]
"""The ids of the documents found for a question, asked in these words."""
Found = dict[str, dict[str, dict[str, float]]]
"""{noise: {measure: {question: value}}} of one system."""


@dataclass(frozen=True, slots=True)
class System:
    """A system: what each question gave under each noise, its times on clean ones (ms), and its seconds to index."""

    name: str
    found: Found
    times: Sequence[float] = ()
    indexing: float | None = None


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="bench.retrieval", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--ours", action="store_true")
    chosen = parser.parse_args()
    console = Console(width=150)
    with tempfile.TemporaryDirectory() as made:
        dataset = load(chosen.folder, Path(made) / "documents")
        systems = list(_measured(dataset, Path(made), peers=not chosen.ours, say=Console(stderr=True).print))
    console.print(
        f"{os.cpu_count()} cores, Python {platform.python_version()}, chromadb {version('chromadb')}, "
        f"tantivy {version('tantivy')}; {dataset.name}, {len(dataset.questions)} questions"
    )
    for split in sorted({asked.split for asked in dataset.questions}):
        ids = [asked.id for asked in dataset.questions if asked.split == split]
        console.print(_clean_table(split, ids, systems))
        console.print(_noise_table(split, ids, systems))


def _measured(dataset: Dataset, made: Path, *, peers: bool, say: Callable[[str], None]) -> Iterator[System]:
    data = made / "data"
    started = time.perf_counter()
    ours.take_in(dataset.paths, data)
    indexing = time.perf_counter() - started
    with ours.opened(data) as opened:
        for name, (ranking, retrieval) in ours.ablations().items():
            say(name)
            yield _system(name, dataset, _asking(opened(ranking), retrieval), indexing if name == OURS else None)
    texts = ours.texts(data)
    say("4-letter grams")
    grams = four_grams(texts)
    yield _system("4-letter grams only", dataset, lambda _, text: grams(text))
    if not peers:
        return
    settings = load_settings()
    model = ensure_model(settings.model_dir, say)
    for name, build in PEERS.items():
        say(name)
        started = time.perf_counter()
        search = build(model, texts, made / name.replace(" ", "-"))
        indexing = time.perf_counter() - started
        yield _system(name, dataset, lambda _, text, search=search: search(text), indexing)  # type: ignore[misc]


def _asking(retriever: Retriever, retrieval: Retrieval) -> Find:
    def find(asked: Asked, text: str) -> Sequence[str]:
        query = Query(text, asked.as_of, Audience.PUBLIC, retrieval=retrieval, limit=DEPTH)
        return [hit.document.id for hit in retriever.search(query)]

    return find


def _system(name: str, dataset: Dataset, find: Find, indexing: float | None = None) -> System:
    wanted = {asked.id: asked.wanted for asked in dataset.questions}
    found, times = {}, []
    for asked in dataset.questions[:5]:
        find(asked, asked.text)  # what is loaded at the first question is not of the question's time
    for noise, damage in NOISES.items():
        rankings = {}
        for asked in dataset.questions:
            text = damage(asked.text)
            started = time.perf_counter()
            rankings[asked.id] = find(asked, text)
            if noise == CLEAN:
                times.append((time.perf_counter() - started) * 1_000)
        found[noise] = ranked(wanted, rankings)
    return System(name, found, times if indexing is not None else (), indexing)


def _clean_table(split: str, ids: Sequence[str], systems: Sequence[System]) -> Table:
    columns = (f"{split}, {len(ids)} questions", *SHOWN, f"{OURS}'s {MRR} above its", "ms p50", "ms p95", "index s")
    table = Table(*columns)
    reference = systems[0].found[CLEAN][MRR]
    for system in systems:
        measures = system.found[CLEAN]
        gaps = {i: reference[i] - measures[MRR][i] for i in ids}
        table.add_row(
            system.name,
            *(_with_interval(_mean(measures[name], ids)) for name in SHOWN),
            "" if system is systems[0] else _with_interval(_mean(gaps, ids), "+"),
            *(f"{value:.1f}" for value in (np.percentile(system.times, (50, 95)) if system.times else ())),
            *([f"{system.indexing:.0f}"] if system.indexing is not None else []),
        )
    return table


def _noise_table(split: str, ids: Sequence[str], systems: Sequence[System]) -> Table:
    table = Table(f"{split}, {MRR}", *NOISES, "typos lose")
    for system in systems:
        lost = {i: system.found[CLEAN][MRR][i] - system.found[TYPOS][MRR][i] for i in ids}
        values = (f"{_mean(system.found[noise][MRR], ids).value:.3f}" for noise in NOISES)
        table.add_row(system.name, *values, _with_interval(_mean(lost, ids)))
    return table


def _mean(values: Mapping[str, float], ids: Sequence[str]) -> Figure:
    figure = ratio([(values[i], 1.0) for i in ids])
    assert figure is not None  # a split without a question has no table
    return figure


def _with_interval(figure: Figure, sign: str = "") -> str:
    return f"{figure.value:{sign}.3f} [{figure.low:{sign}.2f}, {figure.high:{sign}.2f}]"


if __name__ == "__main__":
    main()
