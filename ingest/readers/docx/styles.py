"""What a paragraph's style says in Word: a heading, the title, a list, an entry of the table of contents, bold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.readers.docx.xml import Node, W, switch, value
from ingest.readers.numbers import whole_number
from ingest.readers.office import heading_style, is_contents_style, is_title_style

MAX_HEADING_LEVEL = 9
_NESTED_LIST = re.compile(r"(?:list|liste)\b.*\s([2-9])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it inherits. `level`: of a heading, from 1, 0 for other text. `depth`: of a list, from 0."""

    level: int = 0
    title: bool = False
    contents: bool = False
    bold: bool = False
    list_id: str = ""
    list_level: int | None = None
    depth: int = 0


class Styles:
    """The styles of a document, by identifier."""

    def __init__(self, root: Node) -> None:
        self._nodes = {node.get(W + "styleId"): node for node in root.findall(W + "style")}
        self._default = next(
            (
                key
                for key, node in self._nodes.items()
                if node.get(W + "type") == "paragraph" and node.get(W + "default") in ("1", "true", "on")
            ),
            "",
        )
        self._known: dict[str, Style] = {}

    def of(self, style_id: str) -> Style:
        """A style; the default paragraph style for "" or a style that is not there."""
        key = style_id if style_id in self._nodes else self._default
        if key not in self._known:
            self._known[key] = self._resolve(key)
        return self._known[key]

    def heads_first_row(self, style_id: str) -> bool:
        """Whether a table's style prints its first row otherwise than the others."""
        return any(
            part.get(W + "type") == "firstRow"
            for node in self._chain(style_id)
            for part in node.findall(W + "tblStylePr")
        )

    def _chain(self, style_id: str) -> list[Node]:
        """A style, then what it is based on, and so on."""
        chain: list[Node] = []
        while (node := self._nodes.get(style_id)) is not None and node not in chain:
            chain.append(node)
            style_id = value(node, "basedOn")
        return chain

    def _resolve(self, style_id: str) -> Style:
        chain = self._chain(style_id)
        names = [value(node, "name") for node in chain]
        lists = [(value(node, "pPr/numPr/numId"), value(node, "pPr/numPr/ilvl")) for node in chain]
        depths = [int(match[1]) - 1 for name in names if (match := _NESTED_LIST.search(name))]
        levels = [_level(node, name) for node, name in zip(chain, names, strict=True)]
        bolds = [switch(node, "rPr/b") for node in chain]
        list_level = next((level for _, level in lists if level), "")
        return Style(
            level=next((level for level in levels if level is not None), 0),
            title=any(is_title_style(name) for name in names),
            contents=any(is_contents_style(name) for name in names),
            bold=next((bold for bold in bolds if bold is not None), False),
            list_id=next((list_id for list_id, _ in lists if list_id), ""),
            list_level=whole_number(list_level, 0) if list_level else None,
            depth=depths[0] if depths else 0,
        )


def outline_level(text: str) -> int | None:
    """A heading's level from w:outlineLvl, which counts from 0; 9 is the level of plain text (17.3.1.20)."""
    return None if not text else (whole_number(text, MAX_HEADING_LEVEL) + 1) % (MAX_HEADING_LEVEL + 1)


def _level(node: Node, name: str) -> int | None:
    return heading_style(name) or outline_level(value(node, "pPr/outlineLvl"))
