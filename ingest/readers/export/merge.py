"""Merges a resource's body with its résumé: every sentence once, the longer of two versions."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from domain.text import words
from ingest.readers.alignment import Pair, Rules, align
from ingest.readers.export.lines import MIN_PREFIX_CHARS, Line, alike, memoised, same_figures
from ingest.sentences import FrenchSentenceSplitter

T = TypeVar("T")
_RULES = Rules(cost_first=0.01, cost_second=0.01)


def merge(body: Sequence[Line], resume: Sequence[Line], *, title: str) -> tuple[Line, ...]:
    """The body's lines in order, completed by what only the résumé says; no line that repeats the title."""
    pairs = align(len(resume), len(body), memoised(resume, body), _RULES)
    merged = _woven(body, resume, [(j, i) for i, j in pairs], _merged_line)
    named = words(title)
    return tuple(_once(line for line in merged if line.words != named))


def _woven(first: Sequence[T], second: Sequence[T], pairs: Sequence[Pair], both: Callable[[T, T], T]) -> Iterator[T]:
    """Both sequences in one: matched elements merged, the others kept where they stand."""
    for (i, j), (next_i, next_j) in pairwise([(-1, -1), *pairs, (len(first), len(second))]):
        if i >= 0:
            yield both(first[i], second[j])
        yield from first[i + 1 : next_i]
        yield from second[j + 1 : next_j]


def _merged_line(body: Line, resume: Line) -> Line:
    if body.words == resume.words:
        return body
    first, second = _sentences(body.raw), _sentences(resume.raw)
    ones, others = [words(s) for s in first], [words(s) for s in second]

    def same(i: int, j: int) -> bool:
        return alike(ones[i], others[j]) and same_figures(ones[i], others[j])

    pairs = align(len(first), len(second), same, _RULES)
    text = " ".join(_woven(first, second, pairs, lambda one, other: max(one, other, key=len)))
    return dataclasses.replace(body, raw=text, words=words(text))


def _sentences(raw: str) -> list[str]:
    """The sentences of a line; the first keeps the line's indentation and bullet."""
    spans = FrenchSentenceSplitter().split(raw)
    starts = [0, *(span.start for span in spans[1:])]
    return [raw[start : span.end] for start, span in zip(starts, spans, strict=True)]


def _once(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines without the sentences already said, or said elsewhere at greater length."""
    split = [(line, _sentences(line.raw)) for line in lines]
    everything = {" ".join(words(sentence)) for _, sentences in split for sentence in sentences}
    said: set[str] = set()
    for line, sentences in split:
        kept = []
        for sentence in sentences:
            key = " ".join(words(sentence))
            if key not in said and not _is_cut_short(key, everything):
                kept.append(sentence)
            said.add(key)
        text = " ".join(kept)
        if words(text):
            yield dataclasses.replace(line, raw=text, words=words(text))


def _is_cut_short(key: str, everything: Iterable[str]) -> bool:
    """Whether a sentence is the beginning of a longer one of the document."""
    return len(key) >= MIN_PREFIX_CHARS and any(len(other) > len(key) and other.startswith(key) for other in everything)
