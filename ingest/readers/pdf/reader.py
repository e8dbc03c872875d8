"""Reads PDF with PDFium: words by their places, page by page."""

from __future__ import annotations

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

from domain.errors import NoText, UnreadableFile
from domain.text import normalise_spaces
from domain.types import Metadata, RawDocument
from ingest.readers.pdf.aligned import aligned_tables
from ingest.readers.pdf.damage import damaged_pages
from ingest.readers.pdf.flow import in_reading_order
from ingest.readers.pdf.layout import Page, largest_line, to_blocks
from ingest.readers.pdf.page import read_sheet
from ingest.readers.pdf.rows import Table
from ingest.readers.pdf.running import Leaf, bare
from ingest.readers.pdf.sheet import Sheet, Word
from ingest.readers.pdf.tables import ruled_tables
from ingest.readers.signature import looks_like, misnamed
from ingest.readers.text_file import read_bytes
from ingest.readers.title import title_from_stem

log = logging.getLogger(__name__)

HEADER_BYTES = 1024  # where « %PDF- » may stand (ISO 32000-1, implementation note 13)
TRAILER_BYTES = 2048  # where its last line, « %%EOF », stands
MAX_OUTLINE_DEPTH = 4
MAX_OUTLINE_ENTRIES = 5_000
MIN_ASIDE_WORDS = 4
_TOOL_TITLES = re.compile(
    r"^\s*$|untitled|sans[ -]titre|^microsoft |^document\d*$|\.(?:docx?|odt|indd|pdf|pptx?)$", re.I
)


class PdfReader:
    """Reader of .pdf files. Port: domain.ports.Reader."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        """One document; pages that show more than their text says are listed in `blank_pages`."""
        data = read_bytes(path)
        if not data:
            raise NoText(str(path), "le fichier est vide (0 octet)", hint="Copiez ou exportez de nouveau ce fichier.")
        if b"%PDF-" not in data[:HEADER_BYTES]:
            raise misnamed(path, looks_like(data))
        if b"%%EOF" not in data.rstrip(b"\0 \r\n")[-TRAILER_BYTES:]:
            # PDFium would mend it, and show the pages that are lost as empty ones.
            raise UnreadableFile(str(path), "PDF abîmé ou tronqué : sa fin manque")
        with closing(_opened(data, path)) as document:
            sheets = tuple(_sheets(document, path))
            outline = _outline(document)
            own_title = document.get_metadata_value("Title")
        pages = tuple(_pages(sheets))
        damaged = damaged_pages(data, [sheet.number for sheet in sheets if sheet.empty])
        blank = tuple(sheet.number for sheet in sheets if sheet.blank or sheet.number in damaged)
        if not any(sheet.words for sheet in sheets):
            blank = tuple(sheet.number for sheet in sheets)
        title = own_title if not _TOOL_TITLES.search(own_title) else largest_line(pages[0]) or title_from_stem(path)
        metadata = Metadata(title=normalise_spaces(title)[:300])
        return (RawDocument(metadata, to_blocks(pages, outline), pages=len(sheets), blank_pages=blank),)


def _opened(data: bytes, path: Path) -> pdfium.PdfDocument:
    """The document. An owner's password forbids printing, not reading: PDFium opens such a file without it."""
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        # PDFium keeps the code of an earlier file when this one only lacks pages: what it says is checked.
        locked = b"/Encrypt" in data
        if locked and exc.err_code == FPDF_ERR_PASSWORD:
            raise UnreadableFile(
                str(path),
                "le PDF est protégé par un mot de passe",
                hint="Ouvrez-le avec son mot de passe et enregistrez-en une copie sans protection.",
            ) from exc
        if locked and exc.err_code == FPDF_ERR_SECURITY:
            raise UnreadableFile(
                str(path),
                "le PDF est protégé par un système de gestion des droits",
                hint="Demandez à son auteur une copie sans cette protection.",
            ) from exc
        raise UnreadableFile(str(path), "PDF abîmé ou tronqué, ou sans aucune page") from exc


def _sheets(document: pdfium.PdfDocument, path: Path) -> Iterator[Sheet]:
    for index in range(len(document)):
        try:
            with closing(document[index]) as page:
                yield read_sheet(page, index + 1, document.get_page_label(index) or None)
        except pdfium.PdfiumError as exc:
            raise UnreadableFile(str(path), f"PDF abîmé ou tronqué (page {index + 1})") from exc


def _pages(sheets: Sequence[Sheet]) -> Iterator[Page]:
    """Tables with rules first, for they hold words that would look like running heads; columns last."""
    leaves = []
    for sheet in sheets:
        tables, words = ruled_tables(sheet.words, sheet.rules)
        leaves.append(Leaf(sheet.number, sheet.label, (*tables, *words)))
    for leaf, pieces, asides in zip(leaves, bare(leaves), _asides(sheets), strict=True):
        aligned, words = aligned_tables([piece for piece in pieces if isinstance(piece, Word)])
        ruled = [piece for piece in pieces if isinstance(piece, Table)]
        yield Page(leaf.number, leaf.label, in_reading_order((*ruled, *aligned, *words)), asides)


def _asides(sheets: Sequence[Sheet]) -> Iterator[tuple[str, ...]]:
    """The texts in each page's margins that are more than a label, and are not on every page."""
    seen = Counter(text for sheet in sheets for text in sheet.asides)
    for sheet in sheets:
        yield tuple(text for text in sheet.asides if len(text.split()) >= MIN_ASIDE_WORDS and seen[text] == 1)


def _outline(document: pdfium.PdfDocument) -> dict[int, tuple[tuple[int, str], ...]]:
    """{physical page: ((depth from 1, title), …)}."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for entry in islice(document.get_toc(), MAX_OUTLINE_ENTRIES):
        target = entry.get_dest()
        title = entry.get_title()
        if title and target is not None and (page := target.get_index()) is not None:
            found[page + 1].append((min(entry.level + 1, MAX_OUTLINE_DEPTH), title))
    return {page: tuple(titles) for page, titles in found.items()}
