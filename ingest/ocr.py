"""Reads the pages that are images: PDFium draws them, Tesseract recognises their letters in French."""

from __future__ import annotations

import math
import os
import re
import shutil
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from pathlib import Path
from statistics import mean, median
from typing import Any

import pypdfium2 as pdfium
import pytesseract
from PIL.Image import Image

from domain.errors import UnreadableFile
from domain.text import fold
from domain.types import Block, BlockKind, RawDocument
from ingest.readers.lines import list_item
from ingest.readers.pdf.flow import ordered_rows
from ingest.readers.pdf.hyphens import mended
from ingest.readers.pdf.running import PAGE_NUMBER
from ingest.readers.pdf.sheet import Word

LANGUAGE = "fra"
DPI = 300  # what Tesseract was trained for
POINTS_PER_INCH = 72
MAX_PIXELS = 18_000_000  # an A3 sheet at 300 dpi; a larger page is drawn more coarsely
PAGE_SECONDS = 90
LAYOUT = "--psm 1"  # Tesseract finds columns by itself, and which way up the page is
LINE_POINTS = 12.0  # height given to a usual line, so that its place compares with those of a file's own text
MIN_REPEATS = 3  # pages
MIN_CONFIDENCE = 0.4  # of a paragraph: below, it is a drawing, a stamp or handwriting
INSTALL = "apt-get install tesseract-ocr tesseract-ocr-fra"


@dataclass(frozen=True, slots=True)
class _Line:
    """A recognised line: its paragraph, its words, its box in pixels from the top left, and how sure it is (0..1)."""

    paragraph: tuple[int, int]
    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float


def available() -> bool:
    """Whether scanned pages can be read on this machine."""
    return not why_not()


def why_not() -> str:
    """What is missing to read scanned pages, in French; "" when nothing is."""
    if shutil.which(pytesseract.pytesseract.tesseract_cmd) is None:
        return f"Tesseract, qui lit les pages scannées, n'est pas installé : {INSTALL}"
    if LANGUAGE not in pytesseract.get_languages():
        return f"Les données françaises de Tesseract manquent : {INSTALL}"
    return ""


def read_page(path: Path, page_number: int) -> tuple[Block, ...]:
    """The paragraphs of a page (from 1) as Tesseract reads them; none when it finds no text.

    No word is left out by itself, for « ne » may be the one: a paragraph is kept or dropped whole.

    Raises:
        UnreadableFile: the page cannot be drawn, or is not recognised in time.
    """
    # Several pages may be read at once, each in its process: one thread each.
    os.environ["OMP_THREAD_LIMIT"] = "1"
    try:
        image, label = _drawn(path, page_number)
        found = pytesseract.image_to_data(
            image, lang=LANGUAGE, config=LAYOUT, timeout=PAGE_SECONDS, output_type=pytesseract.Output.DICT
        )
    except (pdfium.PdfiumError, pytesseract.TesseractError, pytesseract.TesseractNotFoundError) as exc:
        raise UnreadableFile(str(path), f"la page {page_number} ne peut pas être reconnue ({exc})") from exc
    except RuntimeError as exc:  # pytesseract's word for a timeout
        why = f"la page {page_number} n'a pas été reconnue en {PAGE_SECONDS} secondes"
        raise UnreadableFile(str(path), why) from exc
    like = Block(BlockKind.PARAGRAPH, "", 0, page_number, page_number, label)
    return tuple(_blocks(_in_order(tuple(_lines(found))), like))


def complete(raw: RawDocument, pages: Mapping[int, tuple[Block, ...]]) -> RawDocument:
    """The document with recognised pages in their places; a page where nothing was found stays blank.

    What little text the file itself holds on such a page (a stamp) is replaced: OCR reads it too.
    """
    read = {number: blocks for number, blocks in pages.items() if blocks}
    kept = [block for block in raw.blocks if block.page not in read]
    heads = _repeated(read.values())
    added = [block for blocks in read.values() for block in blocks if _key(block) not in heads]
    blocks = tuple(sorted((*kept, *added), key=lambda block: block.page or 0))
    blank = tuple(number for number in raw.blank_pages if number not in read)
    return replace(raw, blocks=blocks, blank_pages=blank)


def _repeated(pages: Collection[Sequence[Block]]) -> set[str]:
    """The keys of running heads and feet: what opens or closes at least three pages, and most of them."""
    ends = Counter(key for blocks in pages for key in {_key(blocks[0]), _key(blocks[-1])})
    return {key for key, count in ends.items() if count >= max(MIN_REPEATS, len(pages) / 2)}


def _key(block: Block) -> str:
    return re.sub(r"\d+", "#", fold(block.text))


def _drawn(path: Path, page_number: int) -> tuple[Image, str | None]:
    """The page as a grey image, and the label printed on it."""
    with closing(pdfium.PdfDocument(path)) as document:
        page = document[page_number - 1]
        width, height = page.get_size()
        scale = min(DPI / POINTS_PER_INCH, math.sqrt(MAX_PIXELS / (width * height)))
        bitmap = page.render(scale=scale, grayscale=True)
        return bitmap.to_pil(), document.get_page_label(page_number - 1) or None


def _lines(found: Mapping[str, Sequence[Any]]) -> Iterator[_Line]:
    """The lines of Tesseract's table, which has a row a word; its rows without text are pages, blocks and lines."""
    rows = [row for row in range(len(found["text"])) if str(found["text"][row]).strip()]
    for (block, paragraph, _), group in groupby(
        rows, key=lambda row: (found["block_num"][row], found["par_num"][row], found["line_num"][row])
    ):
        words = list(group)
        left, top = min(found["left"][word] for word in words), min(found["top"][word] for word in words)
        right = max(found["left"][word] + found["width"][word] for word in words)
        bottom = max(found["top"][word] + found["height"][word] for word in words)
        yield _Line(
            (block, paragraph),
            " ".join(str(found["text"][word]).strip() for word in words),
            left,
            top,
            right - left,
            bottom - top,
            mean(max(float(found["conf"][word]), 0.0) for word in words) / 100,
        )


def _in_order(lines: Sequence[_Line]) -> tuple[_Line, ...]:
    """The lines as they are read: Tesseract finds columns, but not always that a heading spans them.

    On a page that does not stand upright Tesseract's own order is kept.
    """
    steps = [b.top > a.top + a.height / 2 for a, b in pairwise(lines) if a.paragraph == b.paragraph]
    if not steps or sum(steps) < len(steps) / 2:
        return tuple(lines)
    unit = median(line.height for line in lines) / LINE_POINTS
    words = {}
    for line in lines:
        left, right, base = line.left / unit, (line.left + line.width) / unit, -(line.top + line.height) / unit
        words[Word(line.text, left, right, base, LINE_POINTS)] = line
    return tuple(words[word] for row in ordered_rows(tuple(words)) for word in row if isinstance(word, Word))


def _blocks(lines: Sequence[_Line], like: Block) -> Iterator[Block]:
    """A block a paragraph, or an item of a list; a page number alone above or below all is left out."""
    paragraphs = [tuple(group) for _, group in groupby(lines, key=lambda line: line.paragraph)]
    for n, paragraph in enumerate(paragraphs):
        text = " ".join(line.text for line in paragraph)
        numbers_page = n in (0, len(paragraphs) - 1) and PAGE_NUMBER.fullmatch(text)
        if _sureness(paragraph) >= MIN_CONFIDENCE and not numbers_page and any(c.isalnum() for c in text):
            yield from _items(paragraph, like)


def _items(lines: Sequence[_Line], like: Block) -> Iterator[Block]:
    """The paragraph, cut where a line opens an item."""
    start = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or list_item(lines[end].text):
            part = lines[start:end]
            item = list_item(part[0].text)
            kind = BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH
            texts = [item.text if item else part[0].text, *(line.text for line in part[1:])]
            yield replace(like, kind=kind, text=mended(texts), ocr=round(_sureness(part), 3))
            start = end


def _sureness(lines: Sequence[_Line]) -> float:
    """The mean confidence of their words, each line counting for its length."""
    letters = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / letters
