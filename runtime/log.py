"""Logging, set up in one place: lines on standard error, no telemetry from any library."""

from __future__ import annotations

import logging
import os

NOISY = ("httpx", "httpx2", "httpcore", "chromadb", "alembic", "openai", "sentence_transformers")
_SILENCE = {
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def set_up(level: str = "INFO") -> None:
    """Log to standard error at this level; libraries only from WARNING up. Questions are never logged."""
    for variable, value in _SILENCE.items():
        os.environ.setdefault(variable, value)
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
