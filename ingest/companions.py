"""The files that say things of documents: a sidecar beside each, a corpus.yaml in their folders."""

from __future__ import annotations

from pathlib import Path

from ingest.metadata import SIDECAR_SUFFIXES, is_file, sidecar_path

FOLDER_FILES = ("corpus.yaml", "corpus.yml")


def companions(path: Path) -> tuple[Path, ...]:
    """The existing files that decide, with its own bytes, what reading `path` gives; nearest first."""
    sidecar = sidecar_path(path)
    return (*((sidecar,) if is_file(sidecar) else ()), *folder_files(path))


def folder_files(path: Path) -> tuple[Path, ...]:
    """The corpus.yaml files of every folder that `path` stands in, nearest first.

    Whatever was asked to be ingested: a folder's « adherent » holds for its files given one by one, too.
    """
    return tuple(folder / name for folder in path.parents for name in FOLDER_FILES if is_file(folder / name))


def is_companion(path: Path) -> bool:
    """Whether a file describes others rather than being a document."""
    name = path.name.casefold()
    return name in FOLDER_FILES or name.endswith(SIDECAR_SUFFIXES)
