"""Reads one PDF page with PDFium, and judges whether its text says what the page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ingest.readers.pdf.drawing import Drawing, read_drawing
from ingest.readers.pdf.flow import in_reading_order
from ingest.readers.pdf.hyphens import mended, reads_as_french
from ingest.readers.pdf.rows import Line
from ingest.readers.pdf.sheet import Frame, Sheet, Word
from ingest.readers.pdf.text import Run, read_runs, words_of

MAX_BROKEN_SHARE = 0.05  # of a page's words: with more of them holding unknown letters, its fonts cannot be read
A4_AREA = 595.0 * 842.0  # square points
THIN_TEXT = 100  # letters and digits an A4 page: a stamp, a page number; a page of text holds 1 500 and more
SCAN_SHARE = 0.5  # of the page: an image that covers more may be the page itself
SEEN_SHARE = 0.03  # of a page without text: a smaller image is an ornament
OUTLINED_PATHS = 100  # of a page without text: as many shapes may be its letters
PAPER_PIXELS = 120  # of the longer side: enough to tell a sheet of paper from a photograph
LIGHT = 180  # of 255
LIGHT_SHARE = 0.5  # of the pixels of a scanned sheet


def read_sheet(page: Any, number: int, label: str | None) -> Sheet:
    """What a `pypdfium2.PdfPage` shows. Slanted text is a watermark, and is left out."""
    runs, broken = read_runs(page)
    angles = _angles(runs, page.get_rotation() // 90)
    left, bottom, right, top = page.get_bbox()
    frame = Frame(left, bottom, right, top, angles[0])
    words = words_of(runs, frame)
    asides = tuple(_text(words_of(runs, replace(frame, turns=turns))) for turns in angles[1:])
    drawing = read_drawing(page, frame)
    if broken > MAX_BROKEN_SHARE or not reads_as_french([word.text for word in words]):
        return Sheet(number, label, (), (), (), blank=True)  # its fonts do not tell which letters they draw
    blank = _is_blank(page, words, drawing, frame)
    return Sheet(number, label, words, asides, drawing.rules, blank, empty=drawing.objects == 0)


def _angles(runs: Sequence[Run], rotation: int) -> list[int]:
    """Quarter turns of the page's text, most used first: a page printed sideways is read as if it were turned."""
    letters: Counter[int] = Counter()
    for run in runs:
        if run.turns is not None:
            letters[run.turns] += len(run.text)
    return [turns for turns, _ in letters.most_common()] or [rotation]


def _text(words: Sequence[Word]) -> str:
    return mended([line.text for line in in_reading_order(words) if isinstance(line, Line)])


def _is_blank(page: Any, words: Sequence[Word], drawing: Drawing, frame: Frame) -> bool:
    letters = sum(c.isalnum() for word in words for c in word.text)
    if not letters:
        return drawing.images >= SEEN_SHARE or drawing.paths >= OUTLINED_PATHS
    width, height = frame.size
    thin = letters < THIN_TEXT * width * height / A4_AREA
    # A cover's title over a photograph is all there is to read; a stamp over a scanned sheet is not.
    return thin and drawing.images >= SCAN_SHARE and _is_paper(page)


def _is_paper(page: Any) -> bool:
    """Whether the page is light, as a scanned sheet is and a photograph is not."""
    scale = PAPER_PIXELS / max(page.get_size())
    shades: list[int] = page.render(scale=scale, grayscale=True).to_pil().histogram()
    return sum(shades[LIGHT:]) >= LIGHT_SHARE * sum(shades)
