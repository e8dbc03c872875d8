"""The owner's control application, served on a Unix socket in a private folder: commands go through it.

Whoever can open the socket owns the data folder's files, so no further right is checked here.
"""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from api import errors
from api.models import (
    AnswerOut,
    ExplainedOut,
    Profile,
    ReplayOut,
    SearchOut,
    answer_out,
    explained_out,
    replay_out,
    search_out,
)
from assistant.question import to_query
from domain.errors import GuichetError
from domain.ports import Progress
from domain.types import Audience, IngestReport, Query, Retrieval, Visibility
from runtime.guichet import Guichet

Emit = Callable[[dict[str, object]], None]


class QueryIn(BaseModel):
    """A question or search from the command line; `history` holds the questions asked before it, oldest first."""

    question: str
    history: tuple[str, ...] = ()
    as_of: date
    audience: Audience = Audience.PUBLIC
    limit: int = Field(default=10, ge=1)
    theme: str | None = None
    type: str | None = None
    group: bool = True
    retrieval: Retrieval = Retrieval.HYBRID

    def to_query(self) -> Query:
        """The query, its question made to stand alone."""
        return to_query(self.question, earlier=self.history, **self.model_dump(exclude={"question", "history"}))


class QuestionIn(BaseModel):
    """A question that a person asks from the command line."""

    question: str
    as_of: date
    audience: Audience = Audience.PUBLIC
    conversation_id: str | None = None
    profile: Profile = Profile()

    def asked_of(self, guichet: Guichet) -> AnswerOut:
        """The answer, its receipt kept."""
        turn = guichet.answers.ask(
            self.question,
            as_of=self.as_of,
            audience=self.audience,
            conversation=self.conversation_id,
            profile=self.profile.known(),
        )
        return answer_out(turn.answer, turn.conversation_id)


class IngestIn(BaseModel):
    """Files, folders (as absolute paths) and sites (as addresses) to ingest."""

    paths: tuple[str, ...]
    default_visibility: Visibility
    prune: bool = False
    dry_run: bool = False


class ReplayIn(BaseModel):
    """An answer to make again."""

    answer_id: str


class PurgeIn(BaseModel):
    """Receipts to delete: those older than so many days, or those of a conversation."""

    keep_days: int | None = Field(default=None, ge=0)
    conversation: str | None = None


class DeleteIn(BaseModel):
    """Documents to delete."""

    document_ids: tuple[str, ...]


def create_control_app(guichet: Guichet) -> FastAPI:
    """What commands may ask of the process that owns the data folder."""
    app = FastAPI(title="Guichet control", openapi_url=None)
    errors.install(app)

    @app.post("/ask")
    def ask(body: QuestionIn) -> AnswerOut:
        return body.asked_of(guichet)

    @app.post("/answer")
    def answer(body: QueryIn) -> AnswerOut:
        return answer_out(guichet.answer(body.to_query()))

    @app.post("/purge")
    def purge(body: PurgeIn) -> int:
        return guichet.answers.purge(keep_days=body.keep_days, conversation=body.conversation)

    @app.post("/replay")
    def replay(body: ReplayIn) -> ReplayOut:
        return replay_out(guichet.answers.replay(body.answer_id))

    @app.post("/search")
    def search(body: QueryIn) -> SearchOut:
        return search_out(guichet.search(body.to_query()))

    @app.post("/explain")
    def explain(body: QueryIn) -> ExplainedOut:
        return explained_out(guichet.explain(body.to_query()))

    @app.post("/ingest")
    def ingest(body: IngestIn) -> StreamingResponse:
        def work(emit: Emit) -> None:
            run_ingest(guichet, body, emit)

        return _stream(work)

    @app.post("/delete")
    def delete(body: DeleteIn) -> list[dict[str, object]]:
        return [report_out(line) for line in guichet.delete(body.document_ids)]

    @app.post("/reindex")
    def reindex() -> StreamingResponse:
        def work(emit: Emit) -> None:
            emit({"documents": guichet.reindex(_progress(emit))})

        return _stream(work)

    @app.post("/export")
    def export() -> StreamingResponse:
        def work(emit: Emit) -> None:
            for line in guichet.export():
                emit({"line": line})

        return _stream(work)

    @app.get("/status")
    def status() -> dict[str, object]:
        return guichet.status().as_json()

    return app


def run_ingest(guichet: Guichet, body: IngestIn, emit: Emit) -> None:
    """Ingest, or say what an ingest would do: `report`, `plan` and progress lines as they come."""
    if body.dry_run:
        for line in guichet.preview(body.paths, default_visibility=body.default_visibility):
            emit({"report": report_out(line)})
        return
    guichet.ingest(
        body.paths,
        default_visibility=body.default_visibility,
        prune=body.prune,
        report=lambda line: emit({"report": report_out(line)}),
        progress=_progress(emit),
        on_plan=lambda plan: emit({"plan": {change.value: count for change, count in plan.counts().items()}}),
    )


def _progress(emit: Emit) -> Progress:
    return lambda done, total, label="": emit({"done": done, "total": total, "label": label})


def report_out(report: IngestReport) -> dict[str, object]:
    """One line of `guichet ingest --json`."""
    return asdict(report)


def _stream(work: Callable[[Emit], None]) -> StreamingResponse:
    """Run `work` in a thread of its own and send what it emits, one JSON object a line, as it comes.

    A command that goes away does not stop the work: an ingest is finished once begun.
    """
    lines: queue.SimpleQueue[dict[str, object] | None] = queue.SimpleQueue()

    def run() -> None:
        try:
            work(lines.put)
        except GuichetError as exc:
            lines.put({"error": errors.problem_of(exc).model_dump()})
        finally:
            lines.put(None)

    def sent() -> Iterator[str]:
        threading.Thread(target=run, daemon=True).start()
        while (line := lines.get()) is not None:
            yield json.dumps(line, ensure_ascii=False, default=str) + "\n"

    return StreamingResponse(sent(), media_type="application/x-ndjson")
