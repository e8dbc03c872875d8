"""Cleans blocks: one spelling of characters and spaces, nothing empty."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Sequence

from domain.text import normalise, normalise_spaces
from domain.types import Block

_BULLET = re.compile(r"^[•◦▪‣●○■□➢➤✓✔\uf0b7\uf0a7]\s*")


def clean(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with composed characters, plain single spaces and no control character; empty ones dropped."""
    cleaned = (dataclasses.replace(block, text=_clean_text(block.text)) for block in blocks)
    return tuple(block for block in cleaned if any(c.isalnum() for c in block.text))


def _clean_text(text: str) -> str:
    return _BULLET.sub("", normalise_spaces(normalise("".join(_visible(c) for c in text))))


def _visible(character: str) -> str:
    """The character, a space for a control, nothing for a format mark.

    Direction overrides and tag characters (Unicode category Cf) show people another text than machines read.
    """
    category = "Zs" if character.isspace() else unicodedata.category(character)
    if category == "Cf":
        return ""
    return " " if category in ("Cc", "Cs", "Cn") else character
