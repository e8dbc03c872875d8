"""What the readers of Word and of LibreOffice share: pieces in reading order → one document."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from domain.errors import NoText
from domain.text import normalise, normalise_spaces
from domain.types import Block, BlockKind, Metadata, RawDocument
from ingest.readers.grid import Row, cell_text, row_blocks
from ingest.readers.lines import PLAIN_HEADING_LEVEL, is_named_heading, list_item, mark_headings
from ingest.readers.title import same_title, title_from_stem

MAX_STYLED_HEADING_CHARS = 250
"""A longer text in a heading's style is a paragraph that someone wanted large."""
_TOOL_TITLES = re.compile(
    r"^\s*$|untitled|sans[ -]titre|^microsoft |^word document$|^document\s*\d*$|^mod[eè]le\s*\d*$"
    r"|\.(?:docx?|dotx?|odt|ott|rtf|indd|pdf|pptx?)$",
    re.IGNORECASE,
)
_MAY_REPEAT_TITLE = (BlockKind.HEADING, BlockKind.PARAGRAPH)
# Both store the names of their own styles in English whatever their language; other programs store what they show.
_HEADING_STYLE = re.compile(r"(?:heading|titre|título|überschrift)\s*([1-9]|10)$", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"(?:title|titre|titre principal)$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(
    r"(?:toc|tm|contents|table des matières|(?:\w+ )?index)\s*(?:heading|[1-9]|10)$|table of figures$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A block; `bold` when all of it is in bold, `title` when its style is the document's title.

    `aside` when it stands beside the running text: a note, a text box.
    """

    block: Block
    bold: bool = False
    title: bool = False
    aside: bool = False


@dataclass(slots=True)
class RunningText:
    """The text of a paragraph as it is gathered (line breaks kept), and how much of it is not in bold."""

    parts: list[str] = field(default_factory=list)
    plain_chars: int = 0

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def bold(self) -> bool:
        """Whether all of it is in bold."""
        return not self.plain_chars and bool(self.text.strip())

    def add(self, text: str, *, bold: bool) -> None:
        """Add what stands next."""
        self.parts.append(text)
        self.plain_chars += 0 if bold else len(text.strip())


def heading_style(name: str) -> int | None:
    """The level, from 1, of a heading's style: « Heading 2 », « Titre 2 »; None for another style."""
    match = _HEADING_STYLE.match(name)
    return int(match[1]) if match else None


def is_title_style(name: str) -> bool:
    """Whether a style is that of the document's title."""
    return _TITLE_STYLE.match(name) is not None


def is_contents_style(name: str) -> bool:
    """Whether a style is that of a table of contents or an index: they repeat the text, with page numbers."""
    return _CONTENTS_STYLE.match(name) is not None


def tidy(text: str) -> str:
    """One spelling of characters and spaces, on one line."""
    return normalise_spaces(normalise(text))


def text_pieces(text: str, *, bold: bool = False) -> Iterator[Piece]:
    """A paragraph; lines of it that open with a typed bullet or number are items of a list."""
    lines = [line for line in map(tidy, text.split("\n")) if line]
    gathered: list[Block] = []
    for line in lines:
        item = None if bold and is_named_heading(line) else list_item(line)
        if item:
            gathered.append(Block(BlockKind.LIST_ITEM, item.text, item.level))
        elif gathered:
            gathered[-1] = dataclasses.replace(gathered[-1], text=f"{gathered[-1].text} {line}")
        else:
            gathered.append(Block(BlockKind.PARAGRAPH, line))
    return (Piece(block, bold=bold) for block in gathered)


def item_text(label: str, text: str) -> str:
    """« a) Pièces »: a list's number is part of its text, a bullet is not."""
    return f"{label} {text}" if any(c.isalnum() for c in label) else text


def note_piece(kind: str, label: str, text: str) -> Iterator[Piece]:
    """The paragraph of a note; `kind` is the formats' own word, "footnote" or "endnote"."""
    if shown := tidy(text):
        name = "Note de fin" if kind == "endnote" else "Note"
        yield Piece(Block(BlockKind.PARAGRAPH, f"{name} {label} : {shown}"), aside=True)


def table_pieces(cells: Sequence[Sequence[Sequence[Piece]]], rows: Sequence[Row]) -> Iterator[Piece]:
    """A table, given what each row's cells hold, and its rows.

    A table of one column is a frame around text, and one whose cells hold headings with their text lays out a
    page: their pieces are given as they are.
    """
    flat = [piece for row in cells for pieces in row for piece in pieces]
    laid_out = any(
        len(pieces) > 1 and any(piece.block.kind is BlockKind.HEADING for piece in pieces)
        for row in cells
        for pieces in row
    )
    if laid_out or max((len(row) for row in cells), default=0) < 2:
        yield from flat
        return
    yield from (Piece(block) for block in row_blocks(rows))
    yield from (piece for piece in flat if piece.aside or piece.block.kind is BlockKind.TABLE_ROW)


def own_text(pieces: Sequence[Piece]) -> str:
    """What a cell says, without the notes and boxes that stand in it."""
    return cell_text([piece.block for piece in pieces if not piece.aside])


def all_bold(cells: Sequence[Sequence[Piece]]) -> bool:
    """Whether a row is all in bold, or in the style of headings."""
    pieces = [piece for cell in cells for piece in cell]
    return bool(pieces) and all(piece.bold or piece.block.kind is BlockKind.HEADING for piece in pieces)


def office_document(path: Path, metadata: Metadata, pieces: Sequence[Piece]) -> RawDocument:
    """The document; its title is the properties', else that of its title style, of its first heading, of its name.

    Raises:
        NoText: there is no text in it.
    """
    pieces = tuple(piece for piece in pieces if any(c.isalnum() for c in piece.block.text))
    if not pieces:
        raise NoText(str(path), "le document ne contient aucun texte (des images seules ?)")
    start = next((i for i, piece in enumerate(pieces) if piece.title), len(pieces))
    styled = tuple(takewhile(lambda piece: piece.title, pieces[start:]))
    styled_title = " ".join(piece.block.text for piece in styled)
    own = tidy(metadata.title)
    title = styled_title if _TOOL_TITLES.search(own) else own
    rest = (*pieces[:start], *pieces[start + len(styled) :])
    if not rest or not same_title(styled_title, title):
        rest = (*pieces[:start], *map(_as_paragraph, styled), *pieces[start + len(styled) :])
    blocks = _headed(rest)
    title = title or _first_heading(blocks) or title_from_stem(path)
    if len(blocks) > 1 and blocks[0].kind in _MAY_REPEAT_TITLE and same_title(blocks[0].text, title):
        blocks = blocks[1:]
    return RawDocument(dataclasses.replace(metadata, title=title), blocks)


def _as_paragraph(piece: Piece) -> Piece:
    """A title that is not the document's would be a heading with nothing under it."""
    return Piece(Block(BlockKind.PARAGRAPH, piece.block.text))


def _headed(pieces: Sequence[Piece]) -> tuple[Block, ...]:
    """The blocks; where no style makes a heading, short lines in bold and « Article 3 » are the headings."""
    blocks = tuple(_heading_or_paragraph(piece.block) for piece in pieces)
    if any(block.kind is BlockKind.HEADING for block in blocks):
        return blocks
    candidates = [
        block.kind is BlockKind.PARAGRAPH and (piece.bold or is_named_heading(block.text))
        for block, piece in zip(blocks, pieces, strict=True)
    ]
    return mark_headings(blocks, candidates)


def _heading_or_paragraph(block: Block) -> Block:
    if block.kind is BlockKind.HEADING and len(block.text) > MAX_STYLED_HEADING_CHARS:
        return Block(BlockKind.PARAGRAPH, block.text)
    return block


def _first_heading(blocks: Sequence[Block]) -> str:
    """The heading that opens the document, when no other stands as high, or when all were made by hand."""
    first, levels = blocks[0], [block.level for block in blocks[1:] if block.kind is BlockKind.HEADING]
    alone = all(level > first.level for level in levels)
    by_hand = first.level == PLAIN_HEADING_LEVEL and all(level == first.level for level in levels)
    return first.text if first.kind is BlockKind.HEADING and (alone or by_hand) else ""
