"""Tables without rules: rows whose cells stand under one another. Taken only where nothing else fits. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers.pdf.hyphens import mended
from ingest.readers.pdf.rows import Row, Table, rows_of, text_of
from ingest.readers.pdf.sheet import Word

CELL_GAP = 1.2  # of the size: what separates two cells of a row at least
MIN_ROWS = 3
MIN_ROWS_OF_PAIRS = 4  # two columns are a table on more rows, and when one of them holds figures
MAX_PITCH = 3.5  # of the size: rows further apart are not of one table
CLOSE_PITCH = 1.5  # of the size: a line that near goes on with the cells above
MIN_FILLED_SHARE = 0.6  # of the cells
MAX_CELL_CHARS = 300
PROSE_EMS = 8.0  # a column of text is wider than this many sizes,
PROSE_WIDTH = 0.75  # and its lines fill this much of it,
PROSE_SHARE = 0.6  # for this share of them
FIGURES_SHARE = 0.6  # of a column's cells

_MARKER = re.compile(r"[•◦▪‣·●○■□➢➤✓✔\uf000-\uf0ff–—*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})(?:\.\d{1,2})*[.)°]?")
_FIGURE = re.compile(r"\d|^(?:oui|non|x|néant|sans objet)$", re.I)
_LEADERS = re.compile(r"(?:\. ?){5,}|…{2,}")


@dataclass(slots=True)
class Segment:
    """Words of one row with no wide space between them."""

    words: list[Word]

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Its right edge."""
        return max(word.x1 for word in self.words)


@dataclass(slots=True)
class _Run:
    """Rows, one under another, whose segments keep to the same columns."""

    columns: list[tuple[float, float]] = field(default_factory=list)
    rows: list[list[Segment]] = field(default_factory=list)

    def take(self, segments: list[Segment]) -> bool:
        """Add a row, unless it does not fit: then nothing changes."""
        if self.rows and self._pitch(segments) > MAX_PITCH:
            return False
        if len(segments) < 2 and not (self.rows and self._pitch(segments) <= CLOSE_PITCH and self._fits(segments[0])):
            return False
        columns = _merged([*self.columns, *((segment.x0, segment.x1) for segment in segments)])
        if self.rows and len(columns) < max(2, len(self.columns)):
            return False
        if any(b[0] - a[1] < 0.5 * segments[0].words[0].size for a, b in pairwise(columns)):
            return False
        self.columns = columns
        self.rows.append(segments)
        return True

    def _pitch(self, segments: list[Segment]) -> float:
        first = segments[0].words[0]
        return (self.rows[-1][0].words[0].y - first.y) / first.size

    def _fits(self, segment: Segment) -> bool:
        return any(left - 1 <= segment.x0 <= right for left, right in self.columns)

    def column_of(self, segment: Segment) -> int:
        """The column that a segment stands in."""
        return next(n for n, (left, right) in enumerate(self.columns) if left <= segment.x0 <= right)


def aligned_tables(words: Sequence[Word]) -> tuple[tuple[Table, ...], tuple[Word, ...]]:
    """The page's tables without rules, and the words that stand in none of them."""
    tables: list[Table] = []
    taken: set[Word] = set()
    for run in _runs(rows_of(words)):
        if _is_table(run):
            tables.append(_table(run))
            taken |= {word for row in run.rows for segment in row for word in segment.words}
    return tuple(tables), tuple(word for word in words if word not in taken)


def _runs(rows: Sequence[Row]) -> Iterator[_Run]:
    run = _Run()
    for row in rows:
        segments = list(_segments(row))
        if not run.take(segments):
            yield run
            run = _Run()
            run.take(segments)
    yield run


def _segments(row: Row) -> Iterator[Segment]:
    pending: list[Word] = []
    for piece in row:
        if not isinstance(piece, Word):
            continue
        if pending and piece.x0 - pending[-1].x1 >= CELL_GAP * piece.size:
            yield Segment(pending)
            pending = []
        pending.append(piece)
    if pending:
        yield Segment(pending)


def _merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for left, right in sorted(intervals):
        if merged and left <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], right)
        else:
            merged.append((left, right))
    return merged


def _is_table(run: _Run) -> bool:
    full = [row for row in run.rows if len(row) > 1]
    width = len(run.columns)
    enough = width > 1 and len(full) >= (MIN_ROWS if width > 2 else MIN_ROWS_OF_PAIRS)
    if not enough or sum(map(len, full)) < MIN_FILLED_SHARE * width * len(full):
        return False
    columns = [[segment for row in full for segment in row if run.column_of(segment) == n] for n in range(width)]
    prose = sum(_is_prose(column, *run.columns[n]) for n, column in enumerate(columns))
    longest = max(len(cell) for row in _cells(run) for cell in row)
    texts = [[text_of(segment.words) for segment in column] for column in columns]
    return prose < 2 and longest <= MAX_CELL_CHARS and _are_cells(texts)


def _are_cells(columns: Sequence[Sequence[str]]) -> bool:
    """Whether the columns hold more than the bullets of a list, or dots that lead to page numbers."""
    if any(_LEADERS.search(text) for column in columns for text in column):
        return False
    if all(_MARKER.fullmatch(text) for text in columns[0]):
        return False
    return len(columns) > 2 or _holds_figures(columns[1])


def _is_prose(column: Sequence[Segment], left: float, right: float) -> bool:
    """Whether lines fill the column from edge to edge, as running text does and cells do not."""
    size = column[0].words[0].size
    full = sum(segment.x1 - segment.x0 >= PROSE_WIDTH * (right - left) for segment in column)
    return right - left >= PROSE_EMS * size and full >= PROSE_SHARE * len(column)


def _holds_figures(texts: Sequence[str]) -> bool:
    return sum(bool(_FIGURE.search(text)) for text in texts[1:]) >= FIGURES_SHARE * (len(texts) - 1)


def _table(run: _Run) -> Table:
    words = [word for row in run.rows for segment in row for word in segment.words]
    return Table(
        _cells(run),
        run.columns[0][0],
        run.columns[-1][1],
        max(word.top for word in words),
        min(word.bottom for word in words),
    )


def _cells(run: _Run) -> tuple[tuple[str, ...], ...]:
    """The rows of the table; a near line that leaves its first cell empty, or is alone, goes on with the row above."""
    rows: list[list[list[str]]] = []
    above = 0.0
    for segments in run.rows:
        first = segments[0].words[0]
        close = above - first.y <= CLOSE_PITCH * first.size
        goes_on = rows and close and (len(segments) == 1 or run.column_of(segments[0]) > 0)
        if not goes_on:
            rows.append([[] for _ in run.columns])
        for segment in segments:
            rows[-1][run.column_of(segment)].append(text_of(segment.words))
        above = first.y
    return tuple(tuple(mended(cell) for cell in row) for row in rows)
