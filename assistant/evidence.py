"""Chooses the hits that an answer may stand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from domain.types import Document, Evidence, Hit

RETRIEVED = 12  # passages asked of the index
MAX_HITS = 8
MAX_PER_DOCUMENT = 3


def gather(hits: Sequence[Hit], as_of: date) -> Evidence:
    """The best hits, a few a document at most, without documents that are not yet in force.

    Documents past their validity, or replaced by another one, come after the others: they may be shown, with a
    warning, only where nothing current was found before them.
    """
    usable = [hit for hit in hits if not _not_yet(hit.document, as_of)]
    ordered = sorted(usable, key=lambda hit: is_past(hit, as_of))  # stable: ranks are kept within each half
    kept: list[Hit] = []
    count: Counter[str] = Counter()
    for hit in ordered:
        if count[hit.document.id] < MAX_PER_DOCUMENT:
            count[hit.document.id] += 1
            kept.append(hit)
    return Evidence(tuple(kept[:MAX_HITS]))


def is_stale(document: Document, as_of: date) -> bool:
    """Whether the document says that it is no longer valid on this date."""
    return document.valid_until is not None and document.valid_until < as_of


def is_past(hit: Hit, as_of: date) -> bool:
    """Whether its document is no longer valid, or another one replaces it."""
    return bool(hit.superseded_by) or is_stale(hit.document, as_of)


def _not_yet(document: Document, as_of: date) -> bool:
    return document.valid_from is not None and document.valid_from > as_of
