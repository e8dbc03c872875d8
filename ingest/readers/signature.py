"""What a file really is, from its first bytes: names lie."""

from __future__ import annotations

from pathlib import Path

from domain.errors import UnreadableFile

_SNIFFED_BYTES = 1024
_SIGNATURES = (
    (b"%PDF-", "un PDF"),
    (b"PK\x03\x04", "une archive ZIP ou un document Word, Excel ou LibreOffice"),
    (b"\xd0\xcf\x11\xe0", "un ancien document Word ou Excel"),
    (b"\x89PNG", "une image PNG"),
    (b"\xff\xd8\xff", "une image JPEG"),
    (b"GIF8", "une image GIF"),
    (b"II*\x00", "une image TIFF"),
    (b"MM\x00*", "une image TIFF"),
    (b"\x1f\x8b", "une archive GZIP"),
    (b"{\\rtf", "un document RTF"),
    (b"7z\xbc\xaf", "une archive 7-Zip"),
)


def signature(data: bytes) -> str | None:
    """What the bytes are, in French words, when their start tells; None otherwise (text, or unknown)."""
    return next((name for magic, name in _SIGNATURES if data.startswith(magic)), None)


def looks_like(data: bytes) -> str:
    """A French guess for a person: never empty."""
    head = data[:_SNIFFED_BYTES]
    if (name := signature(data)) is not None:
        return name
    if head.lstrip().lower().startswith((b"<!doctype html", b"<html", b"<?xml", b"<head")):
        return "une page web (HTML ou XML)"
    return "un fichier binaire inconnu" if b"\x00" in head else "du texte simple"


def misnamed(path: Path, found: str) -> UnreadableFile:
    """The error for a file whose content is not what its extension says."""
    why = f"le fichier est mal nommé : « {path.suffix} », mais son contenu ressemble à {found}"
    hint = f"Le contenu ressemble à {found} : donnez au fichier la bonne extension, ou exportez-le de nouveau."
    return UnreadableFile(str(path), why, hint=hint)
