"""Words side by side as rows, rows as lines of text. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf.sheet import Word

APART = 3.0  # sizes between two words of one row that are two lines: a running head and its page number
TOUCHING = 0.1  # of the size: words nearer than this are one, cut by a superscript
NEAR = 0.5  # of its row's size: a raised word further from the one before is not its superscript
SMALL = 0.85  # of its row's size: a raised word no larger than this is a superscript
RAISED = 0.15  # of the size

_CALL = re.compile(r"[(\[]?(?:\d{1,3}|\*{1,3})[)\]]?,?")
_UNIT = re.compile(r"(?:^|[\d\s/])[kcmd]?m$")
_POWERS = {"2": "²", "3": "³"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: left and right edges, baseline, and the size of most of its letters."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a table, row by row, and its place; a row of one cell spans all columns.

    `runs_over` says that the end of its last row was on the next page.
    """

    rows: tuple[tuple[str, ...], ...]
    x0: float
    x1: float
    top: float
    bottom: float
    runs_over: bool = False

    @property
    def y(self) -> float:
        """Where it begins."""
        return self.top

    @property
    def size(self) -> float:
        """Its height: nothing stands beside a table on its row."""
        return self.top - self.bottom


Piece = Word | Table
Row = tuple[Piece, ...]


def rows_of(pieces: Iterable[Piece]) -> tuple[Row, ...]:
    """Pieces that stand side by side, each row from left to right, from the top of the page."""
    rows: list[list[Piece]] = []
    largest: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.y, piece.x0)):
        if rows and _side_by_side(largest[-1], piece):
            rows[-1].append(piece)
            if piece.size > largest[-1].size:
                largest[-1] = piece
        else:
            rows.append([piece])
            largest.append(piece)
    return tuple(tuple(sorted(row, key=lambda piece: piece.x0)) for row in rows)


def text_of(words: Sequence[Word]) -> str:
    """The words of one row, read from left to right; calls of notes are left out, « m2 » raised is « m² »."""
    size = _usual_size(words)  # not the largest: a list's bullet or an initial may be larger, and stand lower
    base = min(word.y for word in words if word.size > SMALL * size)

    def is_raised(word: Word) -> bool:
        return word.size <= SMALL * size and word.y - base > RAISED * size

    text = words[0].text
    for previous, word in pairwise(words):
        gap = word.x0 - previous.x1
        if is_raised(word) and gap < NEAR * size:
            text += _superscript(word.text, text)
        else:
            # A number raised before all is that of a note: a space follows it.
            touches = gap < TOUCHING * word.size and not (previous is words[0] and is_raised(previous))
            text += word.text if touches else f" {word.text}"
    return text


def _superscript(raised: str, before: str) -> str:
    if raised in _POWERS and _UNIT.search(before):
        return _POWERS[raised]
    if raised in ("o", "°") and before[-1:] in ("n", "N"):
        return "°"
    return "" if _CALL.fullmatch(raised) else raised


def _side_by_side(one: Piece, other: Piece) -> bool:
    if isinstance(one, Table) or isinstance(other, Table) or one.y - other.y > max(one.size, other.size):
        return False
    if one.y == other.y:
        return True
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared >= 0.5 * min(one.top - one.bottom, other.top - other.bottom)


def strips_of(row: Row) -> Iterator[Row]:
    """A row cut where its pieces are far apart: a running head and its page number are two."""
    pending: list[Piece] = []
    for piece in row:
        if pending and piece.x0 - pending[-1].x1 > APART * piece.size:
            yield tuple(pending)
            pending = []
        pending.append(piece)
    yield tuple(pending)


def lines_of(row: Row) -> Iterator[Line | Table]:
    """The lines of a row; a table is a row of its own."""
    for strip in strips_of(row):
        words = [piece for piece in strip if isinstance(piece, Word)]
        if words:
            yield _line(words)
        yield from (piece for piece in strip if isinstance(piece, Table))


def _line(words: Sequence[Word]) -> Line:
    size = _usual_size(words)
    base = next(word.y for word in words if word.size == size)
    return Line(text_of(words), words[0].x0, max(word.x1 for word in words), base, size)


def _usual_size(words: Sequence[Word]) -> float:
    """The size of most letters."""
    letters: Counter[float] = Counter()
    for word in words:
        letters[word.size] += len(word.text)
    return max(letters, key=lambda size: (letters[size], size))
