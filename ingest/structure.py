"""Blocks → sections: what stands under which heading, in which article, on which page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from domain.types import Block, BlockKind, Section

_ARTICLE = re.compile(
    r"^art(?:icle|\.)\s+(?:(?P<series>L\.?O|L|R|D|A)\.?\s*\*?\s*)?"
    r"(?P<number>\d+(?:[-.]\d+)*|premier|unique|[IVXL]+)(?:er|ère)?"
    r"(?P<suffix>\s+(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies))?(?![\w-])",
    re.IGNORECASE,
)
_OPENS_ARTICLE = re.compile(r"\s*(?:[.:–—-]|$)")


def to_sections(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """Sections in reading order, headings gone into their paths.

    A section never holds blocks of two pages, except a last one that itself runs over the break. A
    heading with nothing under it leaves no section.
    """
    sections: list[Section] = []
    headings: list[tuple[int, str]] = []
    pending: list[Block] = []
    article: str | None = None

    def flush() -> None:
        if pending:
            sections.append(Section(tuple(text for _, text in headings), tuple(pending), article))
            pending.clear()

    for block in blocks:
        if block.kind is BlockKind.HEADING:
            flush()
            while headings and headings[-1][0] >= block.level:
                headings.pop()
            headings.append((block.level, block.text))
            article = _article_of(text for _, text in reversed(headings))
            continue
        opened = article_number(block.text) if _opens_article(block) else None
        if opened is not None or (pending and _last_page(pending[-1]) != block.page):
            flush()
        article = opened or article
        pending.append(block)
    flush()
    return tuple(sections)


def article_number(text: str) -> str | None:
    """« Article L. 2122-1 » → L2122-1, « Art. 3 bis – Objet » → 3 bis, « Article 1er » → 1; else None."""
    match = _ARTICLE.match(text)
    if match is None:
        return None
    number = "1" if match["number"].lower() == "premier" else match["number"]
    series = (match["series"] or "").replace(".", "").upper()
    return f"{series}{number}{' ' + match['suffix'].strip().lower() if match['suffix'] else ''}"


def _article_of(headings: Iterable[str]) -> str | None:
    found = (article_number(text) for text in headings)
    return next((number for number in found if number), None)


def _opens_article(block: Block) -> bool:
    """« Article 3 : Le loyer… » opens an article; « Article 3 du bail, le loyer… » only speaks of one."""
    match = _ARTICLE.match(block.text)
    return block.kind is BlockKind.PARAGRAPH and bool(match and _OPENS_ARTICLE.match(block.text, match.end()))


def _last_page(block: Block) -> int | None:
    return block.page if block.page_end is None else block.page_end
