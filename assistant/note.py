"""An answer as a note to file: the question, what is said, the quotations with their places, and what limits it.

The note is a short tree of blocks, the same whatever it is written as (see runtime/notes.py). Quotations are verbatim.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.receipts import Receipt
from domain.text import french_date
from domain.types import AnswerStatus, Citation
from prompts.loader import render


class NotePart(StrEnum):
    """What a block of a note is."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    QUOTE = "quote"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """A block of a note; `url` is where it can be read further."""

    part: NotePart
    text: str
    url: str = ""


Note = tuple[NoteBlock, ...]

_STATUS = {
    AnswerStatus.ANSWERED: "Réponse",
    AnswerStatus.PARTIAL: "Réponse partielle",
    AnswerStatus.ABSTAINED: "Les sources ne le disent pas",
    AnswerStatus.CLARIFY: "Une précision est nécessaire",
}


def note(receipt: Receipt, *, written_on: date) -> Note:
    """The note of an answer that was given."""
    return tuple(_blocks(receipt, written_on))


def _blocks(receipt: Receipt, written_on: date) -> Iterator[NoteBlock]:
    answer, query = receipt.reply.answer, receipt.query
    yield NoteBlock(NotePart.TITLE, query.question)
    yield NoteBlock(NotePart.HEADING, _STATUS[answer.status])
    if answer.preface:
        yield NoteBlock(NotePart.TEXT, answer.preface)
    for sentence in answer.sentences:
        marks = "".join(f" [{number}]" for number in sentence.citations)
        yield NoteBlock(NotePart.TEXT, f"{sentence.text}{marks}")
    if not answer.sentences:
        yield NoteBlock(NotePart.TEXT, answer.text)
    if answer.clarification:
        yield NoteBlock(NotePart.TEXT, answer.clarification.question)
        yield from (NoteBlock(NotePart.ITEM, choice) for choice in answer.clarification.choices)
    if answer.citations:
        yield NoteBlock(NotePart.HEADING, "Citations")
        for citation in answer.citations:
            yield NoteBlock(NotePart.TEXT, f"[{citation.number}] {_place(citation)}", citation.document.url)
            yield NoteBlock(NotePart.QUOTE, citation.quote)
    if answer.references:
        yield NoteBlock(NotePart.HEADING, "Textes cités")
        yield from (NoteBlock(NotePart.ITEM, one.text, one.url or "") for one in answer.references)
    yield NoteBlock(NotePart.HEADING, "Limites")
    yield from (NoteBlock(NotePart.ITEM, warning.text) for warning in answer.warnings)
    if answer.freshness:
        yield NoteBlock(NotePart.ITEM, answer.freshness)
    yield NoteBlock(NotePart.ITEM, answer.notice)
    if answer.contact:
        yield NoteBlock(NotePart.ITEM, answer.contact)
    yield NoteBlock(
        NotePart.SMALL,
        render(
            "note_dates",
            asked=french_date(receipt.asked_at.date()),
            law=french_date(query.as_of),
            written=french_date(written_on),
            answer=answer.id,
        ),
    )


def _place(citation: Citation) -> str:
    document = citation.document
    parts = [document.title, document.publisher]
    parts.append(french_date(document.published) if document.published else "sans date")
    if citation.page:
        parts.append(f"page {citation.page}")
    return ", ".join(part for part in parts if part)
