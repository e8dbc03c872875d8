"""Blocks → sections: what stands under which heading, in which article, on which page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from domain.types import Block, BlockKind, Section

_ARTICLE = re.compile(
    r"^art(?:icle|\.)\s+(?:(?P<series>L\.?O|L|R|D|A)\.?\s*\*?\s*)?"
    r"(?P<number>\d+(?:[-.]\d+)*|premier|unique|(?-i:[IVXL]+))(?:er|ère)?"
    r"(?P<suffix>\s+(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies))?(?![\w-])",
    re.IGNORECASE,
)
# What may stand between an article's number and its text: « du code rural », « du CGCT », « (modifié) ».
_CODE = re.compile(r"\s+du\s+(?:code\s[^.:;,–—]{3,80}?|[A-Z][A-Z0-9]{1,6})(?=\s*(?:[:–—]|$))")
_NOTE = re.compile(r"\s*\([^)]{1,60}\)")
_OPENS_ARTICLE = re.compile(r"\s*(?:[.:–—-]|$)")
_MAX_LABEL_CHARS = 90


def to_sections(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """Sections in reading order, headings gone into their paths.

    A section never holds blocks of two pages, except a last one that itself runs over the break, nor of two
    articles: a paragraph that opens one is its section's first block, and names it in the heading path. A
    heading with nothing under it leaves no section.
    """
    sections: list[Section] = []
    headings: list[tuple[int, str]] = []
    pending: list[Block] = []
    path: tuple[str, ...] = ()
    article: str | None = None

    def flush() -> None:
        if pending:
            sections.append(Section(path, tuple(pending), article))
            pending.clear()

    for block in blocks:
        if block.kind is BlockKind.HEADING:
            flush()
            while headings and headings[-1][0] >= block.level:
                headings.pop()
            headings.append((block.level, block.text))
            path = tuple(text for _, text in headings)
            article = _article_of(reversed(path))
            continue
        label = _article_label(block)
        if label or (pending and _last_page(pending[-1]) != block.page):
            flush()
        if label:
            path = (*_above_article([text for _, text in headings], label), label)
            article = article_number(label)
        pending.append(block)
    flush()
    return tuple(sections)


def article_number(text: str) -> str | None:
    """« Article L. 2122-1 » → L2122-1, « Art. 3 bis – Objet » → 3 bis, « Article 1er » → 1; else None."""
    match = _ARTICLE.match(text)
    if match is None:
        return None
    number = "1" if match["number"].lower() == "premier" else match["number"]
    return f"{_letters(match)}{number}{' ' + match['suffix'].strip().lower() if match['suffix'] else ''}"


def _article_of(headings: Iterable[str]) -> str | None:
    found = (article_number(text) for text in headings)
    return next((number for number in found if number), None)


def _article_label(block: Block) -> str:
    """How the article that a paragraph opens is called, "" when it opens none.

    « Article 3 : Le loyer… » opens one, as « Article 3 – Loyer »; « Article 3 du bail, le loyer… » speaks of one.
    """
    match = _ARTICLE.match(block.text)
    if block.kind is not BlockKind.PARAGRAPH or match is None:
        return ""
    end = match.end()
    for pattern in (_CODE, _NOTE):
        if between := pattern.match(block.text, end):
            end = between.end()
    if not _OPENS_ARTICLE.match(block.text, end):
        return ""
    titled = len(block.text) <= _MAX_LABEL_CHARS and not block.text.endswith((".", ":", ";", ","))
    return block.text if titled else block.text[:end]


def _above_article(headings: Sequence[str], label: str) -> Iterator[str]:
    """The headings down to that of the article before, which ends where this one opens.

    An article of a code (« Article L. 411-1 ») may be quoted within another's (« Article 4 »): this one goes on.
    """
    return takewhile(lambda text: _series(text) != _series(label), headings)


def _series(text: str) -> str | None:
    """« L », « R », … of an article of a code, "" of a plain one, None of another text."""
    match = _ARTICLE.match(text)
    return None if match is None else _letters(match)


def _letters(match: re.Match[str]) -> str:
    return (match["series"] or "").replace(".", "").upper()


def _last_page(block: Block) -> int | None:
    return block.page if block.page_end is None else block.page_end
