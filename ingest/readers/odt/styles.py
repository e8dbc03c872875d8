"""What styles say in LibreOffice: a heading, the title, an entry of the table of contents, bold, hidden, numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from odfdo import Document, Element

from ingest.readers.numbers import printed_number, whole_number
from ingest.readers.office import heading_style, is_contents_style, is_title_style

_ENCODED = re.compile(r"_([0-9a-f]{2,4})_")  # style names are XML names: « Heading_20_1 »
_BOLD = frozenset({"bold", "600", "700", "800", "900"})


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it inherits; `level` of a heading from 1, 0 for other text."""

    level: int = 0
    title: bool = False
    contents: bool = False
    bold: bool = False
    hidden: bool = False
    list_name: str = ""


class Styles:
    """The styles of a document. LibreOffice gives a paragraph an automatic style (P1) over the one that was chosen."""

    def __init__(self, document: Document) -> None:
        parts = (document.styles, document.content)  # the automatic styles of the text come last and win
        self._nodes = {
            (family, attribute(node, "style:name")): node
            for part in parts
            for family in ("paragraph", "text")
            for node in part.get_styles(family)
        }
        self.lists = {
            attribute(node, "style:name"): _levels(node) for part in parts for node in part.get_styles("list")
        }
        outline = document.styles.get_element("//text:outline-style")
        self.outline = {} if outline is None else _levels(outline)
        self._known: dict[tuple[str, str], Style] = {}

    def of(self, family: str, name: str) -> Style:
        """A style of a family ("paragraph", "text"); an empty one when it is not there."""
        key = (family, name)
        if key not in self._known:
            self._known[key] = self._resolve(family, name)
        return self._known[key]

    def _resolve(self, family: str, name: str) -> Style:
        chain: list[Element] = []
        names: list[str] = []
        while (node := self._nodes.get((family, name))) is not None and name not in names:
            chain.append(node)
            names.append(name)
            name = attribute(node, "style:parent-style-name")
        shown = [_ENCODED.sub(lambda match: chr(int(match[1], 16)), name) for name in names]
        lists = [attribute(node, "style:list-style-name") for node in chain]
        weights = [_text_property(node, "fo:font-weight") for node in chain]
        return Style(
            level=next((level for level in map(heading_style, shown) if level), 0),
            title=any(map(is_title_style, shown)),
            contents=any(map(is_contents_style, shown)),
            bold=next((weight for weight in weights if weight), "") in _BOLD,
            hidden=any(_text_property(node, "text:display") == "none" for node in chain),
            list_name=next((name for name in lists if name), ""),
        )


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list prints its number; `form` as style:num-format, "" for none."""

    form: str
    prefix: str
    suffix: str
    start: int
    shown: int


def label(levels: Mapping[int, Level], numbers: Sequence[int]) -> str:
    """What is printed before an item, « 2.b) »: `numbers` are those of its ancestors and its own, from the top."""
    depth = len(numbers)
    own = levels.get(depth)
    if own is None or not own.form:
        return ""
    first = max(1, depth - own.shown + 1)
    printed = [
        printed_number(number, levels[depth].form)
        for depth, number in enumerate(numbers, 1)
        if depth >= first and depth in levels and levels[depth].form
    ]
    return f"{own.prefix}{'.'.join(printed)}{own.suffix}".strip()


def tag_of(node: Element) -> str:
    """The element's prefixed name; "" for one of a vocabulary that odfdo does not know."""
    try:
        return str(node.tag)
    except ValueError:
        return ""


def attribute(node: Element, name: str) -> str:
    """An attribute's text, "" when it is absent."""
    return node.get_attribute_string(name) or ""


def number(node: Element, name: str, default: int) -> int:
    """A whole number in an attribute, or `default` when it holds none (or one that no document needs)."""
    return whole_number(attribute(node, name), default)


def _levels(style: Element) -> dict[int, Level]:
    """The numbered levels of a list's style, from 1; bullets and pictures print nothing."""
    return {
        number(node, "text:level", 1): Level(
            form=attribute(node, "style:num-format"),
            prefix=attribute(node, "style:num-prefix"),
            suffix=attribute(node, "style:num-suffix"),
            start=number(node, "text:start-value", 1),
            shown=number(node, "text:display-levels", 1),
        )
        for node in style.children
        if tag_of(node) in ("text:list-level-style-number", "text:outline-level-style")
    }


def _text_property(style: Element, name: str) -> str:
    return next((attribute(node, name) for node in style.children if tag_of(node) == "style:text-properties"), "")
