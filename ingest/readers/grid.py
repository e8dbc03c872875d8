"""A table whose rows are known → rows that can be read alone. Shared by word processors and web pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.types import Block, BlockKind
from ingest.readers.tables import table_row

MAX_SPAN = 50
"""A cell that claims more columns or rows is cut: one number in a file must not fill the memory."""
MAX_REPEATED_CHARS = 80
"""A longer text of a merged cell is said once, not in each column and row that the cell runs over."""
_MAX_HEADER_CHARS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """Texts by column; a merged cell stands in each column and row that it runs over.

    `header` when the file says that the row heads the table, `bold` when all of it is in bold, `single` when
    one cell fills the row.
    """

    cells: tuple[str, ...]
    header: bool = False
    bold: bool = False
    single: bool = False


def repeated(text: str) -> str:
    """What a merged cell says in the columns and rows after its first."""
    return text if len(text) <= MAX_REPEATED_CHARS else ""


def row_blocks(rows: Sequence[Row]) -> Iterator[Block]:
    """One TABLE_ROW a row, with the headers above it; header rows printed again on another page are dropped.

    Without a header row nothing is made one: « Lundi | 9 h » over « Mardi | 10 h » reads « Lundi : 9 h »,
    « Mardi : 10 h ».
    """
    rows = [row for row in rows if any(row.cells)]
    top = _header_rows(rows)
    heads, body = rows[:top], rows[top:]
    headers = merged_headers([row for row in heads if not row.single])
    alone = heads if not body else [row for row in heads if row.single]
    for text in (table_row((), distinct(row.cells)) for row in alone):
        yield Block(BlockKind.TABLE_ROW, text)
    said = {row.cells for row in heads}
    for row in body:
        if row.cells not in said:
            yield Block(BlockKind.TABLE_ROW, _row_text(row, headers))


def _header_rows(rows: Sequence[Row]) -> int:
    """How many rows at the top are headers: those that say so, else the first one if it reads as such."""
    marked = next((i for i, row in enumerate(rows) if not row.header), len(rows))
    if marked or len(rows) < 2:
        return marked
    title = 1 if rows[0].single and len(rows) > 2 else 0  # a title over the headers
    first, below = rows[title], rows[title + 1 :]
    return title + 1 if _reads_as_header(first, below) else 0


def _reads_as_header(first: Row, below: Sequence[Row]) -> bool:
    """Whether a row that is not marked heads the others: in bold, or labels over three columns or more."""
    labels = all(first.cells[1:]) and all(len(cell) <= _MAX_HEADER_CHARS for cell in first.cells)
    if first.single or not labels or all(row.bold for row in below):
        return False
    if first.bold:
        return True
    again = any(
        cell and cell in (row.cells[i] for row in below if i < len(row.cells)) for i, cell in enumerate(first.cells)
    )
    return len(first.cells) > 2 and not again and not any(c.isdigit() for cell in first.cells for c in cell)


def _row_text(row: Row, headers: Sequence[str]) -> str:
    if row.single:
        return table_row((), distinct(row.cells))
    if not headers and len(row.cells) == 2 and all(row.cells):
        return f"{row.cells[0].rstrip(' :')} : {row.cells[1]}"
    return table_row(headers, row.cells)


def merged_headers(rows: Sequence[Row]) -> tuple[str, ...]:
    """Headers on several lines, as one a column: « Tarif – Enfant »."""
    width = max((len(row.cells) for row in rows), default=0)
    columns = ([row.cells[i] for row in rows if i < len(row.cells)] for i in range(width))
    return tuple(" – ".join(distinct(column)) for column in columns)


def distinct(texts: Sequence[str]) -> tuple[str, ...]:
    """The texts that say something, each once."""
    return tuple(dict.fromkeys(text for text in texts if text))


def cell_text(blocks: Sequence[Block]) -> str:
    """What a cell says, on one line: « acte de vente, plan » for its list; tables within it are left out."""
    text = ""
    for block in blocks:
        if block.kind is BlockKind.TABLE_ROW or not block.text:
            continue
        listed = block.kind is BlockKind.LIST_ITEM and text and text[-1].isalnum()
        text = f"{text}, {block.text}" if listed else f"{text} {block.text}".strip()
    return text
