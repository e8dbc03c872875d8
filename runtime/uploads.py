"""Documents that staff send over HTTP: kept in the data folder, then ingested like any file.

A file's name is made here, never taken as it comes. What is said of a document stands in a sidecar beside it,
written first: a file never stands without its rights.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from domain.errors import UnreadableFile
from domain.ids import slug
from ingest.discover import not_read
from ingest.metadata import parse_metadata, sidecar_path
from ingest.readers import READ_SUFFIXES
from ingest.whole_file import write_sidecar, write_whole

_COPY_BYTES = 1024 * 1024


class Uploads:
    """The folder of the documents that staff sent."""

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._naming = threading.Lock()  # two files sent at once would take the same name

    @property
    def folder(self) -> Path | None:
        """Where the documents stand; None when none was ever sent."""
        return self._folder.resolve() if self._folder.is_dir() else None

    def add(self, name: str, content: BinaryIO, fields: Mapping[str, Any]) -> Path:
        """Keep a file and what is said of it; returns where it stands.

        Raises:
            UnreadableFile: no reader takes this kind of file, or it is too large.
            BadMetadata: a field has an unusable value.
        """
        suffix = Path(name).suffix.lower()
        if suffix not in READ_SUFFIXES:
            raise not_read(Path(name), suffix)
        parse_metadata(fields, path=name)
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._naming:
            path = self._free(slug(Path(name).stem), suffix)
            write_sidecar(path, fields)
        self._write(path, content, name)
        return path

    @contextmanager
    def replacing(self, path: Path, name: str, content: BinaryIO | None, fields: Mapping[str, Any]) -> Iterator[None]:
        """Replace a file (unless `content` is None) and the fields given, put back if the context raises.

        Raises:
            UnreadableFile: the new file is of another format, or too large.
            BadMetadata: a field has an unusable value.
        """
        if content is not None:
            _hold_format(path, name)
        beside = sidecar_path(path)
        former = {file: file.read_bytes() for file in (path, beside) if file.exists()}
        merged = self.fields(path, fields, name)
        try:
            write_sidecar(path, merged)
            if content is not None:
                self._write(path, content, name)
            yield
        except BaseException:
            for file, data in former.items():
                write_whole(file, data)
            raise

    def fields(self, path: Path, changed: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """What is said of a file, with what changes of it; None takes a field away.

        Raises:
            BadMetadata: a field has an unusable value.
        """
        beside = sidecar_path(path)
        known = yaml.safe_load(beside.read_bytes()) if beside.exists() else {}
        merged = {key: value for key, value in (dict(known or {}) | dict(changed)).items() if value is not None}
        parse_metadata(merged, path=name)
        return merged

    def stage(self, folder: Path, path: Path, name: str, content: BinaryIO) -> Path:
        """Put a file that may replace another one in a folder of its own, with what is said of that one.

        Raises:
            UnreadableFile: it is of another format, or too large.
        """
        _hold_format(path, name)
        folder.mkdir(parents=True)
        staged = folder / path.name
        write_sidecar(staged, self.fields(path, {}, name))
        self._write(staged, content, name)
        return staged

    def holds(self, path: Path) -> bool:
        """Whether a file is one that staff sent."""
        return path.is_relative_to(self._folder.resolve())

    def remove(self, path: Path) -> None:
        """Drop a file and what is said of it."""
        path.unlink(missing_ok=True)
        sidecar_path(path).unlink(missing_ok=True)

    def place_of(self, name: str) -> Path | None:
        """Where a file of this name would stand; None when its place is taken."""
        path = self._folder.resolve() / name
        self._folder.mkdir(parents=True, exist_ok=True)
        return None if path.exists() or sidecar_path(path).exists() else path

    def _free(self, stem: str, suffix: str) -> Path:
        number = 1
        while True:
            path = self._folder.resolve() / f"{stem}{f'-{number}' if number > 1 else ''}{suffix}"
            if not path.exists() and not sidecar_path(path).exists():
                return path
            number += 1

    def _write(self, path: Path, content: BinaryIO, name: str) -> None:
        """Write beside, then rename: a reader sees the whole file or none."""
        handle, new = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                while block := content.read(_COPY_BYTES):
                    file.write(block)
                    if file.tell() > self._max_bytes:
                        hint = "Découpez le document, ou augmentez GUICHET_MAX_FILE_MB."
                        raise UnreadableFile(name, "le fichier est trop gros", hint=hint)
            Path(new).replace(path)
        finally:
            Path(new).unlink(missing_ok=True)


def _hold_format(path: Path, name: str) -> None:
    """Hold a file that is to replace another one to its format.

    Raises:
        UnreadableFile: it is of another one.
    """
    if Path(name).suffix.lower() != path.suffix:
        hint = "Envoyez le même format, ou ajoutez un nouveau document et retirez celui-ci."
        raise UnreadableFile(name, f"le document remplacé est un fichier « {path.suffix} »", hint=hint)
