"""What retrieval is measured on: documents, questions, and the documents that answer each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A document as a peer takes it in: its title, then its text."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the ids of the documents that answer it."""

    text: str
    wanted: frozenset[str]
    split: str
