"""From the lines of pages to blocks: running heads off, paragraphs joined, headings told. No pypdf here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.text import fold
from domain.types import Block, BlockKind
from ingest.readers.lines import join_lines, list_item
from ingest.readers.pdf_page import Line, Page

EDGE_LINES = 3  # lines at each end of a page where heads and feet stand
REPEATED_SHARE = 0.5  # of the pages: a line at an edge found on more is a running head or foot
MIN_REPEATS = 3
GAP_FACTOR = 1.35  # a space between lines larger than this many usual ones starts a paragraph
HEADING_FACTOR = 1.12  # a line this much larger than the text is a heading
MAX_HEADING_CHARS = 160
MAX_HEADING_LEVELS = 4
SAME_SIZE = 0.6  # points: sizes nearer than this are one size

_PAGE_NUMBER = re.compile(
    r"(?:page\s*|p\.\s*)?[-–—]?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[-–—]?(?:\s*(?:/|sur)\s*\d{1,4})?", re.I
)
_CONTENTS_LINE = re.compile(r"(?:\.\s*){5,}")
MIN_CONTENTS_LINES = 5  # dotted lines that make a page a table of contents: it repeats headings and says nothing
_SYMBOL_BULLET = re.compile(r"^[\x7f\uf0b7\uf0a7\uf0d8\u2022\uf02d]\s*")
_ENDS_SENTENCE = re.compile(r"[.!?…:;]\s*[»”\")]?$")

Outline = Mapping[int, Sequence[tuple[int, str]]]
"""{physical page: ((depth from 1, title), …)}."""


@dataclass(frozen=True, slots=True)
class _Sizes:
    """The text's size and those of its headings, largest first."""

    text: float
    usual_gap: float
    headings: tuple[float, ...]


def to_blocks(pages: Sequence[Page], outline: Outline) -> tuple[Block, ...]:
    """Blocks in reading order; a paragraph that runs over a page break is one block with `page_end`."""
    bare = _without_running_lines(pages)
    sizes = _measure(bare)
    blocks: list[Block] = []
    for page in bare:
        for block in _page_blocks(page, sizes, outline.get(page.number, ())):
            if blocks and _continues(blocks[-1], block):
                joined = join_lines([blocks[-1].text, block.text])
                blocks[-1] = replace(blocks[-1], text=joined, page_end=block.page)
            else:
                blocks.append(block)
    return tuple(blocks)


def largest_line(page: Page) -> str:
    """The lines in the page's largest size, joined: a cover's title."""
    top = max((line.size for line in page.lines), default=0.0)
    return join_lines([line.text for line in page.lines if top - line.size < SAME_SIZE][:3])


def _without_running_lines(pages: Sequence[Page]) -> tuple[Page, ...]:
    """Pages without running heads, feet and page numbers, which pypdf gives in no fixed order."""
    counts = Counter(key for page in pages for key in {_running_key(line) for line in _edges(page)})
    needed = max(MIN_REPEATS, REPEATED_SHARE * len(pages))
    running = {key for key, count in counts.items() if count >= needed}
    return tuple(replace(page, lines=tuple(_kept(page, running))) for page in pages)


def _kept(page: Page, running: set[tuple[str, int]]) -> Iterable[Line]:
    if sum(bool(_CONTENTS_LINE.search(line.text)) for line in page.lines) >= MIN_CONTENTS_LINES:
        return
    edges = set(_edges(page))
    for line in page.lines:
        if line in edges and (_running_key(line) in running or _PAGE_NUMBER.fullmatch(line.text.strip())):
            continue
        yield line


def _edges(page: Page) -> tuple[Line, ...]:
    by_height = sorted(page.lines, key=lambda line: -line.y)
    return tuple(dict.fromkeys((*by_height[:EDGE_LINES], *by_height[-EDGE_LINES:])))


def _running_key(line: Line) -> tuple[str, int]:
    """What makes two running lines the same: words (numbers apart) and height on the page."""
    return re.sub(r"\d+", "#", fold(line.text)), round(line.y / 4)


def _measure(pages: Sequence[Page]) -> _Sizes:
    weights: Counter[float] = Counter()
    gaps: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            weights[round(line.size, 1)] += len(line.text)
        for above, below in zip(page.lines, page.lines[1:], strict=False):
            if above.y > below.y and abs(above.size - below.size) < SAME_SIZE:
                gaps[round(above.y - below.y)] += 1
    text = weights.most_common(1)[0][0] if weights else 10.0
    gap = gaps.most_common(1)[0][0] if gaps else text * 1.2
    larger = sorted((size for size in weights if size >= text * HEADING_FACTOR), reverse=True)
    distinct = [size for n, size in enumerate(larger) if n == 0 or larger[n - 1] - size >= SAME_SIZE]
    return _Sizes(text, gap, tuple(distinct))


def _page_blocks(page: Page, sizes: _Sizes, outline: Sequence[tuple[int, str]]) -> Iterable[Block]:
    titles = {fold(title): depth for depth, title in outline}
    pending: list[Line] = []
    kind, level = BlockKind.PARAGRAPH, 0

    def made() -> Block:
        text = join_lines([line.text for line in pending])
        return Block(kind, text, level, page.number, page.number, page.label)

    for line in page.lines:
        depth = _heading_level(line, sizes, titles)
        item = None if depth else list_item(_SYMBOL_BULLET.sub("• ", line.text))
        starts = bool(depth or item) or not pending or _new_paragraph(pending[-1], line, sizes)
        starts = starts or kind is BlockKind.HEADING  # one that the outline names may be in the text's size
        if kind is BlockKind.LIST_ITEM and pending:
            starts = starts or _leaves_item(pending, line)
        if kind is BlockKind.HEADING and depth == level and pending and _same_heading(pending[-1], line, sizes):
            starts = False  # a heading on two lines
        if starts and pending:
            yield made()
            pending = []
        if starts:
            kind = BlockKind.HEADING if depth else BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH
            level = depth or (item.level if item else 0)
        pending.append(replace(line, text=item.text) if item else line)
    if pending:
        yield made()


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
    # Going up the page is a new column; a jump in size is another kind of text.
    return gap > GAP_FACTOR * sizes.usual_gap or gap < -sizes.usual_gap or abs(above.size - line.size) >= 2 * SAME_SIZE


def _leaves_item(item: Sequence[Line], line: Line) -> bool:
    """Whether a line goes back to the margin: an item's own lines are not further left than its bullet."""
    bullet = item[0].x
    ended = bool(_ENDS_SENTENCE.search(item[-1].text)) and line.text[:1].isupper()
    return line.x < bullet - 1 or (ended and line.x <= bullet + 1)


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
        and not _ENDS_SENTENCE.search(last.text)
        and (block.text[:1].islower() or last.text.endswith("-"))
    )
