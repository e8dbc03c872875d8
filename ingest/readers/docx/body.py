"""The body of a Word document → pieces in reading order."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from domain.types import Block, BlockKind
from ingest.readers.docx.inline import is_placeholder, read_inline
from ingest.readers.docx.numbering import Numbering
from ingest.readers.docx.styles import Style, Styles, outline_level
from ingest.readers.docx.xml import ALTERNATES, Node, W, shown_alternate, switch, value
from ingest.readers.grid import MAX_SPAN, Row, repeated
from ingest.readers.numbers import whole_number
from ingest.readers.office import Piece, all_bold, item_text, note_piece, own_text, table_pieces, text_pieces, tidy

_WRAPPERS = frozenset(W + name for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent"))
_FIRST_ROW_LOOK = 0x0020  # bit of w:tblLook (17.4.55)


@dataclass(slots=True)
class Body:
    """Walks a document once, counting its numbered paragraphs and its notes. `notes`: (kind, id) → its element."""

    styles: Styles
    numbering: Numbering
    notes: Mapping[tuple[str, str], Node]
    _called: dict[str, int] = field(default_factory=dict)

    def pieces(self, container: Node) -> Iterator[Piece]:
        """Everything that a person reads in a w:body, a cell or a text box."""
        for child in _children(container):
            if child.tag == W + "p":
                yield from self._paragraph(child)
            elif child.tag == W + "tbl":
                yield from self._table(child)

    def _paragraph(self, node: Node) -> Iterator[Piece]:
        style_id = value(node, "pPr/pStyle")
        style = self.styles.of(style_id)
        inline = read_inline(node, bold=style.bold)
        text = tidy(inline.text)
        removed = not text and switch(node, "pPr/rPr/del") is not None
        item = None if removed else self._item(node, style, style_id)
        level = outline_level(value(node, "pPr/outlineLvl"))
        level = style.level if level is None else level
        if style.contents:
            pass
        elif style.title:
            yield Piece(Block(BlockKind.HEADING, text, 1), title=bool(text))
        elif level:
            yield Piece(Block(BlockKind.HEADING, item_text(item[0] if item else "", text), level))
        elif item:
            yield Piece(Block(BlockKind.LIST_ITEM, item_text(item[0], text), item[1]), bold=inline.bold)
        else:
            yield from text_pieces(inline.text, bold=inline.bold)
        for kind, note_id in inline.notes:
            yield from self._note(kind, note_id)
        for box in inline.boxes:
            yield from (dataclasses.replace(piece, aside=True) for piece in self.pieces(box))

    def _item(self, node: Node, style: Style, style_id: str) -> tuple[str, int] | None:
        """What is printed before a paragraph of a list, and its depth from 0; None outside lists."""
        list_id = value(node, "pPr/numPr/numId") or style.list_id
        if list_id in ("", "0"):  # 0 takes a paragraph out of its style's list (17.9.18)
            return None
        own = value(node, "pPr/numPr/ilvl")
        if list_id not in self.numbering:
            return "", max(whole_number(own, 0), style.depth)
        level = self.numbering.level_of_style(list_id, style_id) if style.list_level is None else style.list_level
        level = whole_number(own, level)
        return self.numbering.next_label(list_id, level), max(level, style.depth)

    def _note(self, kind: str, note_id: str) -> Iterator[Piece]:
        """A note below the paragraph that calls it, numbered in the order of the calls as Word does."""
        note = self.notes.get((kind, note_id))
        if note is not None:
            self._called[kind] = self._called.get(kind, 0) + 1
            text = " ".join(read_inline(paragraph).text for paragraph in note.iter(W + "p"))
            yield from note_piece(kind, str(self._called[kind]), text)

    def _table(self, table: Node) -> Iterator[Piece]:
        """A table's rows, without those that were deleted."""
        rows = [row for row in _children(table) if row.tag == W + "tr" and row.find(f"{W}trPr/{W}del") is None]
        cells = [[cell for cell in _children(row) if cell.tag == W + "tc"] for row in rows]
        read = [[tuple(self.pieces(cell)) for cell in row] for row in cells]
        grid: list[Row] = []
        for row, own, pieces in zip(rows, cells, read, strict=True):
            grid.append(_row(row, own, pieces, grid[-1].cells if grid else ()))
        if grid and not any(row.header for row in grid) and self._first_row_stands_out(table):
            grid[0] = dataclasses.replace(grid[0], header=True)
        yield from table_pieces(read, grid)

    def _first_row_stands_out(self, table: Node) -> bool:
        look = table.find(f"{W}tblPr/{W}tblLook")
        if look is None:
            return False
        asked = look.get(W + "firstRow") in ("1", "true", "on") or bool(
            _hexadecimal(look.get(W + "val")) & _FIRST_ROW_LOOK
        )
        return asked and self.styles.heads_first_row(value(table, "tblPr/tblStyle"))


def _children(node: Node) -> Iterator[Node]:
    """An element's children, those of its wrappers included; not the table of contents, not what was deleted."""
    for child in node:
        if child.tag in _WRAPPERS or (child.tag == W + "sdt" and not is_placeholder(child) and not _is_contents(child)):
            yield from _children(child)
        elif child.tag == ALTERNATES:
            yield from _children(shown_alternate(child))
        else:
            yield child


def _is_contents(control: Node) -> bool:
    return value(control, "sdtPr/docPartObj/docPartGallery") == "Table of Contents"


def _row(row: Node, cells: list[Node], read: list[tuple[Piece, ...]], above: tuple[str, ...]) -> Row:
    texts = [""] * min(whole_number(value(row, "trPr/gridBefore"), 0), MAX_SPAN)
    for cell, pieces in zip(cells, read, strict=True):
        text = own_text(pieces)
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(W + "val", "continue") == "continue" and len(texts) < len(above):
            text = text or repeated(above[len(texts)])
        width = max(1, min(whole_number(value(cell, "tcPr/gridSpan"), 1), MAX_SPAN))
        texts += [text, *[repeated(text)] * (width - 1)]
    single = len(cells) == 1 and len(texts) > 1
    return Row(tuple(texts), header=bool(switch(row, "trPr/tblHeader")), bold=all_bold(read), single=single)


def _hexadecimal(text: str | None) -> int:
    try:
        return int(text or "0", 16)
    except ValueError:
        return 0
