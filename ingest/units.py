"""The smallest stretches a passage is made of: sentences, short list items, table rows."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.ports import SentenceSplitter
from domain.types import Block, BlockKind, Section, Span

BULLET = "• "
BLOCK_BREAK = "\n"
SECTION_BREAK = "\n\n"
MAX_WHOLE_ITEM_CHARS = 500

_NUMBERED = re.compile(r"(?:\d{1,3}[.)°]|[a-zA-Z][.)])\s")


class Bond(NamedTuple):
    """What a cut before a unit parts, the worst first: bonds compare in this order.

    `antecedent`: a sentence and the one it is understood with, a list's lead-in and its first item. `whole`:
    items that one lead-in announces or alinéas of one article, twice for the inside of one. `cost`: a milder
    reluctance, in the unit of packing.py.
    """

    antecedent: int = 0
    whole: int = 0
    cost: float = 0.0

    def plus(self, other: Bond, cost: float) -> Bond:
        """Both together, and `cost` more."""
        return Bond(self.antecedent + other.antecedent, self.whole + other.whole, self.cost + other.cost + cost)


FREE = Bond()


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch [start, end) of the full text that a passage takes whole.

    `sentences` are spans in the full text. `opens` says that the unit starts its block, `bond` what holds it to
    the unit before it.
    """

    start: int
    end: int
    sentences: tuple[Span, ...]
    block: Block
    opens: bool = True
    bond: Bond = FREE


def rendered(block: Block) -> str:
    """A block as it stands in the full text: bullets are shown, numbers are in the text already."""
    return _prefix(block) + block.text


def full_text(sections: Sequence[Section]) -> str:
    """The document's text, headings left out: blocks on lines, an empty line between sections."""
    return SECTION_BREAK.join(BLOCK_BREAK.join(rendered(b) for b in section.blocks) for section in sections)


def lay_out(sections: Sequence[Section], splitter: SentenceSplitter) -> list[tuple[Unit, ...]]:
    """The units of each section, with their places in full_text(sections)."""
    laid, cursor = [], 0
    for section in sections:
        units: list[Unit] = []
        for block in section.blocks:
            units += _units(block, cursor, splitter)
            cursor += len(rendered(block)) + len(BLOCK_BREAK)
        cursor += len(SECTION_BREAK) - len(BLOCK_BREAK)
        laid.append(tuple(units))
    return laid


def split_unit(unit: Unit, text: str) -> tuple[Unit, ...]:
    """A unit cut in two near its middle; itself when it is one character long.

    Tried in this order: between two sentences, after a semicolon or colon, a comma, a space, anywhere.
    """
    body = text[unit.start : unit.end]
    if len(body) < 2:
        return (unit,)
    between = [sentence.start - unit.start for sentence in unit.sentences[1:]]
    cut = min(between, key=lambda place: abs(place - len(body) / 2)) if between else _cut_place(body)
    first, second = body[:cut].rstrip(), body[cut:].lstrip()
    return _part(unit, unit.start, unit.start + len(first)), _part(unit, unit.end - len(second), unit.end)


def _prefix(block: Block) -> str:
    return BULLET if block.kind is BlockKind.LIST_ITEM and not _NUMBERED.match(block.text) else ""


def _units(block: Block, cursor: int, splitter: SentenceSplitter) -> list[Unit]:
    end = cursor + len(rendered(block))
    offset = cursor + len(_prefix(block))
    if block.kind is BlockKind.TABLE_ROW:
        return [Unit(cursor, end, (Span(offset, end),), block)]
    spans = tuple(Span(s.start + offset, s.end + offset) for s in splitter.split(block.text))
    if block.kind is BlockKind.LIST_ITEM and end - cursor <= MAX_WHOLE_ITEM_CHARS:
        return [Unit(cursor, end, spans, block)]
    # The first unit takes the bullet; each ends where its sentence does.
    starts = (cursor, *(span.start for span in spans[1:]))
    return [
        Unit(start, span.end, (span,), block, opens=i == 0)
        for i, (start, span) in enumerate(zip(starts, spans, strict=True))
    ]


def _cut_place(body: str) -> int:
    """Where to cut: the nearest place to the middle among the best kind, not too near an end."""
    middle = len(body) / 2
    for pattern in (r"[;:]\s+", r",\s+", r"\s+"):
        places = [m.end() for m in re.finditer(pattern, body) if len(body) * 0.2 <= m.end() <= len(body) * 0.8]
        if places:
            return min(places, key=lambda place: abs(place - middle))
    return max(1, int(middle))


def _part(unit: Unit, start: int, end: int) -> Unit:
    clipped = (Span(max(s.start, start), min(s.end, end)) for s in unit.sentences)
    return dataclasses.replace(unit, start=start, end=end, sentences=tuple(s for s in clipped if s.start < s.end))
