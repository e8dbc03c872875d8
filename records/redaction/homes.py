"""Whether a place that someone owns or lives in is a house's or a hamlet's, which tells who: no town's."""

from __future__ import annotations

import re

from domain.text import fold
from records.redaction import lists
from records.redaction.known import known_as
from records.redaction.words import is_ordinary

_TOPONYMS = frozenset(lists.TOPONYMS.split())
_CALLED = frozenset(lists.CALLED.split())
_WORD = re.compile(r"[^\W\d_]{2,}")
_LINKS = frozenset(("le", "la", "les", "de", "du", "des", "au", "aux", "et", "en", "sur", "sous", "ar", "an", "er"))


def is_home(place: str) -> bool:
    """Whether a place is a hamlet or a house: of words that name land, or of one that nobody knows, and no commune."""
    if known_as(fold(place)).endswith("c"):
        return False
    words = [word for word in map(fold, _WORD.findall(place)) if word not in _LINKS]
    if not words or words[0] in _CALLED - _TOPONYMS or words[0] in ("saint", "sainte"):
        return False
    if len(words) == 1 and known_as(words[0]).endswith("c"):
        return False
    if len(words) > 1 and not _TOPONYMS.isdisjoint(words):
        return True
    return not is_ordinary(words[0]) and not is_ordinary(words[-1])
