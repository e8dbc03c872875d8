"""The lines of an export, and when two of them say the same thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from domain.text import words

MIN_PREFIX_CHARS = 25
MIN_FUZZY_WORDS = 5
MIN_CONTAINED_WORDS = 12
MAX_GROWTH = 3
"""A longer text of more than this many times the words is another text, which quotes the shorter."""
_SHARED_WORDS = 0.8
_RATIO = 0.75
_WORTH_COMPARING = 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: as written, its folded words, and whether blank lines stand around it."""

    raw: str
    words: tuple[str, ...]
    alone: bool = False

    @property
    def text(self) -> str:
        """The line without its indentation."""
        return self.raw.strip()


def to_lines(text: str) -> tuple[Line, ...]:
    """The lines that hold at least a letter or a figure."""
    rows = [(row.rstrip(), words(row)) for row in text.replace("\f", "\n").split("\n")]
    found = []
    for index, (raw, folded) in enumerate(rows):
        above = index == 0 or not rows[index - 1][1]
        below = index == len(rows) - 1 or not rows[index + 1][1]
        if folded:
            found.append(Line(raw, folded, above and below))
    return tuple(found)


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lists of words are the same text, one perhaps longer, cut short or slightly edited."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    text = " ".join(short)
    if len(text) >= MIN_PREFIX_CHARS and " ".join(long).startswith(text):
        return True
    if len(short) < MIN_FUZZY_WORDS or len(long) > MAX_GROWTH * len(short):
        return False
    if len(set(short) & set(long)) < _WORTH_COMPARING * len(set(short)):
        return False
    matcher = SequenceMatcher(None, short, long, autojunk=False)
    shared = sum(block.size for block in matcher.get_matching_blocks())
    return matcher.ratio() >= _RATIO or (len(short) >= MIN_CONTAINED_WORDS and shared >= _SHARED_WORDS * len(short))


def same_figures(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the figures of the shorter text all stand in the longer: two thresholds are two facts."""
    short, long = sorted((one, other), key=len)
    figures = [word for word in long if re.search(r"\d", word)]
    return all(word in figures for word in short if re.search(r"\d", word))


def memoised(first: Sequence[Line], second: Sequence[Line]) -> Callable[[int, int], bool]:
    """`alike` on line numbers, each pair of texts compared once."""
    known: dict[tuple[tuple[str, ...], tuple[str, ...]], bool] = {}

    def same(i: int, j: int) -> bool:
        pair = (first[i].words, second[j].words)
        if pair not in known:
            known[pair] = alike(*pair)
        return known[pair]

    return same
