"""Guichet's own index, with the ranking one wants: ablations search the same entries, weighed otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.retrieval.sets import Text
from domain.ports import Retriever
from domain.types import Retrieval, Visibility
from ingest.sentences import FrenchSentenceSplitter
from records.database import open_database
from records.library import SqlLibrary
from runtime.settings import load_settings
from runtime.wiring import open_guichet
from vectorstore.embedding import load_embedder
from vectorstore.fields import TEXT
from vectorstore.hybrid import HybridIndex
from vectorstore.live import LiveIndex
from vectorstore.ranking import RANKING, Ranking

Ranked = Callable[[Ranking], Retriever]


def take_in(paths: Sequence[Path], data: Path) -> None:
    """Ingest documents into a data folder, as `./guichet ingest` does."""
    with open_guichet(load_settings(data_dir=data)) as guichet:
        guichet.ingest(paths, default_visibility=Visibility.PUBLIC, report=lambda _: None)


def texts(data: Path) -> tuple[Text, ...]:
    """What anyone may read of a data folder, as Guichet's readers gave it, a title before each text."""
    with open_guichet(load_settings(data_dir=data)) as guichet:
        editions = (guichet.version(live.document.id)[0] for live in guichet.documents())
        return tuple(
            Text(e.document.id, "\n\n".join((e.document.title, *(passage.text for passage in e.passages))))
            for e in editions
            if e.document.visibility is Visibility.PUBLIC and e.passages
        )


@contextmanager
def opened(data: Path) -> Iterator[Ranked]:
    """The index of a data folder that nothing else uses: for a ranking, what searches with it."""
    settings = load_settings(data_dir=data)
    embedder = load_embedder(settings.embedding_model, settings.model_dir, threads=settings.threads)
    engine = open_database(settings.database)
    builds: list[HybridIndex] = []

    def open_build(folder: Path) -> HybridIndex:
        builds.append(HybridIndex(folder, embedder, SqlLibrary(engine), FrenchSentenceSplitter(), chunker=""))
        return builds[-1]

    index = LiveIndex(settings.data_dir / "index", open_build)
    try:
        yield builds[0].ranked
    finally:
        index.close()
        engine.dispose()


def ablations() -> Mapping[str, tuple[Ranking, Retrieval]]:
    """By name, the ranking without one of its parts, or with one alone."""

    def weighed(**weights: float) -> Ranking:
        return replace(RANKING, weights={name: weights.get(name, 0.0) for name in RANKING.weights})

    return {
        "Guichet": (RANKING, Retrieval.HYBRID),
        "vectors only": (RANKING, Retrieval.DENSE),
        "words only": (RANKING, Retrieval.LEXICAL),
        "passage vectors only": (weighed(**{TEXT.name: 1.0}), Retrieval.HYBRID),
        **{
            f"without {name}": (weighed(**{**RANKING.weights, name: 0.0}), Retrieval.HYBRID) for name in RANKING.weights
        },
        "without spelling": (replace(RANKING, spelling=False), Retrieval.HYBRID),
        "without acronyms": (replace(RANKING, acronyms=False), Retrieval.HYBRID),
        "without focus": (replace(RANKING, focus=False), Retrieval.HYBRID),
        "without articles first": (replace(RANKING, cited=0.0), Retrieval.HYBRID),
    }
