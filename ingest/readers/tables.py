"""Rows of a table as text that can be read alone: each one repeats its headers. Shared by every reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.types import Block, BlockKind


def table_row(headers: Sequence[str], values: Sequence[str]) -> str:
    """« En-tête : valeur ; … »: a row that can be read alone. Empty cells are left out."""
    cells = []
    for index, value in enumerate(values):
        header = headers[index] if index < len(headers) else ""
        if value:
            cells.append(f"{header} : {value}" if header else value)
    return " ; ".join(cells)


def table_blocks(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    """One TABLE_ROW block a row below the first, which holds the headers; a table of one row is that row."""
    if len(rows) == 1:
        yield Block(BlockKind.TABLE_ROW, table_row((), rows[0]))
    for row in rows[1:]:
        if text := table_row(rows[0], row):
            yield Block(BlockKind.TABLE_ROW, text)
