"""The tree of a web page → blocks in reading order: headings, paragraphs, list items, rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from domain.text import normalise_spaces
from domain.types import Block, BlockKind
from ingest.readers.html.page import Node, int_attribute
from ingest.readers.html.tables import is_data, table_rows
from ingest.readers.lines import list_item

MIN_PANEL_WORDS = 3
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "li", "main", "nav", "ol",
        "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
        *_HEADINGS,
    }
)  # fmt: skip
_CONTROLS = frozenset({"button", "label", "option", "optgroup"})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def to_blocks(node: Node) -> tuple[Block, ...]:
    """Everything written in `node`, in order; nothing is judged here. Empty blocks are left out."""
    return tuple(block for block in _walk(node, 0) if any(c.isalnum() for c in block.text))


def inline_text(node: Node) -> str:
    """All the text of an element on one line; line breaks and inner blocks become spaces."""
    return _visible(_inline(node))


def _walk(node: Node, level: int) -> Iterator[Block]:
    """Blocks of a container; `level` is the depth of a list that would stand in it."""
    run = [_collapsed(node.text)]
    for child in node:
        if child.tag in _CONTROLS and not _opens_panel(child):
            pass  # what a button says is not text of the page
        elif child.tag in _BLOCKS or child.tag in _CONTROLS or _holds_block(child):
            yield from _paragraphs("".join(run))
            run = []
            yield from _block(child, level)
        else:
            run.append(_inline(child))
        run.append(_collapsed(child.tail))
    yield from _paragraphs("".join(run))


def _block(node: Node, level: int) -> Iterator[Block]:
    match node.tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            yield Block(BlockKind.HEADING, inline_text(node), _HEADINGS[node.tag])
        case "ul" | "ol":
            yield from _list(node, level)
        case "dl":
            yield from _definitions(node, level)
        case "table" if is_data(node):
            yield from table_rows(node, inline_text)
        case "pre":
            for part in re.split(r"\n\s*\n", "".join(node.itertext())):
                yield Block(BlockKind.PARAGRAPH, _visible(part))
        case _:
            yield from _walk(node, level)


def _list(node: Node, level: int) -> Iterator[Block]:
    """Items, and what wrong HTML puts between them: browsers show it."""
    number = int_attribute(node, "start", 1)
    yield Block(BlockKind.LIST_ITEM, _visible(node.text or ""), level)
    for child in node:
        if child.tag in ("ul", "ol"):  # a nested list that its author forgot to put in an item
            yield from _list(child, level + 1)
        else:
            number = int_attribute(child, "value", number)
            numbered = node.tag == "ol" and child.tag == "li"
            yield from _item(child, f"{number}. " if numbered else "", level)
            number += child.tag == "li"
        yield Block(BlockKind.LIST_ITEM, _visible(child.tail or ""), level)


def _item(node: Node, marker: str, level: int) -> Iterator[Block]:
    """An item's text and, below it, its own lists; paragraphs of one item are items without a marker."""
    for block in _walk(node, level + 1):
        if block.kind is BlockKind.PARAGRAPH:
            yield Block(BlockKind.LIST_ITEM, marker + block.text, level)
            marker = ""
        else:
            yield block


def _definitions(node: Node, level: int) -> Iterator[Block]:
    """« Terme : définition », one item a definition; several terms share the definitions below them."""
    terms: list[str] = []
    for part in node.iterdescendants("dt", "dd"):
        if next(part.iterancestors("dl")) is not node:
            continue
        if part.tag == "dt":
            terms.append(inline_text(part).rstrip(" :"))
            continue
        yield from _item(part, f"{', '.join(terms)} : " if terms else "", level)
        terms = []
    yield Block(BlockKind.LIST_ITEM, ", ".join(terms), level)


def _paragraphs(text: str) -> Iterator[Block]:
    """Paragraphs of a run of text: blank lines part them, and lines that open with a bullet are items."""
    for part in re.split(r"\n\s*\n", text):
        lines = [line for line in map(_visible, part.split("\n")) if line]
        items = [list_item(line) for line in lines]
        if lines and sum(item is not None for item in items) < 2:
            yield Block(BlockKind.PARAGRAPH, " ".join(lines))
            continue
        for line, item in zip(lines, items, strict=True):
            yield Block(BlockKind.LIST_ITEM, item.text) if item else Block(BlockKind.PARAGRAPH, line)


def _inline(node: Node) -> str:
    """Text as a browser lays it out on its lines: white space collapsed, a line break for each <br>."""
    if node.tag == "br":
        return "\n"
    parts = [_collapsed(node.text)]
    for child in node:
        text = _inline(child)
        parts += (f" {text} " if child.tag in _BLOCKS else text, _collapsed(child.tail))
    text = "".join(parts)
    if node.tag == "q":
        return f"« {text} »"
    if node.tag == "sup":  # « m² », « 1er », and a footnote's call, which must not run into a number before it
        return text.translate(_RAISED)
    return text


def _collapsed(text: str | None) -> str:
    return re.sub(r"[ \t\n\r\f]+", " ", text or "")


def _visible(text: str) -> str:
    """One line without format characters (category Cf): a person does not see them, a model would read them."""
    return normalise_spaces("".join(c for c in text if unicodedata.category(c) != "Cf"))


def _opens_panel(control: Node) -> bool:
    """Whether a button or a label is the title of a part that folds: « Quels papiers dois-je apporter ? »."""
    folds = "aria-expanded" in control.attrib or "aria-controls" in control.attrib
    return folds and len("".join(control.itertext()).split()) >= MIN_PANEL_WORDS


def _holds_block(node: Node) -> bool:
    return any(child.tag in _BLOCKS for child in node.iterdescendants())
