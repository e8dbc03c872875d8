"""Reads plain text: paragraphs, lists, tables set in columns, and the few headings that can be told without doubt."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.errors import NoText
from domain.types import Block, BlockKind, RawDocument
from ingest.readers.front_matter import split_front_matter
from ingest.readers.lines import is_named_heading, join_lines, list_item, looks_like_heading, mark_headings
from ingest.readers.tables import table_blocks
from ingest.readers.text_file import read_text
from ingest.readers.title import same_title, title_from_stem

MAX_WRAPPED_LINE_CHARS = 120
"""Longer lines were not wrapped by hand: each is a paragraph, as in a text saved by a word processor."""
_SHORT_LAST_LINE = 0.6
_MIN_TABLE_LINES = 3  # two lines with a gap at the same place may be chance
_SPACED = re.compile(r"\S+(?: \S+)*")
_TABBED = re.compile(r"[^\t]*[^\t\s][^\t]*")


class PlainReader:
    """Reader of .txt files."""

    def read(self, path: Path) -> tuple[RawDocument, ...]:
        parsed, body = split_front_matter(read_text(path), path=str(path))
        groups = tuple(_groups(body))
        own_title = _title_line(groups)
        title = parsed.metadata.title or own_title or title_from_stem(path)
        if own_title and same_title(own_title, title):
            groups = groups[1:]
        blocks = to_blocks(groups)
        if not blocks and not groups and not own_title:
            raise NoText(str(path), "le fichier ne contient aucun texte")
        return (RawDocument(dataclasses.replace(parsed.metadata, title=title), blocks),)


def to_blocks(groups: Sequence[Sequence[str]]) -> tuple[Block, ...]:
    """Blocks of groups of lines (a group: lines without a blank one between)."""
    blocks: list[Block] = []
    candidates: list[bool] = []
    for group in groups:
        made = _heading_group(group) or _table(group) or tuple(_group_blocks(group))
        blocks += made
        candidates += [len(group) == 1 and block.kind is BlockKind.PARAGRAPH for block in made]
    return mark_headings(blocks, candidates)


def _groups(text: str) -> Iterator[tuple[str, ...]]:
    for group in re.split(r"\n(?:[ \t\u00a0\u202f]*\n)+|\f", text):
        lines = tuple(line.rstrip() for line in group.split("\n") if line.strip())
        if lines:
            yield lines


def _title_line(groups: Sequence[Sequence[str]]) -> str:
    """The first line when it stands alone, is short, and something follows it."""
    if len(groups) < 2 or len(groups[0]) != 1 or list_item(groups[0][0]):
        return ""
    line = groups[0][0].strip()
    return line if len(line) <= 150 and not line.endswith((".", ";", ":", ",")) else ""


def _heading_group(group: Sequence[str]) -> tuple[Block, ...]:
    """« 1. Les seuils » alone between blank lines is a candidate heading before it is a list of one."""
    if len(group) == 1 and is_named_heading(group[0]) and looks_like_heading(group[0]):
        return (Block(BlockKind.PARAGRAPH, group[0].strip()),)
    return ()


def _table(group: Sequence[str]) -> tuple[Block, ...]:
    """The rows of a table whose cells are set apart by tabs, or start at the same columns on each line."""
    tabbed = all("\t" in line.strip() for line in group)
    rows = [[cell.group().strip() for cell in (_TABBED if tabbed else _SPACED).finditer(line)] for line in group]
    starts = {() if tabbed else tuple(cell.start() for cell in _SPACED.finditer(line)) for line in group}
    widths = {len(row) for row in rows}
    if len(group) < _MIN_TABLE_LINES or len(starts) > 1 or len(widths) > 1 or widths == {1}:
        return ()
    return () if any(map(list_item, group)) else tuple(table_blocks(rows))


def _group_blocks(group: Sequence[str]) -> Iterator[Block]:
    pending: list[str] = []
    kind, level = BlockKind.PARAGRAPH, 0
    width = max(len(line) for line in group)
    for line in group:
        item = list_item(line)
        if pending and (item or _ends_paragraph(pending[-1], width, line, in_list=kind is BlockKind.LIST_ITEM)):
            yield Block(kind, join_lines(pending), level)
            pending, kind, level = [], BlockKind.PARAGRAPH, 0
        if item:
            kind, level = BlockKind.LIST_ITEM, item.level
        pending.append(item.text if item else line)
    yield Block(kind, join_lines(pending), level)


def _ends_paragraph(line: str, width: int, following: str, *, in_list: bool) -> bool:
    """Whether the line after `line` starts a paragraph of its own though no blank line says so."""
    if width > MAX_WRAPPED_LINE_CHARS:
        return True
    if in_list and following[:1].isspace():
        return False
    ended = line.rstrip().endswith((".", "!", "?", ":", ";"))
    return ended and (len(line) < _SHORT_LAST_LINE * width or in_list) and not following.strip()[:1].islower()
