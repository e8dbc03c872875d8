"""The composition root: the only place that knows every room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from assistant.extractive import ExtractiveComposer
from assistant.pipeline import Pipeline
from domain.errors import DataFolderProblem
from ingest.prepare import Chunker
from ingest.sentences import FrenchSentenceSplitter
from ingest.sync import Sync
from prompts.loader import render
from records.database import open_database
from records.library import SqlLibrary
from records.store import SqlRecords
from runtime.guichet import Guichet
from runtime.ownership import own
from runtime.settings import Settings
from vectorstore.embedding import load_embedder
from vectorstore.hybrid import HybridIndex


@contextmanager
def open_guichet(
    settings: Settings,
    *,
    tell: Callable[[str], None] = lambda _: None,
    wait_seconds: float = 0.0,
    accept_mismatch: bool = False,
) -> Iterator[Guichet]:
    """Own the data folder, finish what a killed run left, and give what works on it.

    Args:
        settings: see runtime/settings.py.
        tell: told, in French, of each long step.
        wait_seconds: how long to wait for another command to end.
        accept_mismatch: open an index built with other settings (only to rebuild it).

    Raises:
        DataFolderBusy, DataFolderProblem: the folder is held by another process, or cannot be used.
        ModelUnavailable: the embedding model cannot be built or loaded.
        IndexMismatch: the index was built otherwise, unless accepted.
    """
    with own(settings.data_dir, wait_seconds=wait_seconds):
        embedder = load_embedder(settings.embedding_model, settings.model_dir, threads=settings.threads, report=tell)
        with ExitStack() as cleanup:
            engine = open_database(settings.database)
            cleanup.callback(engine.dispose)
            records, library = SqlRecords(engine), SqlLibrary(engine)
            chunker = Chunker(
                FrenchSentenceSplitter(), embedder.count_tokens, embedder.max_tokens, embedder.fingerprint
            )
            try:
                index = HybridIndex(settings.data_dir / "index", embedder, library, chunker=chunker.fingerprint)
            except OSError as exc:
                raise DataFolderProblem(f"l'index de {settings.data_dir} ne peut pas être ouvert ({exc})") from exc
            cleanup.callback(index.close)
            sync = Sync(records, index, chunker)
            if not accept_mismatch:
                index.check()
                sync.resume()
            pipeline = Pipeline(index, ExtractiveComposer(), contact=settings.contact or render("contact"))
            yield Guichet(records, sync, index, pipeline, embedder)
