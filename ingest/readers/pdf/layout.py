"""From the lines and tables of pages to blocks: paragraphs joined, headings, items, rows and notes told. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.text import fold
from domain.types import Block, BlockKind
from ingest.readers.lines import list_item
from ingest.readers.pdf.hyphens import mended
from ingest.readers.pdf.notes import split_notes
from ingest.readers.pdf.rows import Line, Table
from ingest.readers.pdf.table_text import linked, row_texts

MAX_LEADING = 2.0  # of the size: lines further apart than double spacing are not of one paragraph
GAP_FACTOR = 1.35  # a space between lines larger than this many usual ones starts a paragraph
HEADING_FACTOR = 1.12  # a line this much larger than the text is a heading
MAX_HEADING_CHARS = 160
MAX_HEADING_LEVELS = 4
SAME_SIZE = 0.6  # points: sizes nearer than this are one size

_SYMBOL_BULLET = re.compile(r"^[\x7f\uf0b7\uf0a7\uf0d8\u2022\uf02d]\s*")
_ENDS_SENTENCE = re.compile(r"[.!?…:;]\s*[»”\")]?$")

Outline = Mapping[int, Sequence[tuple[int, str]]]
"""{physical page: ((depth from 1, title), …)}."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's lines and tables in reading order, its number from 1, its printed label, the texts in its margins."""

    number: int
    label: str | None
    pieces: tuple[Line | Table, ...]
    asides: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are in no table."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Line))


@dataclass(frozen=True, slots=True)
class _Sizes:
    """The text's size and those of its headings, largest first."""

    text: float
    usual_gap: float
    headings: tuple[float, ...]


def to_blocks(pages: Sequence[Page], outline: Outline) -> tuple[Block, ...]:
    """Blocks in reading order; a paragraph that runs over a page break is one block with `page_end`.

    A page's notes and margins come after its text, and after a paragraph of it that ends on the next page.
    """
    sizes = _measure(pages)
    parts = [split_notes(page.pieces, sizes.text) for page in pages]
    bodies = [body for body, _ in parts]
    for n in range(1, len(bodies)):
        bodies[n - 1], bodies[n] = linked(bodies[n - 1], bodies[n])
    blocks: list[Block] = []
    last = -1  # the last block that is not a note: a paragraph there may go on
    for page, body, (_, notes) in zip(pages, bodies, parts, strict=True):
        for block in _page_blocks(replace(page, pieces=body), sizes, outline.get(page.number, ())):
            if last >= 0 and _continues(blocks[last], block):
                joined = mended([blocks[last].text, block.text])
                blocks[last] = replace(blocks[last], text=joined, page_end=block.page)
            else:
                blocks.append(block)
                last = len(blocks) - 1
        blocks += (_block(page, BlockKind.PARAGRAPH, text) for text in (*map(mended, notes), *page.asides))
    return tuple(blocks)


def largest_line(page: Page) -> str:
    """The lines in the page's largest size, joined: a cover's title."""
    top = max((line.size for line in page.lines), default=0.0)
    return mended([line.text for line in page.lines if top - line.size < SAME_SIZE][:3])


def _measure(pages: Sequence[Page]) -> _Sizes:
    weights: Counter[float] = Counter()
    gaps: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            weights[round(line.size, 1)] += len(line.text)
        for above, below in pairwise(page.lines):
            if 1 < above.y - below.y <= MAX_LEADING * below.size and abs(above.size - below.size) < SAME_SIZE:
                gaps[round(above.y - below.y)] += 1
    text = weights.most_common(1)[0][0] if weights else 10.0
    gap = gaps.most_common(1)[0][0] if gaps else text * 1.2
    larger = sorted((size for size in weights if size >= text * HEADING_FACTOR), reverse=True)
    distinct = [size for n, size in enumerate(larger) if n == 0 or larger[n - 1] - size >= SAME_SIZE]
    return _Sizes(text, gap, tuple(distinct))


def _page_blocks(page: Page, sizes: _Sizes, outline: Sequence[tuple[int, str]]) -> Iterator[Block]:
    titles = {fold(title): depth for depth, title in outline}
    lines: list[Line] = []
    for piece in page.pieces:
        if isinstance(piece, Line):
            lines.append(piece)
            continue
        yield from _text_blocks(page, lines, sizes, titles)
        lines = []
        rows = [_block(page, BlockKind.TABLE_ROW, text) for text in row_texts(piece)]
        if piece.runs_over:
            rows[-1] = replace(rows[-1], page_end=page.number + 1)
        yield from rows
    yield from _text_blocks(page, lines, sizes, titles)


def _block(page: Page, kind: BlockKind, text: str, level: int = 0) -> Block:
    return Block(kind, text, level, page.number, page.number, page.label)


def _text_blocks(page: Page, lines: Iterable[Line], sizes: _Sizes, titles: Mapping[str, int]) -> Iterator[Block]:
    pending: list[Line] = []
    kind, level = BlockKind.PARAGRAPH, 0
    for line in lines:
        depth = _heading_level(line, sizes, titles)
        item = None if depth else list_item(_SYMBOL_BULLET.sub("• ", line.text))
        starts = bool(depth or item) or not pending or _new_paragraph(pending[-1], line, sizes)
        starts = starts or kind is BlockKind.HEADING  # one that the outline names may be in the text's size
        if kind is BlockKind.LIST_ITEM and pending:
            starts = starts or _leaves_item(pending, line)
        if kind is BlockKind.HEADING and depth == level and pending and _same_heading(pending[-1], line, sizes):
            starts = False  # a heading on two lines
        if starts and pending:
            yield _block(page, kind, mended([one.text for one in pending]), level)
            pending = []
        if starts:
            kind = BlockKind.HEADING if depth else BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH
            level = depth or (item.level if item else 0)
        pending.append(replace(line, text=item.text) if item else line)
    if pending:
        yield _block(page, kind, mended([one.text for one in pending]), level)


def _heading_level(line: Line, sizes: _Sizes, titles: Mapping[str, int]) -> int:
    """The depth that the outline gives to this line, else the one its size gives; 0 for text."""
    if fold(line.text) in titles:
        return titles[fold(line.text)]
    if line.size < sizes.text * HEADING_FACTOR or len(line.text) > MAX_HEADING_CHARS:
        return 0
    rank = sum(size - line.size >= SAME_SIZE for size in sizes.headings)
    return min(rank + 1, MAX_HEADING_LEVELS)


def _new_paragraph(above: Line, line: Line, sizes: _Sizes) -> bool:
    gap = above.y - line.y
    if abs(above.size - line.size) >= 2 * SAME_SIZE:
        return True  # another kind of text
    if gap < -sizes.usual_gap:
        return not _goes_on(above.text, line.text)  # up the page: the next column
    return gap > GAP_FACTOR * sizes.usual_gap


def _leaves_item(item: Sequence[Line], line: Line) -> bool:
    """Whether a line goes back to the margin: an item's own lines are not further left than its bullet."""
    bullet = item[0].x0
    ended = bool(_ENDS_SENTENCE.search(item[-1].text)) and line.text[:1].isupper()
    return line.x0 < bullet - 1 or (ended and line.x0 <= bullet + 1)


def _same_heading(above: Line, line: Line, sizes: _Sizes) -> bool:
    return abs(above.size - line.size) < SAME_SIZE and 0 < above.y - line.y <= GAP_FACTOR * max(
        line.size * 1.25, sizes.usual_gap
    )


def _continues(last: Block, block: Block) -> bool:
    """Whether a page's first block goes on with the last one of the page before."""
    return (
        last.page_end is not None
        and block.page is not None
        and block.page > last.page_end
        and last.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
        and block.kind is BlockKind.PARAGRAPH
        and _goes_on(last.text, block.text)
    )


def _goes_on(text: str, following: str) -> bool:
    """Whether a sentence is cut between the two."""
    return not _ENDS_SENTENCE.search(text) and (following[:1].islower() or text.endswith("-"))
