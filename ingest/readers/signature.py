"""What a file really is, from its first bytes: names lie."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from domain.errors import UnreadableFile

_SNIFFED_BYTES = 1024
_ZIP = b"PK\x03\x04"
_SIGNATURES = (
    (b"%PDF-", "un PDF"),
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

CONTAINERS = {
    ".docx": "un document Word (.docx)",
    ".xlsx": "un classeur Excel (.xlsx)",
    ".odt": "un document LibreOffice (.odt)",
}
"""The ZIP containers that are read, by extension. The longest mark decides: a template's begins as its document's."""
_MARKS = {
    b"wordprocessingml.document.main+xml": CONTAINERS[".docx"],
    b"wordprocessingml.template.main+xml": "un modèle Word (.dotx)",
    b"ms-word.document.macroEnabled": "un document Word avec macros (.docm)",
    b"ms-word.template.macroEnabled": "un modèle Word avec macros (.dotm)",
    b"spreadsheetml.sheet.main+xml": CONTAINERS[".xlsx"],
    b"spreadsheetml.template.main+xml": "un modèle Excel (.xltx)",
    b"ms-excel.sheet.macroEnabled": "un classeur Excel avec macros (.xlsm)",
    b"ms-excel.sheet.binary": "un classeur Excel binaire (.xlsb)",
    b"presentationml": "une présentation PowerPoint (.pptx)",
    b"opendocument.text": CONTAINERS[".odt"],
    b"opendocument.text-template": "un modèle LibreOffice (.ott)",
    b"opendocument.text-master": "un document maître LibreOffice (.odm)",
    b"opendocument.spreadsheet": "un classeur LibreOffice (.ods)",
    b"opendocument.presentation": "une présentation LibreOffice (.odp)",
    b"application/epub+zip": "un livre numérique (.epub)",
}
_SAYS_ITS_KIND = ("mimetype", "[Content_Types].xml")
_MAX_KIND_BYTES = 1024 * 1024

TORN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, KeyError)
"""What a torn or forged archive makes zipfile raise (NotImplementedError is a RuntimeError)."""


def signature(data: bytes) -> str | None:
    """What the bytes are, in French words, when their start tells; None otherwise (text, or unknown)."""
    if data.startswith(_ZIP):
        return container(data) or "une archive ZIP ou un document Word, Excel ou LibreOffice"
    return next((name for magic, name in _SIGNATURES if data.startswith(magic)), None)


def container(data: bytes) -> str | None:
    """Which document a ZIP archive is, in French words; None when it does not say, or cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in (name for name in _SAYS_ITS_KIND if name in archive.namelist()):
                with archive.open(name) as member:
                    said = member.read(_MAX_KIND_BYTES)
                if marks := [mark for mark in _MARKS if mark in said]:
                    return _MARKS[max(marks, key=len)]
    except TORN_ZIP:
        return None
    return None


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
