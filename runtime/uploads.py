"""Documents that staff send over HTTP: kept in the data folder, then ingested like any file.

A file's name is made here, never taken as it comes. What is said of a document stands in a sidecar beside it: a
text never stands with wider rights than its own, wherever a write is cut off.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from domain.errors import BadMetadata, CannotWrite, UnreadableFile
from domain.ids import slug
from domain.types import Visibility
from ingest.discover import not_read
from ingest.metadata import parse_metadata, sidecar_path
from ingest.readers import READ_SUFFIXES
from ingest.whole_file import write_sidecar

_COPY_BYTES = 1024 * 1024


class Uploads:
    """The folder of the documents that staff sent."""

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._naming = threading.Lock()  # two files sent at once would take the same name
        self._awaited: set[str] = set()  # the stems of the files that are being written

    @property
    def folder(self) -> Path | None:
        """Where the documents stand; None when none was ever sent."""
        return self._folder.resolve() if self._folder.is_dir() else None

    def add(self, name: str, content: BinaryIO, fields: Mapping[str, Any]) -> Path:
        """Keep a file and what is said of it; returns where it stands. Nothing of it is kept when this raises.

        Raises:
            UnreadableFile: no reader takes this kind of file, or it is too large.
            BadMetadata: a field has an unusable value.
            DataFolderProblem: the folder takes no more.
        """
        suffix = Path(name).suffix.lower()
        if suffix not in READ_SUFFIXES:
            raise not_read(Path(name), suffix)
        parse_metadata(fields, path=name)
        with _writing(name):
            self._folder.mkdir(parents=True, exist_ok=True)
        with self._naming:
            path = self._free(slug(Path(name).stem), suffix)
            self._awaited.add(path.stem)
        try:
            write_sidecar(path, fields)
            self._write(path, content, name)
        except BaseException:
            self.remove(path)
            raise
        finally:
            self._awaited.discard(path.stem)
        return path

    @contextmanager
    def replacing(self, path: Path, name: str, content: BinaryIO | None, fields: Mapping[str, Any]) -> Iterator[None]:
        """Replace a file (unless `content` is None) and the fields given, put back if the context raises.

        Raises:
            UnreadableFile: the new file is of another format, or too large.
            BadMetadata: a field has an unusable value.
            DataFolderProblem: the folder takes no more.
        """
        if content is not None:
            _hold_format(path, name)
        beside = sidecar_path(path)
        merged = self.fields(path, fields, name)
        # Killed between the two, neither text may stand with wider rights than its own.
        both = [path, beside] if _rank(merged) > _rank(_said(beside)) else [beside, path]
        turn = both if content is not None else [beside]
        with _room(path.parent, name) as room:
            with _writing(name):
                former, new = room / f"former{path.suffix}", room / f"new{path.suffix}"
                for file, copy in ((path, former), (beside, sidecar_path(former))):
                    if file in turn and file.exists():
                        shutil.copy2(file, copy)
                write_sidecar(new, merged)
                if content is not None:
                    self._write(new, content, name)
            try:
                with _writing(name):
                    for file in turn:
                        (new if file == path else sidecar_path(new)).replace(file)
                yield
            except BaseException:
                for file in reversed(turn):  # renamed: a full disk allows it
                    copy = former if file == path else sidecar_path(former)
                    if copy.exists():
                        copy.replace(file)
                    else:
                        file.unlink(missing_ok=True)
                raise

    def fields(self, path: Path, changed: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """What is said of a file, with what changes of it; None takes a field away.

        Raises:
            BadMetadata: a field has an unusable value.
        """
        known = _said(sidecar_path(path))
        merged = {key: value for key, value in (dict(known) | dict(changed)).items() if value is not None}
        parse_metadata(merged, path=name)
        return merged

    def stage(self, folder: Path, path: Path, name: str, content: BinaryIO) -> Path:
        """Put a file that may replace another one in a folder of its own, with what is said of that one.

        Raises:
            UnreadableFile: it is of another format, or too large.
            DataFolderProblem: the folder takes no more.
        """
        _hold_format(path, name)
        with _writing(name):
            folder.mkdir(parents=True)
        staged = folder / path.name
        write_sidecar(staged, self.fields(path, {}, name))
        self._write(staged, content, name)
        return staged

    def clear(self) -> None:
        """Drop what a killed process left half written: the texts of documents, or their former ones."""
        for left in self._folder.glob(".*"):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()

    def holds(self, path: Path) -> bool:
        """Whether a file is one that staff sent."""
        return path.is_relative_to(self._folder.resolve())

    def remove(self, path: Path) -> None:
        """Drop a file and what is said of it."""
        path.unlink(missing_ok=True)
        sidecar_path(path).unlink(missing_ok=True)

    @contextmanager
    def place_of(self, name: str) -> Iterator[Path | None]:
        """Where a file of this name may be put, taken by nothing else meanwhile; None when its place is taken."""
        with _writing(name):
            self._folder.mkdir(parents=True, exist_ok=True)
        path = self.at(name)
        with self._naming:
            free = self._is_free(path)
            if free:
                self._awaited.add(path.stem)
                sidecar_path(path).unlink(missing_ok=True)  # of a file that never came: not the rights of this one
        try:
            yield path if free else None
        finally:
            if free:
                self._awaited.discard(path.stem)

    def _free(self, stem: str, suffix: str) -> Path:
        number = 1
        while True:
            path = self.at(f"{stem}{f'-{number}' if number > 1 else ''}{suffix}")
            if self._is_free(path):
                return path
            number += 1

    def _is_free(self, path: Path) -> bool:
        """Whether no file has a name, nor one of another format, whose sidecar would be the same.

        A sidecar alone is what a killed run left.
        """
        return path.stem not in self._awaited and not any(path.with_suffix(one).exists() for one in READ_SUFFIXES)

    def at(self, name: str) -> Path:
        """Where the file of a name stands, or would stand."""
        return self._folder.resolve() / name

    def _write(self, path: Path, content: BinaryIO, name: str) -> None:
        """Write beside, then rename: a reader sees the whole file or none."""
        with _writing(name):
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


@contextmanager
def _writing(name: str) -> Iterator[None]:
    """Writes what staff sent under a name.

    Raises:
        CannotWrite: the disk is full, or the folder is not ours to write.
    """
    try:
        yield
    except OSError as exc:
        raise CannotWrite(f"« {name} » ne peut pas être gardé ({exc.strerror or exc})") from exc


@contextmanager
def _room(folder: Path, name: str) -> Iterator[Path]:
    """A hidden folder beside files, where renames go to and from; dropped at the end.

    Raises:
        CannotWrite: it cannot be made.
    """
    with _writing(name):
        room = tempfile.mkdtemp(dir=folder, prefix=".")
    try:
        yield Path(room)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _said(beside: Path) -> Mapping[str, Any]:
    """The fields of a sidecar; none when there is no sidecar."""
    return (yaml.safe_load(beside.read_bytes()) if beside.exists() else None) or {}


def _rank(fields: Mapping[str, Any]) -> int:
    """How many people fields may show a document to; what says nothing of it leaves it to the file."""
    try:
        visibility = parse_metadata(fields, path="").metadata.visibility
    except BadMetadata:  # to be mended by those that replace them
        visibility = Visibility.ADHERENT
    return (Visibility.ADHERENT, None, Visibility.PUBLIC).index(visibility)


def _hold_format(path: Path, name: str) -> None:
    """Hold a file that is to replace another one to its format.

    Raises:
        UnreadableFile: it is of another one.
    """
    if Path(name).suffix.lower() != path.suffix:
        hint = "Envoyez le même format, ou ajoutez un nouveau document et retirez celui-ci."
        raise UnreadableFile(name, f"le document remplacé est un fichier « {path.suffix} »", hint=hint)
