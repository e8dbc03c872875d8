"""Writes that the disk refuses, told as what they are: Chroma and tantivy have their own words for a full disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chromadb.errors import ChromaError

from domain.errors import CannotWrite

# tantivy gives a ValueError for whatever its writer meets.
_FAILURES = (ChromaError, OSError, ValueError)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Writes to the index under `folder`.

    Raises:
        CannotWrite: the disk is full, gone, or not ours to write.
    """
    try:
        yield
    except _FAILURES as exc:
        raise CannotWrite(f"l'index {folder} ne peut pas être écrit ({exc})") from exc
