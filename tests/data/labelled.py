"""Reads the hand-labelled sets of this folder; README.md says how they were labelled."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from domain.references import find_references
from domain.types import Span

_FOLDER = Path(__file__).parent

Mention = tuple[Span, str]
"""Where a reference stands and its normal form."""


def labelled_references(split: str) -> list[tuple[str, frozenset[Mention]]]:
    """The sentences of a split (dev, test) with their mentions."""
    return [(row["text"], frozenset(_mentions(row))) for row in _rows("references.jsonl", split)]


def precision_and_recall(
    sentences: Iterable[tuple[str, frozenset[Mention]]], *, span_only: bool = False
) -> tuple[float, float]:
    """Of find_references, a mention being right when its span is, and its normal form unless `span_only`."""
    right = given = expected = 0
    for text, mentions in sentences:
        found = {(reference.span, reference.normalised) for reference in find_references(text)}
        if span_only:
            right += len({span for span, _ in found} & {span for span, _ in mentions})
        else:
            right += len(found & mentions)
        given, expected = given + len(found), expected + len(mentions)
    return right / given, right / expected


def labelled_sentences(split: str) -> list[tuple[str, list[str]]]:
    """The texts of a split (dev, test) with their sentences."""
    return [
        (row["marked"].replace("|", ""), [part.strip() for part in row["marked"].split("|")])
        for row in _rows("sentences.jsonl", split)
    ]


def _rows(name: str, split: str) -> list[dict[str, Any]]:
    rows = map(json.loads, (_FOLDER / name).read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["split"] == split]


def _mentions(row: dict[str, Any]) -> Iterable[Mention]:
    """Quotes are looked for one after another, so that a text may hold the same words twice."""
    end = 0
    for quote, normalised in row["mentions"]:
        start = row["text"].index(quote, end)
        end = start + len(quote)
        yield Span(start, end), normalised
