"""What the disk refuses, told as what it is: Chroma and tantivy have their own words for a full one, or a lost one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chromadb.errors import ChromaError

from domain.errors import CannotWrite, DataFolderProblem

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


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Reads of Chroma's index under `folder`.

    Raises:
        DataFolderProblem: the folder is gone, or damaged.
    """
    try:
        yield
    except ChromaError as exc:
        raise DataFolderProblem(
            f"l'index {folder} ne peut pas être lu ({exc})",
            hint="Relancez le service : ce qui manque à l'index est refait à partir des documents.",
        ) from exc
