"""The owner's control application, served on a Unix socket in a private folder: commands go through it.

Whoever can open the socket owns the data folder's files, so no further right is checked here.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from api import errors
from api.ingesting import Emit, IngestIn, progress_of, run_ingest
from api.orders import ORDERS, Order
from domain.errors import GuichetError
from runtime.guichet import Guichet

log = logging.getLogger(__name__)


def create_control_app(guichet: Guichet) -> FastAPI:
    """What commands may ask of the process that owns the data folder."""
    app = FastAPI(title="Guichet control", openapi_url=None)
    errors.install(app)

    for order in ORDERS:
        app.add_api_route(f"/{order.name}", _carried_out(order, guichet), methods=["POST"], response_model=None)

    @app.post("/ingest")
    def ingest(body: IngestIn) -> StreamingResponse:
        def work(emit: Emit) -> None:
            run_ingest(guichet, body, emit)

        return _stream(work)

    @app.post("/reindex")
    def reindex() -> StreamingResponse:
        def work(emit: Emit) -> None:
            emit({"documents": guichet.reindex(progress_of(emit))})

        return _stream(work)

    @app.post("/export")
    def export() -> StreamingResponse:
        def work(emit: Emit) -> None:
            for line in guichet.export():
                emit({"line": line})

        return _stream(work)

    return app


def _carried_out(order: type[Order], guichet: Guichet) -> Callable[[Any], Any]:
    def carry_out(body: Any) -> Any:
        return body.done_by(guichet)

    carry_out.__annotations__["body"] = order  # what FastAPI reads the request as
    return carry_out


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
        except Exception:  # whatever it is: the stream would end as if all were done, and the command say so
            log.exception("a command's work failed")
            lines.put({"error": errors.UNFORESEEN.model_dump()})
        finally:
            lines.put(None)

    def sent() -> Iterator[str]:
        threading.Thread(target=run, daemon=True).start()
        while (line := lines.get()) is not None:
            yield json.dumps(line, ensure_ascii=False, default=str) + "\n"

    return StreamingResponse(sent(), media_type="application/x-ndjson")
