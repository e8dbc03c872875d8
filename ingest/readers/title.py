"""The title of a document that does not name itself."""

from __future__ import annotations

import re
from pathlib import Path

from domain.text import capitalised, words


def title_from_stem(path: Path) -> str:
    """« guide-des-marches_2025.pdf » → « Guide des marches 2025 »."""
    text = " ".join(re.split(r"[\s_.]+|(?<!\d)-|-(?!\d)", path.stem)).strip() or path.stem
    return capitalised(text)


def same_title(one: str, other: str) -> bool:
    """Whether two titles differ by case, accents, spaces or punctuation only."""
    return words(one) == words(other) and bool(words(one))
