"""Which program answers: changes whenever a line of it does."""

from __future__ import annotations

from functools import cache

from domain.ids import digest
from runtime.settings import CHECKOUT

_ROOMS = ("domain", "prompts", "ingest", "records", "vectorstore", "assistant", "runtime")
"""Those that make an answer."""


@cache
def program_digest() -> str:
    """Of the code and the prompts as they were at the first call: a service reads them when it starts."""
    files = sorted(file for room in _ROOMS for kind in ("*.py", "*.md") for file in (CHECKOUT / room).rglob(kind))
    return digest(*(f"{file.relative_to(CHECKOUT)}\n{file.read_text(encoding='utf-8')}" for file in files))
