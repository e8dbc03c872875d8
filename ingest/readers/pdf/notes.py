"""Notes at the foot of a PDF page, told from its text: small lines below it that open with a call. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.readers.pdf.rows import Line, Table

NOTE_FACTOR = 0.92  # a note is this much smaller than the text at least
_CALL = re.compile(r"^[(\[]?(?:\d{1,3}|\*{1,3})[)\]]?[.\s]")


def split_notes(
    pieces: Sequence[Line | Table], text_size: float
) -> tuple[tuple[Line | Table, ...], tuple[tuple[str, ...], ...]]:
    """The page's text without its notes, and the lines of each note."""
    notes: list[list[str]] = []
    body: list[Line | Table] = []
    for piece in pieces:
        if not isinstance(piece, Line) or not _may_be_note(piece, pieces, text_size):
            body.append(piece)
        elif _CALL.match(piece.text):
            notes.append([piece.text])
        elif notes:
            notes[-1].append(piece.text)
        else:
            body.append(piece)
    return tuple(body), tuple(tuple(note) for note in notes)


def _may_be_note(line: Line, pieces: Sequence[Line | Table], text_size: float) -> bool:
    """Whether a line is small, with no text of the usual size and no table below it in its column."""
    small = NOTE_FACTOR * text_size
    return line.size <= small and not any(
        piece.y < line.y and piece.size > small and piece.x0 < line.x1 and piece.x1 > line.x0 for piece in pieces
    )
