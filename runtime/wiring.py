"""The composition root: the only place that knows every room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from pydantic import SecretStr

from assistant.conversation import Rewrite, standalone
from assistant.extractive import ExtractiveComposer
from assistant.pipeline import Pipeline
from domain.errors import DataFolderProblem
from domain.ports import Composer, Embedder, Library, SentenceSplitter
from ingest import ocr
from ingest.isolation import IsolatedReader, ReadLimits
from ingest.prepare import Chunker
from ingest.sentences import FrenchSentenceSplitter
from ingest.sync import Sync
from prompts.loader import render
from records.access import SqlAccess
from records.backup import snapshot
from records.database import open_database
from records.eval_runs import SqlEvalRuns
from records.library import SqlLibrary
from records.receipts import SqlReceipts
from records.sources import SqlSources
from records.store import SqlRecords
from records.tasks import SqlTasks
from records.validated import SqlValidated
from runtime.access import Access
from runtime.answers import Answers
from runtime.backup import Backups
from runtime.catalogue import Catalogue
from runtime.drafts import Drafts
from runtime.guichet import Guichet, Parts
from runtime.jobs import Jobs
from runtime.kept_pages import KeptPages
from runtime.metrics import Metrics
from runtime.originals import Originals
from runtime.ownership import own
from runtime.page_images import PageImages
from runtime.reading import Reading
from runtime.sent import SentParts
from runtime.settings import Settings
from runtime.similar import Similar
from runtime.sites import Sites
from runtime.trash import Trash
from runtime.uploads import Uploads
from runtime.validated import ValidatedShelf
from runtime.waiting import WaitingQuestions
from vectorstore.embedding import load_embedder
from vectorstore.hybrid import HybridIndex
from vectorstore.live import LiveIndex
from vectorstore.reranking import CrossEncoderReranker

MIB = 1024 * 1024


@contextmanager
def open_guichet(
    settings: Settings,
    *,
    tell: Callable[[str], None] = lambda _: None,
    wait_seconds: float = 0.0,
    accept_mismatch: bool = False,
    embedder: Embedder | None = None,
    first: Callable[[], None] = lambda: None,
) -> Iterator[Guichet]:
    """Own the data folder, finish what a killed run left, and give what works on it.

    Args:
        settings: see runtime/settings.py.
        tell: told, in French, of each long step.
        wait_seconds: how long to wait for another command to end.
        accept_mismatch: open an index built with other settings (only to rebuild it).
        embedder: a model that is loaded already; the one that the settings name by default.
        first: done once the folder is ours, before anything in it is opened (a restore).

    Raises:
        DataFolderBusy, DataFolderProblem: the folder is held by another process, or cannot be used.
        ModelUnavailable: the embedding model cannot be built or loaded.
        IndexMismatch: the index was built otherwise, unless accepted.
    """
    with own(settings.data_dir, wait_seconds=wait_seconds):
        first()
        if embedder is None:
            embedder = load_embedder(
                settings.embedding_model, settings.model_dir, threads=settings.threads, report=tell
            )
        with ExitStack() as cleanup:
            engine = open_database(settings.database)
            cleanup.callback(engine.dispose)
            eval_runs = SqlEvalRuns(engine)
            eval_runs.fail_running(datetime.now(UTC), "interrompue : le service s'est arrêté")
            sources, records, library = SqlSources(engine), SqlRecords(engine), SqlLibrary(engine)
            splitter = FrenchSentenceSplitter()
            chunker = Chunker(splitter, embedder.count_tokens, embedder.max_tokens, embedder.fingerprint)
            index = _open_index(settings, embedder, library, splitter, chunker)
            cleanup.callback(index.close)
            sync = Sync(
                sources,
                records,
                index,
                chunker,
                open_reader=partial(IsolatedReader, _limits(settings)),
                ocr=settings.ocr and ocr.available(),
            )
            if not accept_mismatch:
                index.check()
                sync.resume()
            composer, rewrite = _composer(settings)
            metrics = Metrics()
            validated = ValidatedShelf(SqlValidated(engine), records, library)
            receipts = SqlReceipts(engine)
            unanswered = WaitingQuestions(receipts, validated, SqlTasks(engine), Similar(embedder.embed_queries))
            pipeline = Pipeline(
                index,
                composer,
                contact=settings.contact or render("contact"),
                contacts=settings.contacts,
                library=library,
                validated=validated,
                model=settings.llm_model or "",
                timed=metrics.stage,
            )
            uploads = Uploads(settings.data_dir / "documents", max_bytes=settings.max_file_mb * MIB)
            trash, drafts, jobs = Trash(settings.data_dir / "trash"), Drafts(settings.data_dir / "drafts"), Jobs()
            drafts.clear()
            cleanup.callback(jobs.close)
            parts = Parts(
                sources=sources,
                records=records,
                library=library,
                index=index,
                chunker=chunker,
                sync=sync,
                pipeline=pipeline,
                answers=Answers(pipeline, rewrite, receipts, validated, records, unanswered, metrics),
                metrics=metrics,
                validated=validated,
                reading=_reading(settings, sources, records, library),
                eval_runs=eval_runs,
                access=Access(SqlAccess(engine), _secret(settings.staff_token)),
                embedder=embedder,
                sent=SentParts(sources, records, sync, uploads, trash, drafts, validated),
                catalogue=Catalogue(sources, records, library, uploads, settings.data_dir / "sites"),
                jobs=jobs,
                sites=Sites(settings.data_dir / "sites", settings),
                backups=Backups(settings.data_dir, partial(snapshot, engine)),
            )
            yield Guichet(parts)


def _open_index(
    settings: Settings, embedder: Embedder, library: Library, splitter: SentenceSplitter, chunker: Chunker
) -> LiveIndex:
    reranker = _reranker(settings.reranker, settings.threads) if settings.reranker else None

    def open_build(folder: Path) -> HybridIndex:
        return HybridIndex(folder, embedder, library, splitter, chunker=chunker.fingerprint, reranker=reranker)

    try:
        return LiveIndex(settings.data_dir / "index", open_build)
    except OSError as exc:
        raise DataFolderProblem(f"l'index de {settings.data_dir} ne peut pas être ouvert ({exc})") from exc


@cache
def _reranker(model: str, threads: int) -> CrossEncoderReranker:
    """Loaded once a process, which may open the folder many times: it takes seconds."""
    return CrossEncoderReranker(model, threads=threads)


def _composer(settings: Settings) -> tuple[Composer, Rewrite]:
    if not settings.llm_model:
        return ExtractiveComposer(), standalone
    # Imported here: LangChain and its clients take seconds and a hundred megabytes that the default does without.
    from assistant.generate import LlmComposer, LlmRewriter, load_llm  # noqa: PLC0415

    key = _secret(settings.llm_api_key)
    model = load_llm(settings.llm_model, base_url=settings.llm_base_url, api_key=key, seconds=settings.llm_seconds)
    return LlmComposer(model), LlmRewriter(model)


def _reading(settings: Settings, sources: SqlSources, records: SqlRecords, library: SqlLibrary) -> Reading:
    limits = _limits(settings)

    def open_reader(seconds: float) -> IsolatedReader:
        return IsolatedReader(replace(limits, seconds=min(seconds, limits.seconds)), workers=1)

    images = PageImages(KeptPages(settings.data_dir / "pages"), open_reader, ocr=settings.ocr and ocr.available())
    return Reading(records, library, library, Originals(sources), images)


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value else None


def _limits(settings: Settings) -> ReadLimits:
    return ReadLimits(settings.read_seconds, settings.read_memory_mb * MIB, settings.max_file_mb * MIB)
