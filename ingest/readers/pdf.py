"""Reads PDF with pypdf, page by page."""

from __future__ import annotations

import io
import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from domain.errors import NoText, UnreadableFile
from domain.text import normalise_spaces
from domain.types import Metadata, RawDocument
from ingest.readers.pdf_layout import largest_line, to_blocks
from ingest.readers.pdf_page import Page, read_page
from ingest.readers.signature import looks_like, misnamed
from ingest.readers.text_file import read_bytes
from ingest.readers.title import title_from_stem

log = logging.getLogger(__name__)

HEADER_BYTES = 1024  # where « %PDF- » may stand (ISO 32000-1, implementation note 13)
MAX_OUTLINE_DEPTH = 4
_TOOL_TITLES = re.compile(
    r"^\s*$|untitled|sans[ -]titre|^microsoft |^document\d*$|\.(?:docx?|odt|indd|pdf|pptx?)$", re.I
)

# What a torn file makes pypdf raise, besides its own errors: its parsers trust lengths and types.
_TORN = (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError)


class PdfReader:
    """Reader of .pdf files. Port: domain.ports.Reader."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """One document; pages that are only an image are listed in `blank_pages`."""
        data = read_bytes(path)
        if not data:
            raise NoText(str(path), "le fichier est vide (0 octet)", hint="Copiez ou exportez de nouveau ce fichier.")
        if b"%PDF-" not in data[:HEADER_BYTES]:
            raise misnamed(path, looks_like(data))
        try:
            reader = pypdf.PdfReader(io.BytesIO(data))
            _unlock(reader, path)
            pages = tuple(_pages(reader))
            outline = _outline(reader)
            own_title = str((reader.metadata.title if reader.metadata else "") or "")
        except UnreadableFile:
            raise
        except _TORN as exc:
            log.info("unreadable PDF: %s", type(exc).__name__)
            raise UnreadableFile(str(path), f"PDF abîmé ou tronqué ({type(exc).__name__})") from exc
        if not pages:
            raise NoText(str(path), "le PDF n'a aucune page")
        blank = tuple(page.number for page in pages if page.blank)
        if all(not page.lines for page in pages):
            blank = tuple(page.number for page in pages)
        title = own_title if not _TOOL_TITLES.search(own_title) else largest_line(pages[0]) or title_from_stem(path)
        metadata = Metadata(title=normalise_spaces(title)[:300])
        return (RawDocument(metadata, to_blocks(pages, outline), pages=len(pages), blank_pages=blank),)


def _unlock(reader: pypdf.PdfReader, path: Path) -> None:
    """An owner's password forbids printing, not reading: the empty user password opens such a file."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableFile(
            str(path),
            "le PDF est protégé par un mot de passe",
            hint="Ouvrez-le avec son mot de passe et enregistrez-en une copie sans protection.",
        )


def _pages(reader: pypdf.PdfReader) -> Iterator[Page]:
    # pypdf numbers the pages of a file without labels: only what the file says is a printed label.
    labels = reader.page_labels if "/PageLabels" in reader.root_object else None
    for index, page in enumerate(reader.pages):
        yield read_page(page, index + 1, labels[index] if labels else None)


def _outline(reader: pypdf.PdfReader) -> dict[int, tuple[tuple[int, str], ...]]:
    """{physical page: ((depth from 1, title), …)}; an outline that cannot be followed gives no headings."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)

    def walk(entries: Sequence[Any], depth: int) -> None:  # destinations, and lists of them to any depth
        for entry in entries:
            if isinstance(entry, list):
                walk(entry, depth + 1)
            elif entry.title and (page := reader.get_destination_page_number(entry)) is not None and page >= 0:
                found[page + 1].append((min(depth, MAX_OUTLINE_DEPTH), str(entry.title)))

    try:
        walk(reader.outline, 1)
    except _TORN as exc:
        log.info("PDF outline left aside: %s", type(exc).__name__)
        return {}
    return {page: tuple(titles) for page, titles in found.items()}
