"""The tails of the network's export: the four markers that close each resource's body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.text import fold
from domain.types import Visibility

MAX_VALUE_LINES = 4  # lines between two markers of one tail; more is a body that speaks of the markers

_CATEGORY, _TYPE, _PRIVATE, _SUMMARY = "categorie", "type de ressource", "ressource privee", "resume"
_MARKER = re.compile(rf"({_CATEGORY}|{_TYPE}|{_PRIVATE}|{_SUMMARY})\s*(?::\s*(.*))?\Z")


@dataclass(frozen=True, slots=True)
class Tail:
    """Lines [start, end) of the export: from the first marker to the summary's marker or the last value."""

    start: int
    end: int
    type: str
    visibility: Visibility
    has_summary: bool


def find_tails(lines: Sequence[str]) -> tuple[Tail, ...]:
    """The tails of the export's non-empty lines, in order."""
    tails: list[Tail] = []
    n = 0
    while n < len(lines):
        tail = _tail_at(lines, n)
        if tail is None:
            n += 1
        else:
            tails.append(tail)
            n = tail.end
    return tuple(tails)


def looks_like_export(text: str) -> bool:
    """Whether a text holds resources with access rights: one such line is enough, since rights are at stake."""
    return any(_marker(line)[0] == _PRIVATE for line in text.splitlines() if line.strip())


def _tail_at(lines: Sequence[str], start: int) -> Tail | None:
    """The tail whose first marker is line `start`: markers in their order, some possibly missing.

    A category alone, or a summary alone, is a line of text like any other.
    """
    values: dict[str, str] = {}
    expected = [_CATEGORY, _TYPE, _PRIVATE, _SUMMARY]
    n = end = start
    while n < len(lines):
        marker, inline = _marker(lines[n])
        if marker in expected:
            expected = expected[expected.index(marker) + 1 :]
            if marker == _SUMMARY and _TYPE not in values and _PRIVATE not in values:
                break
            values[marker] = inline
            n += 1
            end = n
            if marker == _SUMMARY:
                break
        elif end > start and n - end < _room(expected) and _closes(lines, n, expected):
            last = list(values)[-1]
            values[last] = f"{values[last]} {lines[n].strip()}".strip()
            n += 1
            if expected == [_SUMMARY]:  # the value of the last marker before a summary that may be missing
                end = n
        else:
            break
    if _TYPE not in values and _PRIVATE not in values:
        return None
    # Only a plain « Non » opens a resource: missing, misspelt or empty, the flag reads as private.
    public = fold(values.get(_PRIVATE, "")) == "non"
    visibility = Visibility.PUBLIC if public else Visibility.ADHERENT
    return Tail(start, end, values.get(_TYPE, ""), visibility, _SUMMARY in values)


def _room(expected: Sequence[str]) -> int:
    return 1 if expected == [_SUMMARY] else MAX_VALUE_LINES


def _closes(lines: Sequence[str], n: int, expected: Sequence[str]) -> bool:
    """Whether line n is a value: the next marker follows soon, or it is the answer to « Ressource privée »."""
    following = lines[n + 1 : n + 1 + MAX_VALUE_LINES]
    if expected == [_SUMMARY]:
        return fold(lines[n]) in ("oui", "non") or (bool(following) and _marker(following[0])[0] == _SUMMARY)
    return any(_marker(line)[0] in expected for line in following)


def _marker(line: str) -> tuple[str, str]:
    """The marker that a line is, with a value on the same line if any; ("", "") for any other line."""
    match = _MARKER.match(fold(line))
    if match is None:
        return "", ""
    inline = line.split(":", 1)[1].strip() if ":" in line else ""
    return match.group(1), inline
