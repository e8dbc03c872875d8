"""The words of a PDF page: the only use of PDFium's text extraction."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from ctypes import c_double
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from domain.text import normalise
from ingest.readers.pdf.sheet import Box, Frame, Point, Word

MAX_PAGE_CHARS = 200_000  # a page of dense print holds 10 000
WORD_GAP = 0.9  # of the size: letters further apart than this are two words
LINE_SHIFT = 0.15  # of the size: a baseline moved by more ends a word (a superscript, another line)
SLANT = 0.05  # of a quarter turn: text further off the square is a watermark

_HYPHENS = {2: "-", 0xFFFE: "-"}  # what PDFium gives for a hyphen at a line's end
_SYMBOL_BULLETS = range(0xF020, 0xF100)  # Symbol and Wingdings: bullets, arrows, boxes
_DRAWN_BULLET = "\x7f"  # where some producers put the bullet of a standard font
_SOFT_HYPHEN = "\u00ad"
_UNKNOWN = "\ufffd"
_MAY_HOLD_CALL = re.compile(r"\D\d|\*")


@dataclass(frozen=True, slots=True)
class Run:
    """A word in the page's own axes; `turns` is its angle in quarters, None when slanted."""

    text: str
    start: Point
    box: Box
    size: float
    turns: int | None


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter where PDFium places it: the origin is on the baseline, the box as high as its font."""

    text: str
    index: int
    origin: Point
    box: Box


def read_runs(page: Any) -> tuple[tuple[Run, ...], float]:
    """The words of a `pypdfium2.PdfPage` in the file's order, and the share of them that hold letters unknown."""
    with closing(page.get_textpage()) as textpage:
        raw = textpage.raw
        tokens = [_known(token) for token in _tokens(raw)]
        runs = tuple(run for token, _ in tokens for run in _runs(raw, token))
    return runs, sum(broken for _, broken in tokens) / len(tokens) if tokens else 0.0


def _known(token: Sequence[tuple[int, str]]) -> tuple[list[tuple[int, str]], bool]:
    """The characters that mean something, and whether others stand among them.

    A symbol of its own is no broken word: it is a bullet, or an ornament (an arrow, a telephone).
    """
    if len(token) == 1 and ord(token[0][1]) in _SYMBOL_BULLETS:
        return [(token[0][0], "•")], False
    known = [letter for letter in token if not _means_nothing(letter[1])]
    return known, len(known) < len(token) > 1


def _tokens(raw: Any) -> Iterator[list[tuple[int, str]]]:
    """The characters between spaces, each with its index."""
    token: list[tuple[int, str]] = []
    for index in range(min(pdfium.FPDFText_CountChars(raw), MAX_PAGE_CHARS)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        letter = _HYPHENS.get(code) or (chr(code) if code <= sys.maxunicode else _UNKNOWN)
        if not letter.isspace():
            token.append((index, _UNKNOWN if pdfium.FPDFText_HasUnicodeMapError(raw, index) == 1 else letter))
        elif token:
            yield token
            token = []
    if token:
        yield token


def _runs(raw: Any, token: Sequence[tuple[int, str]]) -> Iterator[Run]:
    """The words of a stretch without spaces: one, unless a letter of it is raised, or stands elsewhere."""
    if not token:
        return
    text = "".join(letter for _, letter in token)
    size, turns = _size_and_turns(raw, token[0][0])
    # Placing each letter takes most of the time: where the two ends agree and no call can hide, they are enough.
    ends = [_place(raw, index, letter) for index, letter in (token[0], token[-1])]
    if not _MAY_HOLD_CALL.search(text) and _one_word(ends[0], ends[1], size, turns, len(text) - 1):
        yield Run(text, ends[0].origin, _around(ends), size, turns)
        return
    pending: list[_Letter] = []
    for letter in (_place(raw, index, letter) for index, letter in token):
        if pending and not _one_word(pending[-1], letter, size, turns, 1):
            yield Run("".join(one.text for one in pending), pending[0].origin, _around(pending), size, turns)
            pending = []
            size, turns = _size_and_turns(raw, letter.index)
        pending.append(letter)
    yield Run("".join(one.text for one in pending), pending[0].origin, _around(pending), size, turns)


def _one_word(one: _Letter, other: _Letter, size: float, turns: int | None, steps: int) -> bool:
    """Whether `other` may stand `steps` letters after `one` in a word, in whichever direction it is written."""
    level = turns is None or turns % 2 == 0
    dx, dy = other.origin[0] - one.origin[0], other.origin[1] - one.origin[1]
    along, across = (dx, dy) if level else (dy, dx)
    if turns in (2, 3):
        along = -along
    return abs(across) <= LINE_SHIFT * size and -0.5 * size <= along <= steps * (1 + WORD_GAP) * size


def _around(letters: Sequence[_Letter]) -> Box:
    boxes = [letter.box for letter in letters]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def words_of(runs: tuple[Run, ...], frame: Frame) -> tuple[Word, ...]:
    """The words that are upright in this frame and stand on the page, in the file's order."""
    width, height = frame.size
    words = []
    for run in runs:
        if run.turns != frame.turns:
            continue
        left, _, right, _ = frame.box(run.box)
        baseline = frame.place(*run.start)[1]
        if 0 <= (left + right) / 2 <= width and 0 <= baseline <= height:  # printers' marks stand outside
            words.append(Word(_spelling(run.text), left, right, baseline, run.size))
    return tuple(words)


def _spelling(text: str) -> str:
    """One spelling of the characters; a soft hyphen stays at the end, where it says that the word goes on."""
    if text.isascii():
        return text
    return normalise(text) + (_SOFT_HYPHEN if text.endswith(_SOFT_HYPHEN) else "")


def _means_nothing(letter: str) -> bool:
    return letter == _UNKNOWN or not (letter.isprintable() or letter in (_SOFT_HYPHEN, _DRAWN_BULLET))


def _place(raw: Any, index: int, letter: str) -> _Letter:
    x, y, rect = c_double(), c_double(), pdfium.FS_RECTF()
    pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
    pdfium.FPDFText_GetLooseCharBox(raw, index, rect)
    return _Letter(letter, index, (x.value, y.value), (rect.left, rect.bottom, rect.right, rect.top))


def _size_and_turns(raw: Any, index: int) -> tuple[float, int | None]:
    """The size in points (many producers write size 1 and a matrix of 11), and the letter's angle.

    Text that climbs, a quarter turn anticlockwise, is upright in a frame turned once clockwise.
    """
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    size = abs(pdfium.FPDFText_GetFontSize(raw, index)) * math.hypot(matrix.c, matrix.d)
    quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
    if not math.isfinite(size) or not math.isfinite(quarters):
        return 1.0, None
    square = round(quarters)
    return size or 1.0, square % 4 if abs(quarters - square) < SLANT else None
