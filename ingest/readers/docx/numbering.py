"""Numbers that Word counts by itself, for lists and for headings: « 1. », « b) », « Article 3 »."""

from __future__ import annotations

import re

from ingest.readers.docx.xml import Node, W, switch, value
from ingest.readers.numbers import printed_number, whole_number

_STYLES = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I", "none": ""}
_MAX_LEVEL = 8  # levels are 0..8 (17.9.6)


class Numbering:
    """The lists of a document, counted in reading order."""

    def __init__(self, root: Node | None) -> None:
        abstracts = (
            {} if root is None else {node.get(W + "abstractNumId"): node for node in root.findall(W + "abstractNum")}
        )
        linked = {value(node, "styleLink"): node for node in abstracts.values() if value(node, "styleLink")}
        self._lists: dict[str, Node] = {}
        self._abstracts: dict[str, Node] = {}
        for node in () if root is None else root.findall(W + "num"):
            abstract = abstracts.get(value(node, "abstractNumId"))
            if abstract is not None:
                key = node.get(W + "numId")
                self._lists[key] = node
                self._abstracts[key] = linked.get(value(abstract, "numStyleLink"), abstract)
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def __contains__(self, list_id: str) -> bool:
        return list_id in self._lists

    def level_of_style(self, list_id: str, style_id: str) -> int:
        """The list's level that a style is tied to, 0 when none is."""
        for level in self._abstracts[list_id].findall(W + "lvl"):
            if value(level, "pStyle") == style_id:
                return whole_number(level.get(W + "ilvl"), 0)
        return 0

    def next_label(self, list_id: str, level: int) -> str:
        """Count one more item at a level (from 0) and give what is printed before it."""
        level = min(level, _MAX_LEVEL)
        counts = self._counts.setdefault(self._abstracts[list_id].get(W + "abstractNumId"), {})
        restart = self._restart(list_id, level)
        if restart is not None and (list_id, level) not in self._started:
            counts[level] = restart - 1
        self._started.add((list_id, level))
        counts[level] = counts.get(level, self._start(list_id, level) - 1) + 1
        for deeper in [deeper for deeper in counts if deeper > level]:
            del counts[deeper]
        node = self._level(list_id, level)
        if node is None or value(node, "numFmt") == "bullet":
            return ""
        legal = bool(switch(node, "isLgl"))
        return re.sub(r"%([1-9])", lambda m: self._number(list_id, int(m[1]) - 1, legal=legal), value(node, "lvlText"))

    def _number(self, list_id: str, level: int, *, legal: bool) -> str:
        """The number at a level; `legal` prints every level in figures (17.9.4)."""
        counts = self._counts[self._abstracts[list_id].get(W + "abstractNumId")]
        node = self._level(list_id, level)
        style = "1" if legal or node is None else _STYLES.get(value(node, "numFmt"), "1")
        return printed_number(counts.get(level, self._start(list_id, level)), style)

    def _level(self, list_id: str, level: int) -> Node | None:
        override = self._override(list_id, level)
        if override is not None and (own := override.find(W + "lvl")) is not None:
            return own
        return _at_level(self._abstracts[list_id].findall(W + "lvl"), level)

    def _start(self, list_id: str, level: int) -> int:
        node = self._level(list_id, level)
        return 1 if node is None else whole_number(value(node, "start"), 1)

    def _restart(self, list_id: str, level: int) -> int | None:
        override = self._override(list_id, level)
        start = "" if override is None else value(override, "startOverride")
        return whole_number(start, 1) if start else None

    def _override(self, list_id: str, level: int) -> Node | None:
        return _at_level(self._lists[list_id].findall(W + "lvlOverride"), level)


def _at_level(nodes: list[Node], level: int) -> Node | None:
    return next((node for node in nodes if node.get(W + "ilvl") == str(level)), None)
