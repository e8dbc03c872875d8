"""Finds the files that an ingest must read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UnreadableFile

READ_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".pdf"})
REFUSED_SUFFIXES = frozenset(
    {".doc", ".docx", ".odt", ".rtf", ".html", ".htm", ".csv", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".odp"}
    | {".png", ".jpg", ".jpeg", ".tif", ".tiff"}
)
"""Documents that people do drop and that no reader takes yet: said, never passed over in silence."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, and the folder that it was found under (its own for a file given by name)."""

    path: Path
    root: Path

    @property
    def relative(self) -> str:
        """Path under the root, the root's name included: what a nameless document's id is made of."""
        return (Path(self.root.name) / self.path.relative_to(self.root)).as_posix()


def discover(path: Path) -> tuple[Found, ...]:
    """The documents under a path, sorted; hidden files and sidecars are not documents.

    Raises:
        UnreadableFile: the path does not exist or its folder cannot be listed.
    """
    resolved = path.resolve()
    if resolved.is_file():
        return (Found(resolved, resolved.parent),)
    if not resolved.is_dir():
        raise UnreadableFile(
            str(path), "fichier ou dossier introuvable", hint="Vérifiez le chemin, ou créez le dossier."
        )
    try:
        files = sorted(_walk(resolved))
    except OSError as exc:
        raise UnreadableFile(
            str(path), f"dossier illisible ({exc.strerror})", hint="Donnez le droit de lire ce dossier."
        ) from exc
    return tuple(Found(file, resolved) for file in files)


def vanished(root: Path, known: Iterable[str]) -> tuple[str, ...]:
    """Known files that stood under a root and are no longer on disk."""
    return tuple(p for p in known if Path(p).is_relative_to(root) and not Path(p).exists())


def _walk(folder: Path) -> Iterator[Path]:
    for child in folder.iterdir():
        if child.name.startswith("."):
            continue
        if child.is_dir():
            yield from _walk(child)
        elif child.suffix.lower() in READ_SUFFIXES | REFUSED_SUFFIXES:
            yield child
