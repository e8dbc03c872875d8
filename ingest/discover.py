"""Finds the files that an ingest must read, and says of each other one why it will not be."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UnreadableFile
from ingest.companions import is_companion
from ingest.readers import READ_SUFFIXES

_NOT_DOCUMENTS = frozenset(
    {"thumbs.db", "desktop.ini", "@eadir", "#recycle", "$recycle.bin"}  # left by Windows and by file servers
)
_PROGRAMS = frozenset({".py", ".in", ".css", ".js"})  # the checkout's own, and those of a web page saved by a browser
_SETTINGS = frozenset({".yaml", ".yml"})
_MENDS = {
    (".doc", ".docm", ".dot", ".dotx", ".rtf", ".wps", ".pages", ".fodt", ".ott"): "Enregistrez-le en .docx ou .odt.",
    (".xls", ".xlsm", ".xlsb", ".ods", ".numbers"): "Enregistrez-le en .xlsx ou .csv.",
    (".ppt", ".pptx", ".pptm", ".odp", ".key", ".odg", ".pub", ".vsd", ".vsdx"): "Exportez-le en PDF.",
    (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".heic"): "Numérisez le document en PDF.",
    (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz"): "Décompressez cette archive dans le dossier.",
    (".eml", ".msg", ".mbox"): "Enregistrez le message en PDF et ses pièces jointes dans le dossier.",
    (".yaml", ".yml"): "Pour qu'il décrive le document du même nom, renommez-le avec .meta.yaml à la fin.",
    (".xml",): "Exportez le document en PDF, en .docx ou en .html.",
}
_MEND_BY_SUFFIX = {suffix: mend for suffixes, mend in _MENDS.items() for suffix in suffixes}


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, and the folder that it was found under (its own for a file given by name)."""

    path: Path
    root: Path

    @property
    def relative(self) -> str:
        """Path under the root, the root's name included: what a nameless document's id is made of."""
        return (Path(self.root.name) / self.path.relative_to(self.root)).as_posix()


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a path holds: files to read, and those that will not be, sorted by path."""

    files: tuple[Found, ...]
    refused: tuple[UnreadableFile, ...] = ()


def discover(path: Path) -> Discovery:
    """The documents under a path; hidden files, locks and files that describe others are passed over in silence.

    A link is followed when it stays in the folder. Each file is found once, under its real name.

    Raises:
        UnreadableFile: the path does not exist, or is closed to this account.
    """
    resolved = path.resolve()
    if not _exists(resolved):
        raise UnreadableFile(
            str(path), "fichier ou dossier introuvable", hint="Vérifiez le chemin, ou créez le dossier."
        )
    try:
        root = resolved if resolved.is_dir() else resolved.parent
    except OSError as exc:
        hint = "Mettez-le dans un dossier que ce compte peut lire (/srv/guichet/documents)."
        raise UnreadableFile(str(path), "fichier ou dossier fermé au compte de Guichet", hint=hint) from exc
    refused: list[UnreadableFile] = []
    files = sorted(_walk(resolved, root, refused))
    return Discovery(tuple(Found(file, root) for file in files), tuple(sorted(refused, key=lambda error: error.path)))


def vanished(root: Path, known: Iterable[str]) -> tuple[str, ...]:
    """Known files that stood under a root and are no longer on disk; one that cannot be reached is not gone."""
    return tuple(path for path in known if Path(path).is_relative_to(root) and not _exists(Path(path)))


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # a folder closed to us, a disk that does not answer
        return True
    return True


def _walk(start: Path, root: Path, refused: list[UnreadableFile]) -> Iterator[Path]:
    """The files to read at `start` and below, by their real paths, each once; the others go to `refused`."""
    pending, seen = [start], set()
    while pending:
        path = pending.pop()
        try:
            real = _examine(path, root)
            if real in seen:
                continue
            seen.add(real)
            if real.is_dir():
                pending += _children(real)
            else:
                yield real
        except UnreadableFile as exc:
            refused.append(exc)


def _children(folder: Path) -> tuple[Path, ...]:
    try:
        return tuple(child for child in folder.iterdir() if not _passed_over(child))
    except OSError as exc:
        hint = "Donnez le droit de lire ce dossier."
        raise UnreadableFile(str(folder), f"dossier illisible ({exc.strerror})", hint=hint) from exc


def _passed_over(path: Path) -> bool:
    """Whether a file is no document in anyone's eyes: hidden, a lock of an open file (~$), settings, a program."""
    if path.name.startswith((".", "~$")) or path.name.lower() in _NOT_DOCUMENTS or is_companion(path):
        return True
    suffix = path.suffix.lower()
    return not path.is_dir() and (suffix in _PROGRAMS or (suffix in _SETTINGS and not _is_misnamed_sidecar(path)))


def _is_misnamed_sidecar(path: Path) -> bool:
    """Whether a document has the same name: rights written there would be passed over, and a private text shown."""
    return any(_exists(path.with_suffix(suffix)) for suffix in READ_SUFFIXES)


def _examine(path: Path, root: Path) -> Path:
    """The folder or the readable file that stands at a path, links followed.

    Raises:
        UnreadableFile: it is neither, or its name cannot be written.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError as exc:
        shown = os.fsencode(path).decode(errors="backslashreplace")
        hint = "Renommez-le avec des lettres ordinaires."
        raise UnreadableFile(shown, "son nom n'est pas écrit en UTF-8", hint=hint) from exc
    real = _followed(path, root) if path.is_symlink() else path
    try:
        mode = real.stat().st_mode
    except OSError as exc:
        raise UnreadableFile(str(path), f"fichier illisible ({exc.strerror})") from exc
    if stat.S_ISDIR(mode):
        return real
    if not stat.S_ISREG(mode):
        why = "ce n'est pas un fichier ordinaire (tube, prise ou périphérique)"
        raise UnreadableFile(str(path), why, hint="Retirez-le du dossier.")
    if real.suffix.lower() not in READ_SUFFIXES:
        raise not_read(path, real.suffix.lower())
    return real


def _followed(link: Path, root: Path) -> Path:
    """Where a link leads.

    Raises:
        UnreadableFile: out of the root, or nowhere.
    """
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError) as exc:  # RuntimeError: links that lead to each other
        hint = "Supprimez ce lien, ou remettez le fichier en place."
        raise UnreadableFile(str(link), "ce lien ne mène à aucun fichier", hint=hint) from exc
    if not target.is_relative_to(root):
        hint = "Copiez le fichier dans le dossier, ou donnez son vrai chemin à la commande."
        raise UnreadableFile(str(link), f"ce lien sort du dossier ({target})", hint=hint)
    return target


def not_read(path: Path, suffix: str) -> UnreadableFile:
    """Why a kind of file is not read, and what to make of it."""
    others = f"Exportez le document dans un format lu : {', '.join(sorted(READ_SUFFIXES))}."
    why = f"le format « {suffix or 'sans extension'} » n'est pas lu"
    return UnreadableFile(str(path), why, hint=_MEND_BY_SUFFIX.get(suffix, others))
