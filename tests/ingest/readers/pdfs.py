"""Small real PDF files, drawn by reportlab and changed by pypdf."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

LEFT, TOP, LEADING = 72.0, 720.0, 14.0


@dataclass(frozen=True, slots=True)
class Text:
    """A line: its words, its size in points, the space above it in points, its indent, or its own height."""

    words: str
    size: float = 11
    above: float = LEADING
    indent: float = 0
    y: float | None = None


def line(words: str, *, indent: float = 0) -> Text:
    """A line that follows the one above."""
    return Text(words, indent=indent)


def paragraph(words: str) -> Text:
    """A line that opens a paragraph."""
    return Text(words, above=2 * LEADING)


def heading(words: str, size: float = 16) -> Text:
    """A line in a larger size."""
    return Text(words, size=size, above=2.5 * LEADING)


def draw(
    path: Path, pages: Iterable[Sequence[Text]], *, title: str = "Guide d'essai", outline: Sequence[str] = ()
) -> Path:
    """A PDF with these lines on its pages; `outline` names the first page's entries."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setTitle(title)
    for number, texts in enumerate(pages):
        for entry in outline if number == 0 else ():
            canvas.bookmarkPage(entry)
            canvas.addOutlineEntry(entry, entry)
        height = TOP
        for text in texts:
            height -= text.above if text.y is None else 0
            canvas.setFont("Helvetica", text.size)
            canvas.drawString(LEFT + text.indent, height if text.y is None else text.y, text.words)
        canvas.showPage()
    canvas.save()
    return path


def draw_images(path: Path, pages: Sequence[str]) -> Path:
    """A PDF with a page for each text; an empty one is a page that is only an image."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setTitle("Courrier")
    for text in pages:
        if text:
            canvas.drawString(LEFT, TOP, text)
        else:
            canvas.drawImage(ImageReader(io.BytesIO(_grey_png())), LEFT, LEFT, width=300, height=300)
        canvas.showPage()
    canvas.save()
    return path


def label_two_roman_pages(path: Path) -> Path:
    """Pages i and ii, then 1, 2…"""
    writer = PdfWriter(clone_from=str(path))
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, len(writer.pages) - 1, style=PageLabelStyle.DECIMAL)
    writer.write(str(path))
    return path


def encrypt(path: Path, *, user: str, owner: str) -> Path:
    """The file behind passwords."""
    writer = PdfWriter(clone_from=PdfReader(str(path)))
    writer.encrypt(user, owner, algorithm="AES-256")
    writer.write(str(path))
    return path


def _grey_png(side: int = 16) -> bytes:
    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x80" * side for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
