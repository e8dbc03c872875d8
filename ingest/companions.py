"""The files that say things of documents: a sidecar beside each, a corpus.yaml in their folders."""

from __future__ import annotations

from pathlib import Path

from ingest.metadata import SIDECAR_SUFFIXES, is_file, sidecar_path

FOLDER_FILES = ("corpus.yaml", "corpus.yml")


def companions(path: Path, root: Path) -> tuple[Path, ...]:
    """The existing files that decide, with its own bytes, what reading `path` gives; nearest first."""
    sidecar = sidecar_path(path)
    return (*((sidecar,) if is_file(sidecar) else ()), *folder_files(path, root))


def folder_files(path: Path, root: Path | None) -> tuple[Path, ...]:
    """The corpus.yaml files of the folders of `path` up to `root` (None: its own folder only), nearest first."""
    folders = [path.parent]
    if root is not None and path.parent.is_relative_to(root):
        folders += [folder for folder in path.parent.parents if folder.is_relative_to(root)]
    return tuple(folder / name for folder in folders for name in FOLDER_FILES if is_file(folder / name))


def is_companion(path: Path) -> bool:
    """Whether a file describes others rather than being a document."""
    name = path.name.casefold()
    return name in FOLDER_FILES or name.endswith(SIDECAR_SUFFIXES)
