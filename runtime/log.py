"""Logging, set up in one place: lines on standard error, no telemetry from any library.

Modules log through the standard library; structlog (a kept library, which joins what a request knows to each of its
lines) writes them: for a person on a terminal, as one JSON object a line for whatever collects them.
"""

from __future__ import annotations

import atexit
import logging
import os
import queue
import sys
import threading
import time
from contextlib import suppress
from typing import Literal

import structlog

NOISY = (
    "httpx",
    "httpx2",
    "httpcore",
    "chromadb",
    "alembic",
    "openai",
    "sentence_transformers",
    "mcp",
    "sse_starlette",
)
_SILENCE = {
    "ANONYMIZED_TELEMETRY": "False",  # Chroma; for ONNX Runtime, see vectorstore/__init__.py
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def set_up(level: str = "INFO", form: Literal["auto", "text", "json"] = "auto") -> None:
    """Log to standard error at this level; libraries only from WARNING up. Questions are never logged."""
    for variable, value in _SILENCE.items():
        os.environ.setdefault(variable, value)
    for_person = form == "text" or (form == "auto" and sys.stderr.isatty())
    handler = Unblocked()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_written(for_person),
            ],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


class Unblocked(logging.Handler):
    """Writes on standard error from a thread of its own, so that what reads it, or no longer does, stops no answer.

    Lines beyond WAITING that nobody took are dropped, and counted in the next one that is written.
    """

    WAITING = 10_000
    LAST_SECONDS = 2.0

    def __init__(self) -> None:
        super().__init__()
        self._lines: queue.Queue[str] = queue.Queue(self.WAITING)
        self._dropped = 0
        threading.Thread(target=self._write, name="log", daemon=True).start()
        atexit.register(self.flush)

    def emit(self, record: logging.LogRecord) -> None:
        """Hand a line over; it is formed here, where the request it belongs to is known."""
        try:
            self._lines.put_nowait(self.format(record))
        except queue.Full:
            self._dropped += 1
        except Exception:  # noqa: BLE001 - logging's own rule: a line that cannot be formed stops nothing
            self.handleError(record)

    def flush(self) -> None:
        """Wait a little for the lines handed over to be written."""
        deadline = time.monotonic() + self.LAST_SECONDS
        while self._lines.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(0.005)

    def _write(self) -> None:
        while True:
            line = self._lines.get()
            dropped, self._dropped = self._dropped, 0
            with suppress(OSError, ValueError):  # nobody reads any more, or standard error is closed
                print(f"({dropped} lines dropped) {line}" if dropped else line, file=sys.stderr, flush=True)
            self._lines.task_done()


def _written(for_person: bool) -> list[structlog.types.Processor]:
    # No local variable of a traceback, in either form: a question, a key or a password may be one. ConsoleRenderer's
    # own way of writing tracebacks, with rich, shows them.
    if for_person:
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
