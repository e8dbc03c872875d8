"""Ruled tables of a PDF page: pdfplumber finds the cells between the rules, the page's own words fill them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from ingest.readers.pdf.flow import in_reading_order
from ingest.readers.pdf.hyphens import mended
from ingest.readers.pdf.rows import Line, Table
from ingest.readers.pdf.sheet import Box, Rule, Word

MAX_RULES = 1_500  # of a page: more are a drawing
MAX_CROSSINGS = 2_500  # of these rules: finding cells takes the square of their number
SNAP = 3.0  # points: rules nearer than this are one
CORNER = 10.0  # points: how far from its sides the level rules of a frame with round corners may end
MIN_OPEN_ROWS = 3  # level rules of one length that make the open sides of a table
MAX_CELL_CHARS = 1_500  # a longer cell is a page laid out with frames
MIN_FILLED_SHARE = 0.4  # of the cells: an emptier grid is a form or a chart

Edge = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's place in the grid: its rows and columns, ends excluded, and its text."""

    row: int
    row_end: int
    column: int
    column_end: int
    text: str


def ruled_tables(words: Sequence[Word], rules: Sequence[Rule]) -> tuple[tuple[Table, ...], tuple[Word, ...]]:
    """The page's tables between rules, and the words that stand in none of them."""
    tables = []
    left = tuple(words)
    for boxes in _grids(rules):
        table = _table(boxes, left)
        if table:
            tables.append(table)
            left = tuple(word for word in left if not _inside(word, (table.x0, table.bottom, table.x1, table.top)))
    return tuple(tables), left


def _grids(rules: Sequence[Rule]) -> list[list[Box]]:
    """Cells (left, bottom, right, top) of each grid that the rules draw."""
    level = sum(rule.y0 == rule.y1 for rule in rules)
    if len(rules) > MAX_RULES or level < 2 or len(rules) - level < 1:
        return []
    edges = _merged([_edge(rule) for rule in rules])
    edges = _merged([*edges, *_open_sides(edges)])
    crossings = edges_to_intersections(edges, SNAP, SNAP)
    if len(crossings) > MAX_CROSSINGS:
        return []
    found = cells_to_tables(intersections_to_cells(crossings))
    return [[(x0, -bottom, x1, -top) for x0, top, x1, bottom in cells] for cells in found]


def _merged(edges: list[Edge]) -> list[Edge]:
    merged: list[Edge] = merge_edges(edges, SNAP, SNAP, SNAP, SNAP)
    return merged


def _edge(rule: Rule) -> Edge:
    """As pdfplumber wants it: heights grow downwards."""
    return {
        "x0": rule.x0, "x1": rule.x1, "top": -rule.y1, "bottom": -rule.y0, "doctop": -rule.y1,
        "width": rule.x1 - rule.x0, "height": rule.y1 - rule.y0,
        "orientation": "h" if rule.y0 == rule.y1 else "v", "object_type": "line",
    }  # fmt: skip


def _open_sides(edges: Sequence[Edge]) -> list[Edge]:
    """The sides that a table without outer rules lacks: where three level rules or more begin and end alike.

    What closed tables or frames leave between them, one above the other, is not a table.
    """
    level = sorted((edge for edge in edges if edge["orientation"] == "h"), key=lambda edge: (edge["x0"], edge["x1"]))
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    groups: list[list[Edge]] = []
    for edge in level:
        last = groups[-1][-1] if groups else None
        if last and abs(last["x0"] - edge["x0"]) <= SNAP and abs(last["x1"] - edge["x1"]) <= SNAP:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    sides = []
    for group in groups:
        left, right = group[0]["x0"], group[0]["x1"]
        heights = sorted(-edge["top"] for edge in group)
        gaps = [(low, high, _closed(upright, (left, right), low, high)) for low, high in pairwise(heights)]
        for closed, run in groupby(gaps, key=lambda gap: gap[2]):
            stretch = list(run)
            if not closed and len(stretch) >= MIN_OPEN_ROWS - 1:
                sides += [_edge(Rule(x, stretch[0][0], x, stretch[-1][1])) for x in (left, right)]
    return sides


def _closed(upright: Sequence[Edge], sides: Iterable[float], low: float, high: float) -> bool:
    """Whether upright rules stand on both sides most of the way between two heights."""
    return all(
        any(
            abs(edge["x0"] - side) <= CORNER and min(high, -edge["top"]) - max(low, -edge["bottom"]) > (high - low) / 2
            for edge in upright
        )
        for side in sides
    )


def _table(boxes: Sequence[Box], words: Sequence[Word]) -> Table | None:
    columns = _distinct(x for box in boxes for x in (box[0], box[2]))
    levels = _distinct(-y for box in boxes for y in (box[1], box[3]))
    words = [word for word in words if _inside(word, (columns[0], -levels[-1], columns[-1], -levels[0]))]
    cells = [
        Cell(
            _nearest(levels, -box[3]), _nearest(levels, -box[1]),
            _nearest(columns, box[0]), _nearest(columns, box[2]),
            cell_text([word for word in words if _inside(word, box)]),
        )
        for box in boxes
    ]  # fmt: skip
    height, width = len(levels) - 1, len(columns) - 1
    filled = [cell for cell in cells if cell.text]
    if height < 2 or width < 2 or len(filled) < MIN_FILLED_SHARE * len(cells):
        return None
    if max(len(cell.text) for cell in filled) > MAX_CELL_CHARS:
        return None
    rows = tuple(row for n in range(height) if any(row := _row(n, width, filled)))
    return Table(rows, columns[0], columns[-1], -levels[0], -levels[-1])


def _row(number: int, width: int, cells: Sequence[Cell]) -> tuple[str, ...]:
    """One row's cells; what spans rows is repeated in each, so that each can be read alone."""
    texts = [""] * width
    here = [cell for cell in cells if cell.row <= number < cell.row_end]
    for cell in here:
        texts[cell.column] = cell.text
    if len(here) == 1 and here[0].column_end - here[0].column == width:
        return (here[0].text,)
    return tuple(texts)


def cell_text(words: Sequence[Word]) -> str:
    """The words of a cell as one line."""
    return mended([line.text for line in in_reading_order(words) if isinstance(line, Line)])


def _inside(word: Word, box: Box) -> bool:
    left, bottom, right, top = box
    return left <= (word.x0 + word.x1) / 2 <= right and bottom <= word.y + 0.3 * word.size <= top


def _distinct(values: Iterable[float]) -> list[float]:
    """The values in order, those nearer than SNAP once."""
    ordered = sorted(values)
    return ordered[:1] + [b for a, b in pairwise(ordered) if b - a > SNAP]


def _nearest(values: Sequence[float], wanted: float) -> int:
    return min(range(len(values)), key=lambda n: abs(values[n] - wanted))
