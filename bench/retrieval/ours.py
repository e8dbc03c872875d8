"""Guichet's own index, with the ranking one wants: ablations search the same entries, weighed otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from domain.ports import Retriever
from domain.types import Visibility
from records.database import open_database
from records.library import SqlLibrary
from runtime.settings import load_settings
from runtime.wiring import open_guichet
from vectorstore.embedding import load_embedder
from vectorstore.hybrid import HybridIndex
from vectorstore.live import LiveIndex
from vectorstore.ranking import Ranking

Ranked = Callable[[Ranking], Retriever]


def take_in(paths: Sequence[Path], data: Path) -> None:
    """Ingest documents into a data folder, as `./guichet ingest` does."""
    with open_guichet(load_settings(data_dir=data)) as guichet:
        guichet.ingest(paths, default_visibility=Visibility.PUBLIC, report=lambda _: None)


@contextmanager
def opened(data: Path) -> Iterator[Ranked]:
    """The index of a data folder that nothing else uses: for a ranking, what searches with it."""
    settings = load_settings(data_dir=data)
    embedder = load_embedder(settings.embedding_model, settings.model_dir, threads=settings.threads)
    engine = open_database(settings.database)
    builds: list[HybridIndex] = []

    def open_build(folder: Path) -> HybridIndex:
        builds.append(HybridIndex(folder, embedder, SqlLibrary(engine), chunker=""))
        return builds[-1]

    index = LiveIndex(settings.data_dir / "index", open_build)
    try:
        yield builds[0].ranked
    finally:
        index.close()
        engine.dispose()
