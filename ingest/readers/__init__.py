"""Readers by format, and the one door to them: read_file."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from domain.errors import BadMetadata, UnreadableFile
from domain.ports import Reader
from domain.types import RawDocument
from ingest.metadata import Parsed, complete, load_yaml, parse_metadata, sidecar_path
from ingest.readers.export_tails import looks_like_export
from ingest.readers.front_matter import log_warnings
from ingest.readers.text_file import read_text

__all__ = ["READERS_VERSION", "READ_SUFFIXES", "read_file", "reader_for", "sidecar_path"]

READERS_VERSION = "2"
"""Raise it when a reader would read the same file otherwise: the files are then read again."""

# Named, not imported: a reader's libraries take up to a second to load, and a folder of Markdown needs none of them.
_READERS = {
    ".md": "markdown:MarkdownReader",
    ".markdown": "markdown:MarkdownReader",
    ".txt": "plain:PlainReader",
    ".text": "plain:PlainReader",
    ".pdf": "pdf:PdfReader",
    ".docx": "docx:DocxReader",
    ".odt": "odt:OdtReader",
    ".html": "html:HtmlReader",
    ".htm": "html:HtmlReader",
    ".xhtml": "html:HtmlReader",
    ".csv": "faq:CsvReader",
    ".tsv": "faq:CsvReader",
    ".xlsx": "faq:XlsxReader",
    ".jsonl": "faq:JsonLinesReader",
    ".ndjson": "faq:JsonLinesReader",
    ".json": "faq:JsonLdReader",
    ".jsonld": "faq:JsonLdReader",
}
READ_SUFFIXES = frozenset(_READERS)
_MAY_BE_EXPORT = frozenset({".md", ".markdown", ".txt", ".text"})
_NOT_FOR_ALL = ("id", "title", "url", "replaces")


def reader_for(path: Path) -> Reader | None:
    """The reader of a file, by its extension, then by its content; None when no reader takes it.

    Raises:
        UnreadableFile: a text file cannot be opened, or is not text.
    """
    suffix = path.suffix.lower()
    # Whatever its name, an export must not be read as one public document: it holds members' texts.
    if suffix in _MAY_BE_EXPORT and looks_like_export(read_text(path)):
        return _load("rtes_export:RtesExportReader")
    return _load(_READERS[suffix]) if suffix in _READERS else None


def _load(name: str) -> Reader:
    module, reader = name.split(":")
    made: Callable[[], Reader] = getattr(import_module(f"ingest.readers.{module}"), reader)
    return made()


def read_file(path: Path) -> tuple[RawDocument, ...]:
    """The file's documents, completed by its sidecar.

    Raises:
        UnreadableFile: no reader takes it, or it is corrupt, encrypted, mis-named, not decodable, empty.
        BadMetadata: a field of the front matter or the sidecar has an unusable value.
    """
    sidecar = _sidecar(path)  # first: rights that cannot be read stop everything
    reader = reader_for(path)
    if reader is None:
        hint = (
            "Formats lus : PDF (.pdf), Word (.docx), LibreOffice (.odt), page web (.html), Markdown (.md), "
            "texte (.txt) et tableaux de questions-réponses (.csv, .xlsx, .jsonl, .json). "
            "Exportez le document dans l'un d'eux."
        )
        raise UnreadableFile(str(path), f"le format « {path.suffix or 'sans extension'} » n'est pas lu", hint=hint)
    documents = reader.read(path)
    _refuse_shared_names(documents, sidecar, path)
    return tuple(dataclasses.replace(raw, metadata=complete(raw.metadata, sidecar)) for raw in documents)


def _sidecar(path: Path) -> Parsed:
    beside = sidecar_path(path)
    if not beside.is_file():
        return Parsed()
    parsed = parse_metadata(load_yaml(read_text(beside), path=str(beside)), path=str(beside))
    log_warnings(parsed.warnings)
    return parsed


def _refuse_shared_names(documents: tuple[RawDocument, ...], sidecar: Parsed, path: Path) -> None:
    """A sidecar of several documents may say what they share, not name them all alike."""
    shared = next((name for name in _NOT_FOR_ALL if name in sidecar.given), None)
    if shared and len(documents) > 1:
        why = f"ce fichier contient {len(documents)} documents, qui ne peuvent pas partager ce champ"
        hint = "Retirez ce champ du fichier .meta.yaml."
        raise BadMetadata(str(sidecar_path(path)), shared, why, hint=hint)
