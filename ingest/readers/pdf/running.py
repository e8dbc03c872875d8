"""What pages repeat and what only numbers or lists them: running heads and feet, page numbers, tables of contents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.text import fold
from ingest.readers.lines import is_named_heading
from ingest.readers.pdf.rows import Piece, Row, Table, rows_of, strips_of, text_of
from ingest.readers.pdf.sheet import Word

EDGE_ROWS = 3  # rows at each end of a page where heads and feet stand
MIN_REPEATS = 3
REPEATED_SHARE = 0.4  # of the pages from its first to its last: left and right pages may have heads of their own
HEADS_SHARE = 0.6  # of the lines at one height: more of them on two pages or more make it the height of the heads
SAME_HEIGHT = 5.0  # points
CLEAR = 1.6  # of its size: how far a page number that no other page confirms stands from the text
MIN_CONTENTS_LINES = 5  # that make a table of contents: it repeats headings and says nothing
CONTENTS_SHARE = 0.6  # of a page's rows: fewer lines that end with a number, without dots, are a table
MAX_PAGE_OFFSET = 20  # how much larger than the file's last page a number in a table of contents may be

PAGE_NUMBER = re.compile(
    r"(?:page\s*|p\.\s*)?[-–—|]?\s*(\d{1,4}|[ivxlc]{1,7})\s*[-–—|]?(?:\s*(?:/|sur)\s*\d{1,4})?", re.I
)
_LEADERS = re.compile(r"(?:\.\s*){5,}|…{2,}")
_CONTENTS_TITLE = re.compile(r"(?:sommaire|table des mati[eè]res)(?: d[eu].{0,40})?", re.I)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page's pieces and its number, physical and printed."""

    number: int
    label: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Strip:
    """A stretch of a row on a page, with no wide space in it; `clear` says that it stands apart from the text."""

    page: int
    label: str | None
    text: str
    y: float
    clear: bool
    pieces: Row

    @property
    def key(self) -> tuple[str, int]:
        """What makes two running lines the same: their words, numbers apart, and their height."""
        return re.sub(r"\d+", "#", fold(self.text)), round(self.y / SAME_HEIGHT)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(int(digits) for digits in re.findall(r"\d{1,9}", self.text))


def bare(leaves: Sequence[Leaf]) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of each page without what it repeats, its number, and tables of contents."""
    edges = [tuple(_edges(leaf)) for leaf in leaves]
    dropped = {id(piece) for strip in _running(edges) for piece in strip.pieces}
    dropped |= {id(piece) for strip in _page_numbers(edges) for piece in strip.pieces}
    return tuple(_without_contents(_inside(leaf, dropped), len(leaves)) for leaf in leaves)


def _inside(leaf: Leaf, dropped: set[int]) -> tuple[Piece, ...]:
    """The page's pieces from its first row without a dropped one to its last: what lies between stays."""
    rows = rows_of(leaf.pieces)
    whole = [n for n, row in enumerate(rows) if not any(id(piece) in dropped for piece in row)]
    first, last = (whole[0], whole[-1]) if whole else (len(rows), -1)
    return tuple(piece for n, row in enumerate(rows) for piece in row if first <= n <= last or id(piece) not in dropped)


def _edges(leaf: Leaf) -> Iterator[_Strip]:
    rows = rows_of(leaf.pieces)
    for n, row in enumerate(rows):
        if EDGE_ROWS <= n < len(rows) - EDGE_ROWS:
            continue
        apart = CLEAR * min(row[0].size, 20.0)
        above = min(piece.bottom for piece in rows[n - 1]) if n else float("inf")
        below = max(piece.top for piece in rows[n + 1]) if n + 1 < len(rows) else float("-inf")
        clear = above - row[0].top >= apart and row[0].bottom - below >= apart and n in (0, len(rows) - 1)
        for strip in strips_of(row):
            yield _Strip(leaf.number, leaf.label, _text(strip), strip[0].y, clear, strip)


def _text(strip: Row) -> str:
    words = [piece for piece in strip if isinstance(piece, Word)]
    if words:
        return text_of(words)
    return " ".join(cell for piece in strip if isinstance(piece, Table) for row in piece.rows for cell in row)


def _running(edges: Iterable[Sequence[_Strip]]) -> Iterator[_Strip]:
    """Strips that stand at one height on enough pages in a stretch of them, with the same words."""
    groups: dict[tuple[str, int], list[_Strip]] = defaultdict(list)
    for strips in edges:
        for strip in strips:
            groups[strip.key].append(strip)
    at_height: dict[int, list[list[_Strip]]] = defaultdict(list)
    for (_, height), strips in groups.items():
        if all(strip.text == strips[0].text for strip in strips) or _counts_pages(strips):
            at_height[height].append(strips)
    for repeats in at_height.values():
        # A height at which most pages repeat something is that of the heads, even if a chapter has two pages.
        twice = [strips for strips in repeats if _stand_apart(strips)]
        heads = len(twice) > 1 and sum(map(len, twice)) >= max(MIN_REPEATS, HEADS_SHARE * sum(map(len, repeats)))
        for strips in repeats:
            pages = _pages(strips)
            enough = max(MIN_REPEATS, REPEATED_SHARE * (pages[-1] - pages[0] + 1))
            if len(pages) >= enough or (heads and _stand_apart(strips)):
                yield from strips


def _stand_apart(strips: Sequence[_Strip]) -> bool:
    """Whether they are first or last on two neighbouring pages or more (or two left ones), clear of the text."""
    pages = _pages(strips)
    return len(pages) > 1 and pages[-1] - pages[0] <= 2 * (len(pages) - 1) and all(strip.clear for strip in strips)


def _pages(strips: Sequence[_Strip]) -> list[int]:
    return sorted({strip.page for strip in strips})


def _counts_pages(strips: Sequence[_Strip]) -> bool:
    """Whether the numbers in lines that are otherwise alike are the pages': « Article 1 » counts something else."""
    if is_named_heading(strips[0].text):
        return False
    columns = zip(*(strip.numbers for strip in strips), strict=False)
    pages = [strip.page for strip in strips]
    return all(len(set(column)) == 1 or _one_offset(column, pages) for column in columns)


def _one_offset(numbers: Sequence[int], pages: Sequence[int]) -> bool:
    return len({number - page for number, page in zip(numbers, pages, strict=True)}) == 1


def _page_numbers(edges: Iterable[Sequence[_Strip]]) -> Iterator[_Strip]:
    """Numbers alone that follow the pages' order on two pages or more, or that are the page's own and stand clear."""
    by_offset: dict[int, list[_Strip]] = defaultdict(list)
    for strips in edges:
        for strip in strips:
            if (match := PAGE_NUMBER.fullmatch(strip.text.strip())) and (number := _number(match[1])):
                by_offset[number - strip.page].append(strip)
    for offset, strips in by_offset.items():
        confirmed = len({strip.page for strip in strips}) > 1
        yield from (s for s in strips if confirmed or s.text == s.label or (s.clear and offset == 0))


def _number(text: str) -> int:
    """« 12 » → 12, « xiv » → 14."""
    if text.isdigit():
        return int(text)
    values = [_ROMAN[letter] for letter in text.lower()]
    return sum(-v if v < max(values[n:]) else v for n, v in enumerate(values))


def _without_contents(pieces: tuple[Piece, ...], last_page: int) -> tuple[Piece, ...]:
    """The pieces without a table of contents: what stands from its first line to its last, and its title."""
    rows = rows_of(pieces)
    texts = [_text(row) for row in rows]
    dotted = [n for n, text in enumerate(texts) if _LEADERS.search(text)]
    entries = dotted if len(dotted) >= MIN_CONTENTS_LINES else _entries(rows, last_page)
    if len(entries) < MIN_CONTENTS_LINES:
        return pieces
    listed = set(range(entries[0], entries[-1] + 1))
    listed |= {n for n, text in enumerate(texts) if _CONTENTS_TITLE.fullmatch(text.strip())}
    return tuple(piece for n, row in enumerate(rows) if n not in listed for piece in row)


def _entries(rows: Sequence[Row], last_page: int) -> list[int]:
    """Rows that end far right with a page number, when they are most of the page and their numbers go up."""
    found: list[int] = []
    numbers: list[int] = []
    for n, row in enumerate(rows):
        strips = [_text(strip) for strip in strips_of(row)]
        if len(strips) == 2 and strips[1].isdecimal() and int(strips[1]) <= last_page + MAX_PAGE_OFFSET:
            found.append(n)
            numbers.append(int(strips[1]))
    most = len(found) >= CONTENTS_SHARE * len(rows)
    return found if most and numbers == sorted(numbers) else []
