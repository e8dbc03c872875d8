"""The rows of a PDF table as text that can be read alone, its header carried over page breaks. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain.text import words
from ingest.readers.pdf.hyphens import mended
from ingest.readers.pdf.rows import Line, Table
from ingest.readers.tables import table_row

SAME_EDGE = 6.0  # points: tables on two pages whose sides are nearer than this may be one
_STOPS = ".;:!?"


def row_texts(table: Table) -> Iterator[str]:
    """Each row with its headers; a row that spans the table, or is all there is, stands alone."""
    header = header_of(table)
    for row in table.rows:
        if len(row) == 1 or len(table.rows) == 1:
            yield table_row((), row)
        elif row != header and (text := table_row(header, row)):
            yield text


def header_of(table: Table) -> tuple[str, ...]:
    """The first row with more than one cell filled; none in a table of spanning rows."""
    return next((row for row in table.rows if sum(map(bool, row)) > 1), ())


def linked(
    before: Sequence[Line | Table], after: Sequence[Line | Table]
) -> tuple[tuple[Line | Table, ...], tuple[Line | Table, ...]]:
    """The pieces of a page and of the next one; a table that goes on from one to the other keeps its header.

    A row that the break cuts is whole in the first.
    """
    last, first = (before[-1] if before else None), (after[0] if after else None)
    if not isinstance(last, Table) or not isinstance(first, Table) or not _goes_on(last, first):
        return tuple(before), tuple(after)
    header = header_of(last)
    rows = first.rows[1:] if _same(first.rows[0], header) else first.rows
    if rows and _is_rest(rows[0], last.rows[-1]):
        whole = tuple(mended(pair) for pair in zip(last.rows[-1], rows[0], strict=True))
        last, rows = replace(last, rows=(*last.rows[:-1], whole), runs_over=True), rows[1:]
    going_on = (replace(first, rows=(header, *rows)),) if rows else ()
    return (*before[:-1], last), (*going_on, *after[1:])


def _goes_on(before: Table, table: Table) -> bool:
    """Whether two tables have their sides at the same places, and as many columns."""
    aligned = abs(table.x0 - before.x0) <= SAME_EDGE and abs(table.x1 - before.x1) <= SAME_EDGE
    return aligned and len(header_of(before)) == max(map(len, table.rows))


def _is_rest(row: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """Whether a row holds the end of cells of the row above: few of them, not the first, each cut in a sentence."""
    filled = [n for n, cell in enumerate(row) if cell]
    if row[0] or len(row) != len(above) or 2 * len(filled) > len(row):
        return False
    return all(above[n] and above[n][-1] not in _STOPS for n in filled)


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return [words(cell) for cell in one] == [words(cell) for cell in other]
