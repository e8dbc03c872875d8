"""Readers by format, and the one door to them: read_file."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from domain.errors import BadMetadata, UnreadableFile
from domain.ports import Reader
from domain.types import RawDocument
from ingest.metadata import NOT_FOR_ALL, Parsed, complete, fill, is_file, parse_metadata, sidecar_path
from ingest.readers.export.tails import looks_like_export
from ingest.readers.folder import Corpora, FolderFields, folder_fields, load_corpora, read_fields
from ingest.readers.front_matter import log_warnings, split_front_matter
from ingest.readers.text_file import read_text

__all__ = ["READERS_VERSION", "READ_SUFFIXES", "read_file", "reader_for", "sidecar_path"]

READERS_VERSION = "5"
"""Raise it when a reader would read the same file otherwise: the files are then read again."""

# Named, not imported: a reader's libraries take up to a second to load, and a folder of Markdown needs none of them.
_READERS = {
    ".md": "markdown:MarkdownReader",
    ".markdown": "markdown:MarkdownReader",
    ".txt": "plain:PlainReader",
    ".text": "plain:PlainReader",
    ".pdf": "pdf.reader:PdfReader",
    ".docx": "docx.reader:DocxReader",
    ".odt": "odt.reader:OdtReader",
    ".html": "html.reader:HtmlReader",
    ".htm": "html.reader:HtmlReader",
    ".xhtml": "html.reader:HtmlReader",
    ".csv": "faq.reader:CsvReader",
    ".tsv": "faq.reader:CsvReader",
    ".xlsx": "faq.reader:XlsxReader",
    ".jsonl": "faq.reader:JsonLinesReader",
    ".ndjson": "faq.reader:JsonLinesReader",
    ".json": "faq.reader:JsonLdReader",
    ".jsonld": "faq.reader:JsonLdReader",
}
READ_SUFFIXES = frozenset(_READERS)
_MAY_BE_EXPORT = frozenset({".md", ".markdown", ".txt", ".text"})
# Their fields are what a program guessed or a template left: a title « Document1 », a date of printing.
_GUESSED = frozenset({".pdf", ".docx", ".odt", ".html", ".htm", ".xhtml"})


def reader_for(path: Path) -> Reader | None:
    """The reader of a file, by its extension, then by its content; None when no reader takes it.

    Raises:
        UnreadableFile: a text file cannot be opened, or is not text.
    """
    suffix = path.suffix.lower()
    # Whatever its name, an export must not be read as one public document: it holds members' texts.
    if suffix in _MAY_BE_EXPORT and looks_like_export(read_text(path)):
        return _load("export.reader:RtesExportReader")
    return _load(_READERS[suffix]) if suffix in _READERS else None


def _load(name: str) -> Reader:
    module, reader = name.split(":")
    made: Callable[[], Reader] = getattr(import_module(f"ingest.readers.{module}"), reader)
    return made()


def read_file(path: Path, corpora: Corpora | None = None) -> tuple[RawDocument, ...]:
    """The file's documents, completed by its sidecar, then by the corpus.yaml of its folders.

    `corpora` is what these say, nearest first, for a caller that reads many files and loads each only once.
    A field's value is the first of these: the sidecar's, the
    document's own (front matter, row of a table), corpus.yaml's for this file, corpus.yaml's for all, what the
    format guesses (a PDF's title). A sidecar never widens the visibility that the document gives itself.

    Raises:
        UnreadableFile: no reader takes it, or it is corrupt, encrypted, mis-named, not decodable, empty.
        BadMetadata: a field of the document, the sidecar or a corpus.yaml has an unusable value.
    """
    sidecar = _sidecar(path)  # first: rights that cannot be read stop everything
    folder = folder_fields(path, load_corpora(path) if corpora is None else corpora)
    reader = reader_for(path)
    if reader is None:
        hint = (
            "Formats lus : PDF (.pdf), Word (.docx), LibreOffice (.odt), page web (.html), Markdown (.md), "
            "texte (.txt) et tableaux de questions-réponses (.csv, .xlsx, .jsonl, .json). "
            "Exportez le document dans l'un d'eux."
        )
        raise UnreadableFile(str(path), f"le format « {path.suffix or 'sans extension'} » n'est pas lu", hint=hint)
    documents = reader.read(path)
    _refuse_shared_names(len(documents), sidecar, sidecar_path(path))
    _refuse_shared_names(len(documents), folder.parsed, folder.named_by)
    front = _front_matter_fields(path) if folder.parsed.given else ()
    return tuple(_completed(raw, path, sidecar, folder, front) for raw in documents)


def _completed(
    raw: RawDocument, path: Path, sidecar: Parsed, folder: FolderFields, front: tuple[str, ...]
) -> RawDocument:
    own = {
        f.name for f in dataclasses.fields(raw.metadata) if getattr(raw.metadata, f.name) not in (None, "", (), False)
    }
    if path.suffix.lower() in _GUESSED:
        own = set()
    elif path.suffix.lower() in _MAY_BE_EXPORT:  # their title may come from a heading or from the file's name
        own = own - {"title"} | set(front)
    metadata = complete(raw.metadata, sidecar)
    told = own | set(sidecar.given)
    return dataclasses.replace(raw, metadata=fill(metadata, folder.parsed, told=told, path=str(path)))


def _front_matter_fields(path: Path) -> tuple[str, ...]:
    """The fields that a text file gives itself."""
    if path.suffix.lower() not in _MAY_BE_EXPORT:
        return ()
    parsed, _ = split_front_matter(read_text(path), path=str(path))
    return parsed.given


def _sidecar(path: Path) -> Parsed:
    beside = sidecar_path(path)
    if not is_file(beside):
        return Parsed()
    parsed = parse_metadata(read_fields(beside), path=str(beside))
    log_warnings(parsed.warnings)
    return parsed


def _refuse_shared_names(documents: int, given: Parsed, said_in: Path) -> None:
    """What is said of a file of several documents may be what they share, not name them all alike."""
    shared = next((name for name in NOT_FOR_ALL if name in given.given), None)
    if shared and documents > 1:
        why = f"ce fichier contient {documents} documents, qui ne peuvent pas partager ce champ"
        raise BadMetadata(str(said_in), shared, why, hint=f"Retirez ce champ du fichier {said_in.name}.")
