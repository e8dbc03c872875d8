"""What a cut before each unit of a section would part."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import pairwise

from domain.dependence import depends, leads_in
from domain.types import BlockKind
from ingest.units import FREE, Bond, Unit

MID_BLOCK = Bond(cost=0.15)
"""Between two sentences of a paragraph, or before an item of a list that nothing announces."""
MID_TABLE = Bond(cost=0.5)
_DEEPER_ITEM_COST = 0.25
"""A level of nesting: a list too long for one passage is cut between its outermost items."""


def bound(units: Sequence[Unit], text: str, *, article: bool) -> tuple[Unit, ...]:
    """The units of a section, each with what a cut before it would part; `text` is the document's full text.

    An article is one whole, as a list that a lead-in announces is; their items and alinéas are wholes themselves.
    """
    made, announced = list(units[:1]), False
    for before, unit in pairwise(units):
        if unit.block.kind is not BlockKind.LIST_ITEM:
            announced = False
        elif before.block.kind is not BlockKind.LIST_ITEM:
            announced = leads_in(_said(before, text))
        needs = _needs_the_one_before(before, unit, text)
        bond = Bond(antecedent=1) if needs else _bond(before, unit, whole=announced or article)
        made.append(dataclasses.replace(unit, bond=bond))
    return tuple(made)


def _needs_the_one_before(before: Unit, unit: Unit, text: str) -> bool:
    """A list's first item needs its lead-in, a nested one its parent, « Toutefois, … » what it limits."""
    if leads_in(_said(before, text)) or (unit.opens and _deeper(before, unit)):
        return True
    alone = unit.opens and unit.block.kind is not BlockKind.PARAGRAPH
    return not alone and depends(_said(unit, text))


def _bond(before: Unit, unit: Unit, *, whole: bool) -> Bond:
    """The bond of a unit that is understood without the one before it."""
    kind = unit.block.kind
    if whole:
        deep = _DEEPER_ITEM_COST * unit.block.level if kind is BlockKind.LIST_ITEM else 0.0
        return Bond(whole=1 if unit.opens else 2, cost=deep)
    if kind is BlockKind.TABLE_ROW and before.block.kind is kind:
        return MID_TABLE
    return MID_BLOCK if kind is BlockKind.LIST_ITEM or not unit.opens else FREE


def _deeper(before: Unit, unit: Unit) -> bool:
    both_items = before.block.kind is unit.block.kind is BlockKind.LIST_ITEM
    return both_items and unit.block.level > before.block.level


def _said(unit: Unit, text: str) -> str:
    return text[unit.start : unit.end]
