"""Draws a page of a PDF and tells where its words stand: what a citation is shown on.

The functions that take a path meet a file that may be hostile: ingest/isolation.py runs them, in a process of its own.
"""

from __future__ import annotations

import ctypes
import io
import math
import os
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytesseract
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import raw

from domain.errors import UnreadableFile
from ingest.ocr import DPI, LANGUAGE, LAYOUT, MAX_PIXELS, PAGE_SECONDS, POINTS_PER_INCH
from ingest.readers.pdf.sheet import Box
from ingest.readers.pdf.text import read_runs

PAGE_WIDTH = 1_100  # pixels: read without a zoom on a screen, printed without blur
MAX_PAGE_PIXELS = 6_000_000  # a page five times as high as it is wide
MARK_RGB = (255, 226, 120)
_FINE = 1_000_000  # PDFium gives whole pixels: on a page this wide they are as good as fractions
_COMPRESSION = 6


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word where it is seen: `box` is its left, top, right and bottom edges, in fractions (0..1) of the page."""

    text: str
    box: Box


def draw_page(path: Path, number: int) -> bytes:
    """The page (from 1), PAGE_WIDTH pixels wide, as PNG; cropped and turned as a reader of PDF shows it.

    Raises:
        UnreadableFile: the file cannot be opened, or has no such page.
    """
    with closing(_opened(path)) as document, closing(_page(document, path, number)) as page:
        width, height = page.get_size()
        scale = min(PAGE_WIDTH / width, math.sqrt(MAX_PAGE_PIXELS / (width * height)))
        return _png(page.render(scale=scale).to_pil().convert("RGB"))


def read_words(path: Path, number: int) -> tuple[PageWord, ...]:
    """The words of a page (from 1) that its text layer holds, in the file's order; none on a scanned page.

    Raises:
        UnreadableFile: see draw_page.
    """
    with closing(_opened(path)) as document, closing(_page(document, path, number)) as page:
        runs, _ = read_runs(page)
        return tuple(PageWord(run.text, _seen(page, run.box)) for run in runs)


def recognise_words(path: Path, number: int) -> tuple[PageWord, ...]:
    """The words that Tesseract reads on a page (from 1), in its order, where it finds them.

    Raises:
        UnreadableFile: see draw_page; or the page is not recognised in time.
    """
    os.environ["OMP_THREAD_LIMIT"] = "1"
    with closing(_opened(path)) as document, closing(_page(document, path, number)) as page:
        width, height = page.get_size()
        scale = min(DPI / POINTS_PER_INCH, math.sqrt(MAX_PIXELS / (width * height)))
        image = page.render(scale=scale, grayscale=True).to_pil()
    try:
        found = pytesseract.image_to_data(
            image, lang=LANGUAGE, config=LAYOUT, timeout=PAGE_SECONDS, output_type=pytesseract.Output.DICT
        )
    except (pytesseract.TesseractError, pytesseract.TesseractNotFoundError, RuntimeError) as exc:
        raise UnreadableFile(str(path), f"la page {number} ne peut pas être reconnue ({exc})") from exc
    return tuple(
        PageWord(
            str(text),
            (left / image.width, top / image.height, (left + wide) / image.width, (top + high) / image.height),
        )
        for text, left, top, wide, high in zip(
            *(found[name] for name in ("text", "left", "top", "width", "height")), strict=True
        )
        if str(text).strip()
    )


def highlighted(png: bytes, boxes: Iterable[Box]) -> bytes:
    """A page that draw_page gave, with these places (fractions of it) as if a marker had passed over them."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
        page = opened.convert("RGB")
    ink = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(ink)
    for left, top, right, bottom in boxes:
        edges = (left * page.width - 2, top * page.height - 1, right * page.width + 2, bottom * page.height + 1)
        draw.rounded_rectangle(edges, radius=4, fill=MARK_RGB)
    return _png(ImageChops.multiply(page, ink))


def in_lines(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """The boxes of words that follow one another on a line, joined: a mark has no holes between words."""
    joined: list[Box] = []
    for box in boxes:
        if joined and _follows(joined[-1], box):
            left, top, right, bottom = joined[-1]
            joined[-1] = (left, min(top, box[1]), max(right, box[2]), max(bottom, box[3]))
        else:
            joined.append(box)
    return tuple(joined)


def _follows(one: Box, other: Box) -> bool:
    height = min(one[3] - one[1], other[3] - other[1])
    level = min(one[3], other[3]) - max(one[1], other[1]) > height / 2
    return level and -height / 2 < other[0] - one[2] < 1.5 * height


def _opened(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except (pdfium.PdfiumError, OSError) as exc:
        raise UnreadableFile(str(path), "ce PDF ne peut pas être ouvert") from exc


def _page(document: pdfium.PdfDocument, path: Path, number: int) -> pdfium.PdfPage:
    if not 1 <= number <= len(document):
        raise UnreadableFile(str(path), f"ce PDF n'a pas de page {number}")
    try:
        return document[number - 1]
    except pdfium.PdfiumError as exc:
        raise UnreadableFile(str(path), f"la page {number} est abîmée") from exc


def _seen(page: Any, box: Box) -> Box:
    """Where a box of the page's own axes is seen, in fractions of the page: PDFium knows its crop and its turn."""
    corners = [_device(page, x, y) for x, y in ((box[0], box[1]), (box[2], box[3]))]
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _device(page: Any, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page.raw, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE


def _png(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "PNG", compress_level=_COMPRESSION)
    return written.getvalue()
