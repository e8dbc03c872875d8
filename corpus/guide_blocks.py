"""From a guide's text to what reportlab sets on its pages: headings, paragraphs, items, tables, boxes, figures.

One block a line: `# ` chapter, `## ` heading, `- ` item, `> ` box, `| a | b |` row of a table (the first is its
header), else a paragraph. `!étapes` or `!frise` and a caption open a figure: its parts are the lines up to a blank one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Any

from reportlab.graphics.shapes import Drawing, Line, Polygon, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.lib.utils import simpleSplit
from reportlab.platypus import Flowable, KeepTogether, LongTable, Paragraph, Spacer, TableStyle

INK, PALE, TINT, RULE = HexColor("#1b2a41"), HexColor("#5b6b82"), HexColor("#eef2f6"), HexColor("#9aa8b8")
WIDTH = A4[0] - 5 * cm  # of the text, in points
FIGURES = ("!étapes", "!frise")
_LABEL, _STEP_GAP, _PAD = 9, 16, 7


def style(name: str, size: float, *, bold: bool = False, **options: Any) -> ParagraphStyle:
    """A style in Helvetica, one of the fonts every PDF reader has: French accents, no font file."""
    font = "Helvetica-Bold" if bold else "Helvetica"
    return ParagraphStyle(name, fontName=font, fontSize=size, leading=size * 1.4, textColor=INK, **options)


CHAPTER = style("chapter", 19, bold=True, spaceBefore=22, spaceAfter=10, keepWithNext=1)
HEADING = style("heading", 14, bold=True, spaceBefore=14, spaceAfter=6, keepWithNext=1)
BODY = style("body", 11, spaceAfter=8)
ITEM = style("item", 11, leftIndent=16, bulletIndent=4, spaceAfter=4)
BOX = style("box", 11, backColor=TINT, borderPadding=8, leftIndent=8, rightIndent=8, spaceBefore=12, spaceAfter=16)
CELL = style("cell", 9.5)
HEADER = style("header", 9.5, bold=True)
CAPTION = style("caption", 9.5, spaceBefore=4, spaceAfter=12, alignment=1)
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, RULE),
        ("BACKGROUND", (0, 0), (-1, 0), TINT),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
)


def unbroken(text: str) -> str:
    """The text with no-break spaces where a line must not end: `L. 142-6`, `n° 12`, `60 000 €`, `« mot »`."""
    text = re.sub(r"(?<=\b[LR]\.) (?=\d)|(?<=n°) |(?<=\d) (?=\d{3}\b)| (?=[€%:;?!»])|(?<=«) ", "\u00a0", text)
    return escape(text, quote=False)


def flowables(text: str) -> Iterator[Flowable]:
    """The body of a guide."""
    for paragraph in text.split("\n\n"):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        if lines and lines[0].startswith(FIGURES):
            yield figure(lines[0], lines[1:])
            continue
        for is_row, group in groupby(lines, key=lambda line: line.startswith("|")):
            if is_row:
                yield from (table(list(group)), Spacer(1, 10))
            else:
                yield from map(_block, group)


def _block(line: str) -> Flowable:
    mark, _, rest = line.partition(" ")
    if mark == "-":
        return Paragraph(unbroken(rest), ITEM, bulletText="–")
    chosen = {"#": CHAPTER, "##": HEADING, ">": BOX}.get(mark, BODY)
    return Paragraph(unbroken(line if chosen is BODY else rest), chosen)


def table(lines: Sequence[str]) -> Flowable:
    """A ruled table, its header again on each page; the first column takes what the others leave."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    cells = [[Paragraph(unbroken(cell), CELL if n else HEADER) for cell in row] for n, row in enumerate(rows)]
    share = WIDTH / len(rows[0])
    return LongTable(cells, colWidths=[share] * len(rows[0]), repeatRows=1, style=_GRID)


def figure(opening: str, lines: Sequence[str]) -> Flowable:
    """A drawing over its caption, on one page."""
    kind, _, caption = opening.partition(" ")
    drawing = {"!étapes": _steps, "!frise": _timeline}[kind](lines)
    return KeepTogether([Spacer(1, 8), drawing, Paragraph(unbroken(caption), CAPTION)])


def _steps(lines: Sequence[str]) -> Drawing:
    """Boxes from top to bottom, an arrow from each to the next."""
    boxes = [simpleSplit(line, "Helvetica", _LABEL, 300) for line in lines]
    heights = [len(words) * 12 + 2 * _PAD for words in boxes]
    drawing = Drawing(WIDTH, sum(heights) + _STEP_GAP * (len(boxes) - 1))
    top = drawing.height
    for n, (words, height) in enumerate(zip(boxes, heights, strict=True)):
        drawing.add(Rect(WIDTH / 2 - 165, top - height, 330, height, 4, 4, fillColor=TINT, strokeColor=RULE))
        for row, text in enumerate(words):
            drawing.add(_label(WIDTH / 2, top - _PAD - 9 - 12 * row, text))
        top -= height
        if n < len(boxes) - 1:
            foot = top - _STEP_GAP
            drawing.add(Line(WIDTH / 2, top, WIDTH / 2, foot + 4, strokeColor=PALE))
            drawing.add(Polygon([WIDTH / 2 - 3, foot + 5, WIDTH / 2 + 3, foot + 5, WIDTH / 2, foot], fillColor=PALE))
            top = foot
    return drawing


def _timeline(lines: Sequence[str]) -> Drawing:
    """« date : what » along an upright line, oldest first."""
    height = 34 * len(lines)
    drawing = Drawing(WIDTH, height)
    drawing.add(Line(120, 0, 120, height, strokeColor=RULE, strokeWidth=1.5))
    for n, line in enumerate(lines):
        day, _, what = line.partition(" : ")
        y = height - 34 * n - 14
        drawing.add(Rect(116, y - 1, 8, 8, 4, 4, fillColor=INK, strokeColor=INK))
        drawing.add(_label(108, y, day, anchor="end", font="Helvetica-Bold"))
        for row, text in enumerate(simpleSplit(what, "Helvetica", _LABEL, WIDTH - 136)):
            drawing.add(_label(134, y - 11 * row, text, anchor="start"))
    return drawing


def _label(x: float, y: float, text: str, *, anchor: str = "middle", font: str = "Helvetica") -> String:
    return String(x, y, text, fontName=font, fontSize=_LABEL, fillColor=INK, textAnchor=anchor)
