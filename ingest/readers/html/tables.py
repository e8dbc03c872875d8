"""Tables of a web page → rows that can be read alone: merged cells repeated, headers told from values."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from domain.types import Block, BlockKind
from ingest.readers.grid import Row, distinct, merged_headers, repeated
from ingest.readers.html.page import Node, int_attribute
from ingest.readers.tables import table_row

MAX_SPAN = 100
"""A cell that claims more columns or rows is cut: « colspan="100000000" » must not fill the memory."""

Text = Callable[[Node], str]


def is_data(table: Node) -> bool:
    """Whether a table holds data, rather than laying out the page as old sites do."""
    if table.get("role", "").lower() in ("presentation", "none"):
        return False
    if (
        next(table.iterdescendants("h1", "h2", "h3", "h4", "h5", "h6", "form", "article", "main", "table"), None)
        is not None
    ):
        return False
    if table.find(".//th") is None and any(_is_column(cell) for cell in table.iter("td")):
        return False
    return any(len(row.findall("td")) + len(row.findall("th")) > 1 for row in table.iter("tr"))


def table_rows(table: Node, text: Text) -> Iterator[Block]:
    """A table's caption, then one TABLE_ROW a row, each with the headers above it.

    Without a header row nothing is made one: « Lundi | 9 h » over « Mardi | 10 h » reads « Lundi : 9 h »,
    « Mardi : 10 h ».
    """
    for caption in table.findall("caption"):
        yield Block(BlockKind.PARAGRAPH, text(caption))
    rows = tuple(_rows(table, text))
    top = next((i for i, row in enumerate(rows) if not row.header), 0)
    headers = merged_headers([row for row in rows[:top] if not row.single])
    for i, row in enumerate(rows):
        if row.single:
            yield Block(BlockKind.TABLE_ROW, " ".join(distinct(row.cells)))
        elif not headers and len(row.cells) == 2 and all(row.cells):
            yield Block(BlockKind.TABLE_ROW, f"{row.cells[0].rstrip(' :')} : {row.cells[1]}")
        elif i >= top:
            yield Block(BlockKind.TABLE_ROW, table_row(headers, row.cells))


def _rows(table: Node, text: Text) -> Iterator[Row]:
    """Rows in order; a cell that runs over several columns or rows stands in each of them."""
    running: dict[int, tuple[int, str]] = {}  # column → (rows still to fill, text)
    for row in table.iter("tr"):
        cells: list[str] = []
        own = row.xpath("td|th")
        for cell in own:
            _fill(cells, running)
            content, height = text(cell), _span(cell, "rowspan")
            again = repeated(content)
            for column in range(_span(cell, "colspan")):
                if height > 1:
                    running[len(cells)] = (height - 1, again)
                cells.append(again if column else content)
        _fill(cells, running)
        if any(cells):
            header = row.getparent().tag == "thead" or all(_is_header(cell) for cell in own if text(cell))
            yield Row(tuple(cells), header=header, single=len(own) == 1 and len(cells) > 1)


def _fill(cells: list[str], running: dict[int, tuple[int, str]]) -> None:
    """Add the cells that come from the rows above, from the next column on."""
    while (column := len(cells)) in running:
        left, content = running.pop(column)
        if left > 1:
            running[column] = (left - 1, content)
        cells.append(content)


def _is_column(cell: Node) -> bool:
    """Whether a cell holds a list or several paragraphs: a column of a page rather than a value."""
    return cell.find(".//li") is not None or len(cell.findall(".//p")) > 1


def _is_header(cell: Node) -> bool:
    """Whether a cell is marked as a header, or stands wholly in bold as old pages write their headers."""
    bold = "".join(cell.xpath(".//b//text()|.//strong//text()"))
    return cell.tag == "th" or bold.split() == "".join(cell.itertext()).split()


def _span(cell: Node, name: str) -> int:
    return max(1, min(int_attribute(cell, name, 1), MAX_SPAN))
