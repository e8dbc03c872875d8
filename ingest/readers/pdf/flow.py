"""Puts the words of a page in reading order, by their places alone: rows, columns, what spans them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.readers.pdf.rows import Line, Piece, Row, Table, lines_of, rows_of

GUTTER = 0.7  # of the size: what separates two columns at least; a space between words is a third of the size
LONE_MARGIN = 0.6  # of its size: the same around a line in the size of the text
WINDOW = 15  # rows above and below a line that tell whether it spans columns
MAX_STARTS = 12  # left edges of columns that are tried: a map has thousands
MAX_CUTS = 50  # of a page into columns, one within the other
TOGETHER = 2.5  # of a heading's size: columns whose ends are nearer than this end together
MIN_COLUMN_ROWS = 3
MIN_COLUMN_CHARS = 16  # letters of its median row: narrower is a margin of numbers, labels or options
LEFT_SHARE = 0.6  # of the right column's rows: the left column is filled first, labels beside a text are few
HEADING_FACTOR = 1.12  # a line this much larger than the text is a heading
HEADING_MARGIN = 0.2  # of its size: what stays clear around a heading, in the other column too, when it spans both


def in_reading_order(pieces: Sequence[Piece]) -> tuple[Line | Table, ...]:
    """Lines and tables: from top to bottom, and column by column where the page has columns."""
    return tuple(line for row in ordered_rows(pieces) for line in lines_of(row))


def ordered_rows(pieces: Sequence[Piece], known: frozenset[float] = frozenset(), cuts: int = 0) -> tuple[Row, ...]:
    """Rows from top to bottom, column by column where the page has columns.

    `known` are gutters found elsewhere on the page: there, a last line or two are columns as well.
    """
    rows = rows_of(pieces)
    band = _columns(rows, known) if cuts < MAX_CUTS else None
    if band is None:
        return rows
    parts = (
        [piece for row in rows[: band.start] for piece in row],
        [piece for row in rows[band.start : band.end] for piece in row if piece.x0 < band.x],
        [piece for row in rows[band.start : band.end] for piece in row if piece.x0 >= band.x],
        [piece for row in rows[band.end :] for piece in row],
    )
    return tuple(row for part in parts for row in ordered_rows(part, known | {band.x}, cuts + 1))


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows [start, end) that a gutter ending at x cuts in two columns."""

    start: int
    end: int
    x: float


def _columns(rows: Sequence[Row], known: frozenset[float]) -> _Band | None:
    """The tallest stretch of rows in two columns or more, cut at one of its gutters."""
    bands = [band for x in _column_starts(rows) for band in _bands(rows, x, MIN_COLUMN_ROWS)]
    bands = bands or [band for x in known for band in _bands(rows, x, 1)]
    return max(bands, key=lambda band: band.end - band.start, default=None)


def _column_starts(rows: Sequence[Row]) -> list[float]:
    """Left edges, other than the leftmost, where at least three stretches of text begin."""
    starts: Counter[int] = Counter()
    for row in rows:
        starts[round(row[0].x0)] += 1
        starts.update(round(b.x0) for a, b in pairwise(row) if b.x0 - a.x1 >= GUTTER * _letter(b))
    near = Counter({x: starts[x - 1] + starts[x] + starts[x + 1] for x in tuple(starts)})
    return [x - 1.0 for x, rows_there in near.most_common(MAX_STARTS) if rows_there >= MIN_COLUMN_ROWS]


def _letter(piece: Piece) -> float:
    return 0.0 if isinstance(piece, Table) else piece.size


def _bands(rows: Sequence[Row], x: float, least: int) -> Iterator[_Band]:
    sides = [_cut(row, x) for row in rows]
    start = 0
    for index in range(len(rows) + 1):
        if index == len(rows) or sides[index] is None or _spanning_heading(index, sides):
            if _are_columns([side for side in sides[start:index] if side is not None], least):
                yield _Band(start, index, x)
            start = index + 1


def _cut(row: Row, x: float) -> tuple[Row, Row] | None:
    """What stands on each side of x, or None when something crosses it."""
    left = tuple(piece for piece in row if piece.x0 < x)
    right = row[len(left) :]
    clear = GUTTER * max(_letter(piece) for piece in row)
    edge = max((piece.x1 for piece in left), default=x - clear)
    return None if edge > (right[0].x0 if right else x + 1.0) - clear else (left, right)


def _spanning_heading(index: int, sides: Sequence[tuple[Row, Row] | None]) -> bool:
    """Whether a line of the left column, larger or lone, stands clear of the right one, which goes on around it.

    Or below it, where both columns end.
    """
    side = sides[index]
    if side is None or not side[0] or side[1]:
        return False
    size = min(map(_letter, side[0]))
    near = [other for other in sides[max(index - WINDOW, 0) : index + WINDOW + 1] if other and other is not side]
    others = [piece for other in near for row in other for piece in row]
    facing = [piece for other in near for piece in other[1]]
    if not facing:
        return False
    larger = size >= HEADING_FACTOR * median(map(_letter, others))
    margin = (HEADING_MARGIN if larger else LONE_MARGIN) * size
    top = max(piece.top for piece in side[0]) + margin
    bottom = min(piece.bottom for piece in side[0]) - margin
    clear = all(piece.bottom >= top or piece.top <= bottom for piece in (facing if larger else others))
    if not clear or not any(piece.y > top for piece in facing):
        return False
    if any(piece.y < bottom for piece in facing):
        return True
    # Below both columns: they end together, as columns do above what spans them.
    left_end = min((piece.bottom for piece in others if piece.y > top and piece not in facing), default=0.0)
    return larger and abs(min(piece.bottom for piece in facing) - left_end) <= TOGETHER * size


def _are_columns(sides: Sequence[tuple[Row, Row]], least: int) -> bool:
    left = [row for row, _ in sides if row]
    right = [row for _, row in sides if row]
    if len(right) < least or len(left) < max(least, LEFT_SHARE * len(right)):
        return False
    beside = min(_top(left), _top(right)) > max(_bottom(left), _bottom(right))
    return beside and min(_chars(left), _chars(right)) >= MIN_COLUMN_CHARS


def _top(rows: Sequence[Row]) -> float:
    return max(piece.top for row in rows for piece in row)


def _bottom(rows: Sequence[Row]) -> float:
    return min(piece.bottom for row in rows for piece in row)


def _chars(rows: Iterable[Row]) -> float:
    """Letters of the median row; a table counts as a full row."""
    return median(sum(40 if isinstance(piece, Table) else len(piece.text) for piece in row) for row in rows)
