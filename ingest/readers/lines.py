"""What a line of text is: a list item, a heading, the rest of the line before. Shared by the text-like readers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import NamedTuple

from domain.types import Block, BlockKind

MAX_HEADING_CHARS = 90
PLAIN_HEADING_LEVEL = 2
_LONG_LINE_CHARS = 120
_INDENT_CHARS_PER_LEVEL = 4

_BULLET = re.compile(r"^(\s*)[•◦▪‣·●○■□➢➤✓✔\uf0b7\uf0a7–—*\-]\s+(?=\S)")
_NUMBER = re.compile(r"^(\s*)(?=(?:\d{1,2}[.)]|\d{1,2}°|[a-z]\))\s+\S)")
_NUMBERED_HEADING = re.compile(r"^(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*|[A-H])\s?[.)–-]\s+[A-ZÀ-Ý]")
_NAMED_HEADING = re.compile(r"^(?:titre|chapitre|section|sous-section|article|annexe|partie)\s+[\divxlIVXL]+\b", re.I)
_FINAL_PUNCTUATION = (".", ";", ":", ",", "!", "…")
# After a hyphen at a line's end these words keep it: « celui-ci », « dit-il », « a-t-on ».
_CLITICS = re.compile(r"(?:ci|là|la|le|les|il|ils|elle|elles|on|je|tu|nous|vous|lui|leur|moi|toi|en|y|t|ce|même)\b")
_BROKEN_WORD = re.compile(r"[^\W\d_]-$")


class Item(NamedTuple):
    """A list item: its text without the bullet (a number stays), and its nesting depth from 0."""

    text: str
    level: int


def list_item(line: str) -> Item | None:
    """The item that a line opens, or None: « • Pièces », « - pièces », « 1. Pièces », « a) pièces »."""
    bullet = _BULLET.match(line)
    match = bullet or _NUMBER.match(line)
    if match is None:
        return None
    indent = len(match.group(1).expandtabs(4))
    return Item(line[match.end() :].strip(), indent // _INDENT_CHARS_PER_LEVEL)


def join_lines(lines: Sequence[str]) -> str:
    """Lines of one paragraph as one line, words broken at a line's end mended.

    The hyphen goes (« collecti-/vités ») unless what follows is a clitic or is not lower case: « celui-/ci ».
    """
    joined = ""
    for line in (line.strip() for line in lines):
        if joined.endswith("\u00ad"):
            joined = joined[:-1] + line
        elif _BROKEN_WORD.search(joined) and line[:1].isalpha():
            drops = line[0].islower() and not _CLITICS.match(line) and not _ends_in_compound(joined)
            joined = (joined[:-1] if drops else joined) + line
        else:
            joined = f"{joined} {line}" if joined and line else joined + line
    return joined


def _ends_in_compound(text: str) -> bool:
    """Whether the last word already is a compound, as « c'est-à- » or « vis-à- »: its hyphens are its own."""
    return "-" in text[:-1].rsplit(" ", 1)[-1]


def looks_like_heading(line: str) -> bool:
    """Whether a line, alone between blank lines, could be a heading: short, capital first, no final stop."""
    text = line.strip()
    if not text or len(text) > MAX_HEADING_CHARS or text.endswith(_FINAL_PUNCTUATION):
        return False
    return (text[0].isupper() or text[0].isdigit()) and any(c.isalpha() for c in text)


def is_named_heading(line: str) -> bool:
    """« Article 3 », « TITRE II – Les moyens », « 2.1 – Les seuils »: headings whatever surrounds them."""
    text = line.strip()
    return looks_like_heading(text) and bool(_NAMED_HEADING.match(text) or _NUMBERED_HEADING.match(text))


def reads_as_text(block: Block) -> bool:
    """Whether a block is running text or a table, over which a heading makes sense."""
    return block.kind is not BlockKind.HEADING and (
        block.kind is BlockKind.TABLE_ROW
        or len(block.text) > _LONG_LINE_CHARS
        or block.text.rstrip(' »"”)').endswith((".", "!", "?", "…", ":"))
    )


def mark_headings(blocks: Sequence[Block], candidates: Sequence[bool]) -> tuple[Block, ...]:
    """Turn into headings the candidate paragraphs that stand alone above running text.

    Several short lines in a row are an enumeration, not headings: only named ones are taken there.
    """
    short = [flag and looks_like_heading(block.text) for block, flag in zip(blocks, candidates, strict=True)]
    marked = []
    for i, block in enumerate(blocks):
        followed = i + 1 < len(blocks) and (reads_as_text(blocks[i + 1]) or is_named_heading(blocks[i + 1].text))
        alone = i == 0 or not short[i - 1]
        heading = short[i] and i + 1 < len(blocks) and (is_named_heading(block.text) or (followed and alone))
        kind = BlockKind.HEADING if heading else block.kind
        level = PLAIN_HEADING_LEVEL if heading else block.level
        marked.append(dataclasses.replace(block, kind=kind, level=level))
    return tuple(marked)
