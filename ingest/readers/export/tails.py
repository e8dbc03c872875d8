"""The tails of an export: the lines of fields between a resource's body and its « Résumé »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.text import fold
from ingest.readers.export.lines import Line, to_lines

CATEGORY, TYPE, PRIVATE, SUMMARY = "categorie", "type de ressource", "ressource privee", "resume"
_MARKERS = {CATEGORY: CATEGORY, "categories": CATEGORY, TYPE: TYPE, PRIVATE: PRIVATE, SUMMARY: SUMMARY}
_INLINE = re.compile(rf"({TYPE}|{PRIVATE}) ?: ?(\S.*)")
_MAX_CATEGORIES = 8
_MAX_VALUE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Tail:
    """Lines [start, end) of fields; the résumé starts at `end`. A privacy that is not plainly « Non » is private."""

    start: int
    end: int
    type: str
    private: bool


def marker(line: Line) -> str | None:
    """The field that a line names, alone or with its value after a colon; None for text."""
    plain = fold(line.text)
    inline = _INLINE.fullmatch(plain)
    return inline.group(1) if inline else _MARKERS.get(plain.rstrip(" :"))


def find_tails(lines: Sequence[Line]) -> tuple[Tail, ...]:
    """The tails in order. Each holds at least « Type de ressource » or « Ressource privée »."""
    tails: list[Tail] = []
    position = 0
    while position < len(lines):
        if marker(lines[position]) in (TYPE, PRIVATE):
            tails.append(_tail(lines, position, floor=tails[-1].end if tails else 0))
            position = tails[-1].end
        else:
            position += 1
    return tuple(tails)


def looks_like_export(text: str) -> bool:
    """Whether a text holds an export's fields, even damaged: then it must not be read as one document."""
    found = {marker(line) for line in to_lines(text)}
    return PRIVATE in found or {TYPE, SUMMARY} <= found


def _tail(lines: Sequence[Line], anchor: int, *, floor: int) -> Tail:
    kind = ""
    flags: list[str] = []
    position = anchor
    while position < len(lines) and (field := marker(lines[position])) is not None:
        value, position = _value(lines, position, field)
        if field == TYPE:
            kind = kind or value
        elif field == PRIVATE:
            flags.append(fold(value).rstrip(" ."))
        elif field == SUMMARY:
            break
    public = bool(flags) and all(flag == "non" for flag in flags)
    return Tail(_start(lines, anchor, floor), position, kind, not public)


def _value(lines: Sequence[Line], position: int, field: str) -> tuple[str, int]:
    """The field's value and the position after it; "" when a field or a long line follows instead."""
    following = position + 1
    if field == SUMMARY:
        return "", following
    if field == CATEGORY:
        return "", _after_categories(lines, position)
    if _INLINE.fullmatch(fold(lines[position].text)):
        return lines[position].text.split(":", 1)[1].strip(), following
    if following >= len(lines) or marker(lines[following]) is not None:
        return "", following
    text = lines[following].text
    before_field = following + 1 < len(lines) and marker(lines[following + 1]) is not None
    plausible = before_field or field == TYPE or fold(text).rstrip(" .") in ("oui", "non")
    return (text, following + 1) if plausible and len(text) <= _MAX_VALUE_CHARS else ("", following)


def _after_categories(lines: Sequence[Line], position: int) -> int:
    for following in range(position + 1, min(position + 2 + _MAX_CATEGORIES, len(lines))):
        if marker(lines[following]) is not None:
            return following
        if not _could_be_category(lines[following]):
            break
    return position + 1


def _start(lines: Sequence[Line], anchor: int, floor: int) -> int:
    """Where the tail starts: its « Catégorie » line if there is one just above, values included."""
    for index in range(anchor - 1, max(floor, anchor - 2 - _MAX_CATEGORIES) - 1, -1):
        field = marker(lines[index])
        if field == CATEGORY:
            return index
        if field is not None or not _could_be_category(lines[index]):
            break
    return anchor


def _could_be_category(line: Line) -> bool:
    return len(line.text) <= _MAX_VALUE_CHARS and not line.text.endswith((".", ":", ";", "!", "?"))
