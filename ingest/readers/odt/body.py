"""The body of a LibreOffice text → pieces in reading order."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from odfdo import Element

from domain.types import Block, BlockKind
from ingest.readers.grid import MAX_SPAN, Row, repeated
from ingest.readers.odt.inline import boxes, read_inline
from ingest.readers.odt.styles import Styles, attribute, label, number, tag_of
from ingest.readers.office import Piece, all_bold, item_text, note_piece, own_text, table_pieces, text_pieces, tidy

# The table of contents and the indexes repeat the text; a bibliography does not.
_SKIPPED = frozenset(
    {
        "text:tracked-changes", "text:table-of-content", "text:illustration-index", "text:table-index",
        "text:object-index", "text:user-index", "text:alphabetical-index", "office:forms", "office:annotation",
        "text:index-title", "text:bibliography-source", "text:sequence-decls", "text:variable-decls",
        "text:user-field-decls", "office:event-listeners",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Item:
    """Where a paragraph stands in a list: what is printed before it, its depth from 0."""

    label: str
    depth: int


@dataclass(slots=True)
class Body:
    """Walks a document once, counting its lists and headings."""

    styles: Styles
    _ended: dict[tuple[str, int], int] = field(default_factory=dict)  # (a list's style or id, depth) → last number
    _headings: list[int] = field(default_factory=list)

    def pieces(self, container: Element, item: _Item | None = None) -> Iterator[Piece]:
        """Everything that a person reads in a body, a section, a cell, a text box, or an item of a list."""
        for child in container.children:
            match tag_of(child):
                case "text:p" | "text:h":
                    yield from self._paragraph(child, item)
                    item = None if item is None else _Item("", item.depth)
                case "text:list":
                    yield from self._list(child, 0 if item is None else item.depth + 1)
                case "table:table":
                    yield from self._table(child)
                case tag if tag.startswith("draw:"):
                    yield from self._boxes(boxes(child))
                case tag if tag not in _SKIPPED and attribute(child, "text:display") != "none":
                    yield from self.pieces(child, item)

    def _paragraph(self, node: Element, item: _Item | None) -> Iterator[Piece]:
        style = self.styles.of("paragraph", attribute(node, "text:style-name"))
        if style.hidden or style.contents:
            return
        inline = read_inline(node, self.styles, style)
        text = tidy(inline.text)
        level = number(node, "text:outline-level", 1) if tag_of(node) == "text:h" else style.level
        if style.title:
            yield Piece(Block(BlockKind.HEADING, text, 1), title=bool(text))
        elif level:
            printed = item.label if item else self._heading_label(node, level)
            yield Piece(Block(BlockKind.HEADING, item_text(printed, text), level))
        elif item:
            yield Piece(Block(BlockKind.LIST_ITEM, item_text(item.label, text), item.depth), bold=inline.bold)
        else:
            yield from text_pieces(inline.text, bold=inline.bold)
        for note in inline.notes:
            yield from self._note(note)
        yield from self._boxes(inline.boxes)

    def _heading_label(self, node: Element, level: int) -> str:
        """Count one more heading at a level, if the document numbers them."""
        if not self.styles.outline or attribute(node, "text:is-list-header") == "true":
            return ""
        numbers = [*self._headings[:level], *[0] * (level - len(self._headings))]
        numbers[-1] = number(node, "text:start-value", numbers[-1] + 1)
        self._headings = numbers
        return label(self.styles.outline, numbers)

    def _boxes(self, found: Iterator[Element] | Sequence[Element]) -> Iterator[Piece]:
        for box in found:
            yield from (dataclasses.replace(piece, aside=True) for piece in self.pieces(box))

    def _note(self, note: Element) -> Iterator[Piece]:
        """A note below the paragraph that calls it, under the number that is printed."""
        parts = {tag_of(child): child for child in note.children}
        body, citation = parts.get("text:note-body"), parts.get("text:note-citation")
        if body is not None:
            text = " ".join(piece.block.text for piece in self.pieces(body))
            kind = attribute(note, "text:note-class")
            yield from note_piece(kind, citation.text.strip() if citation is not None else "", text)

    def _list(self, node: Element, depth: int, parents: tuple[int, ...] = (), style_name: str = "") -> Iterator[Piece]:
        """Items, each with what is printed before it; a list may go on from one before it (ODF 1.3, 5.3.1)."""
        style_name = attribute(node, "text:style-name") or style_name or self._list_name(node)
        levels = self.styles.lists.get(style_name, {})
        level = levels.get(depth + 1)
        count = (level.start if level else 1) - 1
        followed = attribute(node, "text:continue-list")
        if followed or attribute(node, "text:continue-numbering") == "true":
            count = self._ended.get((followed or style_name, depth), count)
        for child in (child for child in node.children if tag_of(child) in ("text:list-item", "text:list-header")):
            own = any(tag_of(part) in ("text:p", "text:h") for part in child.children)
            printed = ""
            if own and tag_of(child) == "text:list-item":
                count = number(child, "text:start-value", count + 1)
                printed = label(levels, (*parents, count))
            yield from self._item(child, _Item(printed, depth), (*parents, count), style_name)
        for key in (style_name, attribute(node, "xml:id"), followed):
            self._ended[key, depth] = count

    def _item(self, node: Element, item: _Item, numbers: tuple[int, ...], style_name: str) -> Iterator[Piece]:
        for child in node.children:
            if tag_of(child) == "text:list":
                yield from self._list(child, item.depth + 1, numbers, style_name)
            elif tag_of(child) in ("text:p", "text:h"):
                yield from self._paragraph(child, item)
                item = _Item("", item.depth)  # an item's other paragraphs have no number

    def _list_name(self, node: Element) -> str:
        """A list that names no style takes that of its first paragraph."""
        first = node.get_element("descendant::text:p")
        return "" if first is None else self.styles.of("paragraph", attribute(first, "text:style-name")).list_name

    def _table(self, table: Element) -> Iterator[Piece]:
        rows = list(_rows(table))
        covered: dict[tuple[int, int], str] = {}  # (row, column) → what the cell that covers it says
        grid: list[Row] = []
        read: list[list[tuple[Piece, ...]]] = []
        for line, (row, header) in enumerate(rows):
            texts: list[str] = []
            cells: list[tuple[Piece, ...]] = []
            for cell in row.children:
                if tag_of(cell) == "table:covered-table-cell":
                    width = min(number(cell, "table:number-columns-repeated", 1), MAX_SPAN)
                    texts += [covered.get((line, len(texts) + i), "") for i in range(width)]
                elif tag_of(cell) == "table:table-cell":
                    cells.append(tuple(self.pieces(cell)))
                    texts += _spread(cell, own_text(cells[-1]), line, len(texts), covered)
            read.append(cells)
            single = len(cells) == 1 and len(texts) > 1
            grid.append(Row(tuple(texts), header=header, bold=all_bold(cells), single=single))
        yield from table_pieces(read, grid)


def _rows(table: Element, *, header: bool = False) -> Iterator[tuple[Element, bool]]:
    """Rows, and whether each is repeated at the top of pages."""
    for child in table.children:
        if tag_of(child) == "table:table-row":
            yield child, header
        elif tag_of(child) in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _rows(child, header=tag_of(child) == "table:table-header-rows")


def _spread(cell: Element, text: str, line: int, column: int, covered: dict[tuple[int, int], str]) -> list[str]:
    """A cell's text, as often as the cell is repeated; what it says in the cells that it covers is noted."""
    again = repeated(text)
    for below in range(min(number(cell, "table:number-rows-spanned", 1), MAX_SPAN)):
        for right in range(min(number(cell, "table:number-columns-spanned", 1), MAX_SPAN)):
            covered[line + below, column + right] = again
    times = max(1, min(number(cell, "table:number-columns-repeated", 1), MAX_SPAN))
    return [text] * times
