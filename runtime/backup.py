"""Backups: one zip of the records, what staff sent and wrote, the copies of sites; not the index, which is derived.

manifest.json names each file with its digest; tables/*.jsonl are the records (records/backup.py); documents/, sites/
and cases/ are the folders of that name. A backup is written whole or not at all, and read whole before anything is
changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from pydantic import BaseModel, Field

from domain.errors import BadBackup, CannotWrite, DataFolderProblem
from ingest.whole_file import write_whole
from records.backup import Snapshot, database_files, holds_records, snapshot, write_records
from records.database import open_database

FORMAT = 1
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 100_000_000
LAST_BACKUP = "last-backup.json"
FOLDERS = ("documents", "sites", "cases")
"""What a data folder holds beside the records and the index that is made from them."""
DERIVED = "index"
STAGING = "restauration.part"
_TABLES = "tables"
_COPY_BYTES = 1024 * 1024
_UNREADABLE = (BadZipFile, OSError, ValueError, EOFError, RuntimeError, zlib.error)

Open = Callable[[], AbstractContextManager[Snapshot]]


class FileNote(BaseModel):
    """What the manifest says of a file."""

    sha256: str
    bytes: int = Field(ge=0)
    rows: int | None = None


class Manifest(BaseModel):
    """What a backup is and holds; tables in the order in which they can be filled."""

    format: int
    revision: str
    moment: datetime
    data_dir: str
    files: dict[str, FileNote]

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table holds."""
        return {PurePosixPath(name).stem: note.rows for name, note in self.files.items() if note.rows is not None}


@dataclass(frozen=True, slots=True)
class Written:
    """A backup that was written."""

    path: str
    bytes: int
    rows: dict[str, int]
    files: int


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was restored; `aside` is where the former data stands, when there was any."""

    moment: datetime
    rows: dict[str, int]
    files: int
    aside: Path | None


class Backups:
    """Writes backups of an open data folder. Whoever calls keeps its documents from changing meanwhile."""

    def __init__(self, data_dir: Path, open_snapshot: Open) -> None:
        self._data_dir = data_dir.resolve()
        self._open_snapshot = open_snapshot

    def write(self, path: Path, *, note: bool = True) -> Written:
        """Write a backup, and in the data folder (`note`) when that was.

        Raises:
            BadBackup: a file stands there, or none can be written there.
            CannotWrite: the database cannot be read.
        """
        self._check_outside(path)
        moment = datetime.now(UTC)
        written = self._whole(path, moment)
        if note:
            noted = {"moment": moment.isoformat(timespec="seconds"), "file": str(path)}
            write_whole(self._data_dir / LAST_BACKUP, json.dumps(noted, ensure_ascii=False).encode())
        return written

    def _whole(self, path: Path, moment: datetime) -> Written:
        """Write beside, then rename: a backup is never seen half written."""
        _check_free(path)
        part = path.with_name(f"{path.name}.part")
        try:
            part.unlink(missing_ok=True)  # of a process that was killed
            # It holds private documents and what people asked.
            with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
                manifest = self._fill(file, moment)
                file.flush()
                os.fsync(file.fileno())
            _check_free(path)
            part.rename(path)
            _fsync(path.parent)
            size = path.stat().st_size
        except OSError as exc:
            raise BadBackup(
                f"{path} ne peut pas être écrit ({exc.strerror or exc})",
                hint="Vérifiez que le dossier existe, que l'utilisateur du service peut y écrire, et la place libre.",
            ) from exc
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return Written(str(path), size, manifest.rows, len(manifest.files) - len(manifest.rows))

    def _check_outside(self, path: Path) -> None:
        """A backup within what it backs up would read itself, and never end."""
        folder = path.parent.resolve()  # through any link; the file itself does not exist
        if any(folder.is_relative_to((self._data_dir / name).resolve()) for name in FOLDERS):
            raise BadBackup(
                f"{path} est dans un dossier que la sauvegarde contient",
                hint="Choisissez un autre dossier, de préférence hors du dossier des données.",
            )

    def _fill(self, file: IO[bytes], moment: datetime) -> Manifest:
        notes: dict[str, FileNote] = {}
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            with self._open_snapshot() as records:
                for table in records.tables:
                    name = f"{_TABLES}/{table}.jsonl"
                    notes[name] = _add(archive, name, records.lines(table), lines=True)
                revision = records.revision
            for name, path in self._files():
                with path.open("rb") as source:
                    notes[name] = _add(archive, name, iter(partial(source.read, _COPY_BYTES), b""))
            manifest = Manifest(
                format=FORMAT, revision=revision, moment=moment, data_dir=str(self._data_dir), files=notes
            )
            archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        return manifest

    def _files(self) -> Iterator[tuple[str, Path]]:
        for folder in FOLDERS:
            for path in sorted((self._data_dir / folder).rglob("*")):
                if path.is_file() and not path.is_symlink():
                    yield path.relative_to(self._data_dir).as_posix(), path


class Archive:
    """A backup that was read to its end and found whole. See `read_backup`."""

    def __init__(self, file: ZipFile, manifest: Manifest) -> None:
        self._file = file
        self.manifest = manifest

    @property
    def size(self) -> int:
        """How many bytes it holds, once written."""
        return sum(note.bytes for note in self.manifest.files.values())

    def lines(self, table: str) -> Iterator[bytes]:
        """The lines of a table."""
        with self._file.open(f"{_TABLES}/{table}.jsonl") as lines:
            yield from lines

    def extract(self, folder: Path) -> None:
        """Write the folders into another one."""
        for name, note in self.manifest.files.items():
            if note.rows is None:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with self._file.open(name) as source, path.open("xb") as target:
                    shutil.copyfileobj(source, target, _COPY_BYTES)


def last_backup(data_dir: Path) -> datetime | None:
    """When the last backup of a data folder was written; None when none was, or when what was noted of it is lost."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        noted = json.loads((data_dir / LAST_BACKUP).read_text(encoding="utf-8"))
        return datetime.fromisoformat(noted["moment"])
    return None


@contextmanager
def read_backup(path: Path) -> Iterator[Archive]:
    """A backup, every byte of it compared with its digest.

    Raises:
        BadBackup: it is not a backup, or it is damaged.
    """
    try:
        file = ZipFile(path)
    except FileNotFoundError as exc:
        raise BadBackup(f"{path} : fichier introuvable", hint="Vérifiez le nom du fichier.") from exc
    except _UNREADABLE as exc:
        raise BadBackup(f"{path} n'est pas une sauvegarde de Guichet, ou est abîmé ({exc})") from exc
    with file:
        try:
            manifest = _manifest(file, path)
            for name, note in manifest.files.items():
                _verify(file, name, note, path)
        except _UNREADABLE as exc:
            raise BadBackup(f"{path} est abîmé ({exc})") from exc
        yield Archive(file, manifest)


def restore(archive: Archive, data_dir: Path, database: str, *, replace: bool) -> Restored:
    """Make a data folder hold what a backup holds. Whoever calls owns the folder; the index is to be made anew.

    All is prepared aside first; then the former data is moved away and the new one put in its place. What goes wrong
    leaves the former data where it was.

    Args:
        archive: see `read_backup`.
        data_dir: the data folder.
        database: the address of the records.
        replace: move away the data that the folder holds, instead of refusing.

    Raises:
        DataFolderProblem: there is data already, unless `replace`.
        BadBackup: the backup is not of a version that we know, or says things that its tables do not take.
        CannotWrite: the disk is full, or the database cannot be written.
    """
    data_dir = data_dir.resolve()
    present = [data_dir / name for name in FOLDERS if (data_dir / name).is_dir()]
    held = holds_records(database) or any(any(folder.iterdir()) for folder in present)
    if held and not replace:
        raise DataFolderProblem(
            f"{data_dir} contient déjà des données : rien n'a été changé",
            hint="Ajoutez --replace pour les mettre de côté et les remplacer, ou choisissez un autre GUICHET_DATA_DIR.",
        )
    if shutil.disk_usage(data_dir).free < archive.size:
        raise CannotWrite(f"il n'y a pas la place de restaurer {archive.size // _COPY_BYTES} Mio dans {data_dir}")
    former = [path for path in (*database_files(database), *present, data_dir / DERIVED) if path.exists()]
    staging, aside = data_dir / STAGING, _aside(data_dir)
    try:
        shutil.rmtree(staging, ignore_errors=True)  # of a restore that was killed
        staging.mkdir(mode=0o700)
        aside.mkdir(mode=0o700)
        with ExitStack() as undo:
            _swap(archive, data_dir, database, held, former, aside, undo)
            undo.pop_all()
    except OSError as exc:
        raise CannotWrite(f"{data_dir} ne peut pas être écrit ({exc.strerror or exc})") from exc
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if not held:
            shutil.rmtree(aside, ignore_errors=True)  # an empty database, an index of nothing
        with suppress(OSError):
            aside.rmdir()  # nothing was moved
    manifest = archive.manifest
    files = len(manifest.files) - len(manifest.rows)
    return Restored(manifest.moment, manifest.rows, files, aside if held else None)


def _swap(
    archive: Archive, data_dir: Path, database: str, held: bool, former: list[Path], aside: Path, undo: ExitStack
) -> None:
    staging, files = data_dir / STAGING, database_files(database)
    manifest = archive.manifest

    def moved(path: str) -> str:
        for name in FOLDERS:
            if path.startswith(f"{manifest.data_dir}/{name}/") or path == f"{manifest.data_dir}/{name}":
                return str(data_dir) + path.removeprefix(manifest.data_dir)
        return path

    archive.extract(staging)
    prepared = f"sqlite:///{staging / 'base.db'}"
    if files:
        write_records(prepared, manifest.revision, tuple(manifest.rows), archive.lines, moved)
    elif held:
        undo.callback((aside / "base.zip").unlink, missing_ok=True)
        _save(database, data_dir, aside / "base.zip")
    for path in former:
        _move(path, aside / path.name, undo)
    for name in FOLDERS:
        if (staging / name).exists():
            _move(staging / name, data_dir / name, undo)
    if files:
        _move(staging / "base.db", files[0], undo)
    else:  # last, and in one transaction: a server has no file to put back
        write_records(database, manifest.revision, tuple(manifest.rows), archive.lines, moved)
    _fsync(data_dir)


def _save(database: str, data_dir: Path, path: Path) -> None:
    """What a server holds, as a backup."""
    engine = open_database(database)
    try:
        Backups(data_dir, partial(snapshot, engine)).write(path, note=False)
    finally:
        engine.dispose()


def _move(path: Path, to: Path, undo: ExitStack) -> None:
    shutil.move(path, to)
    undo.callback(shutil.move, to, path)


def _aside(data_dir: Path) -> Path:
    name = f"avant-restauration-{datetime.now():%Y-%m-%d-%Hh%Mm%S}"
    names = (name, *(f"{name}-{number}" for number in range(2, 100)))
    return next(data_dir / one for one in names if not (data_dir / one).exists())


def _manifest(file: ZipFile, path: Path) -> Manifest:
    names = file.namelist()
    if MANIFEST not in names or file.getinfo(MANIFEST).file_size > MAX_MANIFEST_BYTES:
        raise BadBackup(f"{path} n'est pas une sauvegarde de Guichet")
    told = json.loads(file.read(MANIFEST))
    if isinstance(told, dict) and isinstance(told.get("format"), int) and told["format"] > FORMAT:
        raise BadBackup(
            f"{path} a été écrit par une version plus récente de Guichet",
            hint="Mettez Guichet à jour, puis recommencez.",
        )
    manifest = Manifest.model_validate(told)
    if sorted(names) != sorted([*manifest.files, MANIFEST]):
        raise BadBackup(f"{path} est abîmé : il ne contient pas les fichiers qu'il annonce")
    for name, note in manifest.files.items():
        folder, *inside = name.split("/")
        if folder not in (FOLDERS if note.rows is None else (_TABLES,)) or not inside or {"", ".", ".."} & set(inside):
            raise BadBackup(f"{path} contient un fichier qui n'a rien à y faire : « {name} »")
    return manifest


def _verify(file: ZipFile, name: str, note: FileNote, path: Path) -> None:
    hasher, size, rows = hashlib.sha256(), 0, 0
    with file.open(name) as source:
        while block := source.read(_COPY_BYTES):
            hasher.update(block)
            size += len(block)
            rows += block.count(b"\n")
            if size > note.bytes:  # a small file may unpack to a huge one
                break
    counted = note.rows is None or rows == note.rows
    if (hasher.hexdigest(), size, counted) != (note.sha256, note.bytes, True):
        raise BadBackup(f"{path} est abîmé : « {name} » n'est pas ce qui a été sauvegardé")


def _add(archive: ZipFile, name: str, blocks: Iterator[bytes], *, lines: bool = False) -> FileNote:
    hasher, size, count = hashlib.sha256(), 0, 0
    with archive.open(name, "w", force_zip64=True) as target:
        for block in blocks:
            target.write(block)
            hasher.update(block)
            size += len(block)
            count += 1
    return FileNote(sha256=hasher.hexdigest(), bytes=size, rows=count if lines else None)


def _check_free(path: Path) -> None:
    if path.exists():
        raise BadBackup(
            f"{path} existe déjà", hint="Choisissez un autre nom : une sauvegarde n'en remplace jamais une autre."
        )


def _fsync(folder: Path) -> None:
    """Make a rename last through a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
