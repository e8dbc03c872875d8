"""The text of an answer, plain or HTML → blocks: paragraphs and lists as their author laid them out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import html as lxml_html  # type: ignore[import-untyped]

from domain.errors import UnreadableFile
from domain.text import normalise, normalise_spaces
from domain.types import Block, BlockKind
from ingest.readers.html.blocks import to_blocks
from ingest.readers.html.page import drop_unseen
from ingest.readers.lines import Item, join_lines, list_item

_TAG = re.compile(
    r"</?(?:p|br|div|span|section|ul|ol|li|dl|dt|dd|strong|b|em|i|u|a|h[1-6]|table|tr|td|th|blockquote|sup|sub|script"
    r"|style|img|iframe)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_CLOSING = (".", ";", ":", "!", "?", "…")


def answer_blocks(text: str, *, path: str) -> tuple[Block, ...]:
    """Blocks of an answer, in order; none when it says nothing.

    Raises:
        UnreadableFile: HTML that cannot be taken apart.
    """
    if not _TAG.search(text):
        plain = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
        return tuple(block for block in _plain_blocks(plain) if any(c.isalnum() for c in block.text))
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True)
    tree = lxml_html.fragment_fromstring(text, create_parent="div", parser=parser)
    if any(entry.level_name == "FATAL" for entry in parser.error_log):  # what follows would be lost without a word
        raise UnreadableFile(
            path, "le code HTML de la réponse est trop imbriqué", hint="Donnez la réponse sans balises."
        )
    drop_unseen(tree)
    return to_blocks(tree)


def one_line(text: str) -> str:
    """A question or a reference on one line, its marks removed."""
    return normalise_spaces(normalise(" ".join(block.text for block in answer_blocks(text, path="question"))))


def _plain_blocks(text: str) -> Iterator[Block]:
    """A block a line: in a cell, a line break is a choice, save in a sentence pasted from a page."""
    found: list[tuple[Item | None, list[str]]] = []
    goes_on = False
    for line in text.split("\n"):
        item = list_item(line)
        content = item.text if item else line.strip()
        if goes_on and item is None and content[:1].islower() and not found[-1][1][-1].endswith(_CLOSING):
            found[-1][1].append(content)
        elif content:
            found.append((item, [content]))
        goes_on = bool(content)
    for item, lines in found:
        kind = BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH
        yield Block(kind, join_lines(lines), item.level if item else 0)
