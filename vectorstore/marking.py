"""Where a text holds the words of a question, whatever their form: to show why it was found."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

import tantivy

from domain.types import Span
from vectorstore.analysis import content_analyzer, prepare

_WORD = re.compile(r"\b[LRDA]\.?\s?\*?\d+(?:-\d+)*|\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+(?:-\d+)+|[^\W_]+")


def spans_of(text: str, stems: Collection[str]) -> tuple[Span, ...]:
    """The words of a text whose stems are among these (see Hit.sentence_words), in order."""
    return tuple(
        Span(match.start(), match.end())
        for match in _WORD.finditer(text)
        if not set(_analyzer().analyze(prepare(match.group()))).isdisjoint(stems)
    )


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    return content_analyzer()
