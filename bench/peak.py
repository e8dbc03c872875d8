"""Reads a file, and says how much memory it took: what a reader's process is asked to do when it is measured."""

from __future__ import annotations

import resource
from pathlib import Path

from domain.errors import GuichetError
from domain.types import RawDocument
from ingest.isolation import read_within
from ingest.readers.folder import load_corpora

KIB = 1024


def read_with_peak(path: Path, file_bytes: int) -> tuple[tuple[RawDocument, ...] | GuichetError, int]:
    """The file's documents or why it cannot be read, and the most memory that the process held, in bytes."""
    try:
        outcome: tuple[RawDocument, ...] | GuichetError = read_within(path, file_bytes, load_corpora(path))
    except GuichetError as exc:
        outcome = exc
    return outcome, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB
