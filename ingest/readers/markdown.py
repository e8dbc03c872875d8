"""Reads Markdown: markdown-it's tokens → blocks, inline marks removed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from domain.errors import NoText, UnreadableFile
from domain.text import normalise_spaces
from domain.types import Block, BlockKind, RawDocument
from ingest.readers.front_matter import split_front_matter
from ingest.readers.tables import table_blocks
from ingest.readers.text_file import read_text
from ingest.readers.title import same_title, title_from_stem

MAX_NESTING = 100  # quotations and lists: markdown-it drops what is deeper, in silence
_TEXT_FENCES = frozenset({"", "text", "txt", "texte", "plain"})
_NOT_TEXT = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


class MarkdownReader:
    """Reader of .md and .markdown files."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        parsed, body = split_front_matter(read_text(path), path=str(path))
        try:
            blocks = to_blocks(body)
        except _TooDeep as exc:
            hint = "Réduisez l'imbrication des listes et des citations, ou enregistrez le texte en .txt."
            raise UnreadableFile(str(path), "trop de listes ou de citations imbriquées", hint=hint) from exc
        heading = blocks[0] if blocks and blocks[0].kind is BlockKind.HEADING and blocks[0].level == 1 else None
        first_h1 = next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), "")
        title = parsed.metadata.title or first_h1 or title_from_stem(path)
        if not blocks:
            raise NoText(str(path), "le fichier ne contient aucun texte")
        if heading and same_title(heading.text, title):
            blocks = blocks[1:]
        return (RawDocument(dataclasses.replace(parsed.metadata, title=title), blocks),)


class _TooDeep(Exception):
    """A text is nested so deep that some of it was not read."""


def to_blocks(text: str) -> tuple[Block, ...]:
    """Blocks of a Markdown text, in order; code in a programming language and HTML comments are dropped."""
    # Indented code is off: in a town hall's notes an indented paragraph is a paragraph.
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable("table").disable("code")
    tokens = parser.parse(text)
    if any(token.level >= MAX_NESTING - 2 for token in tokens):  # an item is two levels: a list and itself
        raise _TooDeep
    tree = SyntaxTreeNode(tokens)
    return tuple(block for node in tree.children for block in _blocks(node) if block.text)


def _blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    match node.type:
        case "heading":
            yield Block(BlockKind.HEADING, _inline(node), int(node.tag[1:]))
        case "paragraph":
            yield Block(BlockKind.PARAGRAPH, _inline(node))
        case "bullet_list" | "ordered_list":
            yield from _list(node, 0)
        case "table":
            yield from table_blocks(_rows(node))
        case "fence":
            yield from _fence(node)
        case "html_block":
            yield Block(BlockKind.PARAGRAPH, _html_text(node.content))
        case _:
            for child in node.children:
                yield from _blocks(child)


def _list(node: SyntaxTreeNode, level: int) -> Iterator[Block]:
    start = int(str(node.attrs.get("start", 1)))
    for number, item in enumerate(node.children, start):
        marker = f"{number}. " if node.type == "ordered_list" else ""
        for child in item.children:
            if child.type in ("bullet_list", "ordered_list"):
                yield from _list(child, level + 1)
            elif child.type == "paragraph":
                text = _inline(child)
                yield Block(BlockKind.LIST_ITEM, f"{marker}{text}" if text else "", level)
                marker = ""
            else:
                yield from _blocks(child)


def _rows(table: SyntaxTreeNode) -> list[list[str]]:
    return [[_inline(cell) for cell in row.children] for part in table.children for row in part.children]


def _fence(node: SyntaxTreeNode) -> Iterator[Block]:
    """A fence without a language holds text (a model of deliberation, a letter): it is kept."""
    if node.info.strip().lower() in _TEXT_FENCES:
        for paragraph in re.split(r"\n\s*\n", node.content):
            yield Block(BlockKind.PARAGRAPH, normalise_spaces(paragraph))


def _inline(node: SyntaxTreeNode) -> str:
    return normalise_spaces("".join(_inline_text(child) for child in node.children))


def _inline_text(node: SyntaxTreeNode) -> str:
    match node.type:
        case "softbreak" | "hardbreak":
            return " "
        case "html_inline":
            return " " if node.content.lower().startswith("<br") else ""
        case "text" | "code_inline" | "image":
            return node.content
        case _:
            return "".join(_inline_text(child) for child in node.children)


def _html_text(html: str) -> str:
    return normalise_spaces(_TAG.sub(" ", _NOT_TEXT.sub(" ", html)))
