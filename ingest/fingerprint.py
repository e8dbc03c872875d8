"""What makes a file the same as last time: its bytes, and all else that decides what reading it gives."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UnreadableFile
from domain.ids import digest
from domain.types import Visibility
from ingest.companions import companions
from ingest.readers import READERS_VERSION


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`content`: digest of the file's bytes. `whole`: of these, of what is said beside it, and of how it is read."""

    content: str
    whole: str


def fingerprint(path: Path, default_visibility: Visibility) -> Fingerprint:
    """The fingerprint of a file.

    Raises:
        UnreadableFile: the file, or one that describes it, cannot be opened.
    """
    content = _sha256(path)
    beside = (f"{companion}:{_sha256(companion)}" for companion in companions(path))
    return Fingerprint(content, digest(content, *beside, default_visibility.value, READERS_VERSION, size=16))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as exc:
        raise UnreadableFile(
            str(path), f"lecture refusée ({exc.strerror})", hint="Donnez le droit de lire ce fichier."
        ) from exc
